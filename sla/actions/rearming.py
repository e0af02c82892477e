"""The first rung of many ladders at once, for clocks whose hours changed.

The same as `ladder.arm` for each; where nothing was told yet it is found in bulk.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla.actions.ladder import ORDER, Climb, Ladder
from sla.business_time import Schedule, deadlines, elapsed_many
from sla.models import EscalationStep, Rung
from sla.new_hours import A_SECOND, EPOCH, MICROSECOND, Micros, Running

WHOLE = 100  # percent


class Rungs(NamedTuple):
    """The next rung of each clock as columns; `at` is in microseconds since 1970."""

    rung: NDArray[np.object_]  # empty: none
    level: NDArray[np.int64]
    at: Micros

    def put(self, place: Micros | int, rung: str, level: int, at: Micros | int) -> None:
        """Set the rung of one clock, or of many."""
        self.rung[place], self.level[place], self.at[place] = rung, level, at


def first_rungs(
    clocks: Running,
    schedule: Schedule,
    ladders: list[Ladder | None],
    told: Mapping[int, Collection[tuple[str, int]]],
) -> Rungs:
    """Return the next rung of each clock; without a ladder (best effort) it has none.

    `told` has, by place, the rungs that were told already.
    """
    size = len(ladders)
    rungs = Rungs(np.full(size, "", object), np.zeros(size, np.int64), np.zeros(size, np.int64))
    alike: dict[Ladder, list[int]] = defaultdict(list)
    for place, ladder in enumerate(ladders):
        if ladder is not None:
            alike[ladder].append(place)
    for ladder, places in alike.items():
        plain = [place for place in places if place not in told] if _is_plain(ladder) else []
        _put_first(rungs, clocks, schedule, ladder, np.array(plain, np.int64))
        for place in set(places).difference(plain):
            left = ladder.rungs(climb_of(clocks, schedule, place), told.get(place, ()))
            if left:
                at, rung, level = left[0]
                rungs.put(place, rung, level, (at - EPOCH) // MICROSECOND)
    return rungs


def _is_plain(ladder: Ladder) -> bool:
    """Return whether all its rungs up to the breach are at less than the whole time."""
    shares = [step for step in ladder.steps if step.trigger == EscalationStep.Trigger.SHARE]
    return all(step.amount < WHOLE for step in shares)


def _put_first(
    rungs: Rungs, clocks: Running, schedule: Schedule, ladder: Ladder, places: Micros
) -> None:
    """Put clocks that were told nothing yet on the first share of their time still ahead."""
    if not places.size:
        return
    since, due, used = clocks.since[places], clocks.due[places], clocks.used[places]
    whole = used + elapsed_many(
        schedule, since.view("datetime64[us]"), due.view("datetime64[us]")
    ).view(np.int64)
    rungs.put(places, Rung.BREACH, 0, due)
    left_over = np.ones(len(places), np.bool_)
    for percent, _, rung, level in _shares(ladder):
        left = np.rint(whole * percent / WHOLE).astype(np.int64) - used
        here = left_over & (left > 0)
        moments = deadlines(schedule, since[here].view("datetime64[us]"), left[here] / A_SECOND)
        rungs.put(places[here], rung, level, moments.view(np.int64))
        left_over &= ~here


def _shares(ladder: Ladder) -> list[tuple[int, int, str, int]]:
    """Return the rungs at a share of the time, the smallest share first."""
    warnings = [(percent, Rung.WARNING, percent) for percent in ladder.warnings]
    steps = [
        (step.amount, Rung.ESCALATION, step.level)
        for step in ladder.steps
        if step.trigger == EscalationStep.Trigger.SHARE
    ]
    return sorted(
        (percent, ORDER.index(rung), rung, level) for percent, rung, level in (*warnings, *steps)
    )


def climb_of(clocks: Running, schedule: Schedule, place: int) -> Climb:
    """Return how one of these clocks counts."""
    return Climb(
        schedule,
        EPOCH + int(clocks.since[place]) * MICROSECOND,
        EPOCH + int(clocks.due[place]) * MICROSECOND,
        timedelta(microseconds=int(clocks.used[place])),
    )
