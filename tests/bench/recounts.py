"""`python -m tests.bench.recounts`: count 200,000 open clocks by other hours."""

import json
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from itertools import chain
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import numpy as np  # noqa: E402 - Django comes first
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from core.bulk import insert_rows  # noqa: E402
from requests.tasks import CLOCKS_AT_ONCE  # noqa: E402
from sla.actions import draft, lagging, put_in_force, recount  # noqa: E402
from sla.business_time import day_deadlines, deadlines, elapsed_many  # noqa: E402
from sla.models import Calendar, Clock, ClockEvent, Norm, Promise  # noqa: E402
from sla.models.clocks import Rung  # noqa: E402
from tests import factories  # noqa: E402
from tests.bench.spending import Spent, spending  # noqa: E402

CLOCKS = 200_000
WORKERS = (1, 2)
CLOSED_DAY = {"name": "Storing", "hours": []}
Kind = Norm.Kind
CLOCK = ["promise", "norm", "kind", "calendar", "started_at", "running_since", "target"]
CLOCK += ["due_at", "next_rung_at"]
ALIKE = {
    "cycle": 1,
    "consumed": timedelta(),
    "counted_under": 1,
    "without_outcome": False,
    "next_rung": Rung.BREACH.value,
    "next_level": 0,
}


def main() -> None:
    """Move all dates and keep all dates, by one worker and by two; the figure is the slowest way.

    Each clock gets an event every time. As the beat goes on while a worker counts, another
    joins it; so two are what a recalculation of this size gets.
    """
    call_command("migrate", verbosity=0)
    calendar = fill()
    rates: dict[str, int] = {}
    beside: dict[str, object] = {"aim": 30_000, "clocks": CLOCKS, "workers": max(WORKERS)}
    for workers in WORKERS:
        for way in ("move", "keep"):
            change(calendar, moves=way == "move")
            seconds, spent = recounted(calendar.pk, workers)
            rate = round(CLOCKS / seconds)
            if workers == 1:
                beside |= {f"{way}.by_one_worker": rate, way: spent.of_each(CLOCKS)}
            else:
                beside[f"{way}.by_{workers}_workers"] = rates[way] = rate
    events = ClockEvent.objects.filter(kind=ClockEvent.Kind.CALENDAR).count()
    assert events == 2 * len(WORKERS) * CLOCKS, events
    value = min(rates.values())
    print(
        json.dumps({"figure": "recalculate", "value": value, "unit": "clocks/s", "beside": beside})
    )


def recounted(calendar: int, workers: int) -> tuple[float, Spent]:
    """Count everything anew; return in how many seconds, and what the first worker spent."""
    connections.close_all()
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(warm_up, range(workers)))
        began = time.perf_counter()
        done = list(pool.map(count_all, [calendar] * workers))
        seconds = time.perf_counter() - began
    assert sum(number for number, _spent in done) == CLOCKS, done
    return seconds, done[0][1]


def warm_up(_number: int) -> int:
    return lagging().count()


def count_all(calendar: int) -> tuple[int, Spent]:
    """Count until nothing is behind, as a worker does; return how many, and what was spent."""
    changed, total = Calendar.objects.get(pk=calendar), 0
    with spending() as spent:
        while counted := recount(changed, limit=CLOCKS_AT_ONCE):
            total += counted
    connections.close_all()
    return total, spent


def fill() -> Calendar:
    """Save half as many requests, each with a clock in hours and one in days, of this week."""
    pool = factories.a_pool()
    client, calendar = factories.a_client(pool), pool.own_calendar.calendar
    version = factories.a_service(response_hours=40, turnaround_days=8)
    hours, days = (version.norms.get(kind=kind) for kind in (Kind.RESPONSE, Kind.TURNAROUND))
    now, schedule = timezone.now(), calendar.schedule()
    ago = np.random.default_rng(1).integers(0, 6 * 3600, CLOCKS // 2)
    starts = np.datetime64(now.replace(tzinfo=None), "us") - ago.astype("timedelta64[s]")
    received = [f"{start}Z" for start in starts.tolist()]
    due_by_norm = {
        hours: deadlines(schedule, starts, hours.duration.total_seconds()),
        days: day_deadlines(schedule, starts, days.amount),
    }
    rows = [
        (client.pk, pool.pk, at, f"{due}Z", False, False, "", "")
        for at, due in zip(received, due_by_norm[hours].tolist(), strict=True)
    ]
    columns = ["client", "pool", "received_at", "next_due_at", "urgent", "short_notice"]
    columns += ["agreed_with", "agreed_because"]
    promises = insert_rows(Promise, columns, rows, returning=["id"])
    clocks = [
        clocks_of(norm, calendar, zip(promises, received, starts, dues, strict=True))
        for norm, dues in due_by_norm.items()
    ]
    # Those of one promise beside each other, as they come in.
    insert_rows(Clock, CLOCK, chain.from_iterable(zip(*clocks, strict=True)), same=ALIKE)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return calendar


def clocks_of(
    norm: Norm, calendar: Calendar, moments: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Return a running clock of each promise, with its start and due time."""
    ids, received, starts, dues = zip(*moments, strict=True)
    spans = elapsed_many(calendar.schedule(), np.array(starts), np.array(dues))
    for (promise,), start, target, due in zip(ids, received, spans.tolist(), dues, strict=True):
        at = f"{due}Z"
        yield promise, norm.pk, str(norm.kind), calendar.pk, start, start, target, at, at


def change(calendar: Calendar, *, moves: bool) -> None:
    """Close the desk on the next open day, which lies before every date."""
    now, schedule = timezone.now(), calendar.schedule()
    soon = [timezone.localdate(now) + timedelta(days=n) for n in range(1, 8)]
    shut = [day for day in soon if schedule.hours_on(day)][:1]
    hours = schedule.to_dict()
    hours["exceptions"] |= {day.isoformat(): CLOSED_DAY for day in shut}
    put_in_force(draft(calendar, hours, note="Storing", by=None, now=now), moves=moves, now=now)
    calendar.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
