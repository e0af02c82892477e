"""A norm is typed as people say it, in two languages, and what is said of it can be typed."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sla.forms.fields import NormField
from sla.models import Norm, Starts, Way
from sla.norm_words import EXAMPLES, MOST, NormError, NormValue, parse_norm

LANGUAGES = st.sampled_from(["nl", "en"])
minutes_of_the_day = st.integers(0, 24 * 60 - 1)
WORKING_DAYS_2 = NormValue(Way.WORKING_DAYS, 2)
NOON_NORM = NormValue(Way.CUT_OFF, 0, time(12), time(16), time(12))


def at(minutes: int) -> time:
    return time(*divmod(minutes, 60))


@st.composite
def norm_values(draw):
    way = draw(st.sampled_from(Way))
    before = way in (Way.DAYS_BEFORE, Way.TIME_BEFORE)
    starts = draw(
        st.sampled_from([start for start in Starts if not before or start != "event_end"])
    )
    if way == Way.CUT_OFF:
        cut_off, same_day = sorted((draw(minutes_of_the_day), draw(minutes_of_the_day)))
        times = at(cut_off), at(same_day), at(draw(minutes_of_the_day))
        return NormValue(way, 0, *times, starts=starts)
    least = 0 if way == Way.WORKING_DAYS else 1
    return NormValue(way, draw(st.integers(least, MOST)), starts=starts)


@given(value=norm_values(), said_in=LANGUAGES, read_in=LANGUAGES)
def test_what_is_said_of_a_norm_is_read_back_as_that_norm(value, said_in, read_in):
    with translation.override(said_in):
        words = str(value)
    with translation.override(read_in):
        assert parse_norm(words) == value


@given(value=norm_values())
def test_a_norm_without_an_owner_counts_as_its_value_says(value):
    assert NormValue.of(value.norm()) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("binnen 2 werkdagen", WORKING_DAYS_2),
        ("2 werkdagen", WORKING_DAYS_2),
        ("  Binnen  TWEE werkdagen. ", WORKING_DAYS_2),
        ("2 dagen", WORKING_DAYS_2),
        ("within two business days", WORKING_DAYS_2),
        ("2 working days", WORKING_DAYS_2),
        ("één werkdag", NormValue(Way.WORKING_DAYS, 1)),
        ("4 werkuren", NormValue(Way.WORKING_TIME, 240)),
        ("4 werkuur", NormValue(Way.WORKING_TIME, 240)),
        ("4 u", NormValue(Way.WORKING_TIME, 240)),
        ("4u", NormValue(Way.WORKING_TIME, 240)),
        ("four working hours", NormValue(Way.WORKING_TIME, 240)),
        ("90 werkminuten", NormValue(Way.WORKING_TIME, 90)),
        ("1,5 werkuur", NormValue(Way.WORKING_TIME, 90)),
        ("1.5 hours", NormValue(Way.WORKING_TIME, 90)),
        ("anderhalf uur", NormValue(Way.WORKING_TIME, 90)),
        ("half an hour", NormValue(Way.WORKING_TIME, 30)),
        ("dezelfde dag", NormValue(Way.WORKING_DAYS, 0)),
        ("Dezelfde werkdag", NormValue(Way.WORKING_DAYS, 0)),
        ("the same day", NormValue(Way.WORKING_DAYS, 0)),
        ("0 werkdagen", NormValue(Way.WORKING_DAYS, 0)),
        ("16:00 als het voor 12:00 binnen is, anders 12:00 de volgende werkdag", NOON_NORM),
        ("om 16.00 uur als het vóór 12 uur binnen is, anders de volgende dag om 12 u", NOON_NORM),
        ("Voor 12:00 binnen dan 16:00, anders de volgende werkdag 12:00", NOON_NORM),
        ("16:00 if received before 12:00, else 12:00 the next open day", NOON_NORM),
        ("3 werkdagen voor de vergadering", NormValue(Way.DAYS_BEFORE, 3)),
        ("uiterlijk 3 werkdagen vóór het evenement", NormValue(Way.DAYS_BEFORE, 3)),
        ("3 werkdagen vooraf", NormValue(Way.DAYS_BEFORE, 3)),
        ("5 working days before the meeting", NormValue(Way.DAYS_BEFORE, 5)),
        ("2 werkuren voor de vergadering", NormValue(Way.TIME_BEFORE, 120)),
        ("2 hours in advance", NormValue(Way.TIME_BEFORE, 120)),
        ("2 werkdagen na het evenement", NormValue(Way.WORKING_DAYS, 2, starts=Starts.EVENT_END)),
        ("2 werkdagen na afloop", NormValue(Way.WORKING_DAYS, 2, starts=Starts.EVENT_END)),
        ("2 werkdagen na ontvangst", WORKING_DAYS_2),
        (
            "2 werkdagen, zodra alles bekend is",
            NormValue(Way.WORKING_DAYS, 2, starts=Starts.INTAKE_COMPLETE),
        ),
        (
            "2 working days once everything is known",
            NormValue(Way.WORKING_DAYS, 2, starts=Starts.INTAKE_COMPLETE),
        ),
    ],
)
def test_a_norm_is_typed_as_people_say_it(text, value):
    assert parse_norm(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "binnen",
        "snel",
        "2",
        "2 weken",
        "werkdagen",
        "-2 werkdagen",
        "2 werkdagen en een beetje",
        "2 werkdagen voor vrijdag",
        "2 werkdagen voor de 15e",
        "16:00 anders 12:00",
        "16:00 als het voor 12:00 binnen is",
        "16:00 als het na 12:00 binnen is, anders 12:00 de volgende werkdag",
        "16:00 als het voor 12:00 binnen is, anders 12:00 over twee werkdagen",
        "16:00 als het voor 12:00 binnen is, anders 12:00 de volgende werkdag 13:00",
        "zodra alles bekend is",
        "2 werkdagen" + " " * 300,
        "\0",
    ],
)
def test_what_is_not_understood_is_refused_with_examples_of_what_is(text):
    with pytest.raises(NormError, match="Type, for example: 2 working days; 4 working hours"):
        parse_norm(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1,5 werkdag", "Days are counted whole. For part of a day, type working hours"),
        ("0,33 uur", "whole minutes"),
        ("0 uur", "at least 1"),
        ("0 werkdagen vooraf", "at least 1"),
        ("100000 werkdagen", "longer than anyone can promise"),
        ("25:00 als het voor 12:00 binnen is, anders 12:00 de volgende dag", "“25:00” is no time"),
        ("10:00 als het voor 12:00 binnen is, anders 12:00 de volgende dag", "due at 10:00"),
        ("2 werkdagen vooraf na afloop", "Choose one of the two"),
    ],
)
def test_what_can_not_be_says_what_to_type_instead(text, problem):
    with pytest.raises(NormError, match=problem):
        parse_norm(text)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_typed_as_it_stands(example, language):
    with translation.override(language):
        assert parse_norm(str(example)) == example


def test_a_form_reads_a_norm_and_shows_it_as_it_can_be_typed():
    field = NormField()

    assert field.clean("binnen 2 werkdagen") == WORKING_DAYS_2
    assert field.prepare_value(WORKING_DAYS_2) == "2 working days"
    assert field.prepare_value("onzin") == "onzin"
    assert NormField(required=False).clean("") is None


def test_a_form_says_of_a_bad_norm_what_can_be_typed():
    with pytest.raises(ValidationError, match="Type, for example"):
        NormField().clean("snel")


def test_a_saved_norm_has_the_value_that_was_typed():
    value = parse_norm("16:00 als het voor 12:00 binnen is, anders 12:00 de volgende werkdag")

    assert (
        NormValue.of(Norm(way="cut_off", cut_off=time(12), same_day=time(16), next_day=time(12)))
        == value
    )
