"""A request comes in: taken down at the desk, or asked in the portal."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from pdc import search
from pdc.models import ServiceVersion
from requests import client_policies, policies
from requests.actions.attaching import add
from requests.actions.by_client import principal_of
from requests.actions.doing import action, tell
from requests.models import Attachment, Channel, Event, ServiceRequest
from requests.policies import refuse
from sla import actions as clocks
from sla.models import Promise
from sla.terms import terms_for
from teams.models import Client, User


class WhatIsAsked(TypedDict, total=False):
    """What somebody asks, as it is kept on the request."""

    subject: Required[str]
    text: str
    answers: dict[str, Any]
    intake_complete: bool
    urgent_reason: str
    callback_phone: str
    confidential: bool


class Asked(WhatIsAsked, total=False):
    """What was asked, by whom, and how it came in."""

    requested_by: Required[User]
    channel: Required[Channel]
    contact_name: str
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
    named: Iterable[User] = (),
    **asked: Unpack[Asked],
) -> ServiceRequest:
    """Log a request at the desk: make its promise, start its clocks, confirm to the client.

    A reason makes it urgent. What is confidential can be read by who is `named`; when that is
    nobody, by who coordinates the pool, so that it is not lost when `by` is away. A form that
    is sent twice carries the same `token` and gives the same request. Raises `Refused` when
    the pool is not theirs or the receipt can't be.
    """
    refuse(policies.why_not_log(client.pool, by, received_at=received_at, now=now))
    promise = partial(_promise, client, service_version, received_at, event_at, asked)
    return _save_once(asked, promise, token, named, by=by, now=now)[0]


@action
def ask(
    *,
    client: Client,
    service_version: ServiceVersion | None,
    by: User,
    now: datetime,
    event_at: datetime | None = None,
    token: UUID | None = None,
    files: Iterable[Attachment] = (),
    **asked: Unpack[WhatIsAsked],
) -> ServiceRequest:
    """Ask something in the portal, for one's unit; a delegate asks it on behalf of their manager.

    As `log` otherwise: sent twice it is one request, and its files are added once. A confidential
    one can be read by the manager it is asked for, and by who coordinates the pool. Raises
    `Refused` when the unit is not theirs, or the service is not offered to it.
    """
    refuse(client_policies.why_not_ask_for(client, service_version, by, now=now))
    whole: Asked = {
        "contact_name": "",
        "external_reference": None,
        **asked,
        "requested_by": by,
        "channel": Channel.PORTAL,
    }
    promise = partial(_promise, client, service_version, now, event_at, whole)
    service_request, is_new = _save_once(whole, promise, token, (), by=by, now=now)
    if is_new and files:
        add(service_request, list(files), internal=False, by=by, now=now, channel=Channel.PORTAL)
    manager = principal_of(by, service_request, timezone.localdate(now))
    if service_request.confidential and manager is not None:
        service_request.named.add(manager)
    return service_request


def _save_once(
    asked: Asked,
    promise: Callable[[], Promise],
    token: UUID | None,
    named: Iterable[User],
    *,
    by: User,
    now: datetime,
) -> tuple[ServiceRequest, bool]:
    """Return the request, and whether it is new: a form that is sent twice carries one token."""
    token = token or uuid4()
    try:
        with transaction.atomic():
            return _save(asked, promise(), token, named, by=by, now=now), True
    except IntegrityError:
        earlier = ServiceRequest.objects.filter(token=token).first()
        if earlier is None:
            raise
    if earlier.is_about(asked):
        return earlier, False
    # They went back in the browser, and asked for something else.
    return _save(asked, promise(), uuid4(), named, by=by, now=now), True


def _promise(
    client: Client,
    service_version: ServiceVersion | None,
    received_at: datetime,
    event_at: datetime | None,
    asked: Asked,
) -> Promise:
    refuse(policies.why_not_event(event_at, received_at=received_at))
    urgent = bool(asked.get("urgent_reason"))
    terms = terms_for(client, client.pool, service_version, urgent=urgent, received_at=received_at)
    return clocks.make_promise(
        terms,
        received_at=received_at,
        complete=asked.get("intake_complete", True),
        event_at=event_at,
        urgent=urgent,
        call_back=bool(asked.get("callback_phone")),
    )


def _save(
    asked: Asked,
    promise: Promise,
    token: UUID,
    named: Iterable[User],
    *,
    by: User,
    now: datetime,
) -> ServiceRequest:
    """Save the request, begin its story, and learn from the service that was chosen.

    Whoever takes down a confidential one is named on it, and of that nothing is learned.
    """
    service_request = ServiceRequest.objects.create(
        promise=promise, logged_at=now, changed_at=now, token=token, **asked
    )
    if service_request.confidential:
        readers = list(named) or policies.coordinators_of(promise.pool, timezone.localdate(now))
        service_request.named.add(by, *readers)
    else:
        search.learn(service_request.words, promise.service_version)
    received_on = timezone.localdate(promise.received_at)
    tell(
        service_request,
        Event.Kind.LOGGED,
        at=promise.received_at,
        by=by,
        channel=service_request.channel,
        text=service_request.text,
        on_behalf_of=principal_of(service_request.requested_by, service_request, received_on),
    )
    return service_request
