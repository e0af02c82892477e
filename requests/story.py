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
    Kind.FOLLOW_UP: "bell",
    Kind.DATE_CAME: "day",
    Kind.NEXT_STEP: "day",
    Kind.STEP_TAKEN: "check",
    Kind.CORRECTED: "book",
    Kind.MADE_URGENT: "urgent",
    Kind.AGREED: "deal",
    Kind.MOVED: "day",
    Kind.DECIDED: "hand",
    Kind.DONE: "ok",
    Kind.LATE_CAUSE: "note",
    Kind.CONFIRMED: "ok",
    Kind.CLOSED: "shut",
    Kind.REOPENED: "load",
    Kind.RATED: "thumb",
    Kind.TO_DISCUSS: "talk",
    Kind.CANCELLED: "x",
    Kind.DECLINED: "shut",
    Kind.MERGED: "copy",
    Kind.ATTACHED: "clip",
    Kind.UNATTACHED: "x",
    Kind.TICKED: "ok",
    Kind.UNTICKED: "x",
    Kind.HELP_ASKED: "team",
    Kind.HELPED: "check",
    Kind.HELP_DECLINED: "x",
    Kind.HELP_WITHDRAWN: "x",
    Kind.NAMED: "lock",
    Kind.UNNAMED: "lock",
    Kind.SPLIT: "copy",
    Kind.SPLIT_OFF: "copy",
    Kind.LINKED: "link",
    Kind.UNLINKED: "link",
}
CHANNEL_ICONS = {
    Channel.PHONE: "phone",
    Channel.EMAIL: "mail",
    Channel.DESK: "desk",
}


# What people do together, and the work itself, is told by templates of their own.
TEMPLATES = {
    Kind.ASSIGNED: "requests/_told_together.html",
    Kind.PASSED_ON: "requests/_told_together.html",
    Kind.FOLLOW_UP: "requests/_told_together.html",
    Kind.DATE_CAME: "requests/_told_together.html",
    Kind.NEXT_STEP: "requests/_told_together.html",
    Kind.STEP_TAKEN: "requests/_told_together.html",
    Kind.HELP_ASKED: "requests/_told_together.html",
    Kind.HELPED: "requests/_told_together.html",
    Kind.HELP_DECLINED: "requests/_told_together.html",
    Kind.HELP_WITHDRAWN: "requests/_told_together.html",
    Kind.NAMED: "requests/_told_together.html",
    Kind.UNNAMED: "requests/_told_together.html",
    Kind.SPLIT: "requests/_told_together.html",
    Kind.SPLIT_OFF: "requests/_told_together.html",
    Kind.LINKED: "requests/_told_together.html",
    Kind.UNLINKED: "requests/_told_together.html",
    Kind.ATTACHED: "requests/_told_work.html",
    Kind.UNATTACHED: "requests/_told_work.html",
    Kind.TICKED: "requests/_told_work.html",
    Kind.UNTICKED: "requests/_told_work.html",
}


@dataclass(frozen=True)
class Told:
    """One event with how it is drawn, or some of one kind that are told together."""

    event: Event
    icon: str
    side: str
    text: str

    @property
    def template(self) -> str:
        """The template that says what happened."""
        return TEMPLATES.get(Kind(self.event.kind), "requests/_told.html")


@dataclass(frozen=True)
class Day:
    """What happened on one local day."""

    day: date
    told: list[Told]


def asker_in(events: Iterable[Event]) -> str:
    """Return who asked, as the line says with which a story begins: a delegate for whom."""
    return next((event.asker for event in events if event.kind == Kind.LOGGED), "")


def by_day(events: Iterable[Event]) -> list[Day]:
    """Return the story in days, oldest first."""
    ordered = sorted(events, key=lambda event: (event.at, event.pk))
    days = groupby(ordered, key=lambda event: timezone.localdate(event.at))
    return [Day(day, [_told(run) for run in _runs(of_day)]) for day, of_day in days]


def _runs(events: Iterable[Event]) -> list[list[Event]]:
    """Return the events one by one, but steps that one person ticked in a row together."""
    runs: list[list[Event]] = []
    for event in events:
        last = runs[-1][-1] if runs else None
        if last and event.kind == last.kind == Kind.TICKED and event.by_id == last.by_id:
            runs[-1].append(event)
        else:
            runs.append([event])
    return runs


def _told(run: list[Event]) -> Told:
    event = run[-1]
    icon = CHANNEL_ICONS.get(Channel(event.channel)) if event.channel else None
    text = "\n".join(each.text for each in run)
    return Told(event, icon or ICONS[Kind(event.kind)], _side(event), text)


def _side(event: Event) -> str:
    """Return whose words they are: the client's, ours, or only for the pool."""
    if event.internal:
        return "note"
    theirs = event.is_from_client or event.kind in (Kind.LOGGED, Kind.ANSWERED, Kind.RESUMED)
    return "" if theirs else "ours"
