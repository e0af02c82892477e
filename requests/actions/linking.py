"""Requests that have to do with each other."""

from datetime import datetime

from requests import policies
from requests.actions.doing import action, lock, tell
from requests.models import Event, Link, ServiceRequest
from requests.policies import refuse
from teams.models import User


@action
def link(
    service_request: ServiceRequest, *, to: ServiceRequest, kind: Link.Kind, by: User, now: datetime
) -> Link:
    """Say that two requests go together, once; only who may see both can, or learns of it."""
    hold_both(service_request, to, by=by, now=now)
    refuse(policies.why_not_link(service_request, to, linked=False))
    made = Link.objects.create(
        service_request=service_request, other=to, kind=kind, made_by=by, made_at=now
    )
    _tell_both(service_request, to, Event.Kind.LINKED, by=by, now=now)
    return made


@action
def unlink(service_request: ServiceRequest, *, to: ServiceRequest, by: User, now: datetime) -> None:
    """Say that two requests do not go together after all."""
    hold_both(service_request, to, by=by, now=now)
    refuse(policies.why_not_link(service_request, to, linked=True))
    Link.objects.between(service_request, to).delete()
    _tell_both(service_request, to, Event.Kind.UNLINKED, by=by, now=now)


def hold_both(one: ServiceRequest, other: ServiceRequest, *, by: User, now: datetime) -> None:
    """Hold two requests, in the order everybody does, for somebody who works on both."""
    for each in sorted((one, other), key=lambda each: each.pk):
        lock(each)
    for each in (one, other):
        refuse(policies.why_not_work(each, by, now=now))


def _tell_both(
    one: ServiceRequest, other: ServiceRequest, kind: Event.Kind, *, by: User, now: datetime
) -> None:
    """Tell it in both stories, without naming the other: not everyone may know of that."""
    for each in (one, other):
        tell(each, kind, at=now, by=by, internal=True)
