"""What a client does from the portal: answer, confirm, come back, rate, and talk about it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from requests import actions
from requests.models import Event, Notification, Rating, Status, WaitingFor
from sla.models import Cause, TalkPoint
from teams.models import ClientMembership
from tests.factories import NOW, a_manager, a_request, a_service, later, local

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")
HTMX = {"HX-Request": "true"}
Kind = Event.Kind


@pytest.fixture
def zaal(daan, fatima):
    return a_request(daan, by=fatima, service=a_service())


@pytest.fixture
def waiting(zaal, fatima):
    actions.pick_up(zaal, by=fatima, now=NOW)
    actions.wait(
        zaal,
        waiting_for=WaitingFor.CLIENT,
        reason="Hoeveel personen?",
        follow_up_on=None,
        by=fatima,
        now=NOW,
    )
    return zaal


@pytest.fixture
def done(zaal, fatima):
    actions.finish(zaal, text="Zaal 2.14 is van jou.", by=fatima, now=NOW)
    return zaal


@pytest.fixture
def at_home(client, daan):
    client.force_login(daan)
    return client


@pytest.fixture
def eva(projecten):
    eva = a_manager(projecten, "Eva Bos")
    eva.client_memberships.update(role=ClientMembership.Role.DELEGATE)
    return eva


def page_of(service_request):
    return reverse("requests:portal_detail", args=[service_request.pk])


def the_page(browser, service_request):
    return browser.get(page_of(service_request)).content.decode()


def send(browser, name, service_request, **fields):
    url = reverse(f"requests:portal_{name}", args=[service_request.pk])
    return browser.post(url, fields)


def test_an_answer_goes_to_who_has_it_and_the_clock_goes_on(at_home, waiting, fatima):
    assert "Hoeveel personen?" in the_page(at_home, waiting)

    send(at_home, "answer", waiting, text="Met acht <personen>")

    waiting.refresh_from_db()
    assert waiting.status == Status.IN_PROGRESS
    assert waiting.promise.clocks.get(kind="turnaround").is_running
    told = Notification.objects.get(event__kind=Kind.RESUMED)
    assert (told.recipient, told.send_at) == (fatima, NOW)
    page = the_page(at_home, waiting)
    assert "Daan answered" in page
    assert "Met acht &lt;personen&gt;" in page


def test_an_answer_nobody_waits_for_any_more_is_kept_and_says_so(at_home, waiting, fatima):
    actions.resume(waiting, text="", by=fatima, now=NOW)

    answer = send(at_home, "answer", waiting, text="Met acht")

    assert "do not wait for you any more" in answer.content.decode()
    assert answer.context["forms"]["answer"]["text"].value() == "Met acht"


def test_what_the_service_asks_is_filled_in_by_who_asked(at_home, daan, fatima):
    questions = [{"key": "aantal", "type": "number", "required": True, "label": "Aantal"}]
    version = a_service(questions=questions)
    half = a_request(daan, by=fatima, service=version, intake_complete=False)
    assert "Aantal" in the_page(at_home, half)

    assert "needed to start" in send(at_home, "answer_intake", half).content.decode()
    send(at_home, "answer_intake", half, **{"answer-aantal": "8"})

    half.refresh_from_db()
    assert (half.intake_complete, half.answers) == (True, {"aantal": 8})


def test_done_asks_whether_there_is_more_and_says_why_it_was_late(at_home, zaal, fatima):
    late = local("2026-03-05T10:00")
    actions.finish(zaal, text="Klaar!", by=fatima, now=late, cause=Cause.OTHER, word="Joost ziek")

    with travel(late, tick=False):
        page = the_page(at_home, zaal)

    assert "Any other questions?" in page
    assert "Klaar!" in page
    assert "later than agreed: something came in between" in page
    assert "ziek" not in page


def test_confirming_closes_it_and_a_second_click_says_so(at_home, done):
    assert send(at_home, "confirm", done).url == page_of(done)

    done.refresh_from_db()
    assert done.status == Status.CLOSED
    assert "the request is closed" in send(at_home, "confirm", done).content.decode()


def test_something_else_opens_it_again_until_it_closes(at_home, done):
    with travel(done.closes_at, tick=False):
        send(at_home, "ask_again", done, text="De beamer doet het niet")
    done.refresh_from_db()
    assert done.status == Status.IN_PROGRESS


def test_after_that_it_says_how_to_ask_anew_and_what_was_typed_is_kept(at_home, done, noord):
    with travel(done.closes_at + timedelta(seconds=1), tick=False):
        page = the_page(at_home, done)
        refused = send(at_home, "ask_again", done, text="De beamer").content.decode()

    assert f"Call or mail {noord} and name {done.number}" in page
    assert "five working days" in refused


def test_a_delegate_is_named_with_whom_they_act_for(client, done, eva, daan, fatima):
    client.force_login(eva)

    send(client, "ask_again", done, text="Nog iets")

    event = done.events.get(kind=Kind.REOPENED)
    assert (event.by, event.on_behalf_of) == (eva, daan)
    assert "Eva on behalf of Daan" in the_page(client, done)
    client.force_login(fatima)
    assert "Eva on behalf of Daan" in client.get(done.get_absolute_url()).content.decode()


def test_a_delegate_is_named_so_in_what_the_desk_logs_for_them(client, eva, daan, fatima):
    logged = a_request(eva, by=fatima)

    event = logged.events.get(kind=Kind.LOGGED)
    assert (event.by, event.who, event.on_behalf_of) == (fatima, "Fatima", daan)
    named = f"{eva} on behalf of {daan}"
    client.force_login(fatima)
    page = client.get(logged.get_absolute_url()).content.decode()
    assert f"<b>{named}</b> asked this" in page
    assert f"· {named} ·" in page
    client.force_login(eva)
    assert f"<dd>{named}</dd>" in the_page(client, logged)
    assert a_request(daan, by=fatima).events.get(kind=Kind.LOGGED).on_behalf_of is None


def test_one_click_rates_it_and_more_may_follow_once(at_home, done, daan):
    send(at_home, "rate", done, verdict="good")
    assert "You said: <b>good</b>" in the_page(at_home, done)
    empty = send(at_home, "say_more", done)
    assert "Choose a mark" in empty.content.decode()

    send(at_home, "say_more", done, mark="8", sentence="Snel <b>gedaan</b>")
    send(at_home, "say_more", done, mark="1", sentence="Toch niet")
    send(at_home, "rate", done, verdict="could_be_better")

    rating = Rating.objects.get()
    assert (rating.verdict, rating.mark, rating.sentence) == ("good", 8, "Snel <b>gedaan</b>")
    assert (rating.given_by, rating.via) == (daan, "portal")
    assert "Snel &lt;b&gt;gedaan" in the_page(at_home, done)


@pytest.mark.parametrize("mark", ["0", "11", "8.5", "x"])
def test_a_mark_is_from_one_to_ten(at_home, done, mark):
    send(at_home, "rate", done, verdict="good")

    send(at_home, "say_more", done, mark=mark)

    assert Rating.objects.get().mark is None


def test_what_somebody_else_rated_is_not_added_to(client, done, daan, eva):
    actions.rate(done, verdict="good", by=daan, now=NOW)
    client.force_login(eva)

    answer = send(client, "say_more", done, mark="2")

    assert "Somebody else rated this" in answer.content.decode()


def test_what_is_not_done_is_not_rated(at_home, zaal):
    answer = send(at_home, "rate", zaal, verdict="good")

    assert answer.status_code == 200
    assert not Rating.objects.exists()


def test_one_click_puts_it_on_the_list_for_the_conversation_once(at_home, zaal, fatima, client):
    send(at_home, "discuss", zaal)

    assert "for the conversation already" in send(at_home, "discuss", zaal).content.decode()
    assert zaal.events.filter(kind=Kind.TO_DISCUSS).count() == 1
    client.force_login(fatima)
    page = client.get(zaal.get_absolute_url()).content.decode()
    assert "To talk about in the next conversation" in page
    assert TalkPoint.objects.get().promise == zaal.promise


def test_of_what_is_confidential_only_that_there_is_something_goes_to_the_conversation(
    daan, fatima
):
    secret = a_request(daan, by=fatima, service=a_service(), confidential=True)
    actions.discuss(secret, text="Over mijn ontslag", by=daan, now=NOW)

    point = TalkPoint.objects.get()
    assert (point.client, point.promise, point.service, point.text) == (
        secret.promise.client,
        None,
        None,
        "",
    )


def test_the_pool_reads_the_rating_in_words(at_home, done, fatima, client):
    send(at_home, "rate", done, verdict="could_be_better")
    client.force_login(fatima)

    page = client.get(done.get_absolute_url()).content.decode()

    assert "Could be better" in page


def test_a_cause_is_said_with_one_tap_and_stands_on_the_page(zaal, fatima, client):
    late = local("2026-03-05T10:00")
    client.force_login(fatima)
    with travel(late, tick=False):
        form = client.get(zaal.get_absolute_url(), {"do": "finish"}).content.decode()
        assert 'name="cause"' in form
        client.post(reverse("requests:finish", args=[zaal.pk]), {"text": "Klaar"})
        assert 'name="cause" value="peak"' in client.get(zaal.get_absolute_url()).content.decode()

        client.post(reverse("requests:say_why_late", args=[zaal.pk]), {"cause": "peak"})

        page = client.get(zaal.get_absolute_url()).content.decode()
    assert "Why it was later than agreed" in page
    assert 'value="illness"' not in page


def test_in_time_the_form_does_not_ask_for_a_cause(zaal, fatima, client):
    client.force_login(fatima)

    form = client.get(zaal.get_absolute_url(), {"do": "finish"}).content.decode()

    assert 'name="cause"' not in form


def test_an_open_page_offers_other_things_as_soon_as_they_can_be_done(at_home, zaal, fatima):
    page = at_home.get(page_of(zaal))
    asked = {"seen": page.context["version"], "yours": page.context["yours"].key}

    actions.contact(zaal, channel="phone", text="Bezig", by=fatima, now=NOW)
    same = at_home.get(page_of(zaal), asked, headers=HTMX).content.decode()
    actions.finish(zaal, text="", by=fatima, now=NOW)
    other = at_home.get(page_of(zaal), asked, headers=HTMX).content.decode()

    assert 'id="yours"' not in same
    assert 'id="yours" hx-swap-oob="true"' in other


def test_the_page_costs_the_same_for_a_short_and_a_long_story(at_home, done, fatima, daan):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            the_page(at_home, done)
            at_home.get("/portal/")
        return len(captured)

    actions.rate(done, verdict="good", by=daan, now=NOW)
    cost()
    few = cost()
    for day in range(1, 4):
        actions.ask_again(done, text="Nog iets", by=daan, now=later(days=day))
        actions.finish(done, text="", by=fatima, now=later(days=day))
        other = a_request(daan, by=fatima)
        actions.finish(other, text="", by=fatima, now=NOW)

    assert cost() == few
