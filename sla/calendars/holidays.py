"""The Dutch public holidays of a year, to be ticked for a calendar.

Good Friday and 5 May are offered, but most offices are open then.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import holidays

FIRST_YEAR, LAST_YEAR = 2000, 2100
NOT_USUAL = ("Goede vrijdag", "Bevrijdingsdag")


class Holiday(NamedTuple):
    """A public holiday; `usual` where most offices are closed."""

    on: date
    name: str
    usual: bool


@lru_cache(maxsize=64)
def holidays_of(year: int) -> tuple[Holiday, ...]:
    """Return the holidays of a year in order, by the names they have in Dutch."""
    found = holidays.country_holidays(
        "NL", years=year, language="nl", categories=("public", "optional")
    )
    return tuple(Holiday(on, name, name not in NOT_USUAL) for on, name in sorted(found.items()))


def same_day_in(year: int, day: date) -> date:
    """Return the day of another year that a day of this one stands for.

    A day on or beside a holiday that moves, such as the Friday after Ascension Day, moves with
    it. Any other keeps its date; 29 February becomes the 28th.
    """
    moved = {holiday.name: holiday.on for holiday in holidays_of(year)}
    for holiday in holidays_of(day.year):
        apart = day - holiday.on
        there = moved.get(holiday.name)
        if there and abs(apart) <= timedelta(days=1) and _moves(holiday.on, there):
            return there + apart
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=year)


def _moves(one: date, other: date) -> bool:
    return (one.month, one.day) != (other.month, other.day)
