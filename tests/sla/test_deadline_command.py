"""`manage.py deadline`: the worked examples of docs/time.md, and what is refused in words."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from sla.actions import change_hours
from tests.factories import NOW, a_calendar, a_pool, set_hours
from tests.sla.schedules import HOLIDAYS

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendars():
    """Calendar A, which is that of pool Noord too, and calendar C, always open."""
    closed = {date.fromisoformat(on): name for on, name in HOLIDAYS.items()}
    a_pool("NOORD", name="Pool Noord", calendar=a_calendar("A", closed=closed))
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    set_hours(a_calendar("C"), {day: [("00:00", "24:00")] for day in days}, now=NOW)


def deadline(calendar, since, norm, **options):
    out = io.StringIO()
    options = {"calendar": calendar, "since": since, "norm": norm} | options
    call_command("deadline", **options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("calendar", "since", "norm", "options", "due"),
    [
        ("A", "2026-03-02T10:00", "4 werkuren", {}, "2026-03-02T14:30:00+01:00"),
        ("A", "2026-03-02T08:30", "8 werkuren", {}, "2026-03-02T17:00:00+01:00"),
        ("A", "2026-03-06T17:00", "30 werkminuten", {}, "2026-03-09T09:00:00+01:00"),
        ("A", "2026-04-24T13:00", "8 working hours", {}, "2026-04-28T12:30:00+02:00"),
        ("A", "2026-05-22T10:00", "2 werkdagen", {}, "2026-05-27T17:00:00+02:00"),
        ("A", "2026-03-06T16:59", "1 werkdag", {}, "2026-03-09T17:00:00+01:00"),
        ("A", "2026-03-06T17:00", "1 werkdag", {}, "2026-03-10T17:00:00+01:00"),
        (
            "A",
            "2026-04-02T12:00",
            "16:00 als het voor 12:00 binnen is, anders 12:00 de volgende werkdag",
            {},
            "2026-04-03T12:00:00+02:00",
        ),
        (
            "A",
            "2026-03-30T09:00",
            "3 werkdagen voor de vergadering",
            {"event": "2026-04-08"},
            "2026-04-02T17:00:00+02:00",
        ),
        ("C", "2026-03-28T12:00", "24 werkuren", {}, "2026-03-29T13:00:00+02:00"),
        ("C", "2026-10-24T12:00", "24 werkuren", {}, "2026-10-25T11:00:00+01:00"),
        (
            "A",
            "2026-03-02T09:00",
            "8 werkuren",
            {"pause": ["2026-03-02T16:00/2026-03-03T10:00"]},
            "2026-03-03T11:30:00+01:00",
        ),
        (
            "A",
            "2026-03-06T15:00",
            "4 werkuren",
            {"pause": ["2026-03-06T18:00/2026-03-08T20:00"]},
            "2026-03-09T10:30:00+01:00",
        ),
        ("A", "2026-03-02T14:00", "8 werkuren", {}, "2026-03-03T14:00:00+01:00"),
        ("NOORD", "2026-03-02T10:00", "dezelfde dag", {}, "2026-03-02T17:00:00+01:00"),
    ],
)
def test_the_worked_examples(calendars, calendar, since, norm, options, due):
    assert deadline(calendar, since, norm, **options) == f"{due} Europe/Amsterdam\n"


def test_a_moment_with_an_offset_is_taken_as_it_is(calendars):
    assert deadline("A", "2026-03-02T04:00-05:00", "4 werkuren").startswith("2026-03-02T14:30")


def test_without_an_offset_it_is_the_wall_clock_of_the_calendar(calendars):
    hours = {"timezone": "America/New_York", "weekly": {"mon": [["09:00", "17:00"]]}}
    change_hours(a_calendar("NY"), hours, note="", now=NOW)

    assert deadline("NY", "2026-03-02T10:00", "1 u") == (
        "2026-03-02T11:00:00-05:00 America/New_York\n"
    )


def test_it_explains_itself_in_lines_that_add_up(calendars):
    lines = deadline("A", "2026-04-24T13:00", "8 werkuren", explain=True).splitlines()

    assert [line.split() for line in lines[1:]] == [
        ["received", "Fri", "24", "Apr", "13:00"],
        ["norm", "8", "working", "hours"],
        ["Fri", "24", "Apr", "13:00–17:00", "4", "h", "00"],
        ["Sat", "25", "Apr", "closed", "–"],
        ["Sun", "26", "Apr", "closed", "–"],
        ["Mon", "27", "Apr", "Koningsdag", "–"],
        ["Tue", "28", "Apr", "08:30–12:30", "4", "h", "00"],
        ["together", "8", "h", "00"],
        ["due", "Tuesday", "28", "April", "12:30"],
    ]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"calendar": "X"}, "--calendar: There is no calendar or pool “X”. Choose one of these: A"),
        ({"since": "maandag"}, "--since: “maandag” is not a date and time. Type, for example"),
        ({"since": "9999-12-31T23:59"}, "--since: “9999-12-31T23:59” is not a date"),
        ({"since": "2026-03-29T02:30"}, "--since: This time does not exist: the clocks go forward"),
        ({"norm": "snel"}, "--norm: This can't be read as a norm. Type, for example: 2 working"),
        ({"norm": "3 werkdagen vooraf"}, "--event: This norm counts from the event. Type when"),
        ({"norm": "99999 werkdagen"}, "--norm: There is not enough opening time within ten years"),
        ({"pause": ["2026-03-02T16:00"]}, "--pause: write each as FROM/TO"),
        ({"pause": ["2026-03-02T16:00/"]}, "--pause: Type both when a pause begins and ends"),
        (
            {"pause": ["2026-03-02T16:00/2026-03-02T15:00"]},
            "--pause: A pause ends after it begins",
        ),
        (
            {
                "pause": [
                    "2026-03-02T12:00/2026-03-02T15:00",
                    "2026-03-02T11:00/2026-03-02T12:01",
                ]
            },
            "--pause: Two pauses overlap",
        ),
    ],
)
def test_what_is_wrong_says_what_to_do(calendars, options, problem):
    asked = {"calendar": "A", "since": "2026-03-02T10:00", "norm": "4 werkuren"} | options

    with pytest.raises(CommandError) as refused:
        deadline(**asked)

    assert str(refused.value).startswith(problem)


def test_a_calendar_that_never_opens_is_named(calendars):
    set_hours(a_calendar("DICHT"), {}, now=NOW)

    with pytest.raises(CommandError, match="--calendar: This calendar has no opening hours"):
        deadline("DICHT", "2026-03-02T10:00", "4 werkuren")
