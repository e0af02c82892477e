"""How many requests would have met each of many norms that count alike: exact, and all at once.

For each request it is found once what would have been just enough; how many would have met a norm
is then a place in a sorted row. The answers are those of the clocks (`sla.actions.clocks`), which
count one request by one norm at a time:

- what waits after its due time is late, and stays so;
- counted in days, what goes on is rounded up to a closing time;
- counted back from an event, waiting moves nothing. What comes in, or comes back, when that moment
  is behind us is best effort, and is not counted.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla.backtest.along import Along
from sla.backtest.cases import Cases
from sla.business_time import Schedule, cut_off_deadline
from sla.business_time.arrays import Micros
from sla.business_time.bulk import to_micros
from sla.models import Norm, Way

A_MINUTE = 60_000_000
MIDNIGHT, NOON = time(), time(12)

Numbers = NDArray[np.int64]


class Counts(NamedTuple):
    """Of each norm how many requests would have met it, and of how many."""

    met: Numbers
    of: Numbers


def count(cases: Cases, norm: Norm, schedule: Schedule, amounts: Sequence[int]) -> Counts:
    """Return how many would have met a norm with each of these amounts instead of its own.

    Amounts are minutes or days, as the norm counts; of a cut-off they are its minute of the day.
    Raises `NoOpeningError` for a schedule that does not go on opening.
    """
    along = Along(cases, schedule)
    wanted = np.asarray(amounts, np.int64)
    match norm.way:
        case Way.WORKING_TIME:
            return _within(along.time_needed(), wanted * A_MINUTE)
        case Way.WORKING_DAYS:
            return _within(along.days_needed(), wanted)
        case Way.CUT_OFF:
            return _by_cut_off(along, norm, amounts)
        case Way.TIME_BEFORE:
            return _before(cases, along.opening_time, wanted * A_MINUTE)
    return _before(cases, along.days_before, wanted)


def _within(needed: Micros, amounts: Micros) -> Counts:
    met = np.searchsorted(np.sort(needed), amounts, side="right")
    return Counts(met, np.full(len(amounts), len(needed)))


def _before(cases: Cases, left: Callable[[Micros, Micros], Micros], amounts: Micros) -> Counts:
    """Count what is due so long before an event: by what was left at each moment of its life."""

    def still(moments: Micros, of: NDArray[np.intp] | slice = slice(None)) -> Numbers:
        """Return how many of these moments lie no later than each due time."""
        found = np.sort(left(moments, cases.event[of]))
        return len(found) - np.searchsorted(found, amounts, side="left")

    resumed = np.flatnonzero(cases.resumed)
    whose = cases.of[resumed]
    counted = still(cases.start)
    if len(resumed):
        counted -= still(cases.until[resumed - 1], whose) - still(cases.since[resumed], whose)
    return Counts(still(cases.stop), counted)


def _by_cut_off(along: Along, norm: Norm, cut_offs: Sequence[int]) -> Counts:
    """Count by whether each came in before a cut-off: only then it is due the same day."""
    start = along.cases.start
    dates, places = along.days_of(start)
    _cut_off, same_day, next_day = norm.cut_off_times
    schedule, later = along.schedule, along.time_needed_later()

    def on_time(cut_off: time, at: time) -> NDArray[np.bool_]:
        moments = [datetime.combine(on, at, tzinfo=schedule.zone) for on in dates]
        dues = [cut_off_deadline(schedule, at, cut_off, same_day, next_day) for at in moments]
        return along.on_time(to_micros(dues)[places], later)

    soon, late = on_time(same_day, MIDNIGHT), on_time(MIDNIGHT, NOON)
    closes = along.closes_on(dates)
    met = []
    for minute in cut_offs:
        limit = np.minimum(along.at_wall_time(dates, timedelta(minutes=minute)), closes)
        met.append(np.count_nonzero(np.where(start < limit[places], soon, late)))
    return Counts(np.array(met), np.full(len(met), len(start)))
