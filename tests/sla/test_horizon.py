"""How far a question about time reaches: ten years, and no years laid out for nothing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.business_time import (
    NoOpeningError,
    ScheduleError,
    day_deadline,
    day_start_by,
    deadline,
    elapsed,
    end_of_day_at,
    explain,
    is_open,
    next_opening,
    open_between,
    start_by,
)
from tests.sla.schedules import OFFICE, a_schedule, every_day, local

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
ONCE = a_schedule(exceptions={"2036-03-02": [["10:00", "11:00"]]}, timezone="UTC")
OPENING = datetime(2036, 3, 2, 10, tzinfo=UTC)
TEN_YEARS = timedelta(days=3653)
CENTURY = timedelta(days=36525)


@pytest.mark.parametrize(
    ("ask", "last"),
    [
        (lambda at: deadline(ONCE, at, HOUR), OPENING + HOUR - TEN_YEARS),
        (lambda at: next_opening(ONCE, at), OPENING - TEN_YEARS),
        (lambda at: day_deadline(ONCE, at, 0), OPENING + HOUR - TEN_YEARS),
        (lambda at: end_of_day_at(ONCE, at), OPENING + HOUR - TEN_YEARS),
    ],
)
def test_a_search_ahead_reaches_ten_years_and_no_further(ask, last):
    assert OPENING <= ask(last) <= OPENING + HOUR

    with pytest.raises(NoOpeningError, match="within ten years"):
        ask(last - TICK)


def test_a_search_back_reaches_ten_years_and_no_further():
    once = a_schedule(exceptions={"2016-03-02": [["10:00", "11:00"]]}, timezone="UTC")
    opening = datetime(2016, 3, 2, 10, tzinfo=UTC)

    assert start_by(once, opening + TEN_YEARS, HOUR) == opening
    assert start_by(once, opening + TEN_YEARS + HOUR / 2, HOUR / 2) == opening + HOUR / 2
    assert day_start_by(once, date(2026, 3, 3), 1) == opening + HOUR

    with pytest.raises(NoOpeningError, match="within ten years"):
        start_by(once, opening + TEN_YEARS + TICK, HOUR)
    with pytest.raises(NoOpeningError, match="2026-03-04"):
        day_start_by(once, date(2026, 3, 4), 1)


@pytest.mark.parametrize("amount", [HOUR + TICK, timedelta.max])
def test_too_little_opening_time_is_an_error(amount):
    with pytest.raises(NoOpeningError):
        deadline(ONCE, OPENING, amount)
    with pytest.raises(NoOpeningError):
        deadline(ONCE, OPENING + HOUR / 2, amount)
    with pytest.raises(NoOpeningError):
        start_by(ONCE, OPENING + HOUR, amount)
    with pytest.raises(NoOpeningError):
        day_deadline(ONCE, OPENING, 1)


def test_after_the_last_opening_there_is_no_next():
    with pytest.raises(NoOpeningError):
        next_opening(ONCE, OPENING + HOUR)
    assert not is_open(ONCE, OPENING + HOUR)


def test_a_long_question_has_the_same_answer_as_its_parts():
    start = local("2026-01-01 00:00")
    years = [local(f"{year}-01-01 00:00") for year in range(2026, 2036)]

    amount = sum(map(lambda a, b: elapsed(OFFICE, a, b), years, years[1:]), timedelta())

    assert elapsed(OFFICE, start, years[-1]) == amount
    assert deadline(OFFICE, start, amount) == local("2034-12-29 17:00")
    assert start_by(OFFICE, years[-1], amount) == local("2026-01-02 08:30")
    assert is_open(OFFICE, local("2020-03-02 10:00"))


def test_years_that_were_never_asked_about_are_laid_out_from_the_first_to_the_last():
    since, until = local("2026-01-01 00:00"), local("2034-01-01 00:00")

    assert elapsed(every_day("08:15", "16:45"), since, until) == 2922 * 8.5 * HOUR


@pytest.mark.parametrize(
    ("zone", "at"), [("Asia/Tokyo", "2025-01-01 00:30"), ("America/New_York", "2027-12-31 23:30")]
)
def test_the_edge_of_what_is_laid_out_holds_in_every_zone(zone, at):
    schedule = every_day("00:00", "24:00", timezone="Europe/Brussels")
    schedule.timeline.covering(2026, 2026)  # and so 2025 and 2027
    elsewhere = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone))

    assert is_open(schedule, elsewhere)
    assert elapsed(schedule, elsewhere, elsewhere + HOUR / 4) == HOUR / 4


def test_a_year_far_away_is_answered_without_laying_out_all_years_between():
    schedule = every_day("08:15", "16:15")
    near, far = local("2026-03-02 10:00"), local("9000-03-02 10:00")

    dues = [deadline(schedule, at, 8 * HOUR) - at for at in (near, far, near)]

    assert dues == [DAY, DAY, DAY]
    assert len(schedule.timeline.covering(far.year, far.year).dates) < 2000


@pytest.mark.parametrize("count", [elapsed, open_between, explain])
def test_no_question_about_the_time_between_two_moments_spans_more_than_a_century(count):
    schedule = a_schedule(weekly={"sat": [["10:00", "11:00"]]})
    since = local("2026-03-02 10:00")

    assert count(schedule, since, since + CENTURY)
    with pytest.raises(ScheduleError, match=r"^2026.* - 2126.* is more than a century"):
        count(schedule, since, since + CENTURY + TICK)


def test_reversed_moments_are_never_too_far_apart():
    assert elapsed(OFFICE, local("9000-03-02 10:00"), local("2026-03-02 10:00")) == timedelta()


def test_nearby_years_are_laid_out_once_and_kept():
    schedule = every_day("08:15", "16:30")

    schedule.timeline.covering(2026, 2026)
    kept = schedule.timeline.covering(2030, 2030)

    assert schedule.timeline.covering(2024, 2031) is kept
    assert schedule.timeline.covering(2023, 2031) is not kept


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        ("0001-01-01 00:00", "Asia/Tokyo"),
        ("0001-06-01 10:00", "UTC"),
        ("9999-12-31 23:00", "America/New_York"),
    ],
)
def test_the_first_and_the_last_year_there_are_have_no_opening_and_do_no_harm(moment, zone):
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))

    assert not is_open(OFFICE, at)
    assert elapsed(OFFICE, at, at + HOUR / 2) == timedelta()
    assert open_between(OFFICE, at, at + HOUR / 2) == ()


def test_the_second_year_and_the_last_but_one_can_be_counted():
    daily = every_day("09:00", "10:00", timezone="UTC")
    second, last = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)

    assert deadline(daily, second, HOUR) == second + 10 * HOUR
    assert start_by(daily, last + DAY, HOUR) == last + 9 * HOUR
    assert elapsed(daily, second, second + DAY) == elapsed(daily, last, last + DAY) == HOUR
