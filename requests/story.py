"""A request's story as a page tells it: by day, newest at the bottom, each kind with its icon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone

from requests.models import Channel, Event

Kind = Event.Kind

ICONS = {
    Kind.LOGGED: "new",
    Kind.PICKED_UP: "check",
    Kind.ASSIGNED: "person",
    Kind.PASSED_ON: "person",
    Kind.HANDED_BACK: "over",
    Kind.CONTACT: "talk",
    Kind.NOTE: "note",
    Kind.ANSWERED: "ok",
    Kind.WAITING: "wait",
    Kind.RESUMED: "check",
    Kind.CORRECTED: "book",
    Kind.MADE_URGENT: "urgent",
    Kind.AGREED: "deal",
    Kind.MOVED: "day",
    Kind.DECIDED: "hand",
    Kind.DONE: "ok",
    Kind.REOPENED: "load",
    Kind.CANCELLED: "x",
    Kind.DECLINED: "shut",
    Kind.MERGED: "copy",
}
CHANNEL_ICONS = {
    Channel.PHONE: "phone",
    Channel.EMAIL: "mail",
    Channel.DESK: "desk",
}


# What people do together is told by a template of its own.
TOGETHER = frozenset({Kind.ASSIGNED, Kind.PASSED_ON})


@dataclass(frozen=True)
class Told:
    """One event with how it is drawn."""

    event: Event
    icon: str
    side: str

    @property
    def template(self) -> str:
        """The template that says what happened."""
        together = self.event.kind in TOGETHER
        return "requests/_told_together.html" if together else "requests/_told.html"


@dataclass(frozen=True)
class Day:
    """What happened on one local day."""

    day: date
    told: list[Told]


def by_day(events: Iterable[Event]) -> list[Day]:
    """Return the story in days, oldest first."""
    ordered = sorted(events, key=lambda event: (event.at, event.pk))
    days = groupby(ordered, key=lambda event: timezone.localdate(event.at))
    return [Day(day, [_told(event) for event in of_day]) for day, of_day in days]


def _told(event: Event) -> Told:
    icon = CHANNEL_ICONS.get(Channel(event.channel)) if event.channel else None
    return Told(event, icon or ICONS[Kind(event.kind)], _side(event))


def _side(event: Event) -> str:
    """Return whose words they are: the client's, ours, or only for the pool."""
    if event.internal:
        return "note"
    return "" if event.kind in (Kind.LOGGED, Kind.ANSWERED, Kind.RESUMED) else "ours"
