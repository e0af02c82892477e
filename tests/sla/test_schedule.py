"""What a schedule accepts, how it is written, and how it says what is wrong and where."""

from datetime import date

import pytest

from sla.business_time import Interval, Problem, Schedule, ScheduleError, SpecialDay
from tests.sla.schedules import OFFICE, OFFICE_HOURS, a_schedule


def test_a_schedule_is_written_as_it_was_read():
    written = OFFICE.to_dict()

    assert written["weekly"]["mon"] == OFFICE_HOURS
    assert written["weekly"]["sun"] == []
    assert written["exceptions"]["2026-04-27"] == {"name": "Koningsdag", "hours": []}
    assert Schedule.from_dict(written) == OFFICE


def test_an_exception_without_a_name_is_written_as_its_hours_alone():
    schedule = a_schedule(exceptions={"2026-12-25": [], "2026-12-24": [["00:00", "24:00"]]})

    assert schedule.exceptions == (
        SpecialDay(date(2026, 12, 24), (Interval(0, 1440),)),
        SpecialDay(date(2026, 12, 25)),
    )
    assert schedule.to_dict()["exceptions"] == {
        "2026-12-24": [["00:00", "24:00"]],
        "2026-12-25": [],
    }


def test_intervals_may_touch_and_come_in_any_order():
    schedule = a_schedule(weekly={"mon": [["12:30", "17:00"], ["08:30", "12:30"]]})

    assert schedule.to_dict()["weekly"]["mon"] == [["08:30", "12:30"], ["12:30", "17:00"]]


def test_equal_schedules_are_one_value_and_share_their_openings():
    one, other = (a_schedule(weekly={"mon": [["08:30", "17:00"]]}) for _ in range(2))

    assert {one: "found"}[other] == "found"
    assert one.timeline is other.timeline


def test_missing_days_are_closed_and_leave_a_legal_schedule():
    assert Schedule.from_dict({"timezone": "UTC"}) == Schedule("UTC", ((),) * 7)


@pytest.mark.parametrize(
    ("part", "problem", "where"),
    [
        ({"weekly": {"mon": [["08:30", "12:30"], ["12:29", "17:00"]]}}, "OVERLAP", "mon 12:29"),
        ({"weekly": {"fri": [["12:30", "08:30"]]}}, "REVERSED_INTERVAL", "fri 12:30-08:30"),
        ({"weekly": {"sat": [["08:30", "08:30"]]}}, "EMPTY_INTERVAL", "sat 08:30-08:30"),
        ({"weekly": {"mon": [["24:00", "24:00"]]}}, "EMPTY_INTERVAL", "mon 24:00"),
        ({"weekly": {"maandag": []}}, "UNKNOWN_WEEKDAY", "maandag"),
        ({"weekly": {"mon": [["8:30", "12:30"]]}}, "BAD_TIME", "mon '8:30'"),
        ({"weekly": {"mon": [["08:30", "24:01"]]}}, "BAD_TIME", "mon '24:01'"),
        ({"weekly": {"mon": [["08:60", "12:30"]]}}, "BAD_TIME", "mon '08:60'"),
        ({"weekly": {"mon": [["08:30", 17]]}}, "BAD_TIME", "mon 17"),
        ({"weekly": {"mon": [["08:30"]]}}, "SHAPE", "mon ['08:30']"),
        ({"weekly": {"mon": ["08:30-17:00"]}}, "SHAPE", "mon '08:30-17:00'"),
        ({"weekly": {"mon": "08:30-17:00"}}, "SHAPE", "mon"),
        ({"weekly": []}, "SHAPE", "weekly"),
        ({"exceptions": []}, "SHAPE", "exceptions"),
        ({"exceptions": {"2026-02-30": []}}, "BAD_DATE", "2026-02-30"),
        ({"exceptions": {"20261225": []}}, "BAD_DATE", "20261225"),
        ({"exceptions": {20261225: []}}, "BAD_DATE", "20261225"),
        ({"exceptions": {"2026-12-25": None}}, "SHAPE", "2026-12-25"),
        ({"exceptions": {"2026-12-25": {"name": 1}}}, "SHAPE", "2026-12-25"),
        ({"exceptions": {"2026-12-25": {"closed": True}}}, "UNKNOWN_KEY", "closed"),
        ({"exceptions": {"2026-12-24": [["15:00", "13:00"]]}}, "REVERSED_INTERVAL", "2026-12-24"),
        ({"exeptions": {}}, "UNKNOWN_KEY", "exeptions"),
        ({"timezone": "Europe/Rotterdam"}, "UNKNOWN_ZONE", "Europe/Rotterdam"),
        ({"timezone": "../etc/passwd"}, "UNKNOWN_ZONE", "../etc/passwd"),
        ({"timezone": "Europe"}, "UNKNOWN_ZONE", "Europe"),
        ({"timezone": None}, "UNKNOWN_ZONE", "None"),
    ],
)
def test_bad_input_is_refused_with_what_and_where(part, problem, where):
    with pytest.raises(ScheduleError) as caught:
        Schedule.from_dict({"timezone": "Europe/Amsterdam", **part})

    assert caught.value.problem is Problem[problem]
    assert where in caught.value.where
    assert str(caught.value) == f"{caught.value.where} {caught.value.problem}"


@pytest.mark.parametrize("data", [None, []])
def test_what_is_no_dictionary_is_refused(data):
    with pytest.raises(ScheduleError, match="schedule is not written as expected"):
        Schedule.from_dict(data)


CLOSED = ((),) * 7
CHRISTMAS = SpecialDay(date(2026, 12, 25))


@pytest.mark.parametrize(
    ("weekly", "exceptions", "problem"),
    [
        (((),) * 6, (), Problem.SHAPE),
        (((),) * 8, (), Problem.SHAPE),
        (((Interval(-1, 60),), *CLOSED[1:]), (), Problem.BAD_TIME),
        (((Interval(60, 1441),), *CLOSED[1:]), (), Problem.BAD_TIME),
        (((Interval(600, 700), Interval(500, 601)), *CLOSED[1:]), (), Problem.OVERLAP),
        (CLOSED, (SpecialDay(date(2026, 12, 25), (Interval(9, 9),)),), Problem.EMPTY_INTERVAL),
    ],
)
def test_the_constructor_refuses_the_same(weekly, exceptions, problem):
    with pytest.raises(ScheduleError) as caught:
        Schedule("UTC", weekly, exceptions)

    assert caught.value.problem is problem


def test_the_date_that_occurs_twice_is_named():
    eve = SpecialDay(date(2026, 12, 24))

    with pytest.raises(ScheduleError, match="2026-12-25 occurs twice"):
        Schedule("UTC", CLOSED, (eve, CHRISTMAS, CHRISTMAS))
