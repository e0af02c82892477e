"""The openings of some years as arrays, for questions about many moments at once."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

Micros = NDArray[np.int64]

MICROSECOND = timedelta(microseconds=1)
NEVER = timedelta(days=5_000_000)  # since 1970: after all years there are


class Row:
    """Instants or amounts in order, the last of them after all that is ever sought.

    Binary search jumps about, and half of its jumps surprise the processor. A table that
    says for each equal part of the row where it begins leads to within a step or two.
    """

    def __init__(self, values: Sequence[timedelta]) -> None:
        self.values = to_integers(values)
        before, last = self.values[0] - 1, self.values[-2:][0]
        self._parts = 2 * self.values.size
        self._begin, self._width = before, max((last - before) // self._parts, 1)
        starts = before + self._width * np.arange(self._parts)
        self._table = np.searchsorted(self.values, starts, side="right")

    def after(self, sought: Micros) -> NDArray[np.intp]:
        """Return the place of the first value greater than each."""
        part = np.clip((sought - self._begin) // self._width, 0, self._parts - 1)
        place: NDArray[np.intp] = self._table[part]
        while (behind := self.values[place] <= sought).any():
            place += behind
        return place


class Arrays:
    """The lists of `Openings` in whole microseconds; what is at `NEVER` is not to be found."""

    def __init__(
        self,
        opens: Sequence[timedelta],
        closes: Sequence[timedelta],
        through: Sequence[timedelta],
        last_closes: Sequence[timedelta],
    ) -> None:
        self.opens = to_integers(opens)
        self.closes = Row(closes)
        self.through = Row(through)
        self.last_closes = Row([*last_closes, NEVER])
        self._before = self.through.values - self.closes.values

    def total_at(self, at: Micros) -> Micros:
        """Return `Openings.total_at` of each instant."""
        place = self.closes.after(at)
        total: Micros = self._before[place] + np.maximum(self.opens[place], at)
        return total

    def add(self, starts: Micros, amounts: Micros) -> Micros:
        """Return `Openings.add` of each instant, or one after `NEVER`."""
        wanted = self.total_at(starts) + amounts
        place = self.through.after(wanted - 1)
        return np.where(amounts == 0, starts, wanted - self._before[place])

    def close(self, starts: Micros, days: Micros) -> Micros:
        """Return the last close of `Openings.day_of_receipt` of each instant, or `NEVER`."""
        values = self.last_closes.values
        place = np.minimum(self.last_closes.after(starts) + days, values.size - 1)
        close: Micros = values[place]
        return close


def to_integers(times: Sequence[timedelta]) -> Micros:
    """Return times as whole microseconds."""
    return np.array(times, "timedelta64[us]").view(np.int64)
