"""What people do with requests: right, change, story, clocks and outbox in one transaction.

`now` is when it happens; an import or a replay may pass another moment than the clock on
the wall. Nothing is queued here: the rows that are written are found by the sweeps.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial, wraps
from typing import Any, ParamSpec, Required, TypedDict, TypeVar, Unpack
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.models import ServiceVersion
from requests import policies
from requests.models import (
    Channel,
    Event,
    Notification,
    ServiceRequest,
    WaitingFor,
)
from requests.policies import AlreadyPickedUp, Refused, refuse
from sla import actions as clocks
from sla.business_time import NoOpeningError
from sla.models import Promise
from sla.terms import NoCalendarError, terms_for
from teams.models import Client, User

P = ParamSpec("P")
R = TypeVar("R")

TOLD_TO_CLIENT = frozenset(
    {Event.Kind.LOGGED, Event.Kind.PICKED_UP, Event.Kind.WAITING, Event.Kind.DONE}
)


def action(do: Callable[P, R]) -> Callable[P, R]:
    """Make a function all or nothing; where no time can be counted it is refused in words."""

    @wraps(do)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return do(*args, **kwargs)
        except (NoOpeningError, NoCalendarError) as problem:
            raise Refused(
                _(
                    "The calendar has no opening hours, so no time can be promised. "
                    "Ask the coordinator."
                )
            ) from problem

    return whole


class Asked(TypedDict, total=False):
    """What was asked, as it is kept on the request."""

    requested_by: Required[User]
    subject: Required[str]
    channel: Required[Channel]
    contact_name: str
    text: str
    answers: dict[str, Any]
    intake_complete: bool
    urgent_reason: str
    callback_phone: str
    confidential: bool
    external_reference: str | None


@action
def log(
    *,
    client: Client,
    service_version: ServiceVersion | None,
    received_at: datetime,
    by: User,
    now: datetime,
    event_at: datetime | None = None,
    token: UUID | None = None,
    **asked: Unpack[Asked],
) -> ServiceRequest:
    """Log a request at the desk: make its promise, start its clocks, confirm to the client.

    A reason makes it urgent. A form that is sent twice carries the same `token` and gives the
    same request. Raises `Refused` when the pool is not theirs or the receipt can't be.
    """
    refuse(policies.why_not_log(client.pool, by, received_at=received_at, now=now))
    refuse(policies.why_not_event(event_at, received_at=received_at))
    promise = partial(_promise, client, service_version, received_at, event_at, asked)
    token = token or uuid4()
    try:
        with transaction.atomic():
            return _save(asked, promise(), token, by=by, now=now)
    except IntegrityError:
        earlier = ServiceRequest.objects.filter(token=token).first()
        if earlier is None:
            raise
    if earlier.is_about(asked):
        return earlier
    # They went back in the browser, and asked for something else.
    return _save(asked, promise(), uuid4(), by=by, now=now)


def _promise(
    client: Client,
    service_version: ServiceVersion | None,
    received_at: datetime,
    event_at: datetime | None,
    asked: Asked,
) -> Promise:
    urgent = bool(asked.get("urgent_reason"))
    terms = terms_for(client, client.pool, service_version, urgent=urgent, received_at=received_at)
    return clocks.make_promise(
        terms,
        received_at=received_at,
        complete=asked.get("intake_complete", True),
        event_at=event_at,
        urgent=urgent,
    )


def _save(
    asked: Asked, promise: Promise, token: UUID, *, by: User, now: datetime
) -> ServiceRequest:
    """Save the request and begin its story; whoever takes down a confidential one is named."""
    service_request = ServiceRequest.objects.create(
        promise=promise, logged_at=now, changed_at=now, token=token, **asked
    )
    if service_request.confidential:
        service_request.named.add(by)
    _tell(
        service_request,
        Event.Kind.LOGGED,
        at=promise.received_at,
        by=by,
        channel=service_request.channel,
        text=service_request.text,
    )
    return service_request


@action
def pick_up(service_request: ServiceRequest, *, by: User, now: datetime) -> None:
    """Take a request; the client hears who has it, which is the first reaction.

    Raises `AlreadyPickedUp`, saying who and when, to all but the first.
    """
    _lock(service_request)
    refuse(policies.why_not_work(service_request, by, now=now))
    if service_request.assignee is not None and service_request.is_open:
        raise AlreadyPickedUp(_who_was_first(service_request))
    _move(service_request, Event.Kind.PICKED_UP, by=by, now=now, assignee=by)
    clocks.client_was_told(service_request.promise, at=now)


@action
def hand_back(service_request: ServiceRequest, *, reason: str, by: User, now: datetime) -> None:
    """Give a request back to the pool; its clocks go on, and the reason is for the pool only."""
    _lock(service_request)
    refuse(policies.why_not_work(service_request, by, now=now))
    _move(service_request, Event.Kind.HANDED_BACK, by=by, now=now, assignee=None)
    if reason:
        _tell(service_request, Event.Kind.NOTE, at=now, by=by, text=reason, internal=True)


@action
def contact(
    service_request: ServiceRequest, *, channel: Channel, text: str, by: User, now: datetime
) -> None:
    """Record that the client was spoken with, or mail them when the channel is e-mail."""
    _lock(service_request)
    refuse(policies.why_not_work(service_request, by, now=now))
    event = _tell(service_request, Event.Kind.CONTACT, at=now, by=by, channel=channel, text=text)
    if channel == Channel.EMAIL:
        _notify_client(event)
    clocks.client_was_told(service_request.promise, at=now)


@action
def note(service_request: ServiceRequest, *, text: str, by: User, now: datetime) -> None:
    """Write something down for the pool; the client never sees it and no clock hears it."""
    _lock(service_request)
    refuse(policies.why_not_work(service_request, by, now=now))
    _tell(service_request, Event.Kind.NOTE, at=now, by=by, text=text, internal=True)


@action
def wait(
    service_request: ServiceRequest,
    *,
    waiting_for: WaitingFor,
    reason: str,
    follow_up_on: date | None,
    by: User,
    now: datetime,
) -> None:
    """Hand the next move to the client or a third party.

    Waiting for the client stops the clock; for a third party only where that was agreed.
    """
    _lock(service_request)
    refuse(policies.why_not_work(service_request, by, now=now))
    _move(
        service_request,
        Event.Kind.WAITING,
        text=reason,
        by=by,
        now=now,
        waiting_for=waiting_for,
        waiting_reason=reason,
        follow_up_on=follow_up_on,
    )
    for_third_party = waiting_for == WaitingFor.THIRD_PARTY
    clocks.pause(service_request.promise, at=now, for_third_party=for_third_party)


@action
def resume(service_request: ServiceRequest, *, text: str, by: User, now: datetime) -> None:
    """The answer is there: the move is ours again and the clocks go on."""
    _lock(service_request)
    refuse(policies.why_not_work(service_request, by, now=now))
    _move(service_request, Event.Kind.RESUMED, text=text, by=by, now=now, **NOT_WAITING)
    clocks.resume(service_request.promise, at=now)


@action
def complete_intake(
    service_request: ServiceRequest,
    *,
    answers: dict[str, Any],
    event_at: datetime | None,
    by: User,
    now: datetime,
) -> None:
    """All that was needed is known: what waited for that starts to count.

    That is also what a request waited for that waits for the client, so it goes on.
    """
    _lock(service_request)
    refuse(policies.why_not_work(service_request, by, now=now))
    received_at = service_request.promise.received_at
    refuse(policies.why_not_event(event_at, received_at=received_at))
    if service_request.intake_complete or not service_request.is_open:
        refuse(_("Nothing is missing for this request."))
    service_request.answers = service_request.answers | answers
    service_request.intake_complete = True
    _tell(service_request, Event.Kind.ANSWERED, at=now, by=by)
    clocks.intake_completed(service_request.promise, at=now, event_at=event_at)
    if service_request.waiting_for == WaitingFor.CLIENT:
        resume(service_request, text="", by=by, now=now)
    elif service_request.waiting_for == WaitingFor.THIRD_PARTY:
        clocks.pause(service_request.promise, at=now, for_third_party=True)


@action
def finish(service_request: ServiceRequest, *, text: str, by: User, now: datetime) -> None:
    """It is done, and the client is told so."""
    _lock(service_request)
    refuse(policies.why_not_work(service_request, by, now=now))
    assignee = service_request.assignee or by
    _move(
        service_request,
        Event.Kind.DONE,
        text=text,
        by=by,
        now=now,
        assignee=assignee,
        **NOT_WAITING,
    )
    clocks.fulfil(service_request.promise, at=now)


NOT_WAITING: dict[str, Any] = {"waiting_for": "", "waiting_reason": "", "follow_up_on": None}


def _lock(service_request: ServiceRequest) -> None:
    """Read the request anew and hold it until the transaction ends.

    Without claiming its key: the sweep refers to requests while it holds their clocks, and
    must not wait for an action that waits for those clocks.
    """
    locked = ServiceRequest.objects.select_for_update(no_key=True)
    service_request.refresh_from_db(from_queryset=locked)


def _move(
    service_request: ServiceRequest,
    kind: Event.Kind,
    *,
    by: User,
    now: datetime,
    text: str = "",
    **changes: Any,
) -> None:
    refuse(policies.why_not_move(service_request, kind))
    service_request.status = policies.MOVES[kind].to
    for field, value in changes.items():
        setattr(service_request, field, value)
    _tell(service_request, kind, at=now, by=by, text=text)


def _tell(
    service_request: ServiceRequest,
    kind: Event.Kind,
    *,
    at: datetime,
    by: User,
    channel: str = "",
    text: str = "",
    internal: bool = False,
) -> Event:
    """Add a line to the story, save what changed with it, and tell the client their part."""
    event = Event.objects.create(
        service_request=service_request,
        kind=kind,
        at=at,
        by=by,
        channel=channel,
        text=text,
        internal=internal,
    )
    service_request.changed_at = max(at, service_request.changed_at)
    service_request.save()
    if kind in TOLD_TO_CLIENT:
        _notify_client(event)
    return event


def _notify_client(event: Event) -> None:
    """Put a message to whoever asked in the outbox, for the bell and by mail.

    Not to somebody who has left: what they asked is their unit's now.
    """
    recipient = event.service_request.requested_by
    theirs = recipient.client_memberships.on(timezone.localdate(event.at))
    client = event.service_request.promise.client_id
    if not recipient.is_active or not theirs.filter(client=client).exists():
        return
    Notification.objects.create(
        service_request=event.service_request,
        event=event,
        recipient=recipient,
        email=recipient.email,
        created_at=event.at,
        send_at=event.at,
    )


def _who_was_first(service_request: ServiceRequest) -> str:
    picked_up = service_request.events.filter(kind=Event.Kind.PICKED_UP).last()
    at = timezone.localtime(picked_up.at) if picked_up else timezone.localtime()
    return _("%(name)s picked this up at %(time)s.") % {
        "name": service_request.assignee.get_short_name() if service_request.assignee else "",
        "time": f"{at:%H:%M}",
    }
