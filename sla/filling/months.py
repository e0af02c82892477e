"""Months, as filling counts: each known by its first day."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

A_YEAR = 12


def months_from(first: date, until: date, most: int = A_YEAR) -> list[date]:
    """Return the first days of the months from one day until and including another."""
    months = [first.replace(day=1)]
    while len(months) < most and (following := _after(months[-1])) <= until:
        months.append(following)
    return months


def days_of(month: date) -> list[date]:
    """Return the days of a month."""
    return [month.replace(day=day) for day in range(1, monthrange(month.year, month.month)[1] + 1)]


def span(months: Sequence[date]) -> tuple[date, date]:
    """Return the first and the last day of some months in a row."""
    return months[0], _after(months[-1]) - timedelta(days=1)


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
