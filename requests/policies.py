"""May you, and is it possible: each function answers why not, or nothing.

`MOVES` is the whole life of a request: what can happen in which status, and where it leads.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from requests.models import OPEN, Attachment, Event, Link, ServiceRequest, Status, WaitingFor
from sla.actions import to_explain
from sla.business_time import NoOpeningError, day_deadline
from sla.models import Norm, PoolCalendar
from teams.models import Pool, PoolMembership, User

Reason = str | Lazy | None


class Move(NamedTuple):
    """What may happen from which statuses, and the status it leads to; None: it stays as it is."""

    since: frozenset[Status]
    to: Status | None


WHILE_OPEN = frozenset(OPEN)
MOVES = {
    Event.Kind.PICKED_UP: Move(frozenset({Status.NEW}), Status.IN_PROGRESS),
    Event.Kind.ASSIGNED: Move(frozenset({Status.NEW}), Status.IN_PROGRESS),
    Event.Kind.PASSED_ON: Move(frozenset({Status.IN_PROGRESS, Status.WAITING}), None),
    Event.Kind.HANDED_BACK: Move(frozenset({Status.IN_PROGRESS}), Status.NEW),
    Event.Kind.WAITING: Move(frozenset({Status.IN_PROGRESS}), Status.WAITING),
    Event.Kind.RESUMED: Move(frozenset({Status.WAITING}), Status.IN_PROGRESS),
    Event.Kind.DATE_CAME: Move(frozenset({Status.WAITING}), Status.IN_PROGRESS),
    Event.Kind.CORRECTED: Move(WHILE_OPEN, None),
    Event.Kind.MADE_URGENT: Move(WHILE_OPEN, None),
    Event.Kind.AGREED: Move(WHILE_OPEN, None),
    Event.Kind.DECIDED: Move(WHILE_OPEN, None),
    Event.Kind.DONE: Move(WHILE_OPEN, Status.DONE),
    Event.Kind.LATE_CAUSE: Move(frozenset({Status.DONE, Status.CLOSED}), None),
    Event.Kind.CONFIRMED: Move(frozenset({Status.DONE}), Status.CLOSED),
    Event.Kind.CLOSED: Move(frozenset({Status.DONE}), Status.CLOSED),
    Event.Kind.REOPENED: Move(frozenset({Status.DONE, Status.CLOSED}), Status.IN_PROGRESS),
    Event.Kind.CANCELLED: Move(WHILE_OPEN, Status.CANCELLED),
    Event.Kind.DECLINED: Move(WHILE_OPEN, Status.DECLINED),
    Event.Kind.MERGED: Move(WHILE_OPEN, Status.MERGED),
    Event.Kind.HELP_ASKED: Move(WHILE_OPEN, None),
    Event.Kind.HELPED: Move(WHILE_OPEN, None),
    Event.Kind.HELP_WITHDRAWN: Move(WHILE_OPEN, None),
    Event.Kind.NAMED: Move(frozenset(Status), None),
    Event.Kind.SPLIT: Move(WHILE_OPEN, None),
    Event.Kind.LINKED: Move(frozenset(Status), None),
}

# What whoever asked does, or time does by itself: there is no button for it at the desk.
NOT_OF_THE_DESK = frozenset({Event.Kind.CONFIRMED, Event.Kind.CLOSED})

OLDEST_RECEIPT = timedelta(days=31)
FARTHEST_EVENT = timedelta(days=3652)
DAYS_TO_REOPEN = 5
DAYS_WITHOUT_HOURS = timedelta(days=7)
NO_OPENING = _(
    "The calendar has no opening hours, so no time can be promised. Ask the coordinator."
)


class Refused(Exception):  # noqa: N818 - it is an answer for a person, not a fault
    """An action that can't be done; the message says why, and what can be."""


class AlreadyRated(Refused):
    """It was rated before; one request is rated once."""


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


def coordinators_of(pool: Pool, on: date) -> "QuerySet[User]":
    """Return who coordinates a pool on that day."""
    role = PoolMembership.Role.COORDINATOR
    there = pool.memberships.on(on).filter(role=role)
    return User.objects.filter(pk__in=there.values("user"), is_active=True)


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


def why_not_as_client(service_request: ServiceRequest, by: User, *, now: datetime) -> Reason:
    """Return why this person can't do anything with this request as who asked it."""
    theirs = ServiceRequest.objects.asked_by_units_of(by, timezone.localdate(now))
    if not theirs.filter(pk=service_request.pk).exists():
        return _("This request was not asked by a unit of yours.")
    return None


def why_not_rate(service_request: ServiceRequest) -> Reason:
    """Return why it can't be said how this went: it is not done."""
    if service_request.status not in (Status.DONE, Status.CLOSED):
        return _("This can be rated once it is done.")
    return None


def why_not_discuss(service_request: ServiceRequest) -> Reason:
    """Return why this need not be kept for the conversation: it was already."""
    if service_request.events.filter(kind=Event.Kind.TO_DISCUSS).exists():
        return _("This stands on the list for the conversation already.")
    return None


def is_of_pool(person: User | None, service_request: ServiceRequest, now: datetime) -> bool:
    """Return whether somebody works in the pool of a request now."""
    if person is None or not person.is_active:
        return False
    theirs = person.pool_memberships.on(timezone.localdate(now))
    return theirs.filter(pool=service_request.promise.pool_id).exists()


def why_not_wait(waiting_for: str, comes_back_at: datetime | None, *, now: datetime) -> Reason:
    """Return why a request can't wait for a date: there is none, or its day has begun."""
    if waiting_for == WaitingFor.DATE and (comes_back_at is None or comes_back_at <= now):
        return _("Choose the day on which to go on: one after today.")
    return None


def why_not_step(service_request: ServiceRequest, on: date | None, *, now: datetime) -> Reason:
    """Return why the client can't be told a next step, or not by this day."""
    if not service_request.is_open:
        return _("Nothing comes next any more: the request is %(status)s.") % {
            "status": service_request.get_status_display()
        }
    if on is not None and on < timezone.localdate(now):
        return _("This day has passed. Choose today or later.")
    return None


def why_not_move(service_request: ServiceRequest, kind: Event.Kind) -> Reason:
    """Return why this can't happen to a request in its status."""
    return None if service_request.status in MOVES[kind].since else _not_in_status(service_request)


def _not_in_status(service_request: ServiceRequest) -> Reason:
    return _("This can't be done now: the request is %(status)s.") % {
        "status": service_request.get_status_display()
    }


def why_not(
    service_request: ServiceRequest, kind: Event.Kind, by: User | None, *, now: datetime
) -> Reason:
    """Return why somebody who has to do with a request, or the product, can't let this happen."""
    also = CONDITIONS.get(kind)
    in_status = why_not_move(service_request, kind)
    return in_status or (also(service_request, by, now) if also and by else None)


def possible_moves(
    service_request: ServiceRequest, by: User, *, now: datetime
) -> frozenset[Event.Kind]:
    """Return what can happen to a request now, for the buttons on the page of who works on it."""
    of_desk = MOVES.keys() - NOT_OF_THE_DESK
    return frozenset(kind for kind in of_desk if not why_not(service_request, kind, by, now=now))


def closes_at(service_request: ServiceRequest, done_at: datetime) -> datetime:
    """Return until when what is done at a moment can be opened again; then it closes.

    That is five working days of the pool's calendar; a week where it has none to count by.
    """
    own = PoolCalendar.objects.filter(pool=service_request.promise.pool_id)
    calendar = own.select_related("calendar").first()
    if calendar is not None:
        with suppress(NoOpeningError):
            return day_deadline(calendar.calendar.schedule(), done_at, DAYS_TO_REOPEN)
    return done_at + DAYS_WITHOUT_HOURS


def _why_not_reopen(service_request: ServiceRequest, _by: User, now: datetime) -> Reason:
    """Return why it can't be opened again: it was done longer ago than five working days."""
    if service_request.closes_at is None or now > service_request.closes_at:
        return _("This was done more than five working days ago. Log a new request.")
    return None


def _why_not_explain(service_request: ServiceRequest, _by: User, now: datetime) -> Reason:
    """Return why there is nothing to say about being late: it was not."""
    if not to_explain(service_request.promise.clocks.all(), now):
        return _("Nothing here was later than agreed.")
    return None


def _why_not_hasten(service_request: ServiceRequest, _by: User, _now: datetime) -> Reason:
    return _("This request is urgent already.") if service_request.promise.urgent else None


def _why_not_agree(service_request: ServiceRequest, _by: User, _now: datetime) -> Reason:
    if not _goes(service_request, Norm.Kind.TURNAROUND):
        return _(
            "Nothing was promised to be ready, so there is no date to change. "
            "Correct the service first."
        )
    return None


def _why_not_decide(service_request: ServiceRequest, by: User, now: datetime) -> Reason:
    """Only its coordinator decides, once, and only about what is outside the catalogue."""
    if service_request.promise.service_version_id is not None:
        return _("This request is in the catalogue, so there is nothing to decide.")
    if service_request.decision and not _awaits_decision(service_request):
        return _("This was decided already: %(decision)s.") % {
            "decision": service_request.get_decision_display()
        }
    return _why_not_as_coordinator(service_request, by, now)


def _why_not_decline(service_request: ServiceRequest, by: User, now: datetime) -> Reason:
    """What waits for a decision is declined by deciding so."""
    if not _awaits_decision(service_request):
        return None
    return _why_not_as_coordinator(service_request, by, now)


def _awaits_decision(service_request: ServiceRequest) -> bool:
    return _goes(service_request, Norm.Kind.DECISION)


def _goes(service_request: ServiceRequest, kind: Norm.Kind) -> bool:
    """Return whether a clock of this kind runs or is paused; a page has read them all already."""
    clocks = service_request.promise.clocks.all()
    return any(clock.kind == kind and clock.stopped_at is None for clock in clocks)


def _why_not_as_coordinator(service_request: ServiceRequest, by: User, now: datetime) -> Reason:
    coordinates = by.pool_memberships.on(timezone.localdate(now)).filter(
        pool=service_request.promise.pool_id, role=PoolMembership.Role.COORDINATOR
    )
    return None if coordinates.exists() else _("The coordinator of the pool decides about this.")


def why_not_assign(service_request: ServiceRequest, to: User, *, now: datetime) -> Reason:
    """Return why a request can't be given to this colleague; who is away can have it."""
    if service_request.is_open and service_request.assignee_id == to.pk:
        return _("%(name)s has this already.") % {"name": to.get_short_name()}
    return why_not_colleague(service_request, to, now=now)


def why_not_colleague(service_request: ServiceRequest, who: User, *, now: datetime) -> Reason:
    """Return why somebody is no colleague of those who do this request now."""
    in_pool = who.pool_memberships.on(timezone.localdate(now))
    if not who.is_active or not in_pool.filter(pool=service_request.promise.pool_id).exists():
        return _("%(name)s does not work in this pool now. Choose a colleague of the pool.") % {
            "name": who.get_short_name()
        }
    return None


def why_not_mention(colleague: User) -> Reason:
    """Return why a colleague can't be mentioned who may not read it."""
    return _(
        "%(name)s may not read this confidential request. "
        "Tick that they may from now on, or leave out the @."
    ) % {"name": colleague.get_short_name()}


def why_not_ask(service_request: ServiceRequest, of: User, by: User, *, now: datetime) -> Reason:
    """Return why this colleague can't be asked to help."""
    if of == by:
        return _("That is you. Choose a colleague.")
    if service_request.helps.filter(asked=of, ended_at=None).exists():
        return _("%(name)s is asked already.") % {"name": of.get_short_name()}
    return why_not_colleague(service_request, of, now=now)


def _why_not_answer(service_request: ServiceRequest, by: User, _now: datetime) -> Reason:
    helps = service_request.helps.all()
    if any(one.asked_id == by.pk and one.ended_at is None for one in helps):
        return None
    return _("Nobody asks you for help with this any more.")


def why_not_withdraw(service_request: ServiceRequest, of: User, by: User) -> Reason:
    """Return why somebody can't say that this colleague need not help any more."""
    if service_request.helps.filter(asked=of, asked_by=by, ended_at=None).exists():
        return None
    return _("You don't ask %(name)s for help with this any more.") % {"name": of.get_short_name()}


def _why_not_name(service_request: ServiceRequest, _by: User, _now: datetime) -> Reason:
    if service_request.confidential:
        return None
    return _("This is not confidential: the whole pool may read it.")


def why_not_leave_out(service_request: ServiceRequest, who: User, *, now: datetime) -> Reason:
    """Return why somebody must stay among those who may read a confidential request."""
    if not service_request.named.filter(pk=who.pk).exists():
        return _("%(name)s is not named any more.") % {"name": who.get_short_name()}
    on = timezone.localdate(now)
    members = PoolMembership.objects.on(on).filter(pool=service_request.promise.pool_id)
    others = service_request.named.filter(pk__in=members.values("user")).exclude(pk=who.pk)
    if others.exists() or members.filter(user=service_request.assignee_id or 0).exists():
        return None
    return _("Then nobody of the pool can read this any more. Let somebody else read it first.")


def why_not_tick(service_request: ServiceRequest) -> Reason:
    """Return why nothing can be ticked: it stopped, or was closed."""
    at_work = service_request.is_open or service_request.status == Status.DONE
    return None if at_work else _not_in_status(service_request)


def why_not_remove(attachment: Attachment, by: User, *, reason: str, now: datetime) -> Reason:
    """Return why a file can't go: who added it may within a day, who works on it says why."""
    if attachment.removed_at is not None:
        return _("This file was removed already.")
    theirs = Attachment.objects.visible_to(by, timezone.localdate(now))
    fresh = attachment.is_fresh_of(by, now) and theirs.filter(pk=attachment.pk).exists()
    not_theirs = None if fresh else why_not_work(attachment.service_request, by, now=now)
    return not_theirs or (None if fresh or reason else _("Say why this file goes."))


def why_not_merge(service_request: ServiceRequest, into: ServiceRequest) -> Reason:
    """Return why a request can't go on as another."""
    if into.pk == service_request.pk:
        return _("This is the same request. Choose another.")
    if into.promise.client_id != service_request.promise.client_id:
        return _("That request is of another unit. Choose one of the same unit.")
    if not into.is_open:
        return _("That request is %(status)s. Choose one that is open.") % {
            "status": into.get_status_display()
        }
    same_person = into.requested_by_id == service_request.requested_by_id
    if not same_person and (into.confidential or service_request.confidential):
        return _("One of the two is confidential, and somebody else asked the other.")
    return None


def why_not_link(service_request: ServiceRequest, to: ServiceRequest, *, linked: bool) -> Reason:
    """Return why two requests can't be linked, or, when they must be, why there is no link."""
    if to.pk == service_request.pk:
        return _("This is the same request. Choose another.")
    between = Link.objects.between(service_request, to).exists()
    if between and not linked:
        return _("These two are linked already.")
    if linked and not between:
        return _("These two are not linked any more.")
    return None


CONDITIONS: dict[Event.Kind, Callable[[ServiceRequest, User, datetime], Reason]] = {
    Event.Kind.LATE_CAUSE: _why_not_explain,
    Event.Kind.REOPENED: _why_not_reopen,
    Event.Kind.MADE_URGENT: _why_not_hasten,
    Event.Kind.AGREED: _why_not_agree,
    Event.Kind.DECIDED: _why_not_decide,
    Event.Kind.DECLINED: _why_not_decline,
    Event.Kind.HELPED: _why_not_answer,
    Event.Kind.NAMED: _why_not_name,
}
