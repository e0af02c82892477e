"""What is read of a period: shares, how long it took, and why it was late.

`read` of each is where a figure over too few requests is left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Self

from django.utils import timezone

from sla.models import Cause

ENOUGH = 5  # requests, from which on a figure is shown


class Timespan(NamedTuple):
    """Days, the last one included."""

    since: date
    until: date

    @classmethod
    def year_until(cls, last: date) -> Self:
        """Return the twelve months that end with a day."""
        since = last + timedelta(days=1)
        if (since.month, since.day) == (2, 29):
            since += timedelta(days=1)
        return cls(since.replace(year=since.year - 1), last)

    def moments(self) -> tuple[datetime, datetime]:
        """Return when it begins, and when the day after it does."""
        begins, ends = (
            timezone.make_aware(datetime.combine(day, time()))
            for day in (self.since, self.until + timedelta(days=1))
        )
        return begins, ends

    def months(self) -> list[date]:
        """Return the first day of each month it touches."""
        month, found = self.since.replace(day=1), []
        while month <= self.until:
            found.append(month)
            month = (month + timedelta(days=31)).replace(day=1)
        return found


@dataclass(frozen=True)
class Share:
    """How many requests met their norm, out of how many; nothing when those are too few."""

    of: int = 0
    within: int | None = None

    @classmethod
    def read(cls, within: int, of: int) -> Self:
        """Return it, without what can't be said of so few."""
        return cls(of, within if of >= ENOUGH else None)

    @property
    def percent(self) -> int | None:
        """The share in percent, rounded down: it is never made to meet a norm by rounding."""
        return None if self.within is None else self.within * 100 // self.of

    @property
    def late(self) -> int | None:
        """How many did not."""
        return None if self.within is None else self.of - self.within

    @property
    def too_few(self) -> bool:
        """Whether there are some, and too few to show."""
        return self.within is None and self.of > 0


@dataclass(frozen=True)
class Handling:
    """How much opening time it took: half were ready within the median, nine in ten within p90."""

    median: timedelta
    p90: timedelta

    @classmethod
    def read(cls, percentiles: "list[timedelta] | None", of: int) -> Self | None:
        """Return it, or nothing of too few."""
        return cls(*percentiles) if percentiles and of >= ENOUGH else None


def read_causes(said: Iterable[str]) -> Mapping[Cause, int] | None:
    """Return how many were late for which cause, most first; nothing of too few."""
    causes = Counter(map(Cause, sorted(said)))
    return dict(causes.most_common()) if causes.total() >= ENOUGH else None


@dataclass(frozen=True)
class Went:
    """What some requests came to. Causes are those of what was late; None of too few."""

    received: int = 0
    delivered: int = 0
    best_effort: int = 0
    ended: int = 0
    response: Share = Share()
    turnaround: Share = Share()
    handling: Handling | None = None
    causes: Mapping[Cause, int] | None = None


NOTHING = Went()


@dataclass(frozen=True)
class HowItWent:
    """What a period came to: in all, of each service, outside the catalogue, and by month."""

    span: Timespan
    total: Went = NOTHING
    services: Mapping[int, Went] = field(default_factory=dict)
    outside: Went = NOTHING
    months: Mapping[date, Went] = field(default_factory=dict)

    def of(self, service: int) -> Went:
        """Return what the requests for a service, by its key, came to."""
        return self.services.get(service, NOTHING)

    def by_month(self) -> list[tuple[date, Went]]:
        """Return every month with what was received in it, the quiet ones too."""
        return [(month, self.months.get(month, NOTHING)) for month in self.span.months()]
