"""Where a request is, as whoever asked sees it: four steps, and the story that is for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests.facts import answered
from requests.models import Decision, Event, ServiceRequest, Status
from requests.standing import Standing, standing_of, with_standing
from teams.models import Client, User

UNDER_WAY = (Event.Kind.CONTACT, Event.Kind.WAITING, Event.Kind.RESUMED, Event.Kind.ANSWERED)
WHAT: dict[str, Words] = {
    Event.Kind.LOGGED: gettext_lazy("Received, written down by %(name)s"),
    Event.Kind.PICKED_UP: gettext_lazy("%(name)s picked it up"),
    Event.Kind.ASSIGNED: gettext_lazy("%(whom)s has it now"),
    Event.Kind.PASSED_ON: gettext_lazy("%(whom)s has it now"),
    Event.Kind.HANDED_BACK: gettext_lazy("It is back with the pool; somebody else takes over"),
    Event.Kind.CONTACT: gettext_lazy("%(name)s was in touch"),
    Event.Kind.WAITING: gettext_lazy("%(name)s asks or waits for something"),
    Event.Kind.DONE: gettext_lazy("%(name)s has done it"),
    Event.Kind.ANSWERED: gettext_lazy("All that was needed is known"),
    Event.Kind.CORRECTED: gettext_lazy("%(name)s found a better fitting service for it"),
    Event.Kind.MADE_URGENT: gettext_lazy("It is urgent now"),
    Event.Kind.AGREED: gettext_lazy("Another date was agreed with you"),
    Event.Kind.MOVED: gettext_lazy("It has another date"),
    Event.Kind.DECIDED: gettext_lazy("We do this for you, though it is not in the catalogue"),
    Event.Kind.CONFIRMED: gettext_lazy("%(name)s has no other questions"),
    Event.Kind.CLOSED: gettext_lazy("Nobody had other questions: it is closed"),
    Event.Kind.RATED: gettext_lazy("Rated; thank you"),
    Event.Kind.TO_DISCUSS: gettext_lazy("%(name)s wants to talk about this"),
    Event.Kind.REOPENED: gettext_lazy("%(name)s opened it again"),
    Event.Kind.ATTACHED: gettext_lazy("%(name)s added"),
    Event.Kind.UNATTACHED: gettext_lazy("%(name)s removed a file"),
    Event.Kind.CANCELLED: gettext_lazy("It was cancelled"),
    Event.Kind.DECLINED: gettext_lazy("We can't do this; this is what you can do instead"),
    Event.Kind.MERGED: gettext_lazy("It goes on as another request"),
    Event.Kind.SPLIT: gettext_lazy("%(name)s made two requests of it; the other is"),
    Event.Kind.SPLIT_OFF: gettext_lazy("%(name)s split it off from"),
    Event.Kind.DATE_CAME: gettext_lazy("The date has come; we go on with it"),
    Event.Kind.NEXT_STEP: gettext_lazy("%(name)s promised the next step"),
    Event.Kind.STEP_TAKEN: gettext_lazy("%(name)s took the next step"),
    Event.Kind.RESUMED: gettext_lazy("%(name)s goes on with it"),
}
REFERRED = gettext_lazy("Somebody else can help you with this")
PROPOSED = gettext_lazy("We do this for you, and propose it for the catalogue")
ASKED = gettext_lazy("%(name)s asked this")
ANSWERED = gettext_lazy("%(name)s answered")
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
    return (
        with_standing(asked)
        .select_related("rating")
        .annotate(under_way=Exists(under_way.seen_by_client()))
    )


def asked_for(asked: "QuerySet[ServiceRequest]", user: User) -> "QuerySet[ServiceRequest]":
    """Return those that somebody asked, or that a delegate asked for them."""
    logged = Event.objects.filter(service_request=OuterRef("pk"), kind=Event.Kind.LOGGED)
    return asked.filter(Q(requested_by=user) | Exists(logged.filter(on_behalf_of=user)))


def units_of(user: User, on: date) -> list[Client]:
    """Return the units someone asks for; for whoever has none there is no portal."""
    memberships = user.client_memberships.on(on).values("client")
    units = list(Client.objects.filter(pk__in=memberships).select_related("pool"))
    if not units:
        raise Http404
    return units


def tracked(service_requests: Iterable[ServiceRequest], now: datetime) -> list[Tracked]:
    """Return the requests with the step each has reached."""
    return [track(service_request, now) for service_request in service_requests]


def track(service_request: ServiceRequest, now: datetime) -> Tracked:
    """Return the step one request of `asked_by` has reached."""
    step, word = _step(service_request)
    return Tracked(service_request, step, word, standing_of(service_request, now))


def _step(service_request: ServiceRequest) -> tuple[int, str]:
    step, word = _step_by_status(service_request)
    return step, (_("waits for you") if service_request.waits_for_answers else word)


def _step_by_status(service_request: ServiceRequest) -> tuple[int, str]:
    if service_request.status == Status.NEW:
        return 1, _("received")
    if service_request.status == Status.WAITING:
        whom = service_request.waiting_for
        waits = {"client": _("waits for you"), "third_party": _("waits for somebody else")}
        waits["date"] = _("waits for its date")
        return 3, waits[whom]
    if service_request.status == Status.IN_PROGRESS:
        under_way = getattr(service_request, "under_way", False)
        return (3, _("in progress")) if under_way else (2, _("picked up"))
    if service_request.status in (Status.DONE, Status.CLOSED):
        return STEPS, _("done")
    if _is_referred(service_request):
        return STEPS, _("referred")
    return STEPS, service_request.get_status_display()


def _is_referred(service_request: ServiceRequest) -> bool:
    declined = service_request.status == Status.DECLINED
    return declined and service_request.decision == Decision.REFER


@dataclass(frozen=True)
class Told:
    """One line of the story as the client reads it."""

    event: Event
    what: str
    text: str


def story(service_request: ServiceRequest) -> list[tuple[date, list[Told]]]:
    """Return what the client may know of what happened, by day, newest last."""
    theirs = service_request.events.seen_by_client()
    events = theirs.select_related("by", "on_behalf_of", "whom")
    lines = [_told(event) for event in events]
    by_day = groupby(lines, key=lambda told: timezone.localdate(told.event.at))
    return [(day, list(those)) for day, those in by_day]


def _told(event: Event) -> Told:
    return Told(event, what=_what(event), text=event.text_for_client)


def _what(event: Event) -> str:
    whom = event.whom.get_short_name() if event.whom else ""
    return str(_words(event)) % {"name": event.who, "whom": whom}


def _words(event: Event) -> Words:
    if event.kind == Event.Kind.RESUMED and event.is_from_client:
        return ANSWERED
    if event.is_asked:
        return ASKED
    if event.kind == Event.Kind.DECLINED and _is_referred(event.service_request):
        return REFERRED
    proposed = event.service_request.decision == Decision.PROPOSE_SERVICE
    return PROPOSED if event.kind == Event.Kind.DECIDED and proposed else WHAT[event.kind]


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
