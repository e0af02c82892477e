from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # on a full table, while it is used

    dependencies = [
        ("pdc", "0003_learned_words"),
        ("sla", "0009_causes_of_being_late"),
        ("teams", "0003_free_room_of_pools"),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name="promise",
            name="sla_promise_due",
        ),
        AddIndexConcurrently(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["pool", "-urgent", "next_due_at", "id"],
                name="sla_promise_queue",
            ),
        ),
        AddIndexConcurrently(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["-urgent", "next_due_at", "id"],
                name="sla_promise_queues",
            ),
        ),
    ]
