"""The pages of a survey: opened by the coordinator, answered on a phone, read by both sides."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from sla.models import Survey
from tests.factories import NOW, a_manager
from tests.sla.survey.test_survey import CLOSES, QUESTIONS, agreement, answered, opened, six

__all__ = ["agreement", "six"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]


@pytest.fixture
def version(agreement):
    return agreement.versions.get()


def surveys_of(version):
    return reverse("sla:surveys", args=[version.pk])


def text(answer):
    return " ".join(answer.content.decode().split())


def sent(questions=QUESTIONS, **changes):
    texts = {f"text-{number}": one.text for number, one in enumerate(questions)}
    return {"closes_on": CLOSES.isoformat()} | texts | changes


def test_a_coordinator_asks_in_her_own_words(client, version, six, marieke):
    client.force_login(marieke)
    assert "How satisfied are you" in text(client.get(surveys_of(version)))
    words = sent() | {"text-1": "", "own-0": "Helpt het portaal?", "kind-0": "yes_no"}

    answer = client.post(reverse("sla:open_survey", args=[version.pk]), words, follow=True)

    assert "6 people are asked." in text(answer)
    assert "0 of 6 people answered" in text(answer)
    asked = Survey.objects.get().questions.values_list("key", "kind", "text")
    assert list(asked) == [
        ("overall", "mark", "Hoe tevreden ben je?"),
        ("in-time", "yes_no", "Wat kan beter?"),
        ("own-1", "yes_no", "Helpt het portaal?"),
    ]


def test_what_was_typed_stays_when_something_is_wrong(client, version, six, marieke):
    client.force_login(marieke)
    words = sent(closes_on="2026-01-01") | {"own-0": "Helpt <b> het?"}

    answer = text(client.post(reverse("sla:open_survey", args=[version.pk]), words))

    assert "Choose a day that is to come." in answer
    assert "Helpt &lt;b&gt; het?" in answer
    assert not Survey.objects.exists()


@pytest.mark.parametrize("who", ["fatima", "daan"])
def test_others_see_no_form_and_can_not_open_one(client, request, version, six, who):
    client.force_login(request.getfixturevalue(who))

    assert "Ask them" not in text(client.get(surveys_of(version)))
    answer = client.post(reverse("sla:open_survey", args=[version.pk]), sent())
    assert "The coordinator of one of its pools does this." in text(answer)
    assert not Survey.objects.exists()


def test_who_is_asked_comes_straight_to_the_questions(client, version, six, marieke):
    survey = opened(version.agreement, marieke)
    client.force_login(six[0])

    answer = client.get(surveys_of(version), follow=True)

    assert answer.redirect_chain == [(survey.get_absolute_url(), 302)]
    assert "Hoe tevreden ben je?" in text(answer)
    thanks = client.post(
        survey.get_absolute_url(),
        {"overall": "8", "in-time": "yes", "better": "  <i>koffie</i> "},
        follow=True,
    )
    assert "You answered already. Thank you." in text(thanks)
    assert survey.answers.get().given == {
        "overall": 8,
        "in-time": "yes",
        "better": "<i>koffie</i>",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, "Answer at least one question."),
        ({"overall": "11", "better": "x"}, "11 is not one of the available choices"),
    ],
)
def test_what_can_not_be_kept_is_said_and_stays(client, version, six, marieke, words, said):
    survey = opened(version.agreement, marieke)
    client.force_login(six[0])

    answer = text(client.post(survey.get_absolute_url(), words))

    assert said in answer
    assert ("> x</textarea>" in answer) == ("better" in words)
    assert not survey.answers.exists()


def test_both_sides_read_what_came_out(client, version, six, marieke, fatima, daan, stranger):
    survey = opened(version.agreement, marieke)
    answered(survey, six, mark=7, better="Meer <b>koffie</b>")
    with travel(NOW + timedelta(days=22), tick=False):
        for person in (marieke, fatima, daan):
            client.force_login(person)
            page = text(client.get(surveys_of(version)))
            assert "6 of 7 people answered." in page
            assert "7.0" in page
            assert "Meer &lt;b&gt;koffie&lt;/b&gt;" in page
        client.force_login(stranger)
        assert client.get(surveys_of(version)).status_code == 404
        assert client.get(survey.get_absolute_url()).status_code == 404


def test_of_too_few_it_says_so(client, version, six, marieke):
    answered(opened(version.agreement, marieke), six[:4], better="Geheim")

    with travel(NOW + timedelta(days=22), tick=False):
        client.force_login(marieke)
        page = text(client.get(surveys_of(version)))

    assert "Fewer than five people answered" in page
    assert "Geheim" not in page


def test_pages_cost_the_same_however_many_answered(client, version, projecten, six, marieke):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    survey = opened(version.agreement, marieke)
    answered(survey, six[:5])
    client.force_login(marieke)
    places = [surveys_of(version), survey.get_absolute_url()]
    few = [queries(place) for place in places]
    with travel(NOW + timedelta(days=22), tick=False):
        client.force_login(marieke)
        few.append(queries(places[0]))
    more = [a_manager(projecten, f"Meer Mensen{number}") for number in range(20)]
    for person in more:
        survey.invitations.create(person=person)
    answered(survey, more)

    client.force_login(marieke)
    assert [queries(place) for place in places] == few[:2]
    with travel(NOW + timedelta(days=22), tick=False):
        client.force_login(marieke)
        assert queries(places[0]) == few[2]
