import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # on a full table, while it is used

    dependencies = [
        ("pdc", "0003_learned_words"),
        ("requests", "0020_attachments"),
        ("sla", "0010_read_queues_in_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name="servicerequest",
            name="requests_to_ask_again",
        ),
        AddIndexConcurrently(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("follow_up_on__isnull", False), ("status", "waiting")),
                fields=["follow_up_on", "id"],
                name="requests_ask_again",
            ),
        ),
        AddIndexConcurrently(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("status__in", ["new", "in_progress", "waiting"])),
                fields=["id"],
                name="requests_open_in_order",
            ),
        ),
        AddIndexConcurrently(
            model_name="servicerequest",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("subject"), name="gin_trgm_ops"
                ),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("text"), name="gin_trgm_ops"
                ),
                condition=models.Q(("status__in", ["new", "in_progress", "waiting"])),
                name="requests_open_words",
            ),
        ),
    ]
