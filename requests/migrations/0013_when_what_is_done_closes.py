"""What was done before closes a week after: five working days as nearly as the database knows."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

WEEK = timedelta(days=7)


def give_a_week(apps, _schema_editor):
    """Let what is done close a week after it was."""
    event = apps.get_model("requests", "Event")
    done = event.objects.filter(service_request=OuterRef("pk"), kind="done").order_by("-at")
    done_at = Coalesce(Subquery(done.values("at")[:1]), F("changed_at"))
    request = apps.get_model("requests", "ServiceRequest")
    request.objects.filter(status="done").update(closes_at=done_at + WEEK)


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0012_ratings_and_closing'),
    ]

    operations = [
        migrations.RunPython(give_a_week, migrations.RunPython.noop, elidable=True),
    ]
