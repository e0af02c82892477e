"""The queue: what is open in some pools, by when it is due, a page at a time.

It costs the same however much is open: a page is read along the index of due times and
continues after the last line shown (not at a line number), and what is counted for the
chips is at most `COUNTED` requests.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import count, groupby
from typing import NamedTuple
from zlib import crc32

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests.models import Event, Help, ServiceRequest, Status, WaitingFor
from requests.standing import Standing, fetch_standing, next_clock, next_step, standing_of
from sla.models import Alert, Clock, Norm
from teams.models import Pool, User

PAGE = 50
COUNTED = 500

Requests = QuerySet[ServiceRequest]


class Show(StrEnum):
    """The chips above the queue."""

    ALL = ""
    NEW = "new"
    MINE = "mine"
    TODAY = "today"
    WAITING = "waiting"
    URGENT = "urgent"


CHIPS = {
    Show.ALL: _("All"),
    Show.NEW: _("Not picked up"),
    Show.MINE: _("Mine"),
    Show.TODAY: _("Today"),
    Show.WAITING: _("Waits for client"),
    Show.URGENT: _("Urgent"),
}


def asked_again(now: datetime) -> Q:
    """Return the condition that something waits and is to be asked again today."""
    return Q(status=Status.WAITING, follow_up_on__lte=timezone.localdate(now))


def condition(show: Show, user: User, now: datetime) -> Q:
    """Return what a chip keeps of the queue."""
    midnight = datetime.combine(
        timezone.localdate(now) + timedelta(days=1), time.min, timezone.get_current_timezone()
    )
    return {
        Show.ALL: Q(),
        Show.NEW: Q(status=Status.NEW),
        Show.MINE: Q(assignee=user),
        Show.TODAY: Q(promise__next_due_at__lt=midnight) | asked_again(now),
        Show.WAITING: Q(waiting_for=WaitingFor.CLIENT) | Q(waiting_for="", intake_complete=False),
        Show.URGENT: Q(promise__urgent=True),
    }[show]


def late(now: datetime) -> Q:
    """Return the condition that something is later than agreed.

    Of what came at short notice the work is best effort; the first reaction is not. Clocks are
    looked up one by one for those few: for a plain EXISTS every clock that goes would be read.
    """
    next_due = Clock.objects.going().filter(
        promise=OuterRef("promise"), due_at=OuterRef("promise__next_due_at")
    )
    response = next_due.filter(kind=Norm.Kind.RESPONSE).values("pk")[:1]
    best_effort = next_due.filter(without_outcome=True).values("pk")[:1]
    agreed = (
        Q(promise__short_notice=False)
        | Q(IsNull(Subquery(response), False))
        | Q(IsNull(Subquery(best_effort), True))
    )
    return Q(promise__next_due_at__lt=now) & agreed


def counts(requests: Requests, user: User, now: datetime) -> dict[str, int]:
    """Return how many each chip would show, and how many are late, of at most `COUNTED`.

    What is due first is counted, as it stands in the index; then what stands still. Past that
    many, a number says how many there are at least.
    """
    is_late = ExpressionWrapper(late(now), BooleanField())
    requests = requests.select_related("promise").annotate(is_late=is_late)
    found = Counter[str]()
    for some in (in_due_order(requests), standing_still(requests)):
        if found["all"] < COUNTED:
            found.update(_counted(some[: COUNTED - found["all"]], user, now))
    return dict(found)


def _counted(some: Requests, user: User, now: datetime) -> dict[str, int]:
    wanted = {show.name.lower(): condition(show, user, now) for show in Show if show}
    return some.aggregate(
        all=Count("pk"),
        late=Count("pk", filter=Q(is_late=True)),
        **{name: Count("pk", filter=keep) for name, keep in wanted.items()},
    )


def asks(user: User) -> Exists:
    """Return whether somebody is asked for help with a request, for the lines of a page."""
    return Exists(Help.objects.filter(service_request=OuterRef("pk"), asked=user, ended_at=None))


class Line(NamedTuple):
    """One request as the queue shows it."""

    service_request: ServiceRequest
    standing: Standing
    next_step: str
    number: int

    @property
    def version(self) -> str:
        """What is another as soon as the line is: for what changed glows."""
        shown = f"{self.service_request.changed_at} {self.standing.state}"
        return f"{crc32(shown.encode()):x}"

    @property
    def missing(self) -> str:
        """What the client still has to tell, in words."""
        if not self.service_request.waits_for_answers:
            return ""
        asked = ", ".join(str(field) for field in self.service_request.missing())
        return asked or gettext("what is in the text")


class Band(StrEnum):
    """The headings of the queue, in the order of the page."""

    LATE = "late"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"
    STILL = "still"


BANDS = {
    Band.LATE: _("Later than agreed"),
    Band.TODAY: _("Today"),
    Band.TOMORROW: _("Tomorrow"),
    Band.LATER: _("Later"),
    Band.STILL: _("Clock stands still"),
}


SAID = {
    "no_time": _("no time yet"),
    "why": _("why?"),
    "outside": _("No service of the catalogue"),
    "confidential": _("confidential"),
    "short_notice": _("shorter notice than agreed"),
    "you": _("you"),
    "pick_up": _("Pick up"),
    "help": _("your help is asked"),
    "still_to_know": _("still to know:"),
}


@dataclass(frozen=True)
class Group:
    """The lines under one heading: all of them, or those that are on this page."""

    band: Band
    lines: list[Line]
    is_whole: bool
    day: datetime

    @property
    def title(self) -> Lazy | str:
        """The heading."""
        return BANDS[self.band]

    @property
    def with_day(self) -> bool:
        """Whether a line must name its day, because the heading does not."""
        return self.band not in (Band.TODAY, Band.TOMORROW)


@dataclass(frozen=True)
class Page:
    """Some lines of the queue, and where the next page begins."""

    groups: list[Group]
    after: str

    @property
    def say(self) -> dict[str, str]:
        """What every line says, translated once."""
        return {name: str(words) for name, words in SAID.items()}

    @property
    def lines(self) -> list[Line]:
        """All lines, as they stand on the page."""
        return [line for group in self.groups for line in group.lines]


def page(requests: Requests, *, after: str, now: datetime) -> Page:
    """Return the page of the queue that begins after a key; the first for no or a broken key.

    What is to be asked again comes first, and then what is urgent; on a page they stand in
    their band, urgent on top of it. What stands still is last.
    """
    key = _read(after)
    requests = requests.select_related("promise__client", "promise__pool").defer("text")
    found: list[ServiceRequest] = []
    if key is None or key.part == Part.AGAIN:
        found += _after_day(to_ask_again(requests, now), key)[: PAGE + 1]
    requests = requests.exclude(asked_again(now))
    if len(found) <= PAGE and (key is None or key.part != Part.STILL):
        found += _beyond(in_due_order(requests), key)[: PAGE + 1 - len(found)]
    if len(found) <= PAGE:
        behind = key.pk if key and key.part == Part.STILL else 0
        found += standing_still(requests).filter(pk__gt=behind)[: PAGE + 1 - len(found)]
    more, found = len(found) > PAGE, found[:PAGE]
    fetch_standing(found)
    incomplete = [one for one in found if one.waits_for_answers]
    prefetch_related_objects(incomplete, "promise__service_version__intake_fields")
    last = _key_of(found[-1], now) if more else None
    until = _first_not_whole(found[-1], last, now) if last else None
    groups = _groups(found, now, until=until, is_first=key is None)
    return Page(groups, after=str(last) if last else "")


def to_ask_again(requests: Requests, now: datetime) -> Requests:
    """Return what waits and is to be asked again, by the day for that: the order of an index."""
    return requests.filter(asked_again(now)).order_by("follow_up_on", "pk")


def in_due_order(requests: Requests) -> Requests:
    """Return what has a time, urgent before the rest and due first: the order of an index."""
    running = requests.filter(promise__next_due_at__isnull=False)
    return running.order_by("-promise__urgent", "promise__next_due_at", "promise_id")


def standing_still(requests: Requests) -> Requests:
    """Return what has no time now, oldest first."""
    return requests.filter(promise__next_due_at__isnull=True).order_by("pk")


class Part(StrEnum):
    """The parts of the queue, in its order."""

    AGAIN = "again"
    URGENT = "urgent"
    RUNNING = "due"
    STILL = "still"


class Key(NamedTuple):
    """The last line of a page: where time runs by its promise, and when that is due."""

    part: Part
    pk: int
    due_at: datetime | None = None
    day: date | None = None

    def __str__(self) -> str:
        when = self.due_at or self.day
        return "_".join([self.part, when.isoformat() if when else "", str(self.pk)])


def _read(after: str) -> Key | None:
    part, when, pk = ([*after.split("_"), "", ""])[:3]
    if part not in list(Part) or not pk.isdecimal() or len(pk) > 18:
        return None
    try:
        return _key(Part(part), when, int(pk))
    except (ValueError, OverflowError):
        return None


def _key(part: Part, when: str, pk: int) -> Key | None:
    if part == Part.STILL:
        return Key(part, pk)
    if part == Part.AGAIN:
        return Key(part, pk, day=date.fromisoformat(when))
    due_at = parse_datetime(when)
    if due_at is None or timezone.is_naive(due_at):
        return None
    return Key(part, pk, due_at.astimezone(UTC))


def _key_of(line: ServiceRequest, now: datetime) -> Key:
    promise = line.promise
    if line.is_to_ask_again(timezone.localdate(now)):
        return Key(Part.AGAIN, line.pk, day=line.follow_up_on)
    if promise.next_due_at is None:
        return Key(Part.STILL, line.pk)
    part = Part.URGENT if promise.urgent else Part.RUNNING
    return Key(part, promise.pk, promise.next_due_at)


def _after_day(again: Requests, key: Key | None) -> Requests:
    if key is None:
        return again
    same = Q(follow_up_on=key.day, pk__gt=key.pk)
    return again.filter(Q(follow_up_on__gt=key.day) | same, follow_up_on__gte=key.day)


def _beyond(running: Requests, key: Key | None) -> Requests:
    if key is None or key.due_at is None:
        return running
    same = Q(promise__next_due_at=key.due_at, promise__gt=key.pk)
    later = Q(promise__next_due_at__gt=key.due_at) | same
    if key.part == Part.URGENT:
        return running.filter(Q(promise__urgent=False) | later)
    return running.filter(later, promise__urgent=False, promise__next_due_at__gte=key.due_at)


def _first_not_whole(line: ServiceRequest, key: Key, now: datetime) -> Band:
    """Return the first band of which lines can follow the last one of a page."""
    return Band.LATE if key.part in (Part.AGAIN, Part.URGENT) else _band(line, now)


def _groups(
    found: Iterable[ServiceRequest], now: datetime, *, until: Band | None, is_first: bool
) -> list[Group]:
    """Put lines under their heading; from the band `until` on there can be more elsewhere."""
    order = list(Band)
    whole = order[: order.index(until)] if until else order
    number = count(1)
    sorted_by_band = sorted(
        ((_band(one, now), one) for one in found),
        key=lambda pair: (order.index(pair[0]), not pair[1].promise.urgent),
    )
    return [
        Group(
            band,
            [_line(one, next(number), now) for _band, one in pairs],
            is_first and band in whole,
            day=now + timedelta(days=band == Band.TOMORROW),
        )
        for band, pairs in groupby(sorted_by_band, key=lambda pair: pair[0])
    ]


def _band(service_request: ServiceRequest, now: datetime) -> Band:
    due_at = service_request.promise.next_due_at
    follows_up = service_request.is_to_ask_again(timezone.localdate(now))
    if due_at is None:
        return Band.TODAY if follows_up else Band.STILL
    clock = next_clock(list(service_request.promise.clocks.all()))
    if clock is not None and clock.is_late(now):
        return Band.LATE
    if follows_up:
        return Band.TODAY
    days = (timezone.localdate(due_at) - timezone.localdate(now)).days
    if days <= 0:
        return Band.TODAY
    return Band.TOMORROW if days == 1 else Band.LATER


def _line(service_request: ServiceRequest, number: int, now: datetime) -> Line:
    standing = standing_of(service_request, now)
    return Line(service_request, standing, next_step(service_request, now), number)


def version(pools: Collection[Pool], *parts: object, now: datetime) -> str:
    """Return what changes as soon as a page about these pools would: news, an alert, a minute.

    Two indexed reads, so that an unchanged page costs next to nothing.
    """
    told = Event.objects.filter(service_request__promise__pool__in=pools)
    alert = Alert.objects.order_by("-pk").values_list("pk", flat=True).first()
    seen = (told.fingerprint(), alert, f"{now:%Y-%m-%dT%H:%M}", *parts)
    return sha256(repr(seen).encode()).hexdigest()[:16]
