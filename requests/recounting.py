"""Dates that moved with the hours of a desk: counted anew, and told to who asked.

What moved is found in the history of clocks, where it stays marked until it was told; so it is
told once, whichever worker or action moved it, and however often a worker dies.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from requests.mail.kinds import MailKind, is_wanted
from requests.models import Event, Notification, ServiceRequest
from sla import wording
from sla.actions import lagging, recount
from sla.models import ClockEvent, Promise
from teams.models import ClientMembership


def recount_what_lags(*, limit: int) -> int:
    """Count clocks of changed calendars anew, up to `limit` of each; return how many."""
    return sum(recount(calendar, limit=limit) for calendar in lagging())


def tell_what_moved(*, now: datetime, limit: int) -> int:
    """Tell of up to `limit` promises that they moved; return of how many.

    One line in the story of a request, and one message, for all that moved of it. What is not
    open any more is not told: its date does not matter now.
    """
    untold = ClockEvent.objects.filter(untold=True).order_by("pk")
    promises = set(untold.values_list("clock__promise", flat=True)[:limit])
    return _tell_of(promises, now) if promises else 0


@transaction.atomic
def _tell_of(promises: set[int], now: datetime) -> int:
    """Tell of these promises, whole: one that another worker or an action holds is skipped."""
    moves: dict[int, list[ClockEvent]] = defaultdict(list)
    locked = Promise.objects.filter(pk__in=promises).order_by("pk")
    ours = list(
        locked.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    )
    untold = ClockEvent.objects.filter(untold=True, clock__promise__in=ours).order_by("pk")
    for event in untold.select_related("clock"):
        moves[event.clock.promise_id].append(event)
    about = ServiceRequest.objects.open().filter(promise__in=moves)
    _tell(list(about.select_related("requested_by", "promise")), moves, now)
    told = [event.pk for events in moves.values() for event in events]
    ClockEvent.objects.filter(pk__in=told).update(untold=False)
    return len(moves)


def _tell(about: list[ServiceRequest], moves: dict[int, list[ClockEvent]], now: datetime) -> None:
    events = [
        Event(service_request=one, kind=Event.Kind.MOVED, at=now, text=text)
        for one in about
        if (text := _in_words(one, moves[one.promise_id]))
    ]
    Event.objects.bulk_create(events)
    changed = ServiceRequest.objects.filter(pk__in=[event.service_request_id for event in events])
    changed.update(changed_at=Greatest(F("changed_at"), now))
    there = _still_there(about, now)
    Notification.objects.bulk_create(
        _message(event, now)
        for event in events
        if (event.service_request.requested_by_id, event.service_request.promise.client_id) in there
    )


def _in_words(service_request: ServiceRequest, moves: Iterable[ClockEvent]) -> str:
    """Say what was promised and what is now, in the language of who asked; nothing if the same."""
    of_clock: dict[int, list[ClockEvent]] = defaultdict(list)
    for event in moves:
        if event.clock.stopped_at is None:
            of_clock[event.clock_id].append(event)
    lines = []
    with translation.override(service_request.requested_by.language):
        for events in of_clock.values():
            was, is_now = events[0].due_before, events[-1].due_after
            if was is not None and is_now is not None and was != is_now:
                lines.append(
                    _("%(what)s: it was %(before)s, it is now %(after)s.")
                    % {
                        "what": str(events[0].clock.get_kind_display()).capitalize(),
                        "before": wording.full_moment(was),
                        "after": wording.full_moment(is_now),
                    }
                )
        if lines:
            why = next(iter(of_clock.values()))[-1].because
            lines.append(_("Our opening hours changed: %(why)s") % {"why": why})
    return "\n".join(lines)


def _still_there(about: list[ServiceRequest], now: datetime) -> set[tuple[int, int]]:
    """Return who of those who asked still belong to the unit they asked for."""
    at_work = ClientMembership.objects.on(timezone.localdate(now)).filter(
        user__in=[one.requested_by_id for one in about], user__is_active=True
    )
    return set(at_work.values_list("user", "client"))


def _message(event: Event, now: datetime) -> Notification:
    recipient = event.service_request.requested_by
    mailed = is_wanted(recipient, MailKind.MOVED)
    return Notification(
        service_request=event.service_request,
        event=event,
        recipient=recipient,
        email=recipient.email if mailed else "",
        created_at=now,
        send_at=now if mailed else None,
    )
