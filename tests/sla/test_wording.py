from datetime import date, time, timedelta

import pytest
from django.utils import translation

from sla import wording
from sla.models import AgreementLine, AgreementVersion, Norm, Starts, Way
from sla.models.agreements import Agreement
from tests.factories import local
from tests.sla.schedules import OFFICE, every_day

NOW = local("2026-11-24T10:50")  # the Tuesday of the mock


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-24T00:00", "today"),
        ("2026-11-25T23:59", "tomorrow"),
        ("2026-11-23T17:00", "yesterday"),
        ("2026-11-27T17:00", "Fri 27 Nov"),
        ("2027-01-04T17:00", "Mon 4 Jan"),
        ("2027-06-04T17:00", "Fri 4 Jun 2027"),
    ],
)
def test_a_day_is_said_as_people_say_it(at, words):
    assert wording.spoken_day(local(at), NOW) == words


def test_a_day_is_local_also_when_it_is_written_in_utc():
    just_after_midnight = local("2026-11-25T00:10")

    assert wording.spoken_moment(just_after_midnight.astimezone(), NOW) == "tomorrow 00:10"


def test_days_are_dutch_on_a_dutch_screen():
    with translation.override("nl"):
        assert wording.full_moment(local("2026-11-27T17:00")) == "vrijdag 27 november 2026, 17:00"
        assert wording.full_day(local("2026-11-27T17:00")) == "vrijdag 27 november"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-24T10:53", "3 min left"),
        ("2026-11-24T10:50", "now"),
        ("2026-11-24T12:50", "1 h 40 left"),  # from 12:30 to 13:00 the desk is closed
        ("2026-11-24T17:00", "5 h 40 left"),
        ("2026-11-25T09:00", "6 h 10 left"),  # less than a whole working day
        ("2026-11-25T17:00", "1 working day left"),
        ("2026-11-27T17:00", "3 working days left"),
        ("2026-11-30T17:00", "4 working days left"),  # a weekend lies between
    ],
)
def test_what_is_left_is_working_time(due, words):
    assert wording.time_left(OFFICE, NOW, local(due)) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-24T10:49:30", "later than agreed"),
        ("2026-11-23T17:00", "2 h 20 later than agreed"),
        ("2026-11-20T16:00", "2 working days later than agreed"),
        ("2026-11-19T12:00", "3 working days later than agreed"),
    ],
)
def test_what_is_late_says_so_without_blame(due, words):
    assert wording.time_left(OFFICE, NOW, local(due)) == words


def test_in_a_list_late_is_said_in_short():
    words = wording.time_left(OFFICE, NOW, local("2026-11-23T17:00"), short=True)

    assert words == "2 h 20 later"


def test_a_desk_that_never_closes_counts_days_of_24_hours():
    always = every_day("00:00", "24:00")

    assert wording.time_left(always, NOW, local("2026-11-25T10:49")) == "23 h 59 left"
    assert wording.time_left(always, NOW, local("2026-11-25T10:50")) == "1 working day left"


@pytest.mark.parametrize(
    ("norm", "words"),
    [
        (Norm(way=Way.WORKING_TIME, amount=240), "4 working hours"),
        (Norm(way=Way.WORKING_TIME, amount=60), "1 working hour"),
        (Norm(way=Way.WORKING_TIME, amount=90), "90 working minutes"),
        (Norm(way=Way.WORKING_DAYS, amount=2), "2 working days"),
        (Norm(way=Way.WORKING_DAYS, amount=0), "the same day"),
        (Norm(way=Way.DAYS_BEFORE, amount=5), "5 working days before the event"),
        (Norm(way=Way.TIME_BEFORE, amount=120), "2 working hours before the event"),
        (
            Norm(way=Way.CUT_OFF, cut_off=time(12), same_day=time(16), next_day=time(12)),
            "16:00 if received before 12:00, otherwise 12:00 the next working day",
        ),
    ],
)
def test_a_norm_is_said_in_words(norm, words):
    assert wording.norm_in_words(norm) == words


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (Starts.RECEIVED, ""),
        (Starts.INTAKE_COMPLETE, "once everything needed is known"),
        (Starts.EVENT_END, "after the event"),
    ],
)
def test_a_norm_says_when_it_starts_unless_at_receipt(starts, words):
    assert wording.start_in_words(Norm(starts=starts)) == words


def test_a_norm_says_where_it_was_agreed():
    version = AgreementVersion(agreement=Agreement(name="Afspraak PRJ"), number=2)
    line = AgreementLine(version=version)

    assert wording.source_in_words(Norm(agreement_line=line)) == "Afspraak PRJ, version 2"
    assert wording.source_in_words(Norm()) == "default of the pool"


def test_amounts_are_in_whole_minutes():
    assert wording.amount_in_words(timedelta(minutes=122, seconds=59)) == "2 h 02"
    assert wording.day_in_words(date(2026, 11, 25), date(2026, 11, 24)) == "tomorrow"
