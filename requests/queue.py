"""The queue: what is open in some pools, by when it is due, a page at a time.

It costs the same however much is open: a page is read along the index of due times and
continues after the last line shown (not at a line number), and what is counted for the
chips is at most `COUNTED` requests.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from requests.models import Event, Help, ServiceRequest, Status, WaitingFor
from requests.standing import Standing, next_clock, next_step, standing_of, with_standing
from sla.models import Alert, Clock, Norm
from teams.models import Pool, User

PAGE = 50
COUNTED = 2000
STILL = "still"

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

    Of what came at short notice the work is best effort; the first reaction is not.
    """
    next_due = Clock.objects.going().filter(
        promise=OuterRef("promise"), due_at=OuterRef("promise__next_due_at")
    )
    agreed = (
        Q(promise__short_notice=False)
        | Q(Exists(next_due.filter(kind=Norm.Kind.RESPONSE)))
        | ~Q(Exists(next_due.filter(without_outcome=True)))
    )
    return Q(promise__next_due_at__lt=now) & agreed


def counts(requests: Requests, user: User, now: datetime) -> dict[str, int]:
    """Return how many each chip would show, and how many are late, of at most `COUNTED`.

    One query. Past that many, a number says how many there are at least.
    """
    wanted = {show.name.lower(): condition(show, user, now) for show in Show if show}
    some = (
        requests.select_related("promise")
        .annotate(is_late=ExpressionWrapper(late(now), BooleanField()))
        .order_by()[:COUNTED]
    )
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


@dataclass(frozen=True)
class Group:
    """The lines under one heading: all of them, or those that are on this page."""

    band: Band
    lines: list[Line]
    is_whole: bool

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
    def lines(self) -> list[Line]:
        """All lines, as they stand on the page."""
        return [line for group in self.groups for line in group.lines]


def page(requests: Requests, *, after: str, now: datetime) -> Page:
    """Return the page of the queue that begins after a key; the first for no or a broken key.

    What is urgent is all on the first page, on top of its band; so is what is to be asked again.
    """
    key = _read(after)
    requests = with_standing(requests)
    again = list(requests.filter(asked_again(now))[:PAGE]) if key is None else []
    requests = requests.exclude(asked_again(now))
    running = requests.filter(promise__next_due_at__isnull=False).due_first()  # type: ignore[attr-defined]
    found: list[ServiceRequest] = []
    rest: list[ServiceRequest] = []
    if key is None:
        found = again + list(running.filter(promise__urgent=True)[:PAGE])
    if key is None or key.due_at is not None:
        rest = list(_beyond(running.filter(promise__urgent=False), key)[: PAGE + 1])
    if len(rest) <= PAGE:
        still = requests.filter(promise__next_due_at__isnull=True).order_by("pk")
        behind = key.pk if key and key.due_at is None else 0
        rest += still.filter(pk__gt=behind)[: PAGE + 1 - len(rest)]
    more, found = len(rest) > PAGE, found + rest[:PAGE]
    last = rest[PAGE - 1] if more else None
    incomplete = [one for one in found if one.waits_for_answers]
    prefetch_related_objects(incomplete, "promise__service_version__intake_fields")
    groups = _groups(found, now, until=_band(last, now) if last else None, is_first=key is None)
    return Page(groups, after=_write(last) if last else "")


class Key(NamedTuple):
    """The last line of a page; a line that stands still has no due time."""

    due_at: datetime | None
    pk: int


def _read(after: str) -> Key | None:
    due, _mark, pk = after.rpartition("_")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    if due == STILL:
        return Key(None, int(pk))
    try:
        due_at = parse_datetime(due)
        if due_at is None or timezone.is_naive(due_at):
            return None
        return Key(due_at.astimezone(UTC), int(pk))
    except (ValueError, OverflowError):
        return None


def _write(line: ServiceRequest) -> str:
    due_at = line.promise.next_due_at
    return f"{due_at.isoformat() if due_at else STILL}_{line.pk}"


def _beyond(running: Requests, key: Key | None) -> Requests:
    if key is None:
        return running
    same = Q(promise__next_due_at=key.due_at, pk__gt=key.pk)
    return running.filter(
        Q(promise__next_due_at__gt=key.due_at) | same, promise__next_due_at__gte=key.due_at
    )


def _groups(
    found: Iterable[ServiceRequest], now: datetime, *, until: Band | None, is_first: bool
) -> list[Group]:
    """Put lines under their heading; from the band `until` on there can be more elsewhere."""
    order = list(Band)
    whole = order[: order.index(until)] if until else order
    sorted_by_band = sorted(
        ((_band(one, now), one) for one in found),
        key=lambda pair: (order.index(pair[0]), not pair[1].promise.urgent),
    )
    return [
        Group(band, [_line(one, now) for _band, one in pairs], is_first and band in whole)
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


def _line(service_request: ServiceRequest, now: datetime) -> Line:
    return Line(service_request, standing_of(service_request, now), next_step(service_request, now))


def version(pools: Collection[Pool], *parts: object, now: datetime) -> str:
    """Return what changes as soon as a page about these pools would: news, an alert, a minute.

    Two indexed reads, so that an unchanged page costs next to nothing.
    """
    told = Event.objects.filter(service_request__promise__pool__in=pools)
    alert = Alert.objects.order_by("-pk").values_list("pk", flat=True).first()
    seen = (told.fingerprint(), alert, f"{now:%Y-%m-%dT%H:%M}", *parts)
    return sha256(repr(seen).encode()).hexdigest()[:16]
