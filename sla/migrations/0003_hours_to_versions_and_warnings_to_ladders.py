"""Bring the hours of each calendar into its first version, and each warning into a ladder."""

from datetime import UTC, datetime, time

from django.db import migrations
from django.db.models import F, Func, IntegerField, OuterRef, Subquery

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST = datetime(2000, 1, 1, tzinfo=UTC)  # before anything that was counted
MIDNIGHT = time(0)


def text(at, *, closes=False):
    return "24:00" if closes and at == MIDNIGHT else f"{at:%H:%M}"


def forwards(apps, schema_editor):
    calendars, versions = (
        apps.get_model("sla", "Calendar"),
        apps.get_model("sla", "CalendarVersion"),
    )
    for calendar in calendars.objects.all():
        weekly = {day: [] for day in WEEKDAYS}
        for hours in calendar.opening_hours.order_by("weekday", "opens"):
            weekly[WEEKDAYS[hours.weekday]].append(
                [text(hours.opens), text(hours.closes, closes=True)]
            )
        exceptions = {
            one.date.isoformat(): {"name": one.name, "hours": one.hours}
            for one in calendar.exceptions.order_by("date")
        }
        hours = {"timezone": calendar.timezone, "weekly": weekly, "exceptions": exceptions}
        number = calendar.revision = max(calendar.revision, 1)
        calendar.save(update_fields=["revision"])
        versions.objects.create(
            calendar=calendar, number=number, hours=hours, made_at=FIRST, in_force_at=FIRST
        )
    norms, clocks = apps.get_model("sla", "Norm"), apps.get_model("sla", "Clock")
    alerts = apps.get_model("sla", "Alert")
    norms.objects.update(
        warnings=Func(F("warning_percent"), template="ARRAY[%(expressions)s]::smallint[]")
    )
    revision = calendars.objects.filter(pk=OuterRef("calendar")).values("revision")
    clocks.objects.update(counted_under=Subquery(revision))
    percent = norms.objects.filter(pk=OuterRef("norm")).values("warning_percent")
    clocks.objects.filter(next_rung="warning").update(next_level=Subquery(percent))
    percent = clocks.objects.filter(pk=OuterRef("clock")).values("norm__warning_percent")
    alerts.objects.filter(rung="warning").update(level=Subquery(percent))


def backwards(apps, schema_editor):
    calendars, versions = (
        apps.get_model("sla", "Calendar"),
        apps.get_model("sla", "CalendarVersion"),
    )
    opening_hours = apps.get_model("sla", "OpeningHours")
    exceptions = apps.get_model("sla", "CalendarException")
    opening_hours.objects.all().delete()
    exceptions.objects.all().delete()
    for calendar in calendars.objects.all():
        version = versions.objects.filter(calendar=calendar, number=calendar.revision).first()
        if version is None:
            continue
        calendar.timezone = version.hours["timezone"]
        calendar.save(update_fields=["timezone"])
        for weekday, day in enumerate(WEEKDAYS):
            for opens, closes in version.hours["weekly"].get(day, []):
                closes = "00:00" if closes == "24:00" else closes
                opening_hours.objects.create(
                    calendar=calendar, weekday=weekday, opens=opens, closes=closes
                )
        for on, day in version.hours["exceptions"].items():
            named = day if isinstance(day, dict) else {"name": "", "hours": day}
            exceptions.objects.create(calendar=calendar, date=on, **named)
    versions.objects.all().delete()
    first = Func(F("warnings"), template="(%(expressions)s)[1]", output_field=IntegerField())
    norms = apps.get_model("sla", "Norm")
    norms.objects.exclude(warnings=[]).update(warning_percent=first)


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0002_calendar_versions_ladders_and_agreed_dates"),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
