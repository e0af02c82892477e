"""The hours asked beside the hours there are: how full a pool is, and what a draft adds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sla.filling.asked import Asking
from sla.filling.months import A_YEAR, months_from
from sla.filling.there import hours_there
from sla.models import AgreementVersion
from teams.models import Pool

BAND = 5  # percent wide
YEAR = timedelta(days=364)  # and its last day
ROOM = 15  # percent kept free where a pool does not say how much


@dataclass(frozen=True)
class Month:
    """One month of a pool, or the mean of some: minutes there are, and asked without and with."""

    first: date
    there: Decimal
    before: Decimal
    asked: Decimal
    outside: Decimal

    @property
    def adds(self) -> Decimal:
        """What the version that is looked at changes, in minutes."""
        return self.asked - self.before

    @property
    def saves(self) -> Decimal:
        """What the version asks less than before, in minutes."""
        return -self.adds

    @property
    def percent(self) -> Decimal | None:
        """How full it is; None where there are no hours."""
        return _percent(self.asked, self.there)

    @property
    def percent_before(self) -> Decimal | None:
        """How full it was without the version."""
        return _percent(self.before, self.there)


@dataclass(frozen=True)
class Filling:
    """How full a pool is in the months of a version, with what is not known."""

    pool: Pool
    months: Sequence[Month]
    unknown_lines: int
    unknown_people: int

    @property
    def whole(self) -> Month:
        """The mean of its months."""
        number = len(self.months)
        sums = (
            sum((getattr(month, name) for month in self.months), Decimal()) / number
            for name in ("there", "before", "asked", "outside")
        )
        return Month(self.months[0].first, *sums)

    @property
    def high(self) -> int:
        """The top of the band, in percent: all but the free room of the pool."""
        room = self.pool.flex_reserve_pct
        return 100 - (ROOM if room is None else room)

    @property
    def low(self) -> int:
        """The bottom of the band."""
        return max(self.high - BAND, 0)

    @property
    def left(self) -> Decimal:
        """The minutes a month below the top of the band; negative above it."""
        return self.whole.there * self.high / 100 - self.whole.asked

    @property
    def over(self) -> Decimal:
        """The minutes a month above the top of the band."""
        return -self.left


def filling_of(pool: Pool, version: AgreementVersion, on: date) -> Filling:
    """Return how full a pool is with a version of an agreement: in its year, or in one of more."""
    begins = max(version.valid_from, min(on, version.valid_until - YEAR))
    months = months_from(begins, version.valid_until, A_YEAR)
    there = hours_there([pool], months)[pool.pk]
    asking = Asking(pool, months, draft=version, on=on)
    filled, unknown = [], 0
    for month in months:
        before = asking.in_month(month, with_draft=False)
        asked = asking.in_month(month, with_draft=True)
        unknown = max(unknown, asked.unknown)
        minutes = there.minutes[month]
        filled.append(Month(month, minutes, before.lines, asked.lines, asked.outside))
    return Filling(pool, filled, unknown, there.unknown)


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return 100 * part / whole if whole else None
