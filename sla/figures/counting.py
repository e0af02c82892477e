"""Counting how it went: one read, however many services, months and requests there are."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from sla.figures.values import Handling, HowItWent, Share, Timespan, Went, read_causes
from sla.models import Agreement, Promise

# What each cycle of a clock came to, so that the highest is that of the request.
ENDED, BEST_EFFORT, MET, GOING, LATE = range(5)
BY_SERVICE, BY_MONTH = 1, 2  # what `grouping` says of a row; all of it is 3

# `asked` is one read of an index of promises, by client or by version of an agreement, and its
# clocks are one of the constraint on their cycles. That a clock ended is looked for only where it
# stays out of the percentages, and a cause only of what was late: of a request the last one said.
SQL = f"""
WITH asked (promise, received_at, service) AS ({{asked}}),
clock AS MATERIALIZED (
    SELECT asked.*, clock.id, clock.kind, clock.consumed, clock.stopped_at, CASE
        WHEN clock.without_outcome THEN CASE
            WHEN EXISTS (
                SELECT FROM sla_clockevent WHERE clock_id = clock.id AND kind = 'ended'
            ) THEN {ENDED} ELSE {BEST_EFFORT} END
        WHEN coalesce(clock.stopped_at, %s) > clock.due_at THEN {LATE}
        WHEN clock.stopped_at IS NULL THEN {GOING}
        ELSE {MET} END AS came_to
    FROM asked LEFT JOIN sla_clock AS clock
        ON clock.promise_id = asked.promise AND clock.kind IN ('response', 'turnaround')
),
said AS MATERIALIZED (
    SELECT DISTINCT ON (promise) promise, cause
    FROM clock JOIN sla_latecause ON clock_id = clock.id
    WHERE came_to = {LATE} ORDER BY promise, said_at DESC, clock.id DESC
),
one AS (
    SELECT promise, service, date_trunc('month', received_at AT TIME ZONE %s)::date AS month,
        max(came_to) FILTER (WHERE kind = 'response') AS response,
        max(came_to) FILTER (WHERE kind = 'turnaround') AS ready,
        bool_and(stopped_at IS NOT NULL) FILTER (WHERE kind = 'turnaround')
            AND bool_or(came_to > {ENDED}) FILTER (WHERE kind = 'turnaround') AS delivered,
        max(consumed) FILTER (WHERE kind = 'turnaround') AS took
    FROM clock GROUP BY promise, service, received_at
)
SELECT grouping(service, month) AS by, service, month,
    count(*) AS received,
    count(*) FILTER (WHERE delivered) AS delivered,
    count(*) FILTER (WHERE ready = {BEST_EFFORT}) AS best_effort,
    count(*) FILTER (WHERE ready = {ENDED}) AS ended,
    count(*) FILTER (WHERE response = {MET}) AS response_met,
    count(*) FILTER (WHERE response IN ({MET}, {LATE})) AS response_of,
    count(*) FILTER (WHERE ready = {MET}) AS ready_met,
    count(*) FILTER (WHERE ready IN ({MET}, {LATE})) AS ready_of,
    count(*) FILTER (WHERE delivered AND ready IN ({MET}, {LATE})) AS took_of,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY took)
        FILTER (WHERE delivered AND ready IN ({MET}, {LATE})) AS took,
    array_agg(cause) FILTER (WHERE cause IS NOT NULL) AS causes
FROM one LEFT JOIN said USING (promise) GROUP BY GROUPING SETS ((service), (month), ())
"""


def of_agreement(agreement: Agreement) -> QuerySet[Promise]:
    """Return what was promised under an agreement, whichever of its versions held."""
    return Promise.objects.filter(
        client=agreement.client_id, agreement_version__agreement=agreement
    )


def how_it_went(promises: QuerySet[Promise], span: Timespan, now: datetime) -> HowItWent:
    """Return what the promises received in a period came to, as it is known now."""
    begins, ends = span.moments()
    asked = promises.filter(received_at__gte=begins, received_at__lt=ends).order_by()
    services: dict[int | None, Went] = {}
    months, total = {}, Went()
    for row in _read(asked, now):
        if row["by"] == BY_SERVICE:
            services[row["service"]] = _went(row)
        elif row["by"] == BY_MONTH:
            months[row["month"]] = _went(row)
        else:
            total = _went(row)
    outside = services.pop(None, Went())
    return HowItWent(span, total, cast(dict[int, Went], services), outside, months)


def _read(asked: QuerySet[Promise], now: datetime) -> Iterator[dict[str, Any]]:
    """Yield a row for each service, for each month, and for all of it."""
    of_each = asked.values_list("pk", "received_at", "service_version__service")
    inner, params = of_each.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(asked=inner), [*params, now, settings.TIME_ZONE])
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def _went(row: Mapping[str, Any]) -> Went:
    return Went(
        received=row["received"],
        delivered=row["delivered"],
        best_effort=row["best_effort"],
        ended=row["ended"],
        response=Share.read(row["response_met"], row["response_of"]),
        turnaround=Share.read(row["ready_met"], row["ready_of"]),
        handling=Handling.read(row["took"], row["took_of"]),
        causes=read_causes(row["causes"] or ()),
    )
