"""Pages of long lists by number, without counting what nobody looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

DIGITS = 6


@dataclass(frozen=True)
class Page:
    """Some lines of a list, and whether more stand before and after them."""

    lines: list[Any]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether this is not the first."""
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        """The page before this one."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The page after this one."""
        return self.number + 1


def page_of(parts: Sequence[QuerySet[Any]], asked: str | None, size: int) -> Page:
    """Return a page of lists that follow each other; the last page for one beyond the end.

    Nothing is counted further than the first line of the next page.
    """
    asked = asked or ""
    number = max(int(asked), 1) if asked.isdecimal() and len(asked) <= DIGITS else 1
    counts: list[int] = []
    for part in parts:
        left = number * size + 1 - sum(counts)
        counts.append(part[:left].count() if left > 0 else 0)
    number = min(number, max(-(-sum(counts) // size), 1))
    start, lines = (number - 1) * size, list[Any]()
    for part, count in zip(parts, counts, strict=True):
        if start < count and len(lines) < size:
            lines += part[start : start + size - len(lines)]
        start = max(start - count, 0)
    return Page(lines, number, has_next=sum(counts) > number * size)
