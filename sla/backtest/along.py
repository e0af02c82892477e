"""Requests laid along the opening hours of a schedule: what each of them needed."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla.backtest.cases import Cases
from sla.business_time import NoOpeningError, Schedule
from sla.business_time.arrays import MICROSECOND, Micros
from sla.business_time.bulk import to_moment
from sla.business_time.openings import wall_instant
from sla.business_time.problems import Problem

A_DAY = timedelta(days=1)
CLOSED = np.iinfo(np.int64).min  # the last close of a day without one


class Days(NamedTuple):
    """Local dates in a row, and on which of them each of some moments lies."""

    dates: list[date]
    places: NDArray[np.intp]


class Along:
    """Requests along the openings of a schedule, which must go on opening."""

    def __init__(self, cases: Cases, schedule: Schedule) -> None:
        if not any(schedule.weekly):
            raise NoOpeningError(Problem.NEVER_OPEN, "The schedule")
        self.cases, self.schedule = cases, schedule
        moments = [each for each in (cases.start, cases.stop, cases.event) if len(each)]
        first = to_moment(min(each.min() for each in moments))
        last = to_moment(max(each.max() for each in moments))
        self._openings = schedule.timeline.covering(first.year, last.year)
        self._arrays = self._openings.arrays

    def time_needed(self) -> Micros:
        """Return the least opening time with which each request would have been on time.

        It is due at the earliest instant with that much: what ended later than that, while the
        desk was closed, needed a bit more.
        """
        return self.most(self._used_before() + self._lengths() + self._ended_closed())

    def time_needed_later(self) -> Micros:
        """Return the same by what came after the first wait alone; less than nothing without."""
        used = self._used_before() + self._lengths() + self._ended_closed()
        return self.most(np.where(self.cases.resumed, used, -1))

    def days_needed(self) -> Micros:
        """Return the least working days with which each request would have been on time.

        Until the first wait those up to the day on which it ended. After a wait the opening time
        of those days must be more than was used up to the close before that day, unless it went
        on after that close.
        """
        cases, closes = self.cases, self._arrays.last_closes
        received = closes.after(cases.start)[cases.of]
        ended = closes.after(cases.until - 1)
        days = ended - received
        later = np.flatnonzero(cases.resumed)
        eve, since = closes.values[ended[later] - 1], cases.since[later]
        used = self._used_before()[later] + self.opening_time(since, eve)
        from_start = used + self._total(cases.start)[cases.of[later]]
        enough = np.searchsorted(self._total(closes.values[:-1]), from_start, side="right")
        days[later] = np.where(since > eve, 0, enough - received[later])
        return self.most(np.maximum(days, 0))

    def days_before(self, moments: Micros, events: Micros) -> Micros:
        """Return how many whole open days each moment lies before an event, the last day out."""
        days = self.days_of(events)
        opens = [day.toordinal() for day in self._openings.dates]
        before = np.searchsorted(opens, [day.toordinal() for day in days.dates])
        left: Micros = before[days.places] - self._arrays.last_closes.after(moments - 1)
        return left

    def opening_time(self, since: Micros, until: Micros) -> Micros:
        """Return the opening time between moments; none when they are reversed."""
        spans: Micros = np.maximum(self._total(until) - self._total(since), 0)
        return spans

    def on_time(self, dues: Micros, needed_later: Micros) -> NDArray[np.bool_]:
        """Return which requests would have been on time with these due times at the start."""
        whole = self.opening_time(self.cases.start, dues)
        return (self.cases.until[self.cases.first] <= dues) & (needed_later <= whole)

    def days_of(self, moments: Micros) -> Days:
        """Return the local dates from the first of some moments to the last, and where each is."""
        first, last = (
            self.schedule.date_at(to_moment(at)) for at in (moments.min(), moments.max())
        )
        dates = [first + number * A_DAY for number in range((last - first).days + 1)]
        begins = self.at_wall_time(dates, timedelta())
        return Days(dates, np.searchsorted(begins, moments, side="right") - 1)

    def at_wall_time(self, dates: Iterable[date], since_midnight: timedelta) -> Micros:
        """Return the instant of a clock time on each date."""
        zone = self.schedule.zone
        instants = [wall_instant(zone, on, since_midnight) // MICROSECOND for on in dates]
        return np.array(instants, np.int64)

    def closes_on(self, dates: Iterable[date]) -> Micros:
        """Return the last close of each date; `CLOSED` where there is none."""
        days = map(self._openings.day_on, dates)
        return np.array([day.closes // MICROSECOND if day else CLOSED for day in days], np.int64)

    def most(self, values: Micros) -> Micros:
        """Return the largest value of the stretches of each request."""
        most: Micros = np.maximum.reduceat(values, self.cases.first)
        return most

    def _lengths(self) -> Micros:
        return self.opening_time(self.cases.since, self.cases.until)

    def _used_before(self) -> Micros:
        """Return the opening time of the stretches of a request before each."""
        lengths = self._lengths()
        before = np.cumsum(lengths) - lengths
        used: Micros = before - before[self.cases.first][self.cases.of]
        return used

    def _ended_closed(self) -> NDArray[np.bool_]:
        """Return which stretches ended while the desk was closed, later than at the close."""
        until = self.cases.until
        closed: NDArray[np.bool_] = self._total(until) == self._total(until - 1)
        return closed & (until > self.cases.since)

    @property
    def _total(self) -> Callable[[Micros], Micros]:
        return self._arrays.total_at
