"""A whole curve at once equals the count request by request, norm by norm."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.backtest.counting import count
from sla.business_time import NoOpeningError
from sla.models import Norm, Way
from tests.sla.backtest.one_by_one import Past, as_cases, one_by_one
from tests.sla.schedules import (
    ALWAYS,
    NEVER,
    OFFICE,
    a_schedule,
    any_schedule,
    every_day,
    local,
)

FIRST, LAST = date(2026, 3, 1), date(2026, 4, 30)
ZONES = ["Europe/Amsterdam", "Australia/Lord_Howe", "America/New_York", "UTC"]
CUT_OFF = {"cut_off": time(12), "same_day": time(16), "next_day": time(12)}
LATE_CUT_OFF = {"cut_off": time(9), "same_day": time(12, 45), "next_day": time(23)}
NORMS = {
    "working time": (Norm(way=Way.WORKING_TIME, amount=1), [1, 15, 60, 240, 241, 480, 960, 2400]),
    "working days": (Norm(way=Way.WORKING_DAYS), [0, 1, 2, 3, 5, 8]),
    "cut-off": (Norm(way=Way.CUT_OFF, **CUT_OFF), [0, 9 * 60, 12 * 60, 12 * 60 + 1, 16 * 60]),
    "cut-off in a break": (Norm(way=Way.CUT_OFF, **LATE_CUT_OFF), [8 * 60, 12 * 60, 12 * 60 + 45]),
    "days before": (Norm(way=Way.DAYS_BEFORE, amount=1), [1, 2, 3, 5, 10]),
    "time before": (Norm(way=Way.TIME_BEFORE, amount=1), [1, 60, 240, 480, 2400]),
}
# Edges of the usual hours are on a quarter; a breath beside them is what goes wrong.
BREATHS = [timedelta(), timedelta(microseconds=1), timedelta(microseconds=-1), timedelta(seconds=7)]
quarters = st.integers(0, 40 * 96).map(lambda n: timedelta(minutes=15 * n))
moments = st.builds(
    lambda after, breath: local("2026-03-10 00:00") + after + breath,
    quarters,
    st.sampled_from(BREATHS),
)


@st.composite
def pasts(draw):
    """A request with up to three waits, the last of which it may have been done in."""
    waits = draw(st.integers(0, 3))
    ends_waiting = draw(st.booleans()) and waits
    wanted = 2 + 2 * waits - bool(ends_waiting)
    found = sorted(draw(st.lists(moments, min_size=wanted, max_size=wanted)))
    start, stop, between = found[0], found[-1], found[1:-1]
    if ends_waiting:
        between.append(stop)
    event = draw(moments)
    return Past(start, stop, list(zip(between[::2], between[1::2], strict=True)), event)


schedules = st.one_of(
    st.sampled_from([OFFICE, ALWAYS, every_day("08:00", "24:00")]),
    st.sampled_from(ZONES).flatmap(lambda zone: any_schedule(zone, FIRST, LAST)),
).filter(lambda schedule: any(schedule.weekly))


def the_same(norm, amount):
    """Return a norm with another amount, as one would be agreed."""
    if norm.way == Way.CUT_OFF:
        times = {"cut_off": time(amount // 60, amount % 60)}
        return Norm(way=norm.way, same_day=norm.same_day, next_day=norm.next_day, **times)
    return Norm(way=norm.way, amount=amount)


def both(cases, norm, amounts, schedule):
    with_event = norm.before_event
    found = count(as_cases(cases, with_event=with_event), norm, schedule, amounts)
    at_once = list(zip(found.met.tolist(), found.of.tolist(), strict=True))
    return at_once, [one_by_one(cases, the_same(norm, one), schedule) for one in amounts]


@pytest.mark.parametrize("way", NORMS)
@given(cases=st.lists(pasts(), min_size=1, max_size=6), schedule=schedules)
@settings(max_examples=60, deadline=None)
def test_a_curve_is_the_count_request_by_request(way, cases, schedule):
    norm, amounts = NORMS[way]

    at_once, expected = both(cases, norm, amounts, schedule)

    assert at_once == expected


MONDAY = local("2026-03-02 10:00")


@pytest.mark.parametrize(
    ("past", "least"),
    [  # calendar A of docs/time.md: how many working minutes would have been just enough
        (Past(MONDAY, local("2026-03-02 14:30")), 240),
        (Past(MONDAY, local("2026-03-02 14:30") + timedelta(microseconds=1)), 241),
        (Past(MONDAY, local("2026-03-02 12:45")), 151),
        (Past(local("2026-03-06 16:30"), local("2026-03-08 12:00")), 31),
        (
            Past(
                local("2026-03-02 09:00"),
                local("2026-03-03 11:30"),
                [(local("2026-03-02 16:00"), local("2026-03-03 10:00"))],
            ),
            480,
        ),
    ],
)
def test_what_was_just_enough_of_working_time(past, least):
    found = count(as_cases([past], with_event=False), *time_norm(), [least - 1, least])

    assert found.met.tolist() == [0, 1]


def time_norm():
    return Norm(way=Way.WORKING_TIME, amount=1), OFFICE


@pytest.mark.parametrize(
    ("stop", "least"),
    [
        ("2026-05-22 17:00", 0),
        ("2026-05-22 17:01", 1),
        ("2026-05-26 09:00", 1),  # Monday is Whit Monday
        ("2026-05-27 17:00", 2),
    ],
)
def test_working_days_skip_weekends_and_holidays(stop, least):
    past = Past(local("2026-05-22 10:00"), local(stop))

    found = count(as_cases([past], with_event=False), Norm(way=Way.WORKING_DAYS), OFFICE, range(4))

    assert found.met.tolist() == [int(days >= least) for days in range(4)]


def test_what_came_too_late_for_a_norm_before_its_event_is_not_counted():
    event = local("2026-04-08 09:00")
    pasts = [
        Past(local("2026-03-23 09:00"), local("2026-04-02 17:00"), event=event),
        Past(local("2026-04-07 09:00"), local("2026-04-07 16:00"), event=event),
    ]

    found = count(
        as_cases(pasts, with_event=True), Norm(way=Way.DAYS_BEFORE, amount=1), OFFICE, [1, 2, 3, 4]
    )

    assert found.of.tolist() == [2, 1, 1, 1]
    assert found.met.tolist() == [2, 1, 1, 0]


def test_a_desk_that_never_opens_has_no_curve():
    past = Past(MONDAY, MONDAY)
    once = a_schedule(exceptions={"2026-03-02": [["10:00", "11:00"]]})

    for schedule in (NEVER, once):
        with pytest.raises(NoOpeningError):
            count(as_cases([past], with_event=False), Norm(amount=1), schedule, [1])


def test_waits_before_the_start_are_left_out():
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    hour = timedelta(hours=1)
    waits = [(start - 3 * hour, start - 2 * hour), (start - hour, start + hour)]

    cases = as_cases([Past(start, start + 2 * hour, waits)], with_event=False)

    assert (cases.since - cases.start[0]).tolist() == [0, 3_600_000_000]
    assert (cases.until - cases.start[0]).tolist() == [0, 7_200_000_000]
