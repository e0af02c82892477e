"""Many moments at once get the answers, and the refusals, that each would get on its own."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.business_time import (
    NoOpeningError,
    Problem,
    ScheduleError,
    day_deadline,
    day_deadlines,
    deadline,
    deadlines,
    elapsed,
    elapsed_many,
)
from sla.business_time.bulk import ERA, in_eras
from tests.sla.oracle import DAY, MINUTE
from tests.sla.schedules import (
    ALWAYS,
    AMSTERDAM,
    NEVER,
    OFFICE,
    a_schedule,
    any_schedule,
    every_day,
    local,
)
from tests.sla.test_business_time_properties import FIRST, LAST

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
ZONES = ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
MONDAY = local("2026-03-02 10:00")
CENTURY = timedelta(days=36525)
ONCE = a_schedule(exceptions={"2036-03-02": [["10:00", "11:00"]]}, timezone="UTC")
OPENING = datetime(2036, 3, 2, 10, tzinfo=UTC)

moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis wants the bounds naive
    datetime(2036, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, AMSTERDAM]),
)
edges = st.integers(0, 4 * 3650).map(lambda n: local("2026-01-01 00:00") + n * 360 * MINUTE)
many = st.lists(st.one_of(moments, edges), max_size=12)
schedules = st.sampled_from(ZONES).flatmap(lambda zone: any_schedule(zone, FIRST, LAST))


def aware(found):
    return [at.replace(tzinfo=UTC) for at in found.tolist()]


def answers_or_problem(ask):
    try:
        return list(ask())
    except ScheduleError as error:
        return error.problem


@settings(max_examples=100, deadline=None)
@given(schedules, many, st.data())
def test_deadlines_are_those_of_the_single_questions(schedule, starts, data):
    amounts = st.one_of(st.integers(0, 10**6), st.floats(0, 10**7), st.floats(0, 1))
    seconds = data.draw(st.lists(amounts, min_size=len(starts), max_size=len(starts)))
    pairs = list(zip(starts, seconds, strict=True))

    together = answers_or_problem(lambda: aware(deadlines(schedule, starts, seconds)))

    assert together == answers_or_problem(
        lambda: [deadline(schedule, at, timedelta(seconds=left)) for at, left in pairs]
    )


@settings(max_examples=100, deadline=None)
@given(schedules, many, st.integers(0, 30))
def test_day_deadlines_are_those_of_the_single_questions(schedule, starts, days):
    together = answers_or_problem(lambda: aware(day_deadlines(schedule, starts, days)))

    assert together == answers_or_problem(
        lambda: [day_deadline(schedule, at, days) for at in starts]
    )


@settings(max_examples=100, deadline=None)
@given(schedules, many, st.randoms())
def test_elapsed_times_are_those_of_the_single_questions(schedule, starts, chance):
    ends = chance.sample(starts, len(starts))

    spans = elapsed_many(schedule, starts, ends)

    assert spans.tolist() == [elapsed(schedule, *pair) for pair in zip(starts, ends, strict=True)]


def test_arrays_go_in_and_arrays_come_out():
    starts = np.array(["2026-03-02T09:00", "2026-03-06T16:00"], "datetime64[us]")

    due = deadlines(OFFICE, starts, [4 * 3600, 1800.5])

    assert due.dtype == np.dtype("datetime64[us]")
    assert aware(due) == [
        local("2026-03-02 14:30"),
        local("2026-03-09 09:00:00.5"),
    ]
    assert elapsed_many(OFFICE, starts, due).tolist() == [4 * HOUR, 1800.5 * timedelta(seconds=1)]
    assert elapsed_many(OFFICE, due, starts).dtype == np.dtype("timedelta64[us]")
    assert aware(day_deadlines(OFFICE, starts, [0, 1])) == [
        local("2026-03-02 17:00"),
        local("2026-03-10 17:00"),
    ]


def test_what_is_finer_than_a_microsecond_is_cut_off():
    starts = np.array(["2026-03-02T09:00:00.000000999"], "datetime64[ns]")

    assert aware(deadlines(OFFICE, starts, 0)) == [MONDAY]


def test_the_first_and_the_last_moment_there_are_can_be_asked_about():
    edges = np.array(["0001-01-01", "9999-12-31T23:59:59.999999"], "datetime64[us]")

    assert deadlines(OFFICE, edges, 0).tolist() == edges.tolist()


def test_the_answers_stand_in_the_order_of_the_questions():
    starts = [local(f"{year}-03-05 10:00") for year in (2031, 1999, 2026, 2077, 2019, 1969)]

    assert aware(deadlines(OFFICE, starts, 3600)) == [at + HOUR for at in starts]
    assert aware(day_deadlines(every_day("09:00", "17:00"), starts, 0)) == [
        at + 7 * HOUR for at in starts
    ]


def test_no_moments_have_no_answers():
    assert deadlines(NEVER, [], 60).tolist() == []
    assert day_deadlines(NEVER, [], 1).tolist() == []
    assert elapsed_many(NEVER, [], []).tolist() == []


def test_one_mistyped_year_does_not_lay_out_all_years_between():
    schedule = every_day("07:15", "16:15")
    starts = [local("9000-03-02 10:00"), MONDAY]

    assert aware(deadlines(schedule, starts, 9 * 3600)) == [at + DAY for at in starts]
    assert len(schedule.timeline.covering(9000, 9000).dates) < 2000
    assert elapsed_many(schedule, starts, [at + DAY for at in starts]).tolist() == [9 * HOUR] * 2


def test_a_century_can_be_counted_and_reversed_moments_are_never_too_far_apart():
    weekend, until = a_schedule({"sat": [["10:00", "11:00"]]}), MONDAY + CENTURY

    assert elapsed_many(weekend, [MONDAY], [until]).tolist() == [elapsed(weekend, MONDAY, until)]
    assert elapsed_many(weekend, [until + DAY], [MONDAY]).tolist() == [timedelta()]


def test_moments_are_taken_apart_by_half_century():
    instants = np.array([ERA, 0, ERA - 1, 5 * ERA])

    assert [at.tolist() for at in in_eras(instants)] == [[1, 2], [0], [3]]


def test_years_close_together_share_one_layout():
    schedule = every_day("07:30", "16:30")

    deadlines(schedule, [local("2017-03-02 10:00"), local("2031-03-02 10:00")], 60)
    kept = schedule.timeline.covering(2031, 2031)

    assert schedule.timeline.covering(2017, 2031) is kept


@pytest.mark.parametrize(
    ("count", "last"),
    [
        (lambda starts: deadlines(ONCE, starts, 3600), OPENING + HOUR - timedelta(days=3653)),
        (lambda starts: day_deadlines(ONCE, starts, 0), OPENING + HOUR - timedelta(days=3653)),
    ],
)
def test_ten_years_ahead_is_found_and_no_further(count, last):
    assert aware(count([last, last + HOUR])) == [OPENING + HOUR] * 2

    with pytest.raises(NoOpeningError) as caught:
        count([last, last - TICK])
    assert caught.value.problem is Problem.TOO_FAR
    assert caught.value.where == (last - TICK).isoformat()


def test_an_amount_of_ten_years_is_found_where_the_desk_never_closes():
    ten_years = timedelta(days=3653)

    assert aware(deadlines(ALWAYS, [MONDAY], ten_years.total_seconds())) == [MONDAY + ten_years]
    with pytest.raises(NoOpeningError):
        deadlines(ALWAYS, [MONDAY], ten_years.total_seconds() + 1)


@pytest.mark.parametrize(
    ("count", "opens"),  # each a schedule of its own, of which nothing is laid out yet
    [
        (lambda schedule: deadlines(schedule, [MONDAY], 7200), "08:00"),
        (lambda schedule: day_deadlines(schedule, [MONDAY], 0), "08:30"),
    ],
)
def test_an_opening_years_ahead_is_found(count, opens):
    schedule = a_schedule(exceptions={"2033-03-02": [[opens, "10:00"]]})

    assert aware(count(schedule)) == [local("2033-03-02 10:00")]


@pytest.mark.parametrize("seconds", [3600.000001, 10**9, 1e300, float("inf")])
def test_too_little_opening_time_for_one_is_an_error_for_all(seconds):
    with pytest.raises(NoOpeningError) as caught:
        deadlines(ONCE, [OPENING, OPENING], [3600, seconds])

    assert caught.value.problem is Problem.TOO_FAR


@pytest.mark.parametrize("days", [1, 10**6, 2**62])
def test_too_few_open_days_are_an_error(days):
    with pytest.raises(NoOpeningError):
        day_deadlines(ONCE, [OPENING], days)


@pytest.mark.parametrize("count", [deadlines, day_deadlines])
def test_a_schedule_without_opening_refuses_to_name_deadlines(count):
    with pytest.raises(NoOpeningError) as caught:
        count(NEVER, [MONDAY], 0)

    assert caught.value.problem is Problem.NEVER_OPEN
    assert elapsed_many(NEVER, [MONDAY], [MONDAY + DAY]).tolist() == [timedelta()]


@pytest.mark.parametrize(
    ("ask", "problem", "where"),
    [
        (lambda at: deadlines(OFFICE, [at, at], [0, -1]), Problem.NEGATIVE, "-1.0"),
        (lambda at: deadlines(OFFICE, [at], float("nan")), Problem.NEGATIVE, "nan"),
        (lambda at: day_deadlines(OFFICE, [at, at], [1, -2]), Problem.NEGATIVE, "-2"),
        (lambda at: deadlines(OFFICE, [at, at.replace(tzinfo=None)], 60), Problem.NAIVE, "2026"),
        (
            lambda at: deadlines(OFFICE, np.array(["NaT"], "datetime64[us]"), 60),
            Problem.SHAPE,
            "NaT",
        ),
        (
            lambda at: deadlines(OFFICE, np.array(["10000-01-01"], "datetime64[us]"), 60),
            Problem.SHAPE,
            "10000",
        ),
        (
            lambda at: elapsed_many(OFFICE, [at, at], [at, at + CENTURY + TICK]),
            Problem.TOO_LONG,
            "2026-03-02T09:00:00+00:00 - 2126-03-03T09:00:00.000001+00:00",
        ),
    ],
)
def test_what_makes_no_sense_for_one_is_refused_for_all(ask, problem, where):
    with pytest.raises(ScheduleError) as caught:
        ask(MONDAY)

    assert caught.value.problem is problem
    assert where in caught.value.where
