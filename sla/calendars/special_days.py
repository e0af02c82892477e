"""Dates on which the week does not hold, as people keep them: holidays, closures, other hours."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sla.business_time import SpecialDay
from sla.business_time.schedule import Hours
from sla.calendars.holidays import Holiday, holidays_of, same_day_in

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
WORKING_WEEK = timedelta(days=4)  # from its Monday to its Friday


class Stretch(NamedTuple):
    """Dates in a row with the same hours and name; without hours the desk is closed."""

    since: date
    until: date
    hours: Hours
    name: str

    def days(self) -> Iterator[SpecialDay]:
        """Yield each of its dates."""
        for number in range((self.until - self.since).days + 1):
            yield SpecialDay(self.since + number * A_DAY, self.hours, self.name)


class SpecialYear(NamedTuple):
    """What one year has: the holidays that are kept, and all else."""

    year: int
    ticked: tuple[Holiday, ...]
    stretches: tuple[Stretch, ...]


def special_year(days: Iterable[SpecialDay], year: int) -> SpecialYear:
    """Return the special dates that begin in a year; a holiday that is closed all day is ticked."""
    there = sorted(days)
    closed = {day.on for day in there if not day.hours}
    ticked = tuple(holiday for holiday in holidays_of(year) if holiday.on in closed)
    taken = {holiday.on for holiday in ticked}
    rest = stretches_of(day for day in there if day.on not in taken)
    return SpecialYear(
        year, ticked, tuple(stretch for stretch in rest if stretch.since.year == year)
    )


def stretches_of(days: Iterable[SpecialDay]) -> list[Stretch]:
    """Return dates in order as stretches: those in a row that are the same are one."""
    stretches: list[Stretch] = []
    for day in days:
        last = stretches[-1] if stretches else None
        if last and last[1:] == (day.on - A_DAY, day.hours, day.name):
            stretches[-1] = last._replace(until=day.on)
        else:
            stretches.append(Stretch(day.on, day.on, day.hours, day.name))
    return stretches


def copied_to(year: int, source: SpecialYear) -> SpecialYear:
    """Return the year after another like it: the same holidays by name, the rest moved along.

    What closes a whole week, or more, stays on the same weekdays; a single day follows its
    holiday or keeps its date. Somebody must look it over. A year without holidays gets the
    usual ones.
    """
    names = {holiday.name for holiday in source.ticked}
    ticked = tuple(
        holiday
        for holiday in holidays_of(year)
        if holiday.name in names or (not names and holiday.usual)
    )
    moved = (_moved(stretch, year) for stretch in source.stretches)
    return SpecialYear(year, ticked, tuple(sorted(moved)))


def _moved(stretch: Stretch, year: int) -> Stretch:
    length = stretch.until - stretch.since
    if stretch.since.weekday() == 0 and length >= WORKING_WEEK:
        since = stretch.since + 52 * A_WEEK
        since = since if since.year == year else since + A_WEEK
    else:
        since = same_day_in(year, stretch.since)
    return stretch._replace(since=since, until=since + length)
