"""From a norm to a moment: which of the ways of counting it uses, and the ladder of its alerts."""

from contextlib import suppress
from datetime import datetime, timedelta

from sla import business_time
from sla.business_time import NoOpeningError, Schedule
from sla.models import Calendar, Norm, Way


def due_at(norm: Norm, schedule: Schedule, since: datetime, event_at: datetime | None) -> datetime:
    """Return when a norm falls due that starts counting at `since` (docs/time.md).

    A norm before the event is counted back from `event_at` and needs one; `ValueError`
    otherwise.
    """
    match norm.way:
        case Way.WORKING_TIME:
            return business_time.deadline(schedule, since, norm.duration)
        case Way.WORKING_DAYS:
            return business_time.day_deadline(schedule, since, norm.amount)
        case Way.CUT_OFF:
            return business_time.cut_off_deadline(schedule, since, *norm.cut_off_times)
    if event_at is None:
        raise ValueError(f"{norm} is counted back from an event, and there is none")
    if norm.way == Way.TIME_BEFORE:
        return business_time.start_by(schedule, event_at, norm.duration)
    return business_time.day_start_by(schedule, event_at, norm.amount)


def due_before_event(
    norm: Norm,
    calendar: Calendar,
    event_at: datetime | None,
    *,
    since: datetime,
    until: datetime,
    due: datetime | None = None,
) -> datetime:
    """Return when a norm before the event is due at `until` that was due at `due` at `since`.

    Without `due` it was due by the hours of then. Waiting does not move it. Other hours do where
    dates were moved, but not what was past due, nor what was kept before and so is not where its
    norm says; and never to before the change.
    """
    if due is None:
        due = due_at(norm, calendar.schedule_at(since), since, event_at)
    for change in calendar.moves_between(since, until):
        with suppress(NoOpeningError):  # where the new hours never suffice it stays
            if due > change.at and due == due_at(norm, change.old, since, event_at):
                due = max(due_at(norm, change.new, since, event_at), change.at)
    return due


def due_when_resumed(norm: Norm, schedule: Schedule, at: datetime, left: timedelta) -> datetime:
    """Return the due time of a clock that goes on at `at` with so much opening time left.

    What is counted in days ends at a closing time, so it is rounded up to one. With nothing
    left it is due at once.
    """
    due = business_time.deadline(schedule, at, max(left, timedelta()))
    return business_time.end_of_day_at(schedule, due) if norm.in_days else due


def warning_at(
    percent: int, schedule: Schedule, since: datetime, due: datetime, used: timedelta
) -> datetime | None:
    """Return when a clock that runs from `since` has used so much of its time, in percent.

    `used` is the opening time it had used before: a warning at three quarters is at three
    quarters of the whole. None when that is behind it already.
    """
    whole = used + business_time.elapsed(schedule, since, due)
    left = whole * percent / 100 - used
    return business_time.deadline(schedule, since, left) if left > timedelta() else None
