"""Every worked example of the specification of time, and each of its edges."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.business_time import (
    NoOpeningError,
    Problem,
    ScheduleError,
    cut_off_deadline,
    day_deadline,
    day_start_by,
    deadline,
    elapsed,
    end_of_day_at,
    is_open,
    next_opening,
    open_between,
    start_by,
)
from tests.sla.schedules import ALWAYS, NEVER, OFFICE, a_schedule, every_day, local

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
NOON = time(12)
CUT_OFF = {"cut_off": NOON, "same_day": time(16), "next_day": NOON}


@pytest.mark.parametrize(
    ("schedule", "amount", "received", "due"),
    [
        (OFFICE, 4 * HOUR, "2026-03-02 10:00", "2026-03-02 14:30"),
        (OFFICE, 8 * HOUR, "2026-03-02 08:30", "2026-03-02 17:00"),
        (OFFICE, 30 * MINUTE, "2026-03-06 17:00", "2026-03-09 09:00"),
        (OFFICE, 8 * HOUR, "2026-04-24 13:00", "2026-04-28 12:30"),
        (ALWAYS, 24 * HOUR, "2026-03-28 12:00", "2026-03-29 13:00"),
        (ALWAYS, 24 * HOUR, "2026-10-24 12:00", "2026-10-25 11:00"),
        (OFFICE, 0.75 * 8 * HOUR, "2026-03-02 14:00", "2026-03-03 11:30"),
        (OFFICE, 8 * HOUR, "2026-03-02 14:00", "2026-03-03 14:00"),
        (OFFICE, 4 * HOUR, "2026-03-02 08:30", "2026-03-02 12:30"),
        (OFFICE, 4 * HOUR + TICK, "2026-03-02 08:30", "2026-03-02 13:00:00.000001"),
        (OFFICE, 3 * HOUR, "2026-12-24 13:00", "2026-12-28 09:30"),
        (OFFICE, HOUR, "2025-12-31 16:30", "2026-01-02 09:00"),
        (OFFICE, timedelta(), "2026-03-07 12:00", "2026-03-07 12:00"),
    ],
)
def test_working_time_is_due_at_the_earliest_instant_with_that_much_opening_time(
    schedule, amount, received, due
):
    assert deadline(schedule, local(received), amount) == local(due)


@pytest.mark.parametrize(
    ("target", "received", "pause", "resume", "due"),
    [
        (8, "2026-03-02 09:00", "2026-03-02 16:00", "2026-03-03 10:00", "2026-03-03 11:30"),
        (4, "2026-03-06 15:00", "2026-03-06 18:00", "2026-03-08 20:00", "2026-03-09 10:30"),
    ],
)
def test_what_is_left_after_a_pause_is_counted_from_the_resume(
    target, received, pause, resume, due
):
    left = target * HOUR - elapsed(OFFICE, local(received), local(pause))

    assert deadline(OFFICE, local(resume), left) == local(due)


@pytest.mark.parametrize(
    ("schedule", "days", "received", "due"),
    [
        (OFFICE, 2, "2026-05-22 10:00", "2026-05-27 17:00"),
        (OFFICE, 1, "2026-03-06 16:59", "2026-03-09 17:00"),
        (OFFICE, 1, "2026-03-06 17:00", "2026-03-10 17:00"),
        (OFFICE, 2, "2026-03-06 17:00", "2026-03-11 17:00"),
        (OFFICE, 0, "2026-03-06 12:45", "2026-03-06 17:00"),
        (OFFICE, 0, "2026-03-06 17:00", "2026-03-09 17:00"),
        (OFFICE, 0, "2026-03-07 12:00", "2026-03-09 17:00"),
        (OFFICE, 1, "2026-12-23 10:00", "2026-12-24 15:00"),
        (ALWAYS, 0, "2026-03-02 00:00", "2026-03-03 00:00"),
        (ALWAYS, 1, "2026-03-02 23:59:59.999999", "2026-03-04 00:00"),
    ],
)
def test_working_days_end_at_the_last_close_counted_from_the_day_of_receipt(
    schedule, days, received, due
):
    assert day_deadline(schedule, local(received), days) == local(due)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-04-02 11:59:59.999999", "2026-04-02 16:00"),
        ("2026-04-02 12:00", "2026-04-03 12:00"),
        ("2026-04-02 06:00", "2026-04-02 16:00"),
        ("2026-04-03 13:00", "2026-04-07 12:00"),
        ("2026-04-04 09:00", "2026-04-07 12:00"),
        ("2026-04-02 20:00", "2026-04-03 12:00"),
        ("2025-12-31 13:00", "2026-01-02 12:00"),
    ],
)
def test_the_cut_off_is_strict_and_only_holds_on_an_open_day(received, due):
    assert cut_off_deadline(OFFICE, local(received), **CUT_OFF) == local(due)


@pytest.mark.parametrize(
    ("received", "times", "due"),
    [
        ("2026-12-24 10:00", (NOON, time(16), NOON), "2026-12-24 15:00"),
        ("2026-12-23 13:00", (NOON, time(16), time(18)), "2026-12-24 15:00"),
        ("2026-12-23 13:00", (NOON, time(16), time(7)), "2026-12-24 08:30"),
        ("2026-03-02 06:00", (time(7), time(8), NOON), "2026-03-02 08:30"),
        ("2026-03-02 10:00", (NOON, NOON, NOON), "2026-03-02 12:00"),
        ("2026-12-24 14:59", (time(16), time(16, 30, 1), NOON), "2026-12-24 15:00"),
        ("2026-12-24 15:00", (time(16), time(16, 30), time(9, 0, 5)), "2026-12-28 09:00:05"),
    ],
)
def test_a_cut_off_time_outside_the_day_becomes_its_first_opening_or_last_close(
    received, times, due
):
    assert cut_off_deadline(OFFICE, local(received), *times) == local(due)


@pytest.mark.parametrize(
    ("event", "days", "due"),
    [
        (date(2026, 4, 8), 3, "2026-04-02 17:00"),
        (date(2026, 4, 8), 1, "2026-04-07 17:00"),
        (local("2026-04-08 00:00"), 1, "2026-04-07 17:00"),
        (local("2026-04-07 23:59"), 1, "2026-04-03 17:00"),
        (date(2026, 4, 6), 1, "2026-04-03 17:00"),
        (date(2026, 12, 25), 1, "2026-12-24 15:00"),
    ],
)
def test_working_days_before_an_event_are_counted_back_from_its_local_date(event, days, due):
    assert day_start_by(OFFICE, event, days) == local(due)


@pytest.mark.parametrize(
    ("schedule", "amount", "until", "start"),
    [
        (OFFICE, 4 * HOUR, "2026-03-02 14:30", "2026-03-02 10:00"),
        (OFFICE, 4 * HOUR, "2026-03-02 17:00", "2026-03-02 13:00"),
        (OFFICE, 4 * HOUR, "2026-03-02 13:00", "2026-03-02 08:30"),
        (OFFICE, 30 * MINUTE, "2026-03-09 08:30", "2026-03-06 16:30"),
        (OFFICE, 8 * HOUR, "2026-04-28 12:30", "2026-04-24 13:00"),
        (ALWAYS, 24 * HOUR, "2026-03-29 13:00", "2026-03-28 12:00"),
        (OFFICE, timedelta(), "2026-03-07 12:00", "2026-03-07 12:00"),
        (OFFICE, 4 * HOUR, "2026-01-02 08:30", "2025-12-31 13:00"),
    ],
)
def test_working_time_before_an_event_starts_at_the_latest_instant(schedule, amount, until, start):
    assert start_by(schedule, local(until), amount) == local(start)


@pytest.mark.parametrize(
    ("at", "opens", "now"),
    [
        ("2026-03-02 08:29:59.999999", "2026-03-02 08:30", False),
        ("2026-03-02 08:30", "2026-03-02 08:30", True),
        ("2026-03-02 12:29:59.999999", "2026-03-02 12:29:59.999999", True),
        ("2026-03-02 12:30", "2026-03-02 13:00", False),
        ("2026-03-06 17:00", "2026-03-09 08:30", False),
        ("2026-04-24 17:00", "2026-04-28 08:30", False),
    ],
)
def test_a_desk_is_open_from_its_opening_up_to_its_close(at, opens, now):
    assert next_opening(OFFICE, local(at)) == local(opens)
    assert is_open(OFFICE, local(at)) is now


@pytest.mark.parametrize(
    ("schedule", "at", "end"),
    [
        (OFFICE, "2026-03-02 12:30", "2026-03-02 17:00"),
        (OFFICE, "2026-03-02 17:00", "2026-03-02 17:00"),
        (OFFICE, "2026-03-02 17:00:00.000001", "2026-03-03 17:00"),
        (OFFICE, "2026-03-07 10:00", "2026-03-09 17:00"),
        (ALWAYS, "2026-03-03 00:00", "2026-03-03 00:00"),
    ],
)
def test_a_working_days_clock_is_rounded_up_to_the_last_close_of_its_day(schedule, at, end):
    assert end_of_day_at(schedule, local(at)) == local(end)


def test_open_stretches_are_cut_off_at_both_ends():
    stretches = open_between(OFFICE, local("2026-03-06 12:00"), local("2026-03-09 09:00"))

    assert stretches == (
        (local("2026-03-06 12:00"), local("2026-03-06 12:30")),
        (local("2026-03-06 13:00"), local("2026-03-06 17:00")),
        (local("2026-03-09 08:30"), local("2026-03-09 09:00")),
    )


@pytest.mark.parametrize("since", ["2026-03-02 10:00", "2026-03-02 11:00", "2026-03-03 10:00"])
def test_reversed_or_equal_moments_have_nothing_between_them(since):
    assert open_between(OFFICE, local(since), local("2026-03-02 10:00")) == ()
    assert elapsed(OFFICE, local(since), local("2026-03-02 10:00")) == timedelta()


def test_a_stretch_that_only_touches_the_moments_is_left_out():
    assert open_between(OFFICE, local("2026-03-02 12:30"), local("2026-03-02 13:00")) == ()


def test_answers_are_in_utc_whatever_zone_the_question_is_in():
    tokyo = local("2026-03-02 10:00").astimezone(ZoneInfo("Asia/Tokyo"))

    due = deadline(OFFICE, tokyo, 4 * HOUR)

    assert (due, due.tzinfo) == (local("2026-03-02 14:30"), UTC)


@pytest.mark.parametrize(
    ("schedule", "day", "real"),
    [
        (every_day("01:00", "04:00"), "2026-03-29", 2 * HOUR),
        (every_day("01:00", "04:00"), "2026-10-25", 4 * HOUR),
        (every_day("02:30", "04:00"), "2026-03-29", 30 * MINUTE),  # opens at 03:30 summer time
        (every_day("02:30", "03:15"), "2026-03-29", timedelta()),  # 03:30 to 03:15: vanishes
        (every_day("02:00", "03:00"), "2026-03-29", timedelta()),
        (every_day("02:30", "04:00"), "2026-10-25", 150 * MINUTE),  # the first 02:30
        (every_day("01:00", "02:30"), "2026-10-25", 90 * MINUTE),
    ],
)
def test_a_change_of_the_clocks_counts_in_real_time(schedule, day, real):
    since = local(f"{day} 00:30")

    assert elapsed(schedule, since, since + 12 * HOUR) == real


def test_a_day_whose_only_opening_vanishes_is_not_an_open_day():
    nights = every_day("02:00", "03:00")

    assert day_deadline(nights, local("2026-03-28 02:30"), 1) == local("2026-03-30 03:00")


def test_stretches_that_overlap_after_the_change_count_once():
    broken = a_schedule(weekly={"sun": [["02:15", "02:45"], ["03:00", "04:00"]]})
    since = local("2026-03-29 00:00")

    assert elapsed(broken, since, since + 24 * HOUR) == HOUR


def test_a_night_shift_runs_on_over_midnight_and_is_two_days():
    nights = a_schedule(weekly={"mon": [["22:00", "24:00"]], "tue": [["00:00", "06:00"]]})
    monday = local("2026-03-02 23:00")

    assert deadline(nights, monday, 3 * HOUR) == local("2026-03-03 02:00")
    assert day_deadline(nights, monday, 0) == local("2026-03-03 00:00")
    assert day_deadline(nights, monday, 1) == local("2026-03-03 06:00")
    assert next_opening(nights, local("2026-03-03 00:00")) == local("2026-03-03 00:00")


def test_a_date_that_a_zone_skipped_is_not_counted_as_a_day():
    apia = ZoneInfo("Pacific/Apia")
    samoa = every_day("09:00", "17:00", timezone="Pacific/Apia")

    due = day_deadline(samoa, local("2011-12-29 10:00", apia), 1)

    assert due == local("2011-12-31 17:00", apia)
    assert elapsed(samoa, local("2011-12-29 00:00", apia), due) == 16 * HOUR


@pytest.mark.parametrize(
    "ask",
    [
        lambda schedule, at: deadline(schedule, at, HOUR),
        lambda schedule, at: deadline(schedule, at, timedelta()),
        lambda schedule, at: start_by(schedule, at, HOUR),
        lambda schedule, at: day_deadline(schedule, at, 0),
        lambda schedule, at: day_start_by(schedule, at, 1),
        lambda schedule, at: cut_off_deadline(schedule, at, **CUT_OFF),
        lambda schedule, at: end_of_day_at(schedule, at),
        next_opening,
    ],
)
def test_a_schedule_without_opening_refuses_to_name_a_deadline(ask):
    with pytest.raises(NoOpeningError, match="never opens") as caught:
        ask(NEVER, local("2026-03-02 10:00"))

    assert caught.value.problem is Problem.NEVER_OPEN


def test_a_schedule_without_opening_is_simply_closed():
    monday = local("2026-03-02 10:00")

    assert not is_open(NEVER, monday)
    assert elapsed(NEVER, monday, monday + 24 * HOUR) == timedelta()


NAIVE = datetime(2026, 3, 2, 10)  # noqa: DTZ001


@pytest.mark.parametrize(
    "ask",
    [
        lambda: deadline(OFFICE, NAIVE, HOUR),
        lambda: start_by(OFFICE, NAIVE, HOUR),
        lambda: elapsed(OFFICE, NAIVE, local("2026-03-02 10:00")),
        lambda: elapsed(OFFICE, local("2026-03-02 10:00"), NAIVE),
        lambda: open_between(OFFICE, NAIVE, NAIVE),
        lambda: day_deadline(OFFICE, NAIVE, 1),
        lambda: day_start_by(OFFICE, NAIVE, 1),
        lambda: cut_off_deadline(OFFICE, NAIVE, **CUT_OFF),
        lambda: end_of_day_at(OFFICE, NAIVE),
        lambda: next_opening(OFFICE, NAIVE),
        lambda: is_open(OFFICE, NAIVE),
    ],
)
def test_a_moment_without_a_time_zone_is_refused(ask):
    with pytest.raises(ScheduleError, match="2026-03-02T10:00:00 does not say"):
        ask()


@pytest.mark.parametrize(
    ("ask", "problem"),
    [
        (lambda at: deadline(OFFICE, at, -TICK), Problem.NEGATIVE),
        (lambda at: start_by(OFFICE, at, -TICK), Problem.NEGATIVE),
        (lambda at: day_deadline(OFFICE, at, -1), Problem.NEGATIVE),
        (lambda at: day_start_by(OFFICE, at, 0), Problem.NO_DAYS),
        (
            lambda at: cut_off_deadline(OFFICE, at, NOON, time(11, 59), NOON),
            Problem.DUE_BEFORE_CUT_OFF,
        ),
    ],
)
def test_a_norm_that_makes_no_sense_is_refused(ask, problem):
    with pytest.raises(ScheduleError) as caught:
        ask(local("2026-03-02 10:00"))

    assert caught.value.problem is problem
