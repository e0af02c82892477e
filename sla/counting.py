"""From a norm to a moment: which of the ways of counting it uses, and the ladder of its alerts."""

from datetime import datetime, timedelta

from sla import business_time
from sla.business_time import Schedule
from sla.models import Norm, Way


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
