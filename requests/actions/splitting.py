"""One request turns out to be two."""

from datetime import datetime

from pdc.models import ServiceVersion
from requests import policies
from requests.actions.doing import action, begin, tell
from requests.actions.intake import log
from requests.models import Channel, Event, Link, ServiceRequest
from requests.policies import OLDEST_RECEIPT, refuse
from sla import actions as clocks
from sla.models import Norm
from teams.models import User


@action
def split(
    service_request: ServiceRequest,
    *,
    subject: str,
    text: str,
    service_version: ServiceVersion | None,
    by: User,
    now: datetime,
) -> ServiceRequest:
    """Make a second request of part of one, for the same person, and return it.

    Its time counts from when the client asked, 31 days back at most; where the client heard
    something since, that was a first reaction for this part too. Both stories say so.
    """
    begin(service_request, by, now)
    refuse(policies.why_not(service_request, Event.Kind.SPLIT, by, now=now))
    first = service_request.promise
    part = log(
        client=first.client,
        requested_by=service_request.requested_by,
        contact_name=service_request.contact_name,
        service_version=service_version,
        subject=subject,
        text=text,
        channel=Channel(service_request.channel),
        confidential=service_request.confidential,
        named=service_request.named.all(),
        intake_complete=not _asks(service_version),
        received_at=max(first.received_at, now - OLDEST_RECEIPT),
        by=by,
        now=now,
    )
    _heard_already(service_request, part)
    kind = Link.Kind.BELONGS_WITH
    Link.objects.create(
        service_request=part, other=service_request, kind=kind, made_by=by, made_at=now
    )
    tell(service_request, Event.Kind.SPLIT, at=now, by=by, text=str(part))
    tell(part, Event.Kind.SPLIT_OFF, at=now, by=by, text=str(service_request))
    return part


def _asks(version: ServiceVersion | None) -> bool:
    fields = version.intake_fields.all() if version else []
    return any(field.required or field.is_event for field in fields)


def _heard_already(service_request: ServiceRequest, part: ServiceRequest) -> None:
    """Count the first reaction to the whole as one to the part."""
    response = service_request.promise.clocks.filter(kind=Norm.Kind.RESPONSE).first()
    if response is not None and response.stopped_at is not None:
        at = max(response.stopped_at, part.promise.received_at)
        clocks.client_was_told(part.promise, at=at, spoken=False)
