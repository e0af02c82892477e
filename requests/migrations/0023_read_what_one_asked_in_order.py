from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # on a full table, while it is used

    dependencies = [
        ("requests", "0022_texts_that_a_pool_keeps"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("status__in", ["new", "in_progress", "waiting"])),
                fields=["requested_by", "id"],
                name="requests_open_of_person",
            ),
        ),
        AddIndexConcurrently(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("status__in", ["new", "in_progress", "waiting"]), _negated=True),
                fields=["-changed_at", "-id"],
                name="requests_done_in_order",
            ),
        ),
    ]
