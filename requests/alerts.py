"""Announcing alerts: the messages they become, each to who it concerns when it is told."""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from core.bulk import insert_rows
from core.sparing import sparing
from requests.hearers import (
    Hearer,
    Told,
    hearers,
    hearers_in_confidence,
    steps_of,
    told_by,
    who_is_where,
)
from requests.mail.kinds import is_wanted, kind_of_alert
from requests.models import Notification, ServiceRequest
from sla.actions import Passed, write_due_alerts
from sla.models import Clock, Norm
from sla.working_blocks import desk_moments, working_moments
from teams.models import Pool, User

COLUMNS = (
    "service_request_id",
    "alert_id",
    "recipient_id",
    "email",
    "message_id",
    "send_at",
)


class Asked(NamedTuple):
    """What is asked to know whom to tell about a request; `trusted` where it is confidential."""

    pk: int
    assignee: int | None
    trusted: set[int] | None


class Message(NamedTuple):
    """One alert for one hearer."""

    service_request: int
    alert: Passed
    hearer: Hearer


def alert_what_is_due(*, now: datetime, limit: int) -> int:
    """Write the alerts of up to so many clocks, with their messages; return how many alerts.

    Of what was overtaken nobody hears: of several rungs of one clock each hears the last that
    is for them.
    """
    due = Clock.objects.past_next_rung(now).counted()
    return sparing(partial(_alert, now), due, "next_rung_at", now=now, limit=limit)


@transaction.atomic
def _alert(now: datetime, limit: int) -> int:
    alerts = write_due_alerts(now=now, limit=limit)
    if alerts:
        messages = {
            (message.alert.clock.clock, message.hearer.person): message
            for message in _messages(alerts, now)
        }
        insert_rows(
            Notification,
            COLUMNS,
            _rows(messages.values(), now),
            same={"created_at": now, "attempts": 0, "last_error": ""},
        )
    return len(alerts)


def _messages(alerts: list[Passed], now: datetime) -> Iterator[Message]:
    """Yield what each alert of an open request says to whom."""
    about = _about({alert.clock.promise for alert in alerts})
    agreed = {alert.clock.agreement_version for alert in alerts}
    versions = {version for version in agreed if version is not None}
    pools = {alert.clock.pool for alert in alerts}
    steps = steps_of(versions)
    roster = who_is_where(pools, versions, on=timezone.localdate(now))

    @cache
    def everybody(told: Told, pool: int, version: int | None, assignee: int | None) -> list[Hearer]:
        return hearers(told, roster.teams[pool], roster.units[version], assignee, roster)

    for alert in alerts:
        clock, asked = alert.clock, about.get(alert.clock.promise)
        if asked is None:
            continue
        told = told_by(alert, steps)
        hear = everybody(told, clock.pool, clock.agreement_version, asked.assignee)
        if asked.trusted is not None:
            team = roster.teams[clock.pool]
            hear = hearers_in_confidence(hear, asked.trusted, team, asked.assignee, roster)
        yield from (Message(asked.pk, alert, hearer) for hearer in hear)


def _about(promises: Collection[int]) -> dict[int, Asked]:
    """Return the open requests of promises (by id), with who may read the confidential ones."""
    rows = list(
        ServiceRequest.objects.open()
        .filter(promise__in=promises)
        .values_list("pk", "promise_id", "assignee_id", "requested_by_id", "confidential")
    )
    trusted = {pk: {asked_by} for pk, _, _, asked_by, confidential in rows if confidential}
    if trusted:
        named = ServiceRequest.named.through.objects.filter(servicerequest__in=trusted)
        for pk, person in named.values_list("servicerequest_id", "user_id"):
            trusted[pk].add(person)
    return {promise: Asked(pk, assignee, trusted.get(pk)) for pk, promise, assignee, _, _ in rows}


def _rows(messages: Collection[Message], now: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the messages as rows: at once in the bell, by mail when the hearer is at work."""
    hearers_of = {message.hearer for message in messages}
    people = User.objects.filter(
        is_active=True, pk__in={hearer.person for hearer in hearers_of}
    ).in_bulk()
    mailed = {hearer.person for hearer in hearers_of if hearer.by_mail}
    moments = working_moments(people.keys() & mailed, now=now)
    at_desks = {message.alert.clock.pool for message in messages if message.hearer.person is None}
    desks = desk_moments(at_desks, now=now)
    mailboxes = dict(Pool.objects.filter(pk__in=at_desks).values_list("pk", "email"))
    for service_request, alert, hearer in messages:
        email, send_at = "", None
        if hearer.person is None:
            email, send_at = mailboxes[alert.clock.pool], desks[alert.clock.pool]
        elif hearer.person in people and _gets_mail(people[hearer.person], hearer, alert):
            email, send_at = people[hearer.person].email, moments[hearer.person]
        if email or hearer.person in people:
            yield service_request, alert.alert, hearer.person, email, uuid4(), send_at


def _gets_mail(person: User, hearer: Hearer, alert: Passed) -> bool:
    about = alert.clock.kind
    of_pool = hearer.as_coordinator and about != Norm.Kind.DECISION
    kind = kind_of_alert(alert.rung, about, of_pool=of_pool)
    return hearer.by_mail and is_wanted(person, kind)
