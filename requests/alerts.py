"""Announcing alerts: whom they concern, resolved at the moment they are sent."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from requests.models import Notification, ServiceRequest
from sla.actions import write_due_alerts
from sla.models import Alert, Rung
from teams.models import PoolMembership, User


@transaction.atomic
def alert_what_is_due(*, now: datetime, limit: int) -> int:
    """Write the alerts that are due and put their messages in the outbox; return how many."""
    alerts = write_due_alerts(now=now, limit=limit)
    if alerts:
        Notification.objects.bulk_create(_messages(alerts, now))
    return len(alerts)


def _messages(alerts: list[Alert], now: datetime) -> list[Notification]:
    promises = [alert.clock.promise for alert in alerts]
    about = {
        service_request.promise_id: service_request
        for service_request in ServiceRequest.objects.open()
        .filter(promise__in=promises)
        .select_related("promise__pool")
        .prefetch_related("named")
    }
    teams = _teams({promise.pool_id for promise in promises}, on=timezone.localdate(now))
    return [
        Notification(
            service_request=about[promise.pk],
            alert=alert,
            recipient=person,
            email=email,
            created_at=now,
            send_at=now if email else None,
        )
        for alert, promise in zip(alerts, promises, strict=True)
        if promise.pk in about
        for person, email in _whom_to_tell(alert, about[promise.pk], teams[promise.pool_id])
    ]


def _whom_to_tell(
    alert: Alert, service_request: ServiceRequest, team: list[PoolMembership]
) -> list[tuple[User | None, str]]:
    """Return who hears it, with the address to mail, if they are mailed.

    Whoever has it, or the whole pool while nobody has: that is one mail, to its own mailbox.
    Who left the pool has nothing any more. The coordinator too once it is outside the
    agreement. Of a confidential request only those who may read it hear.
    """
    colleagues = (membership.user for membership in team)
    assignee = next((one for one in colleagues if one.pk == service_request.assignee_id), None)
    told: dict[int, tuple[User | None, str]] = {}
    for membership in team:
        person = membership.user
        coordinates = membership.role == PoolMembership.Role.COORDINATOR
        if coordinates and alert.rung == Rung.BREACH:
            told[person.pk] = person, person.email
        elif assignee is None:
            told[person.pk] = person, ""
    if service_request.confidential:
        trusted = {person.pk for person in service_request.named.all()}
        told = {pk: whom for pk, whom in told.items() if pk in trusted}
    if assignee is not None:
        told[assignee.pk] = assignee, assignee.email
    everyone = list(told.values())
    mailbox = service_request.promise.pool.email
    if assignee is None and mailbox and not service_request.confidential:
        everyone.append((None, mailbox))
    return everyone


def _teams(pools: set[int], *, on: date) -> dict[int, list[PoolMembership]]:
    teams: dict[int, list[PoolMembership]] = defaultdict(list)
    at_work = PoolMembership.objects.on(on).filter(pool__in=pools, user__is_active=True)
    for membership in at_work.select_related("user"):
        teams[membership.pool_id].append(membership)
    return teams
