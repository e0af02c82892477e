"""The ways to count, for many moments at once: the same answers, many times as fast.

Moments are a flat array of `datetime64` in UTC (what is finer than a microsecond is cut off)
or a sequence of aware datetimes. Where one of them would be refused on its own, all are: an
import or a recalculation never gets half an answer.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sla.business_time.arrays import MICROSECOND, NEVER, Arrays, Micros
from sla.business_time.counting import CENTURY, FAR, TEN_YEARS, to_instant
from sla.business_time.openings import EPOCH, LONGEST
from sla.business_time.problems import NoOpeningError, Problem, ScheduleError
from sla.business_time.schedule import Schedule

Places = NDArray[np.intp] | slice
Moments = NDArray[np.datetime64] | Sequence[datetime]

SECOND = 1_000_000
ERA = LONGEST * timedelta(days=365) // MICROSECOND
FIRST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
LAST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
BEYOND = TEN_YEARS + timedelta(days=1)  # more than any answer; keeps sums within 64 bits


def deadlines(schedule: Schedule, instants: Moments, seconds: ArrayLike) -> NDArray[np.datetime64]:
    """Return `deadline` of each moment; `seconds` of working time are one number or one for each.

    Fractions are rounded to a microsecond as `timedelta` does.
    """
    starts = to_micros(instants)
    amounts = np.broadcast_to(to_amounts(seconds), starts.shape)
    return search(schedule, starts, lambda arrays, at: arrays.add(starts[at], amounts[at]))


def day_deadlines(schedule: Schedule, instants: Moments, days: ArrayLike) -> NDArray[np.datetime64]:
    """Return `day_deadline` of each moment; `days` are one whole number or one for each."""
    starts = to_micros(instants)
    later = np.broadcast_to(np.asarray(days, np.int64), starts.shape).clip(max=BEYOND.days)
    if (negative := later < 0).any():
        raise ScheduleError(Problem.NEGATIVE, later[negative][0])
    return search(schedule, starts, lambda arrays, at: arrays.close(starts[at], later[at]))


def elapsed_many(schedule: Schedule, starts: Moments, ends: Moments) -> NDArray[np.timedelta64]:
    """Return `elapsed` between each pair of moments; none where they are reversed."""
    until = to_micros(ends)
    since = np.minimum(to_micros(starts), until)
    if (too_long := until - since > CENTURY // MICROSECOND).any():
        start, end = to_moment(since[too_long][0]), to_moment(until[too_long][0])
        raise ScheduleError(Problem.TOO_LONG, f"{start.isoformat()} - {end.isoformat()}")
    spans = np.zeros_like(until)
    for at in in_eras(until):
        arrays = arrays_for(schedule, since[at].min(), until[at].max())
        spans[at] = arrays.total_at(until[at]) - arrays.total_at(since[at])
    return spans.view("timedelta64[us]")


def search(
    schedule: Schedule, starts: Micros, find: Callable[[Arrays, Places], Micros]
) -> NDArray[np.datetime64]:
    """Return what is found for each moment within ten years, or say for which there is nothing."""
    found = np.empty_like(starts)
    for at in in_eras(starts):
        if not schedule.ever_opens:
            raise NoOpeningError(Problem.NEVER_OPEN, "The schedule")
        first, last = starts[at].min(), starts[at].max()
        found[at] = find(arrays_for(schedule, first, last), at)
        if found[at].max() >= NEVER // MICROSECOND:
            found[at] = find(arrays_for(schedule, first, last, ahead=FAR), at)
    if (too_far := found - starts > TEN_YEARS // MICROSECOND).any():
        raise NoOpeningError(Problem.TOO_FAR, to_moment(starts[too_far][0]).isoformat())
    return found.view("datetime64[us]")


def in_eras(instants: Micros) -> Iterator[Places]:
    """Yield the places of the moments of each half century: a typing error in one costs little."""
    era = instants // ERA
    eras = np.unique(era)
    if eras.size == 1:
        yield slice(None)
        return
    for each in eras:
        yield np.flatnonzero(era == each)


def to_micros(moments: Moments) -> Micros:
    """Return moments as microseconds since 1970; refuse naive ones and what is no moment."""
    if isinstance(moments, np.ndarray) and moments.dtype.kind == "M":
        micros = moments.astype("datetime64[us]").view(np.int64)
    else:
        micros = np.array([to_instant(at) for at in moments], "timedelta64[us]").view(np.int64)
    if (strange := (micros < FIRST) | (micros > LAST)).any():
        raise ScheduleError(Problem.SHAPE, micros[strange].view("datetime64[us]")[0])
    return micros


def to_amounts(seconds: ArrayLike) -> Micros:
    """Return seconds as whole microseconds; refuse negative ones and what is no number."""
    given = np.asarray(seconds, np.float64)
    if not (given >= 0).all():
        raise ScheduleError(Problem.NEGATIVE, given[~(given >= 0)].flat[0])
    fraction, whole = np.modf(np.minimum(given, BEYOND.total_seconds()))
    micros: Micros = whole.astype(np.int64) * SECOND + np.rint(fraction * SECOND).astype(np.int64)
    return micros


def arrays_for(schedule: Schedule, first: np.int64, last: np.int64, ahead: int = 0) -> Arrays:
    """Return the openings of the years from one instant to another, and some years ahead."""
    since, until = to_moment(first).year, to_moment(last).year
    return schedule.timeline.covering(since, until + ahead).arrays


def to_moment(micros: np.int64) -> datetime:
    """Return an instant as people's code writes it."""
    return EPOCH + int(micros) * MICROSECOND
