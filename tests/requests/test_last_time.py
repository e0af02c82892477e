"""The questions of a service begin with the answers of last time, where those still make sense."""

import pytest
from django.urls import reverse

from requests import actions
from requests.models import ServiceRequest
from tests.factories import NOW, a_manager, a_norm, a_request, a_service, later
from tests.requests.desk import NEW, save, the_promise, the_words, typed

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")

ANSWERS = {
    "waar": "Zuid",
    "hybride": True,
    "aantal": 8,
    "wie": "Els Smit",
    "tel": "1168",
    "dag": "2026-02-12",
    "tijd": "10:00",
    "verhaal": "Een heel verhaal",
    "gewoon": "in u-vorm",
}


@pytest.fixture
def zaal():
    types = {
        "waar": "choice",
        "hybride": "boolean",
        "aantal": "number",
        "wie": "person",
        "tel": "phone",
        "dag": "date",
        "tijd": "time",
        "verhaal": "textarea",
        "gewoon": "text",
    }
    asked = [
        {"key": key, "type": kind, "choices": ["Noord", "Zuid"] if kind == "choice" else []}
        for key, kind in types.items()
    ]
    return a_service(questions=asked)


@pytest.fixture
def before(zaal, daan, fatima):
    return a_request(daan, by=fatima, service=zaal, answers=ANSWERS, subject="Zaal De Stuw")


def filled(html):
    """Return the questions that begin with an answer of last time."""
    return {key for key in ANSWERS if f'name="last_time" value="{key}"' in html}


def test_what_still_makes_sense_is_filled_in_and_says_where_it_is_from(desk, daans, zaal, before):
    html = the_promise(desk, daans, zaal)

    assert filled(html) == {"waar", "hybride", "aantal", "wie", "tel", "gewoon"}
    assert '<option value="Zuid" selected>' in html
    assert '<option value="yes" selected>' in html
    assert 'value="8"' in html
    assert "Filled in from last time, Mon 2 Mar:" in html
    assert "Zaal De Stuw" in html
    assert "10:00" not in html.split('id="questions"')[1].split("</section>")[0]
    assert "Een heel verhaal" not in html


def test_of_a_colleague_nothing_about_a_person_is_filled_in(desk, projecten, zaal, before):
    colleague = a_manager(projecten, "Eva Bos").client_memberships.get()

    assert filled(the_promise(desk, colleague, zaal)) == {"waar", "hybride", "aantal", "gewoon"}


def test_ones_own_last_time_goes_before_a_later_one_of_the_unit(
    desk, daans, projecten, zaal, before, fatima
):
    answers = {"waar": "Noord"}
    a_request(a_manager(projecten, "Eva Bos"), by=fatima, service=zaal, answers=answers)

    assert '<option value="Zuid" selected>' in the_promise(desk, daans, zaal)


def test_what_was_typed_is_never_overwritten(desk, daans, zaal, before):
    html = the_promise(desk, daans, zaal, **{"answer-waar": "Noord", "answer-aantal": "12"})

    assert '<option value="Noord" selected>' in html
    assert 'value="12"' in html
    assert not filled(html) & {"waar", "aantal"}


def test_while_the_same_service_is_shown_nothing_is_swapped(desk, daans, zaal, before):
    shows = {"shown_service": zaal.pk, "shown_requester": daans.pk}

    assert 'id="questions"' not in the_promise(desk, daans, zaal, **shows)


def test_another_caller_gets_their_own_last_time(desk, daans, projecten, zaal, before, fatima):
    eva = a_manager(projecten, "Eva Bos")
    a_request(eva, by=fatima, service=zaal, answers={"waar": "Noord"})
    of_daan = {"shown_service": zaal.pk, "shown_requester": daans.pk, "last_time": ["waar"]}
    evas = eva.client_memberships.get()

    html = the_promise(desk, evas, zaal, **of_daan, **{"answer-waar": "Zuid"})
    assert '<option value="Noord" selected>' in html

    by_hand = of_daan | {"last_time": []}
    html = the_promise(desk, evas, zaal, **by_hand, **{"answer-waar": "Zuid"})
    assert 'id="questions"' not in html


def test_what_was_answered_last_time_counts_in_the_promise(desk, daans, daan, fatima):
    questions = [{"key": "aantal", "type": "number", "required": True}]
    version = a_service(turnaround_days=None, questions=questions)
    a_norm("turnaround", hours=4, starts="intake_complete", service_version=version)
    a_request(daan, by=fatima, service=version, answers={"aantal": 8})

    assert "ready by today 14:30" in the_words(desk, daans, version)


@pytest.mark.parametrize("logger", ["joost", "fatima"])
def test_nothing_comes_from_what_is_confidential(request, desk, daans, daan, zaal, logger):
    by = request.getfixturevalue(logger)
    a_request(daan, by=by, service=zaal, answers=ANSWERS, confidential=True)

    assert not filled(the_promise(desk, daans, zaal))


@pytest.mark.parametrize("over", ["cancel", "decline"])
def test_nothing_comes_from_what_came_to_nothing(desk, daans, zaal, before, fatima, over):
    how = {"cancel": {"reason": "–"}, "decline": {"alternative": "–"}}[over]
    getattr(actions, over)(before, by=fatima, now=later(minutes=1), **how)

    assert not filled(the_promise(desk, daans, zaal))


@pytest.mark.parametrize("answers", [{}, {"waar": "Oost"}, {"hybride": "ja", "aantal": "acht"}])
def test_an_answer_that_does_not_fit_any_more_is_left_out(desk, daans, zaal, daan, fatima, answers):
    a_request(daan, by=fatima, service=zaal, answers=answers)

    html = the_promise(desk, daans, zaal)
    assert not filled(html)
    assert "from last time" not in html


def test_it_is_saved_as_it_stands_and_still_marked_when_something_is_wrong(
    desk, daans, zaal, before
):
    sent = {"last_time": ["waar"], "answer-waar": "Zuid"}
    wrong = desk.post(reverse(NEW), typed(daans, zaal, subject="", **sent)).content.decode()
    assert filled(wrong) == {"waar"}

    save(desk, daans, zaal, **sent)
    assert ServiceRequest.objects.latest("pk").answers == {"waar": "Zuid"}


def test_without_any_script_they_are_filled_in_when_the_service_is_found(desk, daans, zaal, before):
    form = typed(daans, zaal, find="1", who="daan", shown_service="")

    assert filled(desk.post(reverse(NEW), form).content.decode()) >= {"waar", "aantal"}


def test_the_answer_to_read_aloud_is_at_hand(desk, daans):
    version = a_service(
        summary="Een zaal op kantoor",
        included=["zaal met scherm"],
        excluded=["lunch"],
        client_responsibilities=["zet de stoelen terug"],
        questions=[{"key": "aantal", "required": True}, {"key": "wensen"}],
        min_notice=2,
        urgent_condition="Alleen als er gasten staan.",
    )

    words = the_promise(desk, daans, version).split('id="answer-words">')[1].split("</div>")[0]

    for said in (
        "Een zaal op kantoor",
        "zaal met scherm.",
        "lunch.",
        "Aantal; Wensen (if known); zet de stoelen terug.",
        "2 working days",
        "Ask at least 2 working days before.",
        "Alleen als er gasten staan.",
    ):
        assert said in words
    assert str(NOW.year) not in words
