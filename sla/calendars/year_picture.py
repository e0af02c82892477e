"""A year of a calendar as a picture: twelve months, each day by its shape, colour and words."""

from calendar import Calendar as Weeks
from collections import Counter
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sla.business_time import Schedule
from sla.calendars.comparing import hours_in_words
from sla.calendars.special_days import A_DAY

CELL = 20  # the side of a day in the picture
MONDAY_FIRST = Weeks()


class DayKind(StrEnum):
    """How a day is drawn."""

    OPEN = "open"
    CLOSED = "closed"  # as every week
    OTHER = "other"  # open at other hours than every week
    SHUT = "shut"  # a holiday or a closure


class Cell(NamedTuple):
    """One day: its place in the picture, and what it says."""

    day: int
    x: int
    y: int
    kind: DayKind
    title: str
    today: bool


class Month(NamedTuple):
    """One month, with what it comes to in words."""

    name: str
    summary: str
    cells: list[Cell]


def year_picture(schedule: Schedule, year: int, today: date) -> list[Month]:
    """Return the months of a year."""
    return [_month(schedule, year, number, today) for number in range(1, 13)]


def _month(schedule: Schedule, year: int, number: int, today: date) -> Month:
    first = date(year, number, 1)
    cells = []
    for row, week in enumerate(MONDAY_FIRST.monthdatescalendar(year, number)):
        for column, day in enumerate(week):
            if day.month == number:
                kind = kind_of(schedule, day)
                at = column * CELL, row * CELL
                cells.append(Cell(day.day, *at, kind, _title(schedule, day), day == today))
    return Month(date_format(first, "F"), _summary(Counter(cell.kind for cell in cells)), cells)


def kind_of(schedule: Schedule, day: date) -> DayKind:
    """Return how a day is drawn."""
    hours = schedule.hours_on(day)
    if day not in schedule.special_days:
        return DayKind.OPEN if hours else DayKind.CLOSED
    return DayKind.OTHER if hours else DayKind.SHUT


def _title(schedule: Schedule, day: date) -> str:
    said = hours_in_words(schedule.hours_on(day)) or _("closed")
    name = schedule.note_on(day)
    return f"{date_format(day, 'l j F')}: {said}" + (f" ({name})" if name else "")


def _summary(counts: Counter[DayKind]) -> str:
    """Say a month in a sentence, for who can't see it."""
    return ", ".join(_counted(counts))


def _counted(counts: Counter[DayKind]) -> Iterator[str]:
    days = counts[DayKind.OPEN] + counts[DayKind.OTHER]
    yield ngettext("%(days)d day open", "%(days)d days open", days) % {"days": days}
    if other := counts[DayKind.OTHER]:
        yield ngettext(
            "%(days)d of them at other hours", "%(days)d of them at other hours", other
        ) % {"days": other}
    if shut := counts[DayKind.SHUT]:
        yield ngettext("%(days)d day closed specially", "%(days)d days closed specially", shut) % {
            "days": shut
        }


def years_around(schedule: Schedule, today: date) -> range:
    """Return the years worth showing: from the first special date to the year after this one."""
    years = [today.year, today.year + 1, (today - 365 * A_DAY).year]
    years += [day.on.year for day in schedule.exceptions]
    return range(min(years), max(years) + 1)
