"""The open stretches of some years in a row, laid out for binary search.

An instant is the time since 1970 in UTC: subtracting two local times of one zone ignores the
clocks having gone forward or back in between, and a `timedelta` compares and adds faster
than an aware `datetime`. `through[i]` is all opening time up to and including stretch `i`, so
that a long amount costs no more than a short one. The last stretch opens after all years
there are: what is found there was not to be found.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sla.business_time.arrays import NEVER, Arrays

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING = timedelta()
# Local dates and instants of one year lie at most a day apart, in any zone; a day to spare.
MARGIN = timedelta(days=3)
# What is asked lies in the years laid out, or in the year before or after all that can be.
SPARE = 400
LONGEST = 50


class Interval(NamedTuple):
    """Open from one minute of the local day up to another, which may be 24:00."""

    opens: int
    closes: int


class Day(NamedTuple):
    """A local date on which at least one stretch begins: its first opening and last close."""

    on: date
    opens: timedelta
    closes: timedelta


def wall_instant(zone: ZoneInfo, on: date, since_midnight: timedelta) -> timedelta:
    """Return the instant of a local time; one that is skipped or repeated reads as `fold=0`."""
    return datetime.combine(on, time.min, tzinfo=zone) + since_midnight - EPOCH


class Openings:
    """All open stretches of some years, in order and apart from each other."""

    def __init__(
        self, zone: ZoneInfo, years: range, stretches: Iterable[tuple[timedelta, timedelta]]
    ) -> None:
        self.opens: list[timedelta] = []
        self.closes: list[timedelta] = []
        self.through: list[timedelta] = []
        self._before: list[timedelta] = []  # `through` less `closes`
        self.total = NOTHING
        days: dict[date, Day] = {}
        for opens, closes in disjoint(stretches):
            self._append(opens, closes)
            on = (EPOCH + opens).astimezone(zone).date()
            first = days[on].opens if on in days else opens
            days[on] = Day(on, first, closes)
        self._append(NEVER, 2 * NEVER)
        self.total -= NEVER
        self.days = list(days.values())
        self.dates = list(days)
        self.last_closes = [day.closes for day in self.days]
        self._first_day = (date(years[0], 1, 1) - EPOCH.date()).days - SPARE
        last_day = (date(years[-1], 12, 31) - EPOCH.date()).days + SPARE
        # By day in UTC, the first stretch that closes after it began: quicker than a search.
        self._from_day = [
            bisect_right(self.closes, timedelta(days=day))
            for day in range(self._first_day, last_day + 1)
        ]

    def _append(self, opens: timedelta, closes: timedelta) -> None:
        self.total += closes - opens
        self.opens.append(opens)
        self.closes.append(closes)
        self.through.append(self.total)
        self._before.append(self.total - closes)

    @cached_property
    def arrays(self) -> Arrays:
        """The openings as arrays, made when they are first asked for."""
        return Arrays(self.opens, self.closes, self.through, self.last_closes)

    def total_at(self, at: timedelta) -> timedelta:
        """Return the opening time before an instant, counted from the start of these years."""
        i = self._from_day[at.days - self._first_day]
        closes = self.closes
        while closes[i] <= at:
            i += 1
        opens = self.opens[i]
        return self._before[i] + (at if at > opens else opens)

    def add(self, start: timedelta, amount: timedelta) -> timedelta | None:
        """Return the earliest instant with that much opening time since the start."""
        if not amount:
            return start
        if amount > self.total - (before := self.total_at(start)):
            return None
        wanted = before + amount
        i = bisect_left(self.through, wanted)
        return wanted - self._before[i]

    def subtract(self, end: timedelta, amount: timedelta) -> timedelta | None:
        """Return the latest instant with that much opening time until the end."""
        if not amount:
            return end
        if amount > (before := self.total_at(end)):
            return None
        wanted = before - amount
        i = bisect_right(self.through, wanted)
        return wanted - self._before[i]

    def open_at_or_after(self, at: timedelta) -> timedelta | None:
        """Return this instant if it is open, else the next opening."""
        opens = self.opens[bisect_right(self.closes, at)]
        return max(opens, at) if opens < NEVER else None

    def between(self, start: timedelta, end: timedelta) -> Iterator[tuple[timedelta, timedelta]]:
        """Yield what is open from start to end, cut off at both."""
        for i in range(bisect_right(self.closes, start), bisect_left(self.opens, end)):
            yield max(self.opens[i], start), min(self.closes[i], end)

    def day_of_receipt(self, at: timedelta, days_later: int) -> Day | None:
        """Return the first day whose last close lies after this instant, or an open day later."""
        return self._day(bisect_right(self.last_closes, at) + days_later)

    def day_ending_from(self, at: timedelta) -> Day | None:
        """Return the first day whose last close is this instant or lies after it."""
        return self._day(bisect_left(self.last_closes, at))

    def day_before(self, on: date, days: int) -> Day | None:
        """Return the n-th open day before a date."""
        return self._day(bisect_left(self.dates, on) - days)

    def day_after(self, on: date) -> Day | None:
        """Return the first open day after a date."""
        return self._day(bisect_right(self.dates, on))

    def day_on(self, on: date) -> Day | None:
        """Return the open day of this date, if it is one."""
        day = self._day(bisect_left(self.dates, on))
        return day if day and day.on == on else None

    def _day(self, i: int) -> Day | None:
        return self.days[i] if 0 <= i < len(self.days) else None


def disjoint(
    stretches: Iterable[tuple[timedelta, timedelta]],
) -> Iterator[tuple[timedelta, timedelta]]:
    """Yield stretches in order, without the overlap and the reversals a clock change can make."""
    end: timedelta | None = None
    for opens, closes in sorted(stretches):
        start = opens if end is None else max(opens, end)
        if start < closes:
            end = closes
            yield start, closes


class Timeline:
    """The openings of a schedule for as many years as were asked for so far."""

    def __init__(self, zone: ZoneInfo, hours_on: Callable[[date], Iterable[Interval]]) -> None:
        self._zone = zone
        self._hours_on = hours_on
        self._window: tuple[int, int, Openings] | None = None

    def covering(self, first: int, last: int) -> Openings:
        """Return openings that include these years whole, and keep them for the next question.

        What was kept is widened, but never across ages: a typing error in a year costs little.
        """
        if self._window is not None:
            since, until, openings = self._window
            if since <= first and last <= until:
                return openings
            widest = min(first, since), max(last, until)
            if widest[1] - widest[0] <= LONGEST:
                first, last = widest
        first, last = max(first - 1, MINYEAR + 1), min(last + 1, MAXYEAR - 1)
        openings = Openings(self._zone, range(first, last + 1), self._stretches(first, last))
        self._window = (first, last, openings)
        return openings

    def _stretches(self, first: int, last: int) -> Iterator[tuple[timedelta, timedelta]]:
        on, end = date(first, 1, 1) - MARGIN, date(last, 12, 31) + MARGIN
        while on <= end:
            for interval in self._hours_on(on):
                yield (
                    wall_instant(self._zone, on, timedelta(minutes=interval.opens)),
                    wall_instant(self._zone, on, timedelta(minutes=interval.closes)),
                )
            on += timedelta(days=1)
