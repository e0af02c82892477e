"""Why this deadline: the same walk as in `counting`, told as steps that add up to the answer.

Of working time the amounts of the steps add up, of working days their `days`; the last step
of a deadline ends at it. Words and languages are for whoever shows them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sla.business_time.counting import (
    Stretch,
    cut_off_deadline,
    day_deadline,
    day_start_by,
    event_date,
    open_between,
    to_instant,
)
from sla.business_time.openings import EPOCH, Day, wall_instant
from sla.business_time.schedule import Schedule

ONE_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What a step tells."""

    RECEIVED = "received"
    COUNTED = "counted"
    SKIPPED = "skipped"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a derivation: what a stretch or a day contributed, or that it was closed.

    `on` is the local date. `note` is the name of its exception: the closure that was skipped
    ("Koningsdag"), or why the hours differ; nothing for a weekday that is always closed.
    """

    kind: Kind
    on: date
    since: datetime
    until: datetime
    amount: timedelta = timedelta()
    days: int = 0
    note: str = ""


def explain(schedule: Schedule, since: datetime, until: datetime) -> tuple[Step, ...]:
    """Tell which openings made up the time between two moments, and which days were closed.

    It explains `elapsed`, and `deadline` and `start_by` when their answer is one of the two.
    """
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    stretches: dict[date, list[Stretch]] = defaultdict(list)
    for stretch in open_between(schedule, since, until):
        stretches[schedule.date_at(stretch.since)].append(stretch)
    steps: list[Step] = []
    for on in dates(schedule.date_at(since), schedule.date_at(until)):
        note = schedule.note_on(on)
        for start, end in stretches[on]:
            steps.append(Step(Kind.COUNTED, on, start, end, amount=end - start, note=note))
        if open_day(schedule, on) is None:
            start = max(midnight(schedule, on), since)
            end = min(midnight(schedule, on + ONE_DAY), until)
            if start < end:
                steps.append(Step(Kind.SKIPPED, on, start, end, note=note))
    return tuple(steps)


def explain_day_deadline(schedule: Schedule, since: datetime, days: int) -> tuple[Step, ...]:
    """Tell on which day a request counts as received, and which open days follow until due."""
    received = day_ending(schedule, day_deadline(schedule, since, 0))
    due = day_ending(schedule, day_deadline(schedule, since, days))
    receipt = Step(
        Kind.RECEIVED,
        received.on,
        max(since.astimezone(UTC), EPOCH + received.opens),
        EPOCH + received.closes,
        note=schedule.note_on(received.on),
    )
    before = closed_days(schedule, schedule.date_at(since), received.on)
    return (*before, receipt, *day_steps(schedule, received.on + ONE_DAY, due.on))


def explain_day_start_by(schedule: Schedule, event: date, days: int) -> tuple[Step, ...]:
    """Tell which open days were counted, back from the day before the event."""
    due = day_ending(schedule, day_start_by(schedule, event, days))
    return tuple(day_steps(schedule, due.on, event_date(schedule, event) - ONE_DAY))[::-1]


def explain_cut_off(
    schedule: Schedule, since: datetime, cut_off: time, same_day: time, next_day: time
) -> tuple[Step, ...]:
    """Tell when a request was received, which closed days followed, and on which day it is due."""
    due_at = cut_off_deadline(schedule, since, cut_off, same_day, next_day)
    due = day_ending(schedule, due_at)
    received, moment = schedule.date_at(since), since.astimezone(UTC)
    return (
        Step(Kind.RECEIVED, received, moment, moment, note=schedule.note_on(received)),
        *closed_days(schedule, received, due.on),
        Step(Kind.DUE, due.on, EPOCH + due.opens, due_at, note=schedule.note_on(due.on)),
    )


def day_steps(schedule: Schedule, first: date, last: date) -> Iterator[Step]:
    """Yield one step for each date from the first to the last: counted, or skipped as closed."""
    for on in dates(first, last):
        day, note = open_day(schedule, on), schedule.note_on(on)
        if day is None:
            start, end = midnight(schedule, on), midnight(schedule, on + ONE_DAY)
            yield Step(Kind.SKIPPED, on, start, end, note=note)
        else:
            start, end = EPOCH + day.opens, EPOCH + day.closes
            yield Step(Kind.COUNTED, on, start, end, days=1, note=note)


def closed_days(schedule: Schedule, first: date, last: date) -> Iterator[Step]:
    """Yield a step for each closed date from the first to the last."""
    return (step for step in day_steps(schedule, first, last) if step.kind is Kind.SKIPPED)


def open_day(schedule: Schedule, on: date) -> Day | None:
    """Return the open day of a date, if it is one."""
    return schedule.timeline.covering(on.year, on.year).day_on(on)


def day_ending(schedule: Schedule, at: datetime) -> Day:
    """Return the open day to which a deadline belongs: the one with this or the next last close."""
    openings = schedule.timeline.covering(at.year, at.year)
    return openings.days[bisect_left(openings.last_closes, to_instant(at))]


def dates(first: date, last: date) -> Iterator[date]:
    """Yield each date from the first to the last."""
    for day in range((last - first).days + 1):
        yield first + timedelta(days=day)


def midnight(schedule: Schedule, on: date) -> datetime:
    """Return when a local date begins."""
    return EPOCH + wall_instant(schedule.zone, on, timedelta())
