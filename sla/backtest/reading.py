"""The requests of the past that say something of a norm, read from the database as arrays.

Each column comes as one string, eight bytes a row: a hundred thousand rows of objects would cost
more than all that is done with them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Greatest
from numpy.typing import NDArray

from sla.backtest.cases import Cases
from sla.business_time.arrays import MICROSECOND, Micros
from sla.business_time.openings import EPOCH
from sla.models import Clock, ClockEvent, Starts

What = ClockEvent.Kind
# As PostgreSQL sends them, moments count from another year than ours.
FROM_2000 = np.int64((datetime(2000, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND)
NUMBER, MOMENT = "int8send", "timestamptz_send"


class Wanted(NamedTuple):
    """Which requests: of a service, received since a moment, of a client or else of some pools.

    And for what kind of norm, which says from where each is counted.
    """

    service: int
    since: datetime
    client: int | None
    pools: tuple[int, ...]
    kind: str
    urgent: bool
    starts: str
    before_event: bool


@lru_cache(maxsize=8)  # a hundred thousand requests take four megabytes
def cases_lately(wanted: Wanted, _spell: int) -> Cases:
    """Return requests as they were read some minutes ago at most: while a norm is looked for.

    `_spell` numbers those minutes. A day's work changes little of what a year says.
    """
    return read_cases(wanted)


def delivered(wanted: Wanted) -> QuerySet[Clock]:
    """Return the clocks of what was delivered of the requests wanted, to try a norm on.

    Of each request the first time it was delivered: what is opened again counts anew. Out stays
    what stays out of the percentages, what was due on a date agreed with the client, and urgent
    requests, unless the norm is for those.
    """
    clocks = Clock.objects.filter(
        kind=wanted.kind,
        cycle=1,
        stopped_at__isnull=False,
        without_outcome=False,
        norm_due_at=None,
        promise__service_version__service=wanted.service,
        promise__received_at__gte=wanted.since,
        promise__urgent=wanted.urgent,
    )
    if wanted.client is not None:
        clocks = clocks.filter(promise__client=wanted.client)
    else:
        clocks = clocks.filter(promise__pool__in=wanted.pools)
    if wanted.before_event or wanted.starts == Starts.EVENT_END:
        clocks = clocks.filter(promise__event_at__isnull=False)
    return clocks


def read_cases(wanted: Wanted) -> Cases:
    """Return the requests wanted, each counted from where a norm of that kind would begin."""
    clocks = delivered(wanted)
    columns = {"pk": NUMBER, "begins": MOMENT, "stopped_at": MOMENT}
    if wanted.before_event:
        columns["promise__event_at"] = MOMENT
    begun = clocks.annotate(begins=_begins(wanted.starts))
    ids, start, stop, *events = _columns(begun, columns)
    order = np.argsort(ids)
    ids, start, stop = ids[order], start[order], stop[order]
    event = events[0][order] if events else np.empty(0, np.int64)
    return Cases.of_moments(start, stop, event, _waits(clocks, ids, stop))


def _begins(starts: str) -> Any:
    """Return from when a norm would have counted; for who asked incompletely, as it was."""
    received = F("promise__received_at")
    match starts:
        case Starts.EVENT_END:
            return Greatest(F("promise__event_at"), received)
        case Starts.INTAKE_COMPLETE:
            complete = When(norm__starts=Starts.INTAKE_COMPLETE, then=F("started_at"))
            return Case(complete, default=received)
    return received


def _waits(
    clocks: QuerySet[Clock], ids: Micros, stop: Micros
) -> tuple[NDArray[np.intp], Micros, Micros]:
    """Return whose each wait was, its begin and its end; who was done while it waited ended it."""
    kinds = (What.PAUSED, What.RESUMED)
    events = ClockEvent.objects.filter(clock__in=clocks.order_by().values("pk"), kind__in=kinds)
    begins = Case(When(kind=What.PAUSED, then=1), default=0)
    columns = {"pk": NUMBER, "clock_id": NUMBER, "begins": NUMBER, "at": MOMENT}
    pk, clock, pauses, at = _columns(events.annotate(begins=begins), columns)
    order = np.lexsort((pk, clock))
    whose, pauses, at = np.searchsorted(ids, clock[order]), pauses[order] == 1, at[order]
    begun = np.flatnonzero(pauses)
    following = np.minimum(begun + 1, len(at) - 1)
    resumed = ~pauses[following] & (whose[following] == whose[begun])
    return whose[begun], at[begun], np.where(resumed, at[following], stop[whose[begun]])


def _columns(rows: QuerySet[Any], columns: Mapping[str, str]) -> list[Micros]:
    """Return columns of rows, each as an array: whole numbers, or microseconds since 1970."""
    inner, params = rows.order_by().values_list(*columns).query.sql_with_params()
    names = [f"c{number}" for number in range(len(columns))]
    wanted = ", ".join(
        f"string_agg({sends}({name}), ''::bytea)"
        for name, sends in zip(names, columns.values(), strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {wanted} FROM ({inner}) AS rows ({', '.join(names)})", params)
        found = cursor.fetchone()
    return [
        np.frombuffer(column or b"", ">i8").astype(np.int64) + (FROM_2000 * (sends == MOMENT))
        for column, sends in zip(found or (), columns.values(), strict=True)
    ]
