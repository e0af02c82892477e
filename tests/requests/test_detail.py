"""The page of a request: closed to strangers, and nothing typed is ever lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests import actions
from requests.models import Event, Status, WaitingFor
from requests.views.detail import SAID
from tests.factories import NOW, a_client, a_request, a_service, as_if_written_so, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
HTMX = {"HTTP_HX_REQUEST": "true"}
QUESTIONS = [
    {"key": "datum", "type": "date", "required": True, "is_event": True},
    {"key": "personen", "type": "number", "required": True},
    {"key": "beamer", "type": "boolean"},
]
GET = ["detail", "services_of"]
POST = ["pick_up", *SAID]


@pytest.fixture
def zaal(fatima, daan):
    service = a_service(questions=QUESTIONS, steps=["Kijk welke zaal vrij is", "Boek de zaal"])
    return a_request(
        daan,
        by=fatima,
        service=service,
        text="Voor <b>acht</b> mensen",
        answers={"datum": "2026-03-12", "personen": 8, "beamer": True},
    )


@pytest.fixture
def picked_up(zaal, fatima):
    actions.pick_up(zaal, by=fatima, now=NOW)
    return zaal


def url(name, service_request, *more):
    return reverse(f"requests:{name}", args=[service_request.pk, *more])


def post(desk, name, service_request, **data):
    return desk.post(url(name, service_request), data)


def text(response):
    return " ".join(response.content.decode().split())


def test_strangers_find_nothing_whatever_they_try(client, zaal, daan, sanne, stranger):
    before = zaal.events.count()
    for person in (daan, sanne, stranger):
        client.force_login(person)
        answers = [client.get(url(name, zaal)) for name in GET]
        answers += [client.post(url(name, zaal), {"text": "x", "reason": "x"}) for name in POST]
        assert {answer.status_code for answer in answers} == {404}
    assert zaal.events.count() == before


def test_a_colleague_finds_no_confidential_request(client, fatima, joost, daan):
    secret = a_request(daan, by=fatima, confidential=True)

    client.force_login(joost)
    assert client.get(url("detail", secret)).status_code == 404
    client.force_login(fatima)
    assert client.get(url("detail", secret)).status_code == 200


def test_nothing_is_done_by_looking(desk, zaal):
    assert {desk.get(url(name, zaal)).status_code for name in POST} == {405}


def test_the_page_shows_story_answers_steps_and_who_asked(desk, zaal, fatima, daan):
    actions.note(zaal, text="Let op de trap", by=fatima, now=NOW)
    other = a_request(daan, by=fatima, subject="Bloemen")

    page = text(desk.get(url("detail", zaal)))

    assert "Voor &lt;b&gt;acht&lt;/b&gt; mensen" in page  # typed text is never HTML
    assert "Let op de trap" in page
    assert "Thursday 12 March 2026" in page
    assert "<dt>Beamer</dt><dd>yes</dd>" in page
    assert "Kijk welke zaal vrij is" in page
    assert 'href="tel:0880001168"' in page
    assert other.get_absolute_url() in page


@pytest.mark.parametrize(
    ("status", "primary", "menu"),
    [
        ("new", "requests:pick_up", ["finish"]),
        ("in_progress", "?do=finish", ["wait", "hand_back"]),
        ("waiting", "?do=resume", ["finish"]),
    ],
)
def test_one_button_is_most_likely_next_and_the_rest_is_in_the_menu(
    desk, zaal, fatima, status, primary, menu
):
    if status != "new":
        actions.pick_up(zaal, by=fatima, now=NOW)
    if status == "waiting":
        actions.wait(
            zaal, waiting_for=WaitingFor.CLIENT, reason="?", follow_up_on=None, by=fatima, now=NOW
        )

    page = text(desk.get(url("detail", zaal)))

    button = page.split("btn-primary")[0].rsplit("<", 2)
    wanted = url("pick_up", zaal) if status == "new" else primary
    assert page.count("btn-primary") == 1
    assert wanted in "<".join(button) + page.split("btn-primary")[1][:200]
    body = page.split('id="moves"')[1].split("menu-body")[1].split("</details>")[0]
    assert [
        name for name in ("wait", "finish", "hand_back") if f"?do={name}#act" in body
    ] == sorted(menu, key=["wait", "finish", "hand_back"].index)


def test_what_is_done_can_only_be_opened_again_or_linked(desk, picked_up, fatima):
    actions.finish(picked_up, text="Geboekt", by=fatima, now=NOW)

    page = text(desk.get(url("detail", picked_up)))

    assert "btn-primary" not in page
    assert set(re.findall(r"\?do=(\w+)", page)) == {"reopen", "link"}


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("hand_back", {"reason": "Ik ga naar huis"}, Status.NEW),
        ("wait", {"waiting_for": "client", "reason": "Welke zaal?"}, Status.WAITING),
        ("finish", {"text": "Zaal 2.14 is voor jou"}, Status.DONE),
        ("contact", {"channel": "phone", "text": "Gebeld"}, Status.IN_PROGRESS),
        ("note", {"text": "Let op"}, Status.IN_PROGRESS),
    ],
)
def test_each_thing_that_can_be_done_is_done_and_told(desk, picked_up, name, data, status):
    response = post(desk, name, picked_up, **data)

    assert response.url == picked_up.get_absolute_url()
    picked_up.refresh_from_db()
    assert picked_up.status == status
    said = data.get("reason") or data["text"]
    assert picked_up.events.last().text == said
    assert said in text(desk.get(response.url))


def test_waiting_ends_with_the_answer(desk, picked_up):
    post(desk, "wait", picked_up, waiting_for="client", reason="Welke?", follow_up_on="2026-03-04")
    picked_up.refresh_from_db()
    assert f"{picked_up.follow_up_on}" == "2026-03-04"

    post(desk, "resume", picked_up, text="De grote")

    picked_up.refresh_from_db()
    assert (picked_up.status, picked_up.follow_up_on) == (Status.IN_PROGRESS, None)


def test_contact_with_waiting_is_a_reaction_first_and_then_a_pause(desk, zaal, fatima):
    actions.pick_up(zaal, by=fatima, now=NOW)

    post(desk, "contact", zaal, channel="email", text="Welke zaal?", then_wait="on")

    kinds = [event.kind for event in zaal.events.all()][-2:]
    assert kinds == [Event.Kind.CONTACT, Event.Kind.WAITING]
    ready = zaal.promise.clocks.get(kind="turnaround")
    assert ready.is_paused


def test_contact_and_waiting_are_both_done_or_neither(desk, zaal):
    before = zaal.events.count()

    response = post(desk, "contact", zaal, channel="phone", text="Welke zaal?", then_wait="on")

    assert response.status_code == 200  # what nobody has can't wait
    assert "This can&#x27;t be done now: the request is new." in text(response)
    assert "Welke zaal?" in text(response)
    assert zaal.events.count() == before


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("wait", {"reason": "Welke?", "follow_up_on": "2026-03-01"}, "This day has passed"),
        ("wait", {"waiting_for": "client", "reason": ""}, "This field is required"),
        ("hand_back", {"reason": " "}, "This field is required"),
        ("contact", {"channel": "pigeon", "text": "Koeroe"}, "Select a valid choice"),
        ("note", {"text": ""}, "This field is required"),
        ("resume", {"text": "Het antwoord"}, "This can&#x27;t be done now"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk, picked_up, name, data, complaint):
    before = picked_up.events.count()

    response = post(desk, name, picked_up, **data)

    assert response.status_code == 200
    assert complaint in text(response)
    for typed in data.values():
        assert typed.strip() in ("pigeon", "") or typed in text(response)
    assert picked_up.events.count() == before


@pytest.mark.parametrize("do", ["wait", "hand_back", "finish"])
def test_a_form_opens_on_the_page_or_in_place(desk, picked_up, do):
    address = f"{url('detail', picked_up)}?do={do}"

    assert url(do, picked_up) in text(desk.get(address))
    in_place = text(desk.get(address, **HTMX))
    assert in_place.startswith('<div id="act"') or '<div id="act"' in in_place[:200]
    assert url(do, picked_up) in in_place
    assert "autofocus" in in_place
    assert "<html" not in in_place


def test_a_form_for_what_cant_be_done_does_not_open(desk, zaal):
    assert url("wait", zaal) not in text(desk.get(f"{url('detail', zaal)}?do=wait"))
    assert desk.get(f"{url('detail', zaal)}?do=nonsense").status_code == 200


def test_what_is_missing_is_asked_and_starts_the_clock(desk, fatima, daan):
    service = a_service(questions=QUESTIONS)
    with as_if_written_so():
        service.norms.filter(kind="turnaround").update(starts="intake_complete")
    half = a_request(
        daan, by=fatima, service=service, intake_complete=False, answers={"personen": 8}
    )

    page = text(desk.get(url("detail", half)))
    assert 'name="answer-datum"' in page
    assert 'name="answer-personen"' not in page
    refused = text(post(desk, "complete_intake", half, **{"answer-datum": ""}))
    assert "This is needed to start." in refused

    post(desk, "complete_intake", half, **{"answer-datum": "2026-03-12"})

    half.refresh_from_db()
    assert half.intake_complete
    assert half.answers == {"personen": 8, "datum": "2026-03-12"}
    assert half.promise.event_at == local("2026-03-12T00:00")
    assert half.promise.clocks.get(kind="turnaround").is_running


def test_an_open_page_hears_what_a_colleague_did(desk, picked_up, joost):
    address = url("detail", picked_up)
    seen = desk.get(address).context["version"]

    assert desk.get(address, {"seen": seen}, **HTMX).status_code == 204
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        later = text(desk.get(address, {"seen": seen}, **HTMX))
        assert 'id="standing"' in later
        assert 'id="story"' not in later
    actions.note(picked_up, text="Ik help even", by=joost, now=NOW)
    news = text(desk.get(address, {"seen": seen}, **HTMX))
    assert "Ik help even" in news
    parts = set(re.findall(r'id="(\w+)"[^>]*hx-swap-oob', news))
    assert {"about", "moves", "story", "terms", "checklist", "attachments"} <= parts


def test_the_page_costs_the_same_however_long_the_story_is(desk, picked_up, fatima, daan):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(url("detail", picked_up))
        return len(captured)

    queries()  # the schedules are read once
    few = queries()
    for _again in range(5):
        actions.note(picked_up, text="!", by=fatima, now=NOW)
        actions.contact(picked_up, channel="phone", text="!", by=fatima, now=NOW)
        a_request(daan, by=fatima)

    assert queries() == few


def test_also_open_names_only_what_has_a_page_at_this_desk(desk, zaal, daan, fatima, zuid, sanne):
    unit = a_client(zuid, "FIN")
    for person in (daan, fatima):  # she asks things of the other pool herself
        person.client_memberships.create(client=unit, since="2020-01-01")
    a_request(daan, by=fatima, client=zaal.promise.client, subject="Bloemen")
    a_request(daan, by=sanne, client=unit, subject="Elders")

    page = text(desk.get(url("detail", zaal)))

    assert "Bloemen" in page
    assert "Elders" not in page


@pytest.mark.parametrize("back", ["foo", "?x=1", "https://evil.example/"])
def test_after_picking_up_one_never_ends_at_an_address_that_is_none(desk, zaal, back):
    response = post(desk, "pick_up", zaal, next=back)

    assert response.url == zaal.get_absolute_url()


def test_of_what_else_somebody_asked_the_newest_are_read_and_stand_due_first(
    desk, zaal, fatima, daan, monkeypatch
):
    oldest, second, third = (
        a_request(daan, by=fatima, subject=subject) for subject in ("Oldest", "Second", "Third")
    )
    third.promise.next_due_at, second.promise.next_due_at = local("2026-03-05T10:00"), None
    third.promise.save()
    second.promise.save()
    monkeypatch.setattr("requests.views.detail.OTHERS_READ", 2)

    others = desk.get(zaal.get_absolute_url()).context["others"]

    assert list(others) == [third, second]
    assert oldest.is_open
