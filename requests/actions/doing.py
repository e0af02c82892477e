"""What every action shares: all or nothing, the lock, the story, and what the client is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone

from requests import policies
from requests.mail.kinds import MailKind, is_wanted, kind_of_event
from requests.models import Event, Notification, ServiceRequest
from requests.policies import Refused, refuse
from sla.business_time import NoOpeningError
from sla.terms import NoCalendarError
from sla.working_blocks import working_moments
from teams.models import User

P = ParamSpec("P")
R = TypeVar("R")

TOLD_TO_CLIENT = frozenset(
    {
        Event.Kind.LOGGED,
        Event.Kind.PICKED_UP,
        Event.Kind.ASSIGNED,
        Event.Kind.WAITING,
        Event.Kind.AGREED,
        Event.Kind.DECIDED,
        Event.Kind.SPLIT,
        Event.Kind.DONE,
        Event.Kind.REOPENED,
        Event.Kind.CANCELLED,
        Event.Kind.DECLINED,
        Event.Kind.MERGED,
    }
)
JUST_NOW = timedelta(seconds=10)
NOT_WAITING: dict[str, Any] = {
    "waiting_for": "",
    "waiting_reason": "",
    "follow_up_on": None,
    "follow_up_at": None,
}
OVER: dict[str, Any] = NOT_WAITING | {"next_step": "", "next_step_on": None}


def action(do: Callable[P, R]) -> Callable[P, R]:
    """Make a function all or nothing; where no time can be counted it is refused in words."""

    @wraps(do)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return do(*args, **kwargs)
        except (NoOpeningError, NoCalendarError) as problem:
            raise Refused(str(policies.NO_OPENING)) from problem

    return whole


def begin(service_request: ServiceRequest, by: User, now: datetime) -> None:
    """Hold a request until the transaction ends, for somebody who works on it."""
    lock(service_request)
    refuse(policies.why_not_work(service_request, by, now=now))


def lock(service_request: ServiceRequest) -> None:
    """Read the request anew and hold it until the transaction ends.

    Without claiming its key: the sweep refers to requests while it holds their clocks, and
    must not wait for an action that waits for those clocks.
    """
    locked = ServiceRequest.objects.select_for_update(no_key=True)
    service_request.refresh_from_db(from_queryset=locked)


def move(
    service_request: ServiceRequest,
    kind: Event.Kind,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    whom: User | None = None,
    channel: str = "",
    on_behalf_of: User | None = None,
    **changes: Any,
) -> Event:
    """Let something happen to a request that is held, where that is possible, and tell it."""
    refuse(policies.why_not(service_request, kind, by, now=now))
    service_request.status = policies.MOVES[kind].to or service_request.status
    for field, value in changes.items():
        setattr(service_request, field, value)
    whose: Any = {"whom": whom, "channel": channel, "on_behalf_of": on_behalf_of}
    return tell(service_request, kind, at=now, by=by, text=text, **whose)


def tell(
    service_request: ServiceRequest,
    kind: Event.Kind,
    *,
    at: datetime,
    by: User | None,
    channel: str = "",
    text: str = "",
    internal: bool = False,
    whom: User | None = None,
    on_behalf_of: User | None = None,
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
        whom=whom,
        on_behalf_of=on_behalf_of,
    )
    service_request.changed_at = max(at, service_request.changed_at)
    service_request.save()
    if kind in TOLD_TO_CLIENT and not internal:
        notify_client(event)
    return event


def is_repeated(
    service_request: ServiceRequest, kind: Event.Kind, *, by: User, text: str, now: datetime
) -> bool:
    """Return whether somebody said the same a moment ago of a request that is held.

    That is one click that came twice: it is said once, and nobody is mailed of it again.
    """
    same = service_request.events.filter(kind=kind, by=by, text=text)
    return same.filter(at__gt=now - JUST_NOW, at__lte=now).exists()


def notify_client(event: Event) -> None:
    """Put a message to whoever asked in the outbox: for the bell, and by mail if they want that.

    Whoever asked what goes on as this asked it too. Not to somebody who has left: what they asked
    is their unit's now. Nor what they did themselves.
    """
    service_request = event.service_request
    if event.kind == Event.Kind.ASSIGNED:
        askers = {service_request.requested_by}
    else:
        merged = service_request.merged.select_related("requested_by")
        askers = {service_request.requested_by, *(one.requested_by for one in merged)}
    for asker in sorted(askers, key=lambda asker: asker.pk):
        _notify_asker(event, asker)


def _notify_asker(event: Event, asker: User) -> None:
    if event.is_from_client and event.by_id == asker.pk:
        return
    theirs = asker.client_memberships.on(timezone.localdate(event.at))
    client = event.service_request.promise.client_id
    if not asker.is_active or not theirs.filter(client=client).exists():
        return
    mailed = is_wanted(asker, kind_of_event(event.kind))
    Notification.objects.create(
        service_request=event.service_request,
        event=event,
        recipient=asker,
        email=asker.email if mailed else "",
        created_at=event.at,
        send_at=event.at if mailed else None,
    )


def notify_colleague(event: Event, colleague: User, kind: MailKind) -> None:
    """Put a message to somebody who works on the request in the outbox, for when they are at work.

    Not to who did it, nor to who may not see the request.
    """
    service_request = event.service_request
    theirs = ServiceRequest.objects.worked_by(colleague, timezone.localdate(event.at))
    if colleague.pk == event.by_id or not theirs.filter(pk=service_request.pk).exists():
        return
    mailed = colleague.is_active and is_wanted(colleague, kind)
    Notification.objects.get_or_create(
        event=event,
        recipient=colleague,
        defaults={
            "service_request": service_request,
            "email": colleague.email if mailed else "",
            "created_at": event.at,
            "send_at": working_moments([colleague.pk], now=event.at)[colleague.pk]
            if mailed
            else None,
        },
    )
