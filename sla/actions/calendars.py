"""Other hours for a calendar: drafted first, so that it can be seen what they would move."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sla.models import Calendar, CalendarVersion
from teams.models import User


def draft(
    calendar: Calendar, hours: dict[str, Any], *, note: str, by: User | None, now: datetime
) -> CalendarVersion:
    """Save hours that hold for nothing yet; raises `ValidationError` where they can't be right."""
    version = CalendarVersion(calendar=calendar, hours=hours, note=note, made_by=by, made_at=now)
    version.full_clean()
    version.save()
    return version


@transaction.atomic
def put_in_force(version: CalendarVersion, *, moves: bool, now: datetime) -> None:
    """Let drafted hours hold from now on; what is under way is counted anew by a worker.

    `moves` says whether promised dates move, or are kept (docs/time.md, "calendar changed").
    """
    calendar = Calendar.objects.select_for_update(no_key=True).get(pk=version.calendar_id)
    version.number = calendar.revision = calendar.revision + 1
    version.moves, version.in_force_at = moves, now
    version.save(update_fields=["number", "moves", "in_force_at"])
    calendar.save(update_fields=["revision"])
    version.calendar = calendar


def change_hours(calendar: Calendar, hours: dict[str, Any], *, note: str, now: datetime) -> None:
    """Put other hours in force at once, keeping all promised dates: an import, or the demo."""
    version = draft(calendar, hours, note=note, by=None, now=now)
    put_in_force(version, moves=False, now=now)
    calendar.revision = version.calendar.revision
