"""How the deadline of a clock came about, read back from its history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

from sla import business_time
from sla.actions import due_if_resumed
from sla.business_time import Schedule
from sla.calculator import NOTHING, Reckoning, Run
from sla.counting import due_at
from sla.models import Calendar, Clock
from sla.replaying import pauses_of

END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Hours:
    """The hours of a calendar by which a clock counted: those of `first`, until they changed."""

    calendar: Calendar
    changes: Sequence[datetime]
    first: datetime

    def runs(self, since: datetime, until: datetime) -> list[Run]:
        """Return one run for each of the hours that held between two moments."""
        changes = [moment for moment in self.changes if since < moment < until]
        return [
            Run(begins, ends, self._at(begins))
            for begins, ends in pairwise([since, *changes, until])
        ]

    def _at(self, moment: datetime) -> Schedule:
        held = [self.first, *(change for change in self.changes if change <= moment)]
        return self.calendar.schedule_at(held[-1])


def reckoning_of(clock: Clock) -> Reckoning:
    """Return what a clock was counted from: its runs by the hours that held, and where they end.

    Where a date was agreed, the norm's own deadline is what is told.
    """
    promise, start = clock.promise, clock.started_at
    if start is None or clock.target is None:
        return Reckoning(clock.norm, promise.received_at, None, promise.event_at)
    candidates = [_reckoning(clock, start, hours) for hours in _possible_hours(clock, start)]
    due = clock.norm_due_at or clock.due_at
    if clock.norm.before_event:
        due = due or due_if_resumed(clock, END_OF_TIME)
    return next((one for one in candidates if _adds_up(one, clock, due)), candidates[0])


def _possible_hours(clock: Clock, start: datetime) -> Iterator[Hours]:
    """Yield by which hours it can have counted, the likely ones first.

    Mostly as they changed since its start. But a receipt set back to before a change was counted
    by the hours of the day it was logged, and the norm's time beside a date that was agreed is
    not counted anew.
    """
    calendar = Calendar(pk=clock.calendar_id, revision=clock.counted_under)
    moments = [start, *calendar.changed_between(start, END_OF_TIME)]
    if clock.norm.before_event:
        yield from (Hours(calendar, (), moment) for moment in reversed(moments))
    ends = range(len(moments), 0, -1) if clock.norm_due_at else [len(moments)]
    for first, end in product(range(len(moments)), ends):
        yield Hours(calendar, moments[first + 1 : end], moments[first])


def _adds_up(reckoning: Reckoning, clock: Clock, due: datetime | None) -> bool:
    """Return whether these hours lead to the deadline, or to the time a paused clock used."""
    norm = reckoning.norm
    if due is None:
        return reckoning.whole == clock.consumed + reckoning.left
    if norm.before_event:
        run = reckoning.runs[-1]
        return due_at(norm, run.schedule, run.since, reckoning.event_at) == due
    return reckoning.whole >= (clock.target or NOTHING) and not reckoning.held_back


def _reckoning(clock: Clock, start: datetime, hours: Hours) -> Reckoning:
    due, left = clock.norm_due_at or clock.due_at, NOTHING
    since: datetime | None = start
    runs: list[Run] = []
    for pause in pauses_of(clock.events.all()):
        runs += hours.runs(since or start, max(pause.since, start))
        since = max(pause.until, start) if pause.until else None
    if due is None:
        left = max((clock.target or NOTHING) - clock.consumed, NOTHING)
    elif since is not None:
        runs += _last(clock, since, due, hours, sum((run.amount for run in runs), NOTHING))
    event_at = clock.promise.event_at
    return Reckoning(clock.norm, clock.promise.received_at, start, event_at, tuple(runs), left, due)


def _last(
    clock: Clock, since: datetime, due: datetime, hours: Hours, used: timedelta
) -> Iterator[Run]:
    """Yield the last run, up to where the time is used up; it can be due later than that."""
    for run in hours.runs(since, max(due, since)):
        left = max((clock.target or NOTHING) - used, NOTHING)
        if left <= run.amount:
            yield replace(run, until=business_time.deadline(run.schedule, run.since, left))
            return
        yield run
        used += run.amount
