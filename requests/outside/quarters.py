"""A quarter of a year, as one asks what came back in it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext as _

MONTHS = 3
READ = re.compile(r"(?P<year>\d{4})-(?P<number>[1-4])")
EARLIEST, LATEST = 1990, 2200

# So long it is news that a quarter can be looked back on.
NEWS = timedelta(days=21)


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months: of the year 2026 the fourth, for one."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return what an address says, `2026-4`; None when it says something else."""
        said = READ.fullmatch(text)
        if said is None or not EARLIEST <= int(said["year"]) <= LATEST:
            return None
        return cls(int(said["year"]), int(said["number"]))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, MONTHS * (self.number - 1) + 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        """The quarter after this."""
        year, number = divmod(self.year * 4 + self.number, 4)
        return Quarter(year, number + 1)

    @property
    def previous(self) -> "Quarter":
        """The quarter before this."""
        return Quarter.of(self.first - timedelta(days=1))

    def moments(self) -> tuple[datetime, datetime]:
        """Return when it begins, and when the next does."""
        begins, ends = (
            timezone.make_aware(datetime.combine(day, time()))
            for day in (self.first, self.next.first)
        )
        return begins, ends

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def title(self) -> str:
        """How people say it."""
        return _("quarter %(number)d of %(year)d") % {"number": self.number, "year": self.year}
