"""The calculator: counts as the clocks do, and its sum is always its answer."""

from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sla import business_time
from sla.business_time import NoOpeningError
from sla.calculator import NOTHING, calculate
from sla.models import Norm, Starts, Way
from sla.replaying import Pause
from sla.why.derivation import derivation_of
from tests.factories import NOW, local
from tests.sla.schedules import ALWAYS, NEVER, OFFICE

HTMX = {"HX-Request": "true", "HX-Target": "answer"}
START = local("2026-03-02T00:00")
minutes = st.integers(0, 60 * 24 * 40)


@st.composite
def questions(draw):
    """A norm in one of the ways, a start, and some pauses after it."""
    since = START + timedelta(minutes=draw(minutes), seconds=draw(st.integers(0, 59)))
    way = draw(st.sampled_from(Way))
    times = {}
    if way == Way.CUT_OFF:
        hours = sorted(draw(st.tuples(st.integers(0, 23), st.integers(0, 23))))
        names = ("cut_off", "same_day")
        times = {
            name: START.time().replace(hour=hour) for name, hour in zip(names, hours, strict=True)
        }
        times["next_day"] = START.time().replace(hour=draw(st.integers(0, 23)))
    norm = Norm(kind="turnaround", way=way, amount=draw(st.integers(1, 30)), **times)
    moments = sorted(draw(st.lists(minutes, max_size=6, unique=True)))
    ends = [since + timedelta(minutes=moment) for moment in moments]
    pauses = [Pause(*pair) for pair in zip(ends[::2], ends[1::2], strict=False)]
    event_at = since + timedelta(minutes=draw(minutes)) if norm.before_event else None
    return norm, draw(st.sampled_from([OFFICE, ALWAYS])), since, pauses, event_at


@given(questions())
def test_the_shown_sum_is_the_answer_however_it_is_counted(question):
    norm, schedule, since, pauses, event_at = question

    reckoning = calculate(norm, schedule, since, since, event_at=event_at, pauses=pauses)

    rows = derivation_of(reckoning, label="due")
    shown = sum((row.amount for row in rows if row.amount and row.kind != "total"), NOTHING)
    days = sum(row.days for row in rows)
    if norm.way == Way.DAYS_BEFORE or (norm.way == Way.WORKING_DAYS and days):
        assert days == norm.amount
    elif norm.way == Way.TIME_BEFORE:
        assert shown == norm.duration
    elif norm.way != Way.CUT_OFF or shown:
        paused = sum(
            (
                business_time.elapsed(schedule, pause.since, pause.until)
                for pause in pauses_within(reckoning)
            ),
            NOTHING,
        )
        used_up = reckoning.runs[-1].until
        assert shown == business_time.elapsed(schedule, since, used_up) - paused
        assert reckoning.due_at in (used_up, business_time.end_of_day_at(schedule, used_up))
    assert rows[-1].shown == f"{reckoning.due_at.astimezone(START.tzinfo):%H:%M}"


def pauses_within(reckoning):
    runs = reckoning.runs
    return [Pause(before.until, after.since) for before, after in pairwise(runs)]


def test_a_pause_after_it_was_due_changes_nothing():
    norm = Norm(way=Way.WORKING_TIME, amount=60)
    late = [Pause(local("2026-03-02T11:01"), local("2026-03-03T11:00"))]

    assert calculate(norm, OFFICE, NOW, NOW, pauses=late) == calculate(norm, OFFICE, NOW, NOW)


def test_what_has_no_start_yet_is_not_due_yet():
    norm = Norm(way=Way.WORKING_TIME, amount=60, starts=Starts.INTAKE_COMPLETE)

    reckoning = calculate(norm, OFFICE, NOW, None)

    assert reckoning.due_at is None
    assert derivation_of(reckoning, label="due")[-1].text == "once everything needed is known"


def test_without_openings_there_is_no_answer():
    with pytest.raises(NoOpeningError):
        calculate(Norm(way=Way.WORKING_TIME, amount=60), NEVER, NOW, NOW)


# The page -------------------------------------------------------------------------------------


@pytest.fixture
def calculator(client, fatima, settings, time_machine):
    settings.LANGUAGE_CODE = "en"
    time_machine.move_to(NOW, tick=False)
    client.force_login(fatima)

    def ask(headers=None, **question):
        address = f"{reverse('sla:calculator')}?{urlencode(question, doseq=True)}"
        response = client.get(address if question else reverse("sla:calculator"), headers=headers)
        assert response.status_code == 200
        return response.content.decode()

    return ask


def asked(**question):
    return {"calendar": "NOORD", "since": "2026-03-02T10:00", "norm": "4 werkuren"} | question


@pytest.mark.django_db
def test_it_begins_with_someones_own_pool_and_this_minute(calculator):
    page = calculator()

    assert '<option value="NOORD" selected>' in page
    assert 'value="2026-03-02T10:00"' in page
    assert "The answer then stands here" in page


@pytest.mark.django_db
def test_the_address_holds_the_question_and_the_page_the_answer(calculator):
    page = calculator(**asked())

    assert "Monday 2 March 2026</span> 14:30" in page
    assert "4 working hours · Europe/Amsterdam" in page
    assert "together" in page


@pytest.mark.django_db
def test_in_place_only_the_answer_is_drawn_again(calculator):
    part = calculator(**asked(norm="dezelfde dag"), headers=HTMX)

    assert part.strip().startswith('<section id="answer"')
    assert "Monday 2 March 2026</span> 17:00" in part


@pytest.mark.django_db
def test_pauses_are_counted_and_stay_on_the_page(calculator):
    pauses = {"pauses_from": ["2026-03-02T11:00", ""], "pauses_to": ["2026-03-02T12:00", ""]}
    page = calculator(**asked(**pauses))

    assert "Monday 2 March 2026</span> 15:30" in page
    assert page.count('name="pauses_from"') == 1


@pytest.mark.django_db
def test_one_more_pause_can_be_asked_for_in_place(calculator):
    pauses = {"pauses_from": "2026-03-02T11:00", "pauses_to": "2026-03-02T12:00", "more": "1"}
    part = calculator(**asked(**pauses), headers=HTMX | {"HX-Target": "pauses"})

    assert part.strip().startswith('<fieldset id="pauses"')
    assert part.count('name="pauses_from"') == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"norm": "snel"}, "This can&#x27;t be read as a norm"),
        ({"norm": "2 werkdagen na afloop"}, "Type when it is"),
        ({"since": "2026-03-29T02:30"}, "the clocks go forward that night"),
        ({"calendar": "X"}, "There is no calendar or pool “X”"),
        ({"since": "\0"}, "is not a date and time"),
        ({"norm": "3 werkdagen vooraf", "event": "2200-12-31T10:00"}, "more than a century apart"),
        ({"pauses_from": ["2026-03-02T11:00"] * 51, "pauses_to": ["x"] * 51}, "at most 50 pauses"),
    ],
)
def test_what_is_wrong_says_what_to_do(calculator, question, said):
    assert said in calculator(**asked(**question))
    assert said in calculator(**asked(**question), headers=HTMX)


@pytest.mark.django_db
def test_it_is_for_the_desk(client, daan):
    client.force_login(daan)

    assert client.get(reverse("sla:calculator")).status_code == 404
