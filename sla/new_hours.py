"""What other hours make of running clocks: the arithmetic, for many at once.

Opening time up to the change stays as it was counted. Then either the promised date is kept,
and what is left is measured anew, or what is left is kept, and the date moves.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla.business_time import (
    NoOpeningError,
    Schedule,
    SpecialDay,
    day_deadlines,
    deadlines,
    elapsed_many,
)
from sla.counting import due_at
from sla.models import Norm, Way

Micros = NDArray[np.int64]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
A_SECOND = 1_000_000


class Stage(NamedTuple):
    """Hours, and the moment from which they held."""

    since: datetime
    schedule: Schedule


@dataclass(frozen=True)
class Change:
    """Other hours coming into force, after all that held before them."""

    number: int
    moves: bool
    note: str
    stages: tuple[Stage, ...]

    @property
    def at(self) -> datetime:
        """The moment of the change."""
        return self.stages[-1].since

    @property
    def new(self) -> Schedule:
        """The hours from then on."""
        return self.stages[-1].schedule

    @property
    def old(self) -> Schedule:
        """The hours until then."""
        return self.stages[-2].schedule


@dataclass
class Running:
    """Running clocks as columns: moments since 1970 and amounts of time, in microseconds.

    `norm` is a place in `norms`. `agreed` are those due on a date agreed with the client.
    """

    started: Micros
    since: Micros
    used: Micros
    target: Micros
    due: Micros
    agreed: NDArray[np.bool_]
    norm: NDArray[np.int64]
    norms: list[Norm]
    events: list[datetime | None]


def carry_over(clocks: Running, change: Change) -> Micros:
    """Count clocks on under other hours, in place; return the places of those it mattered to.

    What is agreed with the client, or past due already, stays as it is: only the opening time
    it used is banked. A date that moves never moves into the past.
    """
    at = np.int64((change.at - EPOCH) // MICROSECOND)
    clocks.used += _elapsed(change.old, clocks.since, np.full_like(clocks.since, at))
    clocks.since = np.maximum(clocks.since, at)
    places = np.flatnonzero(~clocks.agreed & (clocks.due > at))
    since, due = clocks.since[places], clocks.due[places]
    later: Micros = np.maximum(_moved(clocks, change, places), at) if change.moves else due
    left = _elapsed(change.new, since, later)
    matters = (later != due) | (left != _elapsed(change.old, since, due))
    changed: Micros = places[matters]
    clocks.due[changed] = later[matters]
    clocks.target[changed] = clocks.used[changed] + left[matters]
    return changed


def _moved(clocks: Running, change: Change, places: Micros) -> Micros:
    """Return when these are due under the new hours; where those never suffice, as before."""
    try:
        dues = np.empty_like(places)
        for number in np.unique(clocks.norm[places]):
            which = clocks.norm[places] == number
            dues[which] = _due_anew(clocks, change, clocks.norms[number], places[which])
    except NoOpeningError:
        if len(places) == 1:
            return clocks.due[places].copy()
        halves = np.array_split(places, 2)
        return np.concatenate([_moved(clocks, change, half) for half in halves])
    return dues


def _due_anew(clocks: Running, change: Change, norm: Norm, places: Micros) -> Micros:
    """Return when clocks of one norm are due under the new hours.

    What is counted in days or back from an event is counted again from its start, each day by
    the hours that held on it. Unless it was due at another moment than that: then it was
    paused, made urgent or kept, and goes on with what is left of its opening time; before an
    event it can only have been kept, and stays so.
    """
    if norm.way == Way.WORKING_TIME:
        return _due_after_rest(clocks, change, norm, places)
    before, after = change.old, change.new  # before an event only days to come matter
    if not norm.before_event:
        first = EPOCH + int(clocks.started[places].min()) * MICROSECOND - timedelta(days=1)
        before = as_it_was(change.stages[:-1], first.year)
        after = as_it_was(change.stages, first.year)
    follows = _by_norm(clocks, norm, before, places) == clocks.due[places]
    dues = clocks.due[places]
    dues[follows] = _by_norm(clocks, norm, after, places[follows])
    if not norm.before_event:
        dues[~follows] = _due_after_rest(clocks, change, norm, places[~follows])
    return dues


def _due_after_rest(clocks: Running, change: Change, norm: Norm, places: Micros) -> Micros:
    """Return when what is left has passed; for days the last close of that day."""
    left = np.maximum(clocks.target[places] - clocks.used[places], 0)
    dues = deadlines(change.new, _moments(clocks.since[places]), left / A_SECOND)
    if norm.in_days:
        dues = day_deadlines(change.new, dues - np.timedelta64(1, "us"), 0)
    return dues.view(np.int64)


def _by_norm(clocks: Running, norm: Norm, schedule: Schedule, places: Micros) -> Micros:
    """Return when clocks that were never paused are due by their norm."""
    started = clocks.started[places]
    if norm.way == Way.WORKING_DAYS:
        return day_deadlines(schedule, _moments(started), norm.amount).view(np.int64)
    starts = (EPOCH + int(start) * MICROSECOND for start in started)
    dues = [
        due_at(norm, schedule, start, clocks.events[place])
        for start, place in zip(starts, places, strict=True)
    ]
    return np.array([(due - EPOCH) // MICROSECOND for due in dues], np.int64)


@lru_cache(maxsize=64)
def as_it_was(stages: tuple[Stage, ...], year: int) -> Schedule:
    """Return the last hours, with on each earlier date, from this year on, those that held then.

    Hours hold from the local date on which they came into force; time zones are those of now.
    """
    now = stages[-1].schedule
    days = dict(now.special_days)
    held = [(stage.schedule.date_at(stage.since), stage.schedule) for stage in stages]
    day = date(year, 1, 1)
    while day < held[-1][0]:
        then = next((schedule for on, schedule in reversed(held) if on <= day), held[0][1])
        if then.hours_on(day) != now.hours_on(day):
            days[day] = SpecialDay(day, then.hours_on(day), then.note_on(day))
        day += timedelta(days=1)
    return Schedule(now.timezone, now.weekly, tuple(sorted(days.values())))


def _elapsed(schedule: Schedule, since: Micros, until: Micros) -> Micros:
    return elapsed_many(schedule, _moments(since), _moments(until)).view(np.int64)


def _moments(micros: Micros) -> NDArray[np.datetime64]:
    return micros.view("datetime64[us]")
