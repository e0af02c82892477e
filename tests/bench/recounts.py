"""`python -m tests.bench.recounts`: count 200,000 open clocks by other hours, in one worker."""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import numpy as np  # noqa: E402 - Django comes first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from core.bulk import insert_rows  # noqa: E402
from sla.actions import draft, put_in_force, recount  # noqa: E402
from sla.business_time import day_deadlines, deadlines, elapsed_many  # noqa: E402
from sla.models import Calendar, Clock, ClockEvent, Norm, Promise  # noqa: E402
from sla.models.clocks import Rung  # noqa: E402
from tests import factories  # noqa: E402

CLOCKS = 200_000
A_BATCH = 5_000
CLOSED_DAY = {"name": "Storing", "hours": []}
TABLE = re.compile(r"(?:UPDATE|INTO|.*FROM) \"(sla_clock\w*|sla_promise|sla_\w+)\"")
Kind = Norm.Kind


def main() -> None:
    """Keep all dates once, then move them; each clock gets an event both times."""
    call_command("migrate", verbosity=0)
    calendar = fill()
    rates: dict[str, float] = {}
    beside: dict[str, float] = {"aim": 30_000}
    for name, moves, days in (("keep", False, 1), ("move", True, 2)):
        change(calendar, moves=moves, days=days)
        with time_in_sql() as spent:
            began = time.perf_counter()
            while recount(calendar, limit=A_BATCH):
                pass
            took = time.perf_counter() - began
        rates[name] = CLOCKS / took
        beside |= {f"{name}.clocks_a_second": round(rates[name])}
        beside |= {f"{name}.share_of.{sql}": round(n / took, 2) for sql, n in spent.items()}
    events = ClockEvent.objects.filter(kind=ClockEvent.Kind.CALENDAR).count()
    assert events == 2 * CLOCKS, events
    value = round(min(rates.values()))
    figure = {"figure": "recalculate", "value": value, "unit": "clocks/s", "beside": beside}
    print(json.dumps(figure))


def fill() -> Calendar:
    """Save half as many requests, each with a clock in hours and one in days, of this week."""
    pool = factories.a_pool()
    client, calendar = factories.a_client(pool), pool.own_calendar.calendar
    version = factories.a_service(response_hours=16, turnaround_days=4)
    hours, days = (version.norms.get(kind=kind) for kind in (Kind.RESPONSE, Kind.TURNAROUND))
    now, schedule = timezone.now(), calendar.schedule()
    ago = np.random.default_rng(1).integers(0, 6 * 3600, CLOCKS // 2)
    starts = np.datetime64(now.replace(tzinfo=None), "us") - ago.astype("timedelta64[s]")
    received = [f"{start}Z" for start in starts.tolist()]
    rows = [(client.pk, pool.pk, at, False, False, "", "") for at in received]
    columns = ["client", "pool", "received_at", "urgent", "short_notice", "agreed_with"]
    promises = insert_rows(Promise, [*columns, "agreed_because"], rows, returning=["id"])
    for norm, dues in (
        (hours, deadlines(schedule, starts, hours.duration.total_seconds())),
        (days, day_deadlines(schedule, starts, days.amount)),
    ):
        start_clocks(norm, calendar, zip(promises, received, starts, dues, strict=True))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return calendar


def start_clocks(norm: Norm, calendar: Calendar, moments: Iterable[tuple[Any, ...]]) -> None:
    """Save a running clock of each promise, with its start and due time."""
    ids, received, starts, dues = zip(*moments, strict=True)
    spans = elapsed_many(calendar.schedule(), np.array(starts), np.array(dues))
    same = {
        "norm": norm.pk,
        "kind": str(norm.kind),
        "cycle": 1,
        "calendar": calendar.pk,
        "consumed": timedelta(),
        "counted_under": 1,
        "without_outcome": False,
        "next_rung": Rung.BREACH.value,
        "next_level": 0,
    }
    insert_rows(
        Clock,
        ["promise", "started_at", "running_since", "target", "due_at", "next_rung_at", *same],
        (
            (promise, start, start, target, f"{due}Z", f"{due}Z", *same.values())
            for (promise,), start, target, due in zip(
                ids, received, spans.tolist(), dues, strict=True
            )
        ),
    )


def change(calendar: Calendar, *, moves: bool, days: int) -> None:
    """Close the desk on the next open days, which lie before every date."""
    now, schedule = timezone.now(), calendar.schedule()
    soon = [timezone.localdate(now) + timedelta(days=n) for n in range(1, 8)]
    shut = [day for day in soon if schedule.hours_on(day)][:1]
    hours = schedule.to_dict()
    hours["exceptions"] |= {day.isoformat(): CLOSED_DAY for day in shut}
    put_in_force(draft(calendar, hours, note="Storing", by=None, now=now), moves=moves, now=now)
    calendar.refresh_from_db()


@contextmanager
def time_in_sql() -> Iterator[Counter[str]]:
    """Collect the seconds spent in each kind of statement, by its verb and table."""
    spent: Counter[str] = Counter()

    def timed(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            verb, table = sql.split(None, 1)[0].lower(), TABLE.search(sql)
            spent[f"{verb}_{table[1]}" if table else verb] += time.perf_counter() - began

    with connection.execute_wrapper(timed):
        yield spent


if __name__ == "__main__":
    main()
