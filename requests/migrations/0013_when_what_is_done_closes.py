"""What was done before closes a week after: five working days as nearly as the database knows.

In batches by key, each a transaction of its own: a full table takes a while, and stays in use.
Whatever has its moment already is passed over, so this can be stopped and run again.
"""

from datetime import timedelta

from django.db import migrations
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

WEEK = timedelta(days=7)
A_BATCH = 2_000


def give_a_week(apps, _schema_editor):
    """Let what is done close a week after it was."""
    event = apps.get_model("requests", "Event")
    done = event.objects.filter(service_request=OuterRef("pk"), kind="done").order_by("-at")
    done_at = Coalesce(Subquery(done.values("at")[:1]), F("changed_at"))
    without = apps.get_model("requests", "ServiceRequest").objects.filter(
        status="done", closes_at=None
    )
    in_order = without.order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(in_order.filter(pk__gt=last)[:A_BATCH]):
        without.filter(pk__in=batch).update(closes_at=done_at + WEEK)
        last = batch[-1]


class Migration(migrations.Migration):
    atomic = False  # each batch by itself

    dependencies = [
        ('requests', '0012_ratings_and_closing'),
    ]

    operations = [
        migrations.RunPython(give_a_week, migrations.RunPython.noop, elidable=True),
    ]
