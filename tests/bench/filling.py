"""A database filled with many open requests, in SQL: copies of one that came in for real."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from requests.models import ServiceRequest
from teams.models import User
from tests import factories

COPY = """
INSERT INTO {table} SELECT (jsonb_populate_record(source, jsonb_build_object({changes}))).*
FROM {table} AS source, generate_series(%(since)s + 1, %(until)s) AS n WHERE source.id = %(id)s
"""
FAR = 10_000_000  # keys of the copies; those of one request's clocks lie apart


def an_organisation() -> tuple[User, User, ServiceRequest]:
    """Save a pool with its secretary, its client's manager and one open request."""
    pool = factories.a_pool()
    secretary = factories.a_secretary(pool)
    manager = factories.a_manager(factories.a_client(pool))
    request = factories.a_request(
        manager,
        by=secretary,
        service=factories.a_service(),
        received_at=timezone.now() - timedelta(minutes=5),
    )
    return secretary, manager, request


def fill(request: ServiceRequest, *, since: int, until: int) -> None:
    """Copy the request with its promise, clocks and story; each falls due ten seconds later."""
    with connection.cursor() as cursor:
        for table, key, changes in _tables(request):
            sql = COPY.format(table=table, changes=changes)
            cursor.execute(sql, {"since": since, "until": until, "id": key})
        cursor.execute("ANALYZE")


def _tables(request: ServiceRequest) -> list[tuple[str, int, str]]:
    """Return what to copy: the table, the key to copy from, and what differs in a copy."""
    later = "+ n * interval '10 seconds'"
    own, promise = f"'id', {FAR} + n", f"'promise_id', {FAR} + n"
    clocks = [
        (
            "sla_clock",
            clock.pk,
            f"'id', {FAR} * {order} + n, {promise}, 'due_at', source.due_at {later}, "
            f"'next_rung_at', source.next_rung_at {later}",
        )
        for order, clock in enumerate(request.promise.clocks.all(), start=1)
    ]
    events = [
        ("requests_event", event.pk, f"'id', {FAR} * {order} + n, 'service_request_id', {FAR} + n")
        for order, event in enumerate(request.events.all(), start=1)
    ]
    return [
        ("sla_promise", request.promise_id, f"{own}, 'next_due_at', source.next_due_at {later}"),
        *clocks,
        (
            "requests_servicerequest",
            request.pk,
            f"{own}, {promise}, 'token', gen_random_uuid(), 'subject', 'Verzoek ' || md5(n::text)",
        ),
        *events,
    ]
