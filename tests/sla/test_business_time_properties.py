"""Laws that hold for any schedule, and an oracle that walks the minutes one by one.

The oracle shares no code and no idea with the product: it reads wall clocks, minute by
minute, in the days around a change of the clocks.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.business_time import (
    WEEKDAYS,
    NoOpeningError,
    Schedule,
    day_deadline,
    day_start_by,
    deadline,
    elapsed,
    explain,
    next_opening,
    open_between,
    start_by,
)

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
AROUND = 9
CHANGES = [
    ("Europe/Amsterdam", date(2026, 3, 29)),
    ("Europe/Amsterdam", date(2026, 10, 25)),
    ("Europe/Amsterdam", date(2035, 1, 1)),
    ("America/New_York", date(2027, 3, 14)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Cairo", date(2026, 4, 24)),  # at midnight
    ("Africa/Cairo", date(2026, 10, 29)),
    ("America/Havana", date(2026, 11, 1)),
    ("Asia/Kathmandu", date(2030, 6, 2)),
    ("UTC", date(2028, 2, 29)),
]

quarters = st.integers(0, 96).map(lambda n: n * 15)


@st.composite
def some_hours(draw):
    edges = sorted(draw(st.lists(quarters, max_size=6, unique=True)))
    return [[clock(a), clock(b)] for a, b in zip(edges[::2], edges[1::2], strict=False)]


hours = st.one_of(
    some_hours(),
    st.sampled_from(
        [
            [],
            [["00:00", "24:00"]],
            [["22:00", "24:00"]],
            [["00:00", "06:00"], ["22:00", "24:00"]],
            [["01:00", "02:30"], ["02:45", "04:00"]],
            [["08:30", "12:30"], ["13:00", "17:00"]],
        ]
    ),
)


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def schedules(draw, zone, around):
    offsets = draw(st.sets(st.integers(-AROUND, AROUND), max_size=4))
    return Schedule.from_dict(
        {
            "timezone": zone,
            "weekly": {day: draw(hours) for day in WEEKDAYS},
            "exceptions": {(around + n * DAY).isoformat(): draw(hours) for n in sorted(offsets)},
        }
    )


@st.composite
def cases(draw):
    """A schedule in the days around a change, two moments close to it, and an amount."""
    zone, around = draw(st.sampled_from(CHANGES))
    moments = st.integers(-3 * 1440, 3 * 1440).map(lambda n: midnight_utc(around) + n * MINUTE)
    schedule = draw(schedules(zone, around))
    return schedule, around, draw(moments), draw(moments), draw(st.integers(1, 2 * 1440)) * MINUTE


def midnight_utc(on):
    return datetime.combine(on, time.min, tzinfo=UTC)


@cache
def wall_clock(zone, around):
    """All minutes around a date and, in order, the first time each wall-clock minute shows."""
    start = midnight_utc(around) - (AROUND + 2) * DAY
    shown: dict[datetime, int] = {}
    for n in range((2 * AROUND + 5) * 1440):
        shown.setdefault((start + n * MINUTE).astimezone(ZoneInfo(zone)).replace(tzinfo=None), n)
    return start, shown, sorted(shown)


def minute_of(zone, around, wall):
    _, shown, walls = wall_clock(zone, around)
    if wall in shown:
        return shown[wall]
    before = walls[bisect_left(walls, wall) - 1]  # the gap: go on from the last one shown
    return shown[before] + (wall - before) // MINUTE


class Oracle:
    """The same schedule as one flag for each minute."""

    def __init__(self, schedule, around):
        data = schedule.to_dict()
        zone = data["timezone"]
        self.start, _, walls = wall_clock(zone, around)
        self.open = bytearray(len(walls) + 2 * 1440)
        self.closes: dict[date, int] = {}
        for n in range(-AROUND, AROUND + 1):
            on = around + n * DAY
            weekly = data["weekly"][WEEKDAYS[on.weekday()]]
            for pair in data["exceptions"].get(on.isoformat(), weekly):
                opens, closes = (minute_of(zone, around, self.wall(on, edge)) for edge in pair)
                for minute in range(opens, closes):
                    self.open[minute] = 1
                if opens < closes:
                    self.closes[on] = max(closes, self.closes.get(on, 0))

    @staticmethod
    def wall(on, text):
        hour, minute = text.split(":")
        return datetime.combine(on, time.min) + int(hour) * 60 * MINUTE + int(minute) * MINUTE

    def minute(self, at):
        return (at - self.start) // MINUTE

    def elapsed(self, since, until):
        return sum(self.open[self.minute(since) : self.minute(until)]) * MINUTE

    def deadline(self, since, amount):
        left, minute = amount // MINUTE, self.minute(since)
        while left and minute < len(self.open):
            left -= self.open[minute]
            minute += 1
        return None if left else self.start + minute * MINUTE

    def start_by(self, until, amount):
        left, minute = amount // MINUTE, self.minute(until)
        while left and minute > 0:
            minute -= 1
            left -= self.open[minute]
        return None if left else self.start + minute * MINUTE

    def day_deadline(self, since, days):
        ends = [close for _, close in sorted(self.closes.items()) if close > self.minute(since)]
        return self.start + ends[days] * MINUTE if days < len(ends) else None

    def day_start_by(self, event, days):
        ends = [close for on, close in sorted(self.closes.items()) if on < event]
        return self.start + ends[-days] * MINUTE if days <= len(ends) else None


def agree(expected, count, *question):
    """Compare with the oracle, which knows only the days around the change."""
    try:
        answer = count(*question)
    except NoOpeningError:
        answer = None
    assert expected is None or answer == expected


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(0, 3))
def test_every_answer_is_that_of_a_walk_along_the_minutes(case, days):
    schedule, around, since, until, amount = case
    oracle = Oracle(schedule, around)

    assert elapsed(schedule, since, until) == oracle.elapsed(since, until)
    agree(oracle.deadline(since, amount), deadline, schedule, since, amount)
    agree(oracle.start_by(until, amount), start_by, schedule, until, amount)
    agree(oracle.day_deadline(since, days), day_deadline, schedule, since, days)
    event = until.date()
    agree(oracle.day_start_by(event, days + 1), day_start_by, schedule, event, days + 1)


def total(spans):
    return sum(spans, timedelta())


@settings(max_examples=100, deadline=None)
@given(cases(), st.integers(0, 10**10))
def test_adding_and_subtracting_undo_each_other(case, micros):
    schedule, _, since, _, amount = case
    since += micros * timedelta(microseconds=1)
    try:
        due = deadline(schedule, since, amount)
        second = deadline(schedule, due, amount)
    except NoOpeningError:
        return

    assert elapsed(schedule, since, due) == amount
    assert deadline(schedule, since, 2 * amount) == second
    assert elapsed(schedule, start_by(schedule, due, amount), due) == amount
    assert start_by(schedule, due, amount) >= next_opening(schedule, since) >= since
    assert start_by(schedule, second, 2 * amount) == start_by(schedule, due, amount)


def due_or_never(*question):
    try:
        return deadline(*question)
    except NoOpeningError:
        return datetime.max.replace(tzinfo=UTC)


@settings(max_examples=100, deadline=None)
@given(cases(), st.timedeltas(timedelta(), 5 * DAY))
def test_more_time_or_a_later_start_is_never_due_sooner(case, more):
    schedule, _, since, _, amount = case

    due = due_or_never(schedule, since, amount)

    assert due <= due_or_never(schedule, since + more, amount)
    assert due <= due_or_never(schedule, since, amount + more)


@settings(max_examples=100, deadline=None)
@given(cases(), st.timedeltas(timedelta(), 20 * DAY))
def test_elapsed_time_adds_up_and_so_does_its_derivation(case, more):
    schedule, _, since, until, _ = case
    since, until = sorted((since, until))
    end = until + more

    whole = elapsed(schedule, since, end)

    assert whole == elapsed(schedule, since, until) + elapsed(schedule, until, end)
    assert whole == total(b - a for a, b in open_between(schedule, since, end))
    assert whole == total(step.amount for step in explain(schedule, since, end))


@settings(max_examples=50, deadline=None)
@given(cases())
def test_any_schedule_is_read_back_as_it_was_written(case):
    schedule = case[0]

    assert Schedule.from_dict(schedule.to_dict()) == schedule
