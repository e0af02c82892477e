"""A request stops before it is done."""

from datetime import datetime

from django.utils.translation import gettext as _

from requests import policies
from requests.actions.doing import OVER, action, begin, move, tell
from requests.actions.linking import hold_both
from requests.models import Event, ServiceRequest
from requests.policies import refuse
from sla import actions as clocks
from teams.models import User


@action
def cancel(service_request: ServiceRequest, *, reason: str, by: User, now: datetime) -> None:
    """It is not needed any more; the client hears that we stop."""
    begin(service_request, by, now)
    move(service_request, Event.Kind.CANCELLED, text=reason, by=by, now=now, **OVER)
    clocks.end(service_request.promise, at=now, because=reason)


@action
def decline(service_request: ServiceRequest, *, alternative: str, by: User, now: datetime) -> None:
    """We can't do this; the client hears what they can do instead."""
    begin(service_request, by, now)
    move(
        service_request,
        Event.Kind.DECLINED,
        text=alternative,
        by=by,
        now=now,
        **OVER,
    )
    clocks.end(service_request.promise, at=now, because=_("declined"))


@action
def merge(
    service_request: ServiceRequest, *, into: ServiceRequest, by: User, now: datetime
) -> None:
    """Let a request go on as another of the same unit; both stories say so."""
    hold_both(service_request, into, by=by, now=now)
    refuse(policies.why_not_merge(service_request, into))
    move(
        service_request,
        Event.Kind.MERGED,
        text=str(into),
        by=by,
        now=now,
        merged_into=into,
        **OVER,
    )
    tell(into, Event.Kind.MERGED, at=now, by=by, text=str(service_request), internal=True)
    clocks.end(service_request.promise, at=now, because=str(into))
