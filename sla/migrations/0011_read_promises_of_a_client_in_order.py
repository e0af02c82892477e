from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # on a full table, while it is used

    dependencies = [
        ("sla", "0010_read_queues_in_order"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["client", "next_due_at", "id"],
                name="sla_promise_of_client",
            ),
        ),
    ]
