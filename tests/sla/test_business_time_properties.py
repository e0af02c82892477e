"""Laws that hold for any schedule, and its agreement with an oracle that walks the minutes."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.business_time import (
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
from tests.sla.oracle import DAY, MINUTE, Oracle, midnight_utc
from tests.sla.schedules import any_schedule

AROUND = 9 * DAY
FIRST, LAST = date(2026, 1, 1), date(2035, 12, 31)
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


@st.composite
def cases(draw):
    """A schedule in the days around a change, two moments close to it, and an amount."""
    zone, around = draw(st.sampled_from(CHANGES))
    moments = st.integers(-3 * 1440, 3 * 1440).map(lambda n: midnight_utc(around) + n * MINUTE)
    schedule = draw(any_schedule(zone, around - AROUND, around + AROUND))
    return schedule, around, draw(moments), draw(moments), draw(st.integers(1, 2 * 1440)) * MINUTE


@st.composite
def long_cases(draw):
    """A schedule and two moments of ten years, in which the clocks change twenty times."""
    zone = draw(st.sampled_from(sorted({zone for zone, _ in CHANGES})))
    within = st.integers(1440, 3650 * 1440).map(lambda n: midnight_utc(FIRST) + n * MINUTE)
    schedule = draw(any_schedule(zone, FIRST, LAST))
    return schedule, *sorted((draw(within), draw(within))), draw(st.integers(1, 60_000)) * MINUTE


def agree(expected, count, *question):
    """Compare with the oracle, which knows only the days it was made for."""
    try:
        answer = count(*question)
    except NoOpeningError:
        answer = None
    assert expected is None or answer == expected


def agree_on_all(oracle, schedule, since, until, amount, days):
    assert elapsed(schedule, since, until) == oracle.elapsed(since, until)
    agree(oracle.deadline(since, amount), deadline, schedule, since, amount)
    agree(oracle.start_by(until, amount), start_by, schedule, until, amount)
    agree(oracle.day_deadline(since, days), day_deadline, schedule, since, days)
    event = until.date()
    agree(oracle.day_start_by(event, days + 1), day_start_by, schedule, event, days + 1)


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(0, 3))
def test_every_answer_around_a_change_is_that_of_a_walk_along_the_minutes(case, days):
    schedule, around, *question = case

    agree_on_all(Oracle(schedule, around - AROUND, around + AROUND), schedule, *question, days)


@settings(max_examples=40, deadline=None)
@given(long_cases(), st.integers(0, 400))
def test_every_answer_in_ten_years_is_that_of_a_walk_along_the_minutes(case, days):
    schedule, *question = case

    agree_on_all(Oracle(schedule, FIRST, LAST), schedule, *question, days)


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
