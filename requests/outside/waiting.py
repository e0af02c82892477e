"""What waits for the coordinator's decision, with when it should have been decided."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from requests.models import ServiceRequest
from requests.standing import State, is_near, with_standing
from sla.models import Clock, Norm
from teams.models import User

SHOWN = 50


class Waiting(NamedTuple):
    """One request that waits for a decision, and the clock of that."""

    service_request: ServiceRequest
    clock: Clock
    kind: str


def decisions_going() -> QuerySet[Clock]:
    """Return the clocks of decisions that were not made yet."""
    return Clock.objects.going().filter(kind=Norm.Kind.DECISION)


def waiting_for_decision(user: User, now: datetime) -> QuerySet[ServiceRequest]:
    """Return what waits for a decision in the pools of someone, as far as they may see it."""
    theirs = ServiceRequest.objects.worked_by(user, timezone.localdate(now)).open()
    decide_by = decisions_going().filter(promise=OuterRef("promise")).values("due_at")[:1]
    return (
        theirs.filter(promise__in=decisions_going().values("promise"))
        .annotate(decide_by=Subquery(decide_by))
        .order_by(F("decide_by").asc(nulls_last=True), "pk")
    )


def lines(waiting: QuerySet[ServiceRequest], now: datetime) -> list[Waiting]:
    """Return what waits longest past or nearest its norm, first."""
    found = with_standing(waiting)[:SHOWN]
    return [_line(service_request, now) for service_request in found]


def hidden(user: User, pools: Collection[int], now: datetime) -> int:
    """Return how many confidential ones wait that someone may not see: only their number."""
    whole = ServiceRequest.objects.open().filter(
        promise__pool__in=pools,
        promise__in=decisions_going().values("promise"),
        confidential=True,
    )
    seen = ServiceRequest.objects.worked_by(user, timezone.localdate(now))
    return whole.exclude(pk__in=seen.filter(confidential=True).values("pk")).count()


def _line(service_request: ServiceRequest, now: datetime) -> Waiting:
    clocks = service_request.promise.clocks.all()
    clock = next(clock for clock in clocks if clock.kind == Norm.Kind.DECISION)
    if clock.is_late(now):
        return Waiting(service_request, clock, State.LATE)
    return Waiting(service_request, clock, State.NEAR if is_near(clock, now) else "")
