"""Other hours for a calendar: drafted first, so that it can be seen what they would move."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sla.business_time import NoOpeningError, Schedule, next_opening
from sla.models import Calendar, CalendarVersion, Clock
from teams.models import User


class OvertakenError(Exception):
    """Other hours came into force since these were drafted."""


def draft(
    calendar: Calendar,
    hours: dict[str, Any],
    *,
    note: str,
    by: User | None,
    now: datetime,
    made_from: int | None = None,
) -> CalendarVersion:
    """Save hours that hold for nothing yet, made from those in force unless said otherwise.

    Raises `ValidationError` where they can't be right, or never open while time is counted by
    them.
    """
    revision = calendar.revision if made_from is None else made_from
    version = CalendarVersion(
        calendar=calendar, hours=hours, note=note, made_by=by, made_at=now, made_from=revision
    )
    version.full_clean()
    refuse_never_open(calendar, version.schedule(), now=now)
    version.save()
    return version


def refuse_never_open(calendar: Calendar, schedule: Schedule, *, now: datetime) -> None:
    """Raise `ValidationError` for hours without an opening to come, where time is counted."""
    try:
        next_opening(schedule, now)
    except NoOpeningError as never:
        counted = Clock.objects.going().filter(calendar=calendar)
        if calendar.pools.exists() or counted.exists():
            raise ValidationError(
                _("Deadlines are counted by this calendar. Give it opening hours on a day to come.")
            ) from never


@transaction.atomic
def put_in_force(version: CalendarVersion, *, moves: bool, now: datetime) -> None:
    """Let drafted hours hold from now on; what is under way is counted anew by a worker.

    `moves` says whether promised dates move, or are kept (docs/time.md, "calendar changed").
    Raises `OvertakenError` where others came into force since it was drafted, it did itself, or
    it was thrown away.
    """
    calendar = Calendar.objects.select_for_update(no_key=True).get(pk=version.calendar_id)
    drafts = CalendarVersion.objects.select_for_update().filter(pk=version.pk, number=None)
    if calendar.revision != version.made_from or not drafts:
        raise OvertakenError
    version.number = calendar.revision = calendar.revision + 1
    version.moves, version.in_force_at = moves, now
    version.save(update_fields=["number", "moves", "in_force_at"])
    calendar.save(update_fields=["revision"])
    version.calendar = calendar


def discard(version: CalendarVersion) -> None:
    """Throw a draft away; what came into force stays, for time was counted by it."""
    CalendarVersion.objects.filter(pk=version.pk, number=None).delete()


@transaction.atomic
def change_hours(calendar: Calendar, hours: dict[str, Any], *, note: str, now: datetime) -> None:
    """Put other hours in force at once, keeping all promised dates: an import, or the demo."""
    locked = Calendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
    version = CalendarVersion(calendar=locked, hours=hours, note=note, made_at=now)
    version.made_from = locked.revision
    version.full_clean()
    version.save()
    put_in_force(version, moves=False, now=now)
    calendar.revision = version.calendar.revision
