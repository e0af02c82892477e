"""May you, and is it possible: each function answers why not, or nothing.

`MOVES` is the whole life of a request: what can happen in which status, and where it leads.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from requests.models import Event, ServiceRequest, Status
from teams.models import Pool, User

Reason = str | Lazy | None


class Move(NamedTuple):
    """What may happen from which statuses, and the status it leads to."""

    since: frozenset[Status]
    to: Status


MOVES = {
    Event.Kind.PICKED_UP: Move(frozenset({Status.NEW}), Status.IN_PROGRESS),
    Event.Kind.HANDED_BACK: Move(frozenset({Status.IN_PROGRESS}), Status.NEW),
    Event.Kind.WAITING: Move(frozenset({Status.IN_PROGRESS}), Status.WAITING),
    Event.Kind.RESUMED: Move(frozenset({Status.WAITING}), Status.IN_PROGRESS),
    Event.Kind.DONE: Move(frozenset({Status.NEW, Status.IN_PROGRESS, Status.WAITING}), Status.DONE),
}

OLDEST_RECEIPT = timedelta(days=31)
FARTHEST_EVENT = timedelta(days=3652)


class Refused(Exception):  # noqa: N818 - it is an answer for a person, not a fault
    """An action that can't be done; the message says why, and what can be."""


class AlreadyPickedUp(Refused):
    """Somebody else was first; the message says who and when."""


def refuse(reason: Reason) -> None:
    """Raise what stands in the way, if anything does."""
    if reason:
        raise Refused(str(reason))


def why_not_log(pool: Pool, by: User, *, received_at: datetime, now: datetime) -> Reason:
    """Return why this person can't log a request for this pool with this receipt."""
    if not by.pool_memberships.on(timezone.localdate(now)).filter(pool=pool).exists():
        return _("You do not work in the pool that serves this client.")
    if received_at > now:
        return _("A request can't be received in the future. Choose an earlier time.")
    if received_at < now - OLDEST_RECEIPT:
        return _("A receipt can be set back 31 days at most.")
    return None


def why_not_event(event_at: datetime | None, *, received_at: datetime) -> Reason:
    """Return why an event can't be at this moment: a year that was typed wrong."""
    if event_at is not None and abs(event_at - received_at) > FARTHEST_EVENT:
        return _("The event is more than ten years away. Check the year.")
    return None


def why_not_work(service_request: ServiceRequest, by: User, *, now: datetime) -> Reason:
    """Return why this person can't do anything with this request."""
    theirs = ServiceRequest.objects.worked_by(by, timezone.localdate(now))
    if not theirs.filter(pk=service_request.pk).exists():
        return _("This request belongs to a pool you do not work in.")
    return None


def why_not_move(service_request: ServiceRequest, kind: Event.Kind) -> Reason:
    """Return why this can't happen to a request in its status."""
    if service_request.status in MOVES[kind].since:
        return None
    return _("This can't be done now: the request is %(status)s.") % {
        "status": service_request.get_status_display()
    }


def possible_moves(service_request: ServiceRequest) -> frozenset[Event.Kind]:
    """Return what can happen to a request in its status, for the buttons on its page."""
    return frozenset(kind for kind, move in MOVES.items() if service_request.status in move.since)
