"""Where a request is, as whoever asked sees it: four steps, and the story that is for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from requests.facts import answered
from requests.models import Event, ServiceRequest, Status
from requests.standing import Standing, standing_of, with_standing
from teams.models import User

UNDER_WAY = (Event.Kind.CONTACT, Event.Kind.WAITING, Event.Kind.RESUMED, Event.Kind.ANSWERED)
SPOKEN_TO_CLIENT = frozenset(
    {Event.Kind.LOGGED, Event.Kind.CONTACT, Event.Kind.WAITING, Event.Kind.RESUMED, Event.Kind.DONE}
)
STEPS = 4
KEPT_IN_SIGHT = timedelta(days=14)


@dataclass(frozen=True)
class Tracked:
    """One request with the step it has reached, for whoever asked."""

    service_request: ServiceRequest
    step: int
    word: str
    standing: Standing

    @property
    def steps(self) -> list[str]:
        """The bar of four: what was, what is, what comes."""
        classes = {-1: "was", 0: "is"}
        return [classes.get(max(place - self.step, -1), "") for place in range(1, STEPS + 1)]


def asked_by(user: User, on: date) -> "QuerySet[ServiceRequest]":
    """Return what the units of someone asked, with all that a line of the portal shows."""
    under_way = Event.objects.filter(service_request=OuterRef("pk"), kind__in=UNDER_WAY)
    asked = ServiceRequest.objects.asked_by_units_of(user, on)
    return with_standing(asked).annotate(under_way=Exists(under_way.seen_by_client()))


def tracked(service_requests: Iterable[ServiceRequest], now: datetime) -> list[Tracked]:
    """Return the requests with the step each has reached."""
    return [track(service_request, now) for service_request in service_requests]


def track(service_request: ServiceRequest, now: datetime) -> Tracked:
    """Return the step one request of `asked_by` has reached."""
    step, word = _step(service_request)
    return Tracked(service_request, step, word, standing_of(service_request, now))


def _step(service_request: ServiceRequest) -> tuple[int, str]:
    if service_request.status == Status.NEW:
        return 1, _("received")
    if service_request.status == Status.WAITING:
        whom = service_request.waiting_for
        waits = {"client": _("waits for you"), "third_party": _("waits for somebody else")}
        return 3, waits[whom]
    if service_request.status == Status.IN_PROGRESS:
        under_way = getattr(service_request, "under_way", False)
        return (3, _("in progress")) if under_way else (2, _("picked up"))
    if service_request.status in (Status.DONE, Status.CLOSED):
        return STEPS, _("done")
    return STEPS, service_request.get_status_display()


@dataclass(frozen=True)
class Told:
    """One line of the story as the client reads it."""

    event: Event
    what: str
    text: str


def story(service_request: ServiceRequest) -> list[tuple[date, list[Told]]]:
    """Return what the client may know of what happened, by day, newest last."""
    events = service_request.events.seen_by_client().select_related("by")
    lines = [_told(event) for event in events]
    by_day = groupby(lines, key=lambda told: timezone.localdate(told.event.at))
    return [(day, list(those)) for day, those in by_day]


def _told(event: Event) -> Told:
    text = event.text if event.kind in SPOKEN_TO_CLIENT else ""
    return Told(event, what=_what(event), text=text)


def _what(event: Event) -> str:
    name = {"name": event.by.get_short_name() if event.by else ""}
    match event.kind:
        case Event.Kind.LOGGED:
            return _("Received, written down by %(name)s") % name
        case Event.Kind.PICKED_UP:
            return _("%(name)s picked it up") % name
        case Event.Kind.HANDED_BACK:
            return _("It is back with the pool; somebody else takes over")
        case Event.Kind.CONTACT:
            return _("%(name)s was in touch") % name
        case Event.Kind.WAITING:
            return _("%(name)s asks or waits for something") % name
        case Event.Kind.DONE:
            return _("%(name)s has done it") % name
        case Event.Kind.ANSWERED:
            return _("All that was needed is known")
    return _("%(name)s goes on with it") % name


def version_of(service_requests: "QuerySet[ServiceRequest]", now: datetime, *more: object) -> str:
    """Return what a page about these says it shows; the same as long as nothing on it changes.

    Times left are said by the minute, so the minute is in it.
    """
    events = Event.objects.filter(service_request__in=service_requests.values("pk"))
    newest = events.seen_by_client().fingerprint()
    minute = int(now.timestamp()) // 60
    return sha256(repr((newest, minute, *more)).encode()).hexdigest()[:16]


def answers_in_words(service_request: ServiceRequest) -> list[tuple[str, str]]:
    """Return each question that was answered, with its answer."""
    version = service_request.promise.service_version
    given = {key: answer for key, answer in service_request.answers.items() if answer != ""}
    return answered(version.intake_fields.all() if version else (), given)
