"""`python -m tests.bench.sweeps`: let the sweep run among many clocks and print what it costs."""

import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django comes first
from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from requests import actions  # noqa: E402
from requests.alerts import alert_what_is_due  # noqa: E402
from requests.models import Notification, ServiceRequest  # noqa: E402
from requests.tasks import ALERTS_AT_ONCE  # noqa: E402
from sla.models import Alert, Clock, Norm, Rung  # noqa: E402
from tests import factories  # noqa: E402
from tests.bench.filling import fill  # noqa: E402
from tests.bench.spending import Spent, spending  # noqa: E402
from tests.bench.ticking import AT_ONCE, SPREAD, Figure, latency  # noqa: E402

FEW, MANY, DUE = 2_000, 200_000, 20_000
TIMES = 200


def main(chosen: list[str]) -> None:
    """Fill the database to both sizes and measure; two clocks run for each request."""
    call_command("migrate", verbosity=0)
    request = an_escalating_request()
    fill(request, since=0, until=FEW // 2)
    few = idle()
    fill(request, since=FEW // 2, until=MANY // 2)
    many = idle()
    beside = {"clocks": MANY, f"with_{FEW}": few, "ratio": round(many / few, 2), "aim": 1}
    print_out({"figure": "sweep.idle", "value": many, "unit": "ms", "beside": beside})
    if "sweep.burst" in chosen:
        print_out(burst())
    if "alert.latency" in chosen:
        print_out(latency(not_told_yet(SPREAD + AT_ONCE), MANY))


def print_out(figure: Figure) -> None:
    print(json.dumps(figure), flush=True)


def an_escalating_request() -> ServiceRequest:
    """Save a request under way at a desk that never closes, for a client with an agreement."""
    pool = factories.a_pool()
    factories.always_open(pool)
    secretary = factories.a_secretary(pool)
    factories.a_coordinator(pool)
    client = factories.a_client(pool)
    manager = factories.a_manager(client)
    service = factories.a_service()
    step = {"trigger": "days_after", "amount": 3, "contact": manager}
    factories.an_agreement(client, services=[service.service], steps=[step])
    now = timezone.now()
    request = factories.a_request(manager, by=secretary, service=service, received_at=now)
    actions.pick_up(request, by=secretary, now=now)
    request.promise.clocks.filter(stopped_at__isnull=False).delete()
    return request


def idle() -> float:
    """Return the milliseconds of the fastest tick that finds nothing, spent on the database."""
    spent: list[float] = []

    def stopwatch(execute, *query):
        began = time.perf_counter()
        try:
            return execute(*query)
        finally:
            spent.append(time.perf_counter() - began)

    alert_what_is_due(now=timezone.now(), limit=ALERTS_AT_ONCE)
    ticks = []
    for _ in range(TIMES):
        spent.clear()
        with connection.execute_wrapper(stopwatch):
            assert alert_what_is_due(now=timezone.now(), limit=ALERTS_AT_ONCE) == 0
        ticks.append(sum(spent))
    return round(min(ticks) * 1000, 3)


def burst() -> Figure:
    """Let many clocks fall due at once, for one worker and then for two."""
    rates = {}
    for workers in (1, 2):
        fall_due()
        alerts, messages = Alert.objects.count(), Notification.objects.count()
        connections.close_all()
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(warm_up, range(workers)))
            began = time.perf_counter()
            done = list(pool.map(sweep, range(workers)))
            rates[workers] = round(DUE / (time.perf_counter() - began))
        if workers == 1:
            spent = done[0][1].of_each(DUE)
        assert sum(found for found, _spent in done) == DUE == Alert.objects.count() - alerts
        sent = Notification.objects.count() - messages
    beside = {
        "due": DUE,
        "clocks": MANY,
        "messages": sent,
        "two_workers": rates[2],
        "aim": 10_000,
        **spent,
    }
    return {"figure": "sweep.burst", "value": rates[1], "unit": "per s", "beside": beside}


def fall_due() -> None:
    """Let clocks that are not late yet fall due within the last minute."""
    now = timezone.now()
    Clock.objects.filter(pk__in=not_told_yet(DUE)).update(
        due_at=now + timedelta(hours=2),
        next_rung_at=now - timedelta(seconds=30),
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def not_told_yet(number: int) -> list[int]:
    """Return some clocks (by id) whose warning is still to come."""
    clocks = Clock.objects.filter(kind=Norm.Kind.TURNAROUND, next_rung=Rung.WARNING)
    return list(clocks.order_by("pk").values_list("pk", flat=True)[:number])


def warm_up(_number: int) -> int:
    return alert_what_is_due(now=timezone.now() - timedelta(hours=1), limit=1)


def sweep(_number: int) -> tuple[int, Spent]:
    """Sweep until nothing is left, as a worker does; return how many, and what was spent."""
    total = 0
    with spending() as spent:
        while written := alert_what_is_due(now=timezone.now(), limit=ALERTS_AT_ONCE):
            total += written
    connections.close_all()
    return total, spent


if __name__ == "__main__":
    main(sys.argv[1:])
