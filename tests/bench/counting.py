"""How many deadlines and spans a second: one by one, a million at once, and by two libraries.

All count on one calendar, weekdays from 9 to 17 in Amsterdam, from whole minutes in ten years,
aware datetimes in and out, and must find the same answers. exchange_calendars is asked as it
documents: the trading minute from which to count, an offset in trading minutes, and how many of
them lie between two (for many moments at once it has nothing of the kind); businesstimedelta
adds an amount, and takes a difference.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from functools import partial
from itertools import repeat
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytz
from businesstimedelta import BusinessTimeDelta, WorkDayRule
from exchange_calendars import ExchangeCalendar

from sla.business_time import WEEKDAYS, Schedule, deadline, deadlines, elapsed, elapsed_many

ZONE = "Europe/Amsterdam"
SCHEDULE = Schedule.from_dict(
    {"timezone": ZONE, "weekly": {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]}}
)
BEGIN, DAYS = datetime(2026, 1, 5, tzinfo=UTC), 3650
MINUTE = timedelta(minutes=1)
SHORT, LONG = 30 * MINUTE, 24_000 * MINUTE
MANY, TIMES = 1_000_000, 15

Count = Callable[..., object]


class Desk(ExchangeCalendar):
    """The same hours for exchange_calendars."""

    name = "DESK"
    tz = ZoneInfo(ZONE)
    open_times = ((None, wall_time(9)),)
    close_times = ((None, wall_time(17)),)


DESK = Desk(start="2026-01-01", end="2037-12-31", side="left")
RULE = WorkDayRule(
    start_time=wall_time(9),
    end_time=wall_time(17),
    working_days=[*range(5)],
    tz=pytz.timezone(ZONE),
)


def minutes_on(start: datetime, amount: timedelta) -> datetime:
    """Return the deadline by exchange_calendars: where the last of the minutes ends."""
    first = DESK.minute_to_trading_minute(start, "next")
    return DESK.minute_offset(first, amount // MINUTE - 1).to_pydatetime() + MINUTE


def minutes_between(start: datetime, end: datetime) -> timedelta:
    """Return the opening time by exchange_calendars, which counts the minute at the end too."""
    return int(DESK.minutes_distance(start, end - MINUTE)) * MINUTE


# How each counts from a start an amount, or to an end; and how many questions it is asked.
WAYS: dict[str, dict[str, tuple[Count, int]]] = {
    "deadline": {
        "ours": (partial(deadline, SCHEDULE), 5_000),
        "exchange_calendars": (minutes_on, 5_000),
        "businesstimedelta": (lambda at, more: at + BusinessTimeDelta(RULE, timedelta=more), 20),
    },
    "elapsed": {
        "ours": (partial(elapsed, SCHEDULE), 5_000),
        "exchange_calendars": (minutes_between, 5_000),
        "businesstimedelta": (lambda at, end: RULE.difference(at, end).timedelta, 20),
    },
}


def figures() -> Iterator[dict[str, object]]:
    """Count one by one and a million at once, beside the libraries in the same run."""
    chance = random.Random(2026)
    starts = [BEGIN + chance.randrange(DAYS * 1440) * MINUTE for _ in range(5_000)]
    for name in WAYS:
        short, long = rates(name, starts, SHORT), rates(name, starts, LONG)
        value, library = short.pop("ours"), short["exchange_calendars"]
        beside = {
            "minutes": SHORT // MINUTE,
            **short,
            "times_exchange_calendars": round(value / library, 1),
            f"with_{LONG // MINUTE}": long,
            "long_to_short": round(value / long["ours"], 2),
        }
        yield {"figure": f"{name}.single", "value": value, "unit": "per s", "beside": beside}
        value = at_once(name)
        beside = {"moments": MANY, "times_exchange_calendars": round(value / library, 1)}
        yield {"figure": f"{name}.bulk", "value": value, "unit": "per s", "beside": beside}


def rates(name: str, starts: list[datetime], amount: timedelta) -> dict[str, int]:
    """Return how many answers a second each way gives; they must be the same answers."""
    ends = [deadline(SCHEDULE, start, amount) for start in starts]
    answers, second = (ends, repeat(amount)) if name == "deadline" else (repeat(amount), ends)
    questions = list(zip(starts, second, answers, strict=False))
    work = {}
    for who, (count, size) in WAYS[name].items():
        asked = questions[:size]
        assert all(count(start, other) == answer for start, other, answer in asked), who
        work[who] = partial(ask, count, asked)
    spent = best(work)
    return {who: round(WAYS[name][who][1] / seconds) for who, seconds in spent.items()}


def ask(count: Count, questions: list[tuple[Any, Any, Any]]) -> None:
    """Ask each question."""
    for start, other, _ in questions:
        count(start, other)


def at_once(name: str) -> int:
    """Return how many answers a second a million random moments get together."""
    random_micros = np.random.default_rng(2026).integers(0, DAYS * 86_400_000_000, MANY)
    starts = np.datetime64(BEGIN.replace(tzinfo=None), "us") + random_micros
    ends = deadlines(SCHEDULE, starts, LONG.total_seconds())
    if name == "deadline":
        work = partial(deadlines, SCHEDULE, starts, LONG.total_seconds())
    else:
        work = partial(elapsed_many, SCHEDULE, starts, ends)
    return round(MANY / best({"ours": work})["ours"])


def best(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the processor time of the fastest of some times, in seconds.

    What is compared takes turns, after one that warms up: so nothing else on the machine, nor
    its speed of that moment, favours one of them.
    """
    spent = {}
    for turn in range(1 + TIMES):
        for who, work in works.items():
            began = time.process_time()
            work()
            took = time.process_time() - began
            spent[who] = min(spent.get(who, took), took) if turn else took
    return spent
