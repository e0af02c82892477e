"""Requests of the past as arrays: each with its stretches of time that was ours.

A request that never waited is one stretch, from its start until it was done; each wait for the
client parts it in two. All moments are microseconds since 1970.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sla.business_time.arrays import Micros

NEVER = np.int64(np.iinfo(np.int64).min)  # of what has no event, or none that is known


@dataclass(frozen=True)
class Cases:
    """Some requests; `first` is the place of the first stretch of each."""

    start: Micros
    stop: Micros
    event: Micros
    since: Micros
    until: Micros
    first: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def of(self) -> NDArray[np.intp]:
        """The request of each stretch, by its place."""
        return np.repeat(np.arange(len(self)), np.diff(self.first, append=len(self.since)))

    @cached_property
    def resumed(self) -> NDArray[np.bool_]:
        """Whether each stretch comes after a wait."""
        later = np.ones(len(self.since), bool)
        later[self.first] = False
        return later

    @classmethod
    def of_moments(
        cls,
        start: Micros,
        stop: Micros,
        event: Micros,
        waited: tuple[NDArray[np.intp], Micros, Micros],
    ) -> Self:
        """Return requests with when they waited: whose each wait was, its begin and its end.

        Waits are in order, those of one request beside each other. What lies before the start
        of a request is left out of them.
        """
        whose, begun, ended = waited
        counts = ended > start[whose]
        whose, ended = whose[counts], ended[counts]
        begun = np.maximum(begun[counts], start[whose])
        times = np.bincount(whose, minlength=len(start))
        last = np.arange(len(start)) + np.cumsum(times)
        first = last - times
        since, until = np.empty((2, len(start) + len(whose)), np.int64)
        begins, ends = np.ones((2, len(since)), bool)
        begins[first], ends[last] = False, False
        since[first], until[last] = start, stop
        since[begins], until[ends] = ended, begun
        return cls(start, stop, event, since, until, first)
