"""What waits comes back by itself on its day: to ask again, or to go on because the date came."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.sparing import NOT_OF_A_ROW
from requests.actions.doing import NOT_WAITING, notify_colleague, tell
from requests.hearers import who_is_where
from requests.mail.kinds import MailKind
from requests.models import Event, ServiceRequest, Status, WaitingFor
from sla import actions as clocks
from teams.models import User

logger = logging.getLogger(__name__)

# What can't go on, such as for want of opening hours, is tried again after this.
AGAIN = timedelta(hours=1)


def bring_back(*, now: datetime, limit: int) -> int:
    """Bring back up to so many requests whose moment has come; return how many.

    Each is a transaction of its own, of the one worker that holds it: a second finds nothing
    left to do, and one that fails holds up no other.
    """
    due = ServiceRequest.objects.filter(follow_up_at__lte=now).order_by("follow_up_at")
    return sum(_bring_back(pk, now) for pk in due.values_list("pk", flat=True)[:limit])


def _bring_back(pk: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            held = ServiceRequest.objects.select_for_update(no_key=True, skip_locked=True)
            service_request = held.filter(pk=pk, follow_up_at__lte=now).first()
            if service_request is not None:
                _ask_again(service_request, now)
            return service_request is not None
    except NOT_OF_A_ROW:
        raise
    except Exception as problem:  # where nothing can be counted, or for no known reason
        logger.warning("request %d can't come back yet", pk, exc_info=problem)
        waits = ServiceRequest.objects.filter(pk=pk, follow_up_at__lte=now)
        waits.update(follow_up_at=now + AGAIN)
        return False


def _ask_again(service_request: ServiceRequest, now: datetime) -> None:
    """Say that the day has come; only what waited for that alone goes on."""
    service_request.follow_up_at = None
    kind, text = Event.Kind.FOLLOW_UP, service_request.waiting_reason
    date_came = service_request.waiting_for == WaitingFor.DATE
    if date_came:
        kind, service_request.status = Event.Kind.DATE_CAME, Status.IN_PROGRESS
        for field, value in NOT_WAITING.items():
            setattr(service_request, field, value)
    event = tell(service_request, kind, at=now, by=None, text=text, internal=not date_came)
    if date_came:
        clocks.resume(service_request.promise, at=now)
    for person in _who_hears(service_request, now):
        notify_colleague(event, person, MailKind.FOLLOW_UP)


def _who_hears(service_request: ServiceRequest, now: datetime) -> list[User]:
    """Return who has it and who stands in for them; the pool where who had it has left."""
    pool, has_it = service_request.promise.pool_id, service_request.assignee_id
    roster = who_is_where({pool}, set(), on=timezone.localdate(now))
    members = roster.teams[pool].members
    if has_it in members:
        members = {has_it, roster.present(has_it, members) or has_it}
    return list(User.objects.filter(pk__in=members).order_by("pk"))
