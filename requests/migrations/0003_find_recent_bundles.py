from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index for who was just mailed, made without locking the table."""

    atomic = False

    dependencies = [
        ("requests", "0002_decisions_merges_and_bundles"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("bundle__isnull", False)),
                fields=["sent_at"],
                name="requests_bundled",
            ),
        ),
    ]
