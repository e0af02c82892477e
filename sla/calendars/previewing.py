"""What drafted hours would move, seen before they hold: counted in parts, soonest due first.

Nothing is kept between the parts but where the last one ended, so a page can ask for one after
the other, however many clocks there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Self

from django.db.models import Q, QuerySet

from sla.actions.recounting import Row, changes, columns_of, rows_of
from sla.models import CalendarVersion, Clock
from sla.new_hours import EPOCH, MICROSECOND, Change, Stage, carry_over

A_PART = 10_000
DIGITS = 16  # of a moment up to 2286, and of a key
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Shift:
    """One clock that would be due at another moment."""

    clock: int
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Preview:
    """How far the counting is: `clocks` looked at, how many of them move, and how many soon.

    `due` and `last` say where it ended: in microseconds since 1970, and the key of the clock.
    `listed` says how many the page has listed by name.
    """

    clocks: int = 0
    moved: int = 0
    soon: int = 0
    due: int = 0
    last: int = 0
    listed: int = 0
    done: bool = False
    shifts: tuple[Shift, ...] = ()

    @classmethod
    def read(cls, written: str) -> Self:
        """Return how far it was, as an address has it; anything else begins anew."""
        try:
            clocks, moved, soon, due, last, listed = (
                int(part[:DIGITS]) for part in written.split("-")
            )
        except ValueError:
            return cls()
        return cls(clocks, moved, soon, due, last, listed)

    def __str__(self) -> str:
        numbers = (self.clocks, self.moved, self.soon, self.due, self.last, self.listed)
        return "-".join(map(str, numbers))


def may_move(version: CalendarVersion, now: datetime) -> QuerySet[Clock]:
    """Return the clocks that other hours can move: running, not past due, no date agreed."""
    return Clock.objects.going().filter(
        calendar=version.calendar_id, running_since__isnull=False, due_at__gt=now, norm_due_at=None
    )


def preview(version: CalendarVersion, so_far: Preview, now: datetime) -> Preview:
    """Count what the next part of the clocks would do under drafted hours."""
    start = EPOCH + so_far.due * MICROSECOND
    onwards = Q(due_at__gt=start) | Q(due_at=start, pk__gt=so_far.last)
    clocks = may_move(version, now).filter(onwards).order_by("due_at", "pk")
    rows = rows_of(clocks[:A_PART])
    shifts = sorted(_shifts(version, rows, now), key=attrgetter("before"))
    soon = sum(min(shift.before, shift.after) <= now + SOON for shift in shifts)
    counted = replace(
        so_far,
        clocks=so_far.clocks + len(rows),
        moved=so_far.moved + len(shifts),
        soon=so_far.soon + soon,
        done=len(rows) < A_PART,
        shifts=tuple(shifts),
    )
    if rows:
        counted = replace(counted, due=rows[-1].due or 0, last=rows[-1].pk)
    return counted


def _shifts(version: CalendarVersion, rows: list[Row], now: datetime) -> Iterator[Shift]:
    calendar = version.calendar
    missed = changes(calendar.pk, calendar.revision)
    so_far = missed[-1].stages if missed else (Stage(EPOCH, calendar.schedule()),)
    drafted = Stage(now, version.schedule())
    wanted = Change(calendar.revision + 1, True, version.note, (*so_far, drafted))
    for behind, group in groupby(
        sorted(rows, key=attrgetter("counted_under")), key=attrgetter("counted_under")
    ):
        alike = list(group)
        clocks = columns_of(alike)
        for change in (one for one in missed if one.number > behind):
            carry_over(clocks, change)
        before = clocks.due.copy()
        for place in carry_over(clocks, wanted):
            if clocks.due[place] != before[place]:
                moments = (EPOCH + int(due[place]) * MICROSECOND for due in (before, clocks.due))
                yield Shift(alike[place].pk, *moments)
