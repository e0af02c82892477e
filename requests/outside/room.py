"""The free room of a pool: what is kept free, and what was booked on it outside the catalogue.

Only totals of a pool, and of so many requests and people that nobody can be read from them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Sum

from requests.models import TimeEntry
from requests.models.time_entries import ENOUGH_PEOPLE, ENOUGH_REQUESTS, POOL
from requests.outside.quarters import MONTHS, Quarter
from teams.models import Pool

FULL = 100


@dataclass(frozen=True)
class Booked:
    """What was spent outside the catalogue, by how many and on how many requests."""

    minutes: int = 0
    requests: int = 0
    people: int = 0

    @property
    def is_shown(self) -> bool:
        """Whether it says nothing of one person: nothing at all was booked, or by enough."""
        enough = self.requests >= ENOUGH_REQUESTS and self.people >= ENOUGH_PEOPLE
        return enough or not self.requests


@dataclass(frozen=True)
class Room:
    """The free room of a pool in a month or a quarter; None where it is not known."""

    pool: Pool
    minutes: int | None
    booked: Booked

    @property
    def left(self) -> int | None:
        """How many minutes are left; None where that may not be told, or is not known."""
        if self.minutes is None or not self.booked.is_shown:
            return None
        return max(self.minutes - self.booked.minutes, 0)

    @property
    def over(self) -> int:
        """How many minutes more than the room were booked."""
        if self.minutes is None or not self.booked.is_shown:
            return 0
        return max(self.booked.minutes - self.minutes, 0)

    @property
    def share(self) -> int:
        """How full it is, in percent, for the bar: full is full."""
        if not self.minutes or not self.booked.is_shown:
            return 0
        return min(self.booked.minutes * FULL // self.minutes, FULL)


@dataclass(frozen=True)
class Rooms:
    """The room of one pool, this month and this quarter."""

    month: Room
    quarter: Room


def rooms(pools: Collection[Pool], on: date) -> list[Rooms]:
    """Return the free room of pools in the month and the quarter of a day, in two queries."""
    quarter = Quarter.of(on)
    begins = on.replace(day=1)
    ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    in_month = _booked(pools, begins, ends)
    in_quarter = _booked(pools, quarter.first, quarter.last)
    return [
        Rooms(
            Room(pool, pool.free_minutes, in_month.get(pool.pk, Booked())),
            Room(pool, _times(pool.free_minutes, MONTHS), in_quarter.get(pool.pk, Booked())),
        )
        for pool in pools
    ]


def _times(minutes: int | None, times: int) -> int | None:
    return None if minutes is None else minutes * times


def _booked(pools: Collection[Pool], since: date, until: date) -> dict[int, Booked]:
    spent = TimeEntry.objects.booked().between(since, until).outside_catalogue()
    rows = (
        spent.filter(**{f"{POOL}__in": [pool.pk for pool in pools]})
        .order_by()
        .values(of=F(POOL))
        .annotate(
            minutes_spent=Sum("minutes"),
            requests=Count("service_request", distinct=True),
            people=Count("by", distinct=True),
        )
    )
    return {row["of"]: Booked(row["minutes_spent"], row["requests"], row["people"]) for row in rows}
