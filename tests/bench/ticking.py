"""How long after it was due an alert is there, with a real beat and a real worker."""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median, quantiles

from django.db import connection
from django.utils import timezone

from core.bulk import update_rows
from sla.models import Alert, Clock
from tests.processes import start

SPREAD, AT_ONCE = 600, 2_000
OVER = timedelta(seconds=60)
SOON = timedelta(seconds=8)  # for the worker to be up and everything to be written
GLANCE = 0.005
Figure = dict[str, object]


def latency(fresh: list[int], clocks: int) -> Figure:
    """Let clocks (by id, none told yet) fall due one by one and many at once, among all others."""
    with a_worker():
        spread = waits(fresh[:SPREAD], OVER)
        at_once = waits(fresh[SPREAD : SPREAD + AT_ONCE], timedelta())
    beside = {
        "aim": 0.6,
        "p95": round(quantiles(spread, n=20)[-1], 2),
        "p95_aim": 1.2,
        "due": SPREAD,
        "over_seconds": OVER.seconds,
        "clocks": clocks,
        "last_of_2000_at_once": round(max(at_once), 2),
        "last_aim": 2,
    }
    return {
        "figure": "alert.latency",
        "value": round(median(spread), 2),
        "unit": "s",
        "beside": beside,
    }


def waits(clocks: list[int], over: timedelta) -> list[float]:
    """Return for each clock how many seconds after its alert was due it could be read."""
    begin = timezone.now() + SOON
    due = {clock: begin + over * i / len(clocks) for i, clock in enumerate(clocks)}
    update_rows(Clock, "id", ["next_rung_at"], due.items())
    newest = Alert.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found: dict[int, float] = {}
    while len(found) < len(due):
        time.sleep(GLANCE)
        alerts = list(Alert.objects.filter(pk__gt=newest).values_list("clock_id", flat=True))
        now = timezone.now()
        assert now < begin + over + timedelta(minutes=1), "the worker does not come"
        for clock in due.keys() & alerts:
            found.setdefault(clock, (now - due[clock]).total_seconds())
    return list(found.values())


@contextmanager
def a_worker() -> Iterator[None]:
    """Run a worker with its beat as in production, which throws its mail away."""
    command = ["-m", "celery", "-A", "config", "--quiet", "worker", "--beat"]
    with tempfile.TemporaryDirectory(prefix="pdc-bench-") as data:
        program = start(
            [sys.executable, *command, "--concurrency", "2"],
            DATABASE_URL=os.environ["DATABASE_URL"],
            REDIS_URL=os.environ["REDIS_URL"],
            DATA_DIR=data,
            EMAIL_URL="dummymail://",
            LOG_LEVEL="ERROR",
        )
        try:
            yield
        finally:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
            connection.close()
