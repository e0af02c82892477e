"""`python -m tests.bench.backtesting`: a norm tried on 100,000 past requests of one line.

One request in four waited for the client. Measured is what the fragment beside a draft asks of
the server: the whole curve and the page around it, for each way of counting, while norms are
tried one after the other. Beside it what the first one costs, which reads the requests.
"""

import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import numpy as np  # noqa: E402 - Django comes first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from core.bulk import insert_rows  # noqa: E402
from sla.backtest.reading import cases_lately  # noqa: E402
from sla.models import AgreementLine, Clock, ClockEvent, Norm, Promise  # noqa: E402
from tests import factories  # noqa: E402

REQUESTS, WAITED, TIMES, AIM = 100_000, 25_000, 15, 100
What = ClockEvent.Kind
PROMISE = ["client", "pool", "service_version", "received_at", "event_at", "urgent"]
PROMISE += ["short_notice", "agreed_with", "agreed_because"]
NORMS = {
    "days": "4 working days",
    "time": "8 working hours",
    "cut_off": "16:00 if received before 12:00, otherwise 12:00 the next working day",
    "days_before": "3 working days before the event",
    "time_before": "8 working hours before the event",
    "response": "4 working hours",
}


def main() -> None:
    """Print the median of the way that takes longest, with that of each."""
    call_command("migrate", verbosity=0)
    line, coordinator = fill()
    client = Client(headers={"HX-Request": "true", "Host": "localhost"})
    client.force_login(coordinator)
    first = {way: round(median(read_anew(client, line, way) for _ in range(5)), 1) for way in NORMS}
    spent = {way: sorted(answer(client, line, way) for _ in range(TIMES)) for way in NORMS}
    of_each = {way: round(median(times), 1) for way, times in spent.items()}
    beside = {"aim": AIM, "requests": REQUESTS, "of_each": of_each, "with_reading": first}
    value = max(of_each.values())
    print(json.dumps({"figure": "backtest", "value": value, "unit": "ms", "beside": beside}))


def read_anew(client: Client, line: AgreementLine, way: str) -> float:
    """Return the milliseconds of the first answer in some minutes."""
    cases_lately.cache_clear()
    return answer(client, line, way)


def answer(client: Client, line: AgreementLine, way: str) -> float:
    """Return the milliseconds of one answer."""
    asked = {"norm": NORMS[way], "kind": "response" if way == "response" else "turnaround"}
    began = time.perf_counter()
    found = client.get(reverse("sla:backtest", args=[line.version_id, line.pk]), asked)
    spent = (time.perf_counter() - began) * 1000
    assert f"{REQUESTS} verzoeken" in found.content.decode()
    return spent


def fill() -> tuple[AgreementLine, Any]:
    """Save a line of an agreement with the requests of a year: done, some after a wait."""
    pool = factories.a_pool()
    client, coordinator = factories.a_client(pool), factories.a_coordinator(pool)
    service = factories.a_service()
    line = factories.an_agreement(client, services=[service.service]).lines.get()
    dice = np.random.default_rng(1)
    now = np.datetime64(timezone.now().replace(tzinfo=None), "s")
    received = np.sort(now - dice.integers(10 * 86_400, 360 * 86_400, REQUESTS).astype("m8[s]"))
    took = dice.integers(600, 9 * 86_400, REQUESTS).astype("m8[s]")
    done = moments(received + took)
    events = moments(received + np.timedelta64(12, "D"))
    rows = [
        (client.pk, pool.pk, service.pk, at, event, False, False, "", "")
        for at, event in zip(moments(received), events, strict=True)
    ]
    promises = sorted(insert_rows(Promise, PROMISE, rows, returning=["id", "received_at"]))
    kinds = {"response": moments(received + took / 4), "turnaround": done}
    norms = {kind: service.norms.get(kind=kind) for kind in kinds}
    clocks = insert_rows(
        Clock,
        ["promise", "norm", "kind", "started_at", "stopped_at"],
        stopped(promises, kinds, norms),
        same={
            "calendar": pool.own_calendar.calendar_id,
            "cycle": 1,
            "counted_under": 1,
            "consumed": timedelta(),
            "without_outcome": False,
            "next_rung": "",
            "next_level": 0,
        },
        returning=["id", "kind", "started_at"],
    )
    tell(clocks)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return line, coordinator


def tell(clocks: list[tuple[Any, ...]]) -> None:
    """Save what happened to each clock: it ran, some waited for the client, it was met."""
    waits = [row for row in clocks if row[1] == "turnaround"][:: REQUESTS // WAITED]
    insert_rows(
        ClockEvent,
        ["clock", "kind", "at"],
        (
            (clock, kind.value, began + timedelta(seconds=seconds))
            for clock, _kind, began in waits
            for kind, seconds in ((What.PAUSED, 120), (What.RESUMED, 480))
        ),
        same={"because": "", "untold": False},
    )
    every = (
        (clock, kind.value, began)
        for clock, _k, began in clocks
        for kind in (What.STARTED, What.MET)
    )
    insert_rows(ClockEvent, ["clock", "kind", "at"], every, same={"because": "", "untold": False})


def stopped(
    promises: list[tuple[Any, ...]], kinds: dict[str, list[str]], norms: dict[str, Norm]
) -> Iterator[tuple[Any, ...]]:
    """Yield the clocks of each promise, those of one beside each other, as they come in."""
    for place, (promise, received_at) in enumerate(promises):
        for kind, ends in kinds.items():
            yield promise, norms[kind].pk, kind, received_at, ends[place]


def moments(instants: np.ndarray) -> list[str]:
    """Return instants as PostgreSQL reads them."""
    return [f"{at}Z" for at in instants.tolist()]


if __name__ == "__main__":
    main()
