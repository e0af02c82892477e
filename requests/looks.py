"""How somebody looks at the queue now: their saved views, the one that is open, the columns."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.http import QueryDict

from requests.filters import QueueFilter, ask
from requests.models import Column, QueueHabit, SavedView, ServiceRequest
from requests.queue import COUNTED
from teams.models import Pool, User

KEPT = (*QueueFilter.base_filters, "show")


@dataclass(frozen=True)
class Look:
    """The views somebody has at hand, which of them is open, and what the lines show."""

    views: list[SavedView]
    view: SavedView | None
    habit: QueueHabit

    @property
    def start(self) -> SavedView | None:
        """The view they begin with, as long as they may see it."""
        return next((view for view in self.views if view.pk == self.habit.start_id), None)

    @property
    def plain(self) -> list[tuple[SavedView, None]]:
        """The views, not counted yet."""
        return [(view, None) for view in self.views]

    @property
    def columns(self) -> list[str]:
        """The columns of the view that is open, or else their own."""
        return self.view.columns if self.view else self.habit.columns

    @property
    def shows(self) -> dict[str, bool]:
        """For each column whether it is shown; those that stand together in one place too."""
        shown = {column.value: column in self.columns for column in Column}
        whom = shown[Column.REQUESTER] or shown[Column.UNIT]
        next_and_who = shown[Column.NEXT_STEP] or shown[Column.ASSIGNEE]
        return shown | {"whom": whom, "next": next_and_who}


def look_of(user: User, on: date, *, view: str = "") -> Look:
    """Return how someone looks; a view they may not see raises `SavedView.DoesNotExist`."""
    views = list(SavedView.objects.seen_by(user, on).select_related("pool"))
    habit = QueueHabit.objects.filter(user=user).first() or QueueHabit(user=user)
    opened = next((one for one in views if str(one.pk) == view), None)
    if view and opened is None:
        raise SavedView.DoesNotExist
    return Look(views, opened, habit)


def query_of(data: Mapping[str, str]) -> str:
    """Return the filters out of an address, always in the same order."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if value := data.get(name, ""):
            kept[name] = value
    return kept.urlencode()


def counts_of(
    queries: Mapping[str, str], user: User, *, pools: Collection[Pool], now: datetime
) -> dict[str, int]:
    """Return how many each of these addresses of the queue would show, in one query.

    Of the first `COUNTED` requests only, so that it costs the same however much is open.
    """
    found = (
        _counted(key, ask(user, QueryDict(query), pools=pools, now=now, most=COUNTED).requests)
        for key, query in queries.items()
    )
    return dict.fromkeys(queries, 0) | _together(found)


def _counted(key: str, requests: QuerySet[ServiceRequest]) -> "QuerySet[Any, tuple[str, int]]":
    named = requests.order_by().annotate(key=Value(key)).values("key")
    return named.annotate(many=Count("pk")).values_list("key", "many")


def _together(found: "Iterable[QuerySet[Any, tuple[str, int]]]") -> dict[str, int]:
    first, *others = found
    return dict(first.union(*others, all=True))
