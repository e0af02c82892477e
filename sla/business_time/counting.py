"""The ways to count: instants in any zone go in, instants in UTC come out.

No search looks further than ten years: first the years around the question, which nearly
always hold the answer, then all that are allowed. No question about the time between two
moments spans more than a century, so that a typing error in a year costs little.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sla.business_time.openings import EPOCH, NOTHING, Day, Openings, wall_instant
from sla.business_time.problems import NoOpeningError, Problem, ScheduleError
from sla.business_time.schedule import Schedule

TEN_YEARS = timedelta(days=3653)
CENTURY = timedelta(days=36525)
FAR = 11  # calendar years, which hold any ten years that begin in the first or end in the last


class Stretch(NamedTuple):
    """Open without a break from one instant up to another."""

    since: datetime
    until: datetime


def deadline(schedule: Schedule, since: datetime, amount: timedelta) -> datetime:
    """Return the earliest instant with exactly that much opening time since the start."""
    start = to_instant(since)
    if amount < NOTHING:
        raise ScheduleError(Problem.NEGATIVE, amount)
    return search(schedule, since, lambda openings: openings.add(start, amount))


def start_by(schedule: Schedule, until: datetime, amount: timedelta) -> datetime:
    """Return the latest instant with exactly that much opening time left until the end."""
    end = to_instant(until)
    if amount < NOTHING:
        raise ScheduleError(Problem.NEGATIVE, amount)
    return search(schedule, until, lambda openings: openings.subtract(end, amount), ahead=False)


def elapsed(schedule: Schedule, since: datetime, until: datetime) -> timedelta:
    """Return the business time between two moments; none when they are reversed."""
    try:
        start, end = since - EPOCH, until - EPOCH
    except TypeError:  # which of them is naive is only asked now: that costs a tenth of all
        start, end = to_instant(since), to_instant(until)
    if start >= end:
        return NOTHING
    openings = openings_across(schedule, since, until)
    return openings.total_at(end) - openings.total_at(start)


def open_between(schedule: Schedule, since: datetime, until: datetime) -> tuple[Stretch, ...]:
    """Return the open stretches between two moments, cut off at both; none when reversed."""
    start, end = to_instant(since), to_instant(until)
    if end <= start:
        return ()
    stretches = openings_across(schedule, since, until).between(start, end)
    return tuple(Stretch(EPOCH + opens, EPOCH + closes) for opens, closes in stretches)


def next_opening(schedule: Schedule, at: datetime) -> datetime:
    """Return the moment itself when it is open, else the first opening after it."""
    instant = to_instant(at)
    return search(schedule, at, lambda openings: openings.open_at_or_after(instant))


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Return whether the desk is open; at the closing time it no longer is."""
    instant = to_instant(at)
    return schedule.timeline.covering(at.year, at.year).open_at_or_after(instant) == instant


def day_deadline(schedule: Schedule, since: datetime, days: int) -> datetime:
    """Return the last close of the n-th open day after the day of receipt, or of that day for 0."""
    start = to_instant(since)
    if days < 0:
        raise ScheduleError(Problem.NEGATIVE, days)
    return search(
        schedule, since, lambda openings: last_close(openings.day_of_receipt(start, days))
    )


def day_start_by(schedule: Schedule, event: date, days: int) -> datetime:
    """Return the last close of the n-th open day before the event, a date or an instant."""
    if days < 1:
        raise ScheduleError(Problem.NO_DAYS, days)
    on = event_date(schedule, event)
    at = datetime.combine(on, time.min, tzinfo=UTC)
    return search(
        schedule, at, lambda openings: last_close(openings.day_before(on, days)), ahead=False
    )


def cut_off_deadline(
    schedule: Schedule, since: datetime, cut_off: time, same_day: time, next_day: time
) -> datetime:
    """Return today's time if received before the cut-off, else the time on the next open day.

    At or after its last close today has ended, whatever the cut-off says.
    """
    if same_day < cut_off:
        raise ScheduleError(Problem.DUE_BEFORE_CUT_OFF, same_day.isoformat("minutes"))
    start = to_instant(since)
    today = schedule.date_at(since)

    def find(openings: Openings) -> timedelta | None:
        day = openings.day_on(today)
        if day and start < min(at_wall_time(schedule, day, cut_off), day.closes):
            return within(day, at_wall_time(schedule, day, same_day))
        day = openings.day_after(today)
        return within(day, at_wall_time(schedule, day, next_day)) if day else None

    return search(schedule, since, find)


def end_of_day_at(schedule: Schedule, at: datetime) -> datetime:
    """Round up to the last close of the day on which a moment lands; a last close stays."""
    instant = to_instant(at)
    return search(schedule, at, lambda openings: last_close(openings.day_ending_from(instant)))


def search(
    schedule: Schedule,
    at: datetime,
    find: Callable[[Openings], timedelta | None],
    *,
    ahead: bool = True,
) -> datetime:
    """Return what is found in the openings within ten years, or say that there is nothing."""
    if not schedule.ever_opens:
        raise NoOpeningError(Problem.NEVER_OPEN, "The schedule")
    year, timeline = at.year, schedule.timeline
    found = find(timeline.covering(year, year))
    if found is None:
        first, last = (year, year + FAR) if ahead else (year - FAR, year)
        found = find(timeline.covering(first, last))
    if found is not None and abs((answer := EPOCH + found) - at) <= TEN_YEARS:
        return answer
    raise NoOpeningError(Problem.TOO_FAR, at.isoformat())


def openings_across(schedule: Schedule, since: datetime, until: datetime) -> Openings:
    """Return the openings for the time between two moments; refuse more than a century."""
    if until - since > CENTURY:
        raise ScheduleError(Problem.TOO_LONG, f"{since.isoformat()} - {until.isoformat()}")
    return schedule.timeline.covering(since.year, until.year)


def event_date(schedule: Schedule, event: date) -> date:
    """Return the local date of an event given as a date or as an instant."""
    if not isinstance(event, datetime):
        return event
    to_instant(event)
    return schedule.date_at(event)


def at_wall_time(schedule: Schedule, day: Day, at: time) -> timedelta:
    """Return the instant of a clock time on a day."""
    since_midnight = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    return wall_instant(schedule.zone, day.on, since_midnight)


def within(day: Day, instant: timedelta) -> timedelta:
    """Return the instant, or the first opening or last close when it lies outside the day."""
    return min(max(instant, day.opens), day.closes)


def last_close(day: Day | None) -> timedelta | None:
    """Return when a day ends."""
    return None if day is None else day.closes


def to_instant(at: datetime) -> timedelta:
    """Return an aware moment as the time since 1970; refuse a naive one."""
    try:
        return at - EPOCH
    except TypeError as error:
        raise ScheduleError(Problem.NAIVE, at.isoformat()) from error
