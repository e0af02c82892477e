"""The portal: what a client sees of their requests, and what nobody else does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from requests import actions
from requests.models import Channel, ServiceRequest, WaitingFor
from requests.tracking import asked_by, track
from tests.factories import NOW, a_manager, a_request, a_service, an_agreement, later

PORTAL = "/portal/"
ASKED = "/portal/requests/"
HTMX = {"HX-Request": "true"}


pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


@pytest.fixture
def zaal(daan, fatima):
    return a_request(daan, by=fatima, service=a_service(), text="Acht personen")


@pytest.fixture
def at_home(client, daan):
    client.force_login(daan)
    return client


def page_of(service_request):
    return reverse("requests:portal_detail", args=[service_request.pk])


def the_page(browser, service_request):
    return browser.get(page_of(service_request)).content.decode()


def step_of(service_request, person):
    asked = asked_by(person, NOW.date()).get(pk=service_request.pk)
    tracked = track(asked, NOW)
    return tracked.step, tracked.word


# The steps


def test_the_steps_follow_the_life_of_a_request(zaal, daan, fatima):
    assert step_of(zaal, daan) == (1, "received")

    actions.pick_up(zaal, by=fatima, now=NOW)
    assert step_of(zaal, daan) == (2, "picked up")

    wait(zaal, fatima, WaitingFor.CLIENT)
    assert step_of(zaal, daan) == (3, "waits for you")

    actions.resume(zaal, text="", by=fatima, now=NOW)
    assert step_of(zaal, daan) == (3, "in progress")

    wait(zaal, fatima, WaitingFor.THIRD_PARTY)
    assert step_of(zaal, daan) == (3, "waits for somebody else")

    actions.finish(zaal, text="", by=fatima, now=NOW)
    assert step_of(zaal, daan) == (4, "done")


def wait(service_request, by, waiting_for):
    actions.wait(
        service_request,
        waiting_for=waiting_for,
        reason="Hoeveel personen?",
        follow_up_on=None,
        by=by,
        now=NOW,
    )


def test_an_internal_note_does_not_move_a_step(zaal, daan, fatima):
    actions.pick_up(zaal, by=fatima, now=NOW)
    actions.note(zaal, text="Zaal is krap", by=fatima, now=NOW)

    assert step_of(zaal, daan) == (2, "picked up")


# What is shown


def test_my_requests_stand_with_their_time_and_who_has_them(at_home, zaal, fatima):
    actions.pick_up(zaal, by=fatima, now=NOW)

    page = at_home.get(PORTAL).content.decode()

    assert "Vergaderzaal voor donderdag" in page
    assert "step 2 of 4: picked up" in page
    assert "Fatima" in page
    assert "Wed 4 Mar" in page


def test_a_colleague_of_the_unit_sees_it_as_well(client, zaal, projecten):
    client.force_login(a_manager(projecten, "Eva Bos"))

    assert "Vergaderzaal voor donderdag" in client.get(PORTAL).content.decode()


def test_what_was_done_lately_stays_in_sight_and_all_of_it_can_be_found(at_home, zaal, fatima):
    actions.finish(zaal, text="", by=fatima, now=NOW)

    assert zaal.subject in at_home.get(PORTAL).content.decode()
    ServiceRequest.objects.update(changed_at=NOW - timedelta(days=15))
    assert zaal.subject not in at_home.get(PORTAL).content.decode()
    assert zaal.subject in at_home.get(ASKED, {"show": "done"}).content.decode()


def test_the_story_tells_what_was_said_and_nothing_internal(at_home, zaal, fatima):
    actions.pick_up(zaal, by=fatima, now=NOW)
    actions.contact(zaal, channel=Channel.PHONE, text="Zaal 2.14", by=fatima, now=NOW)
    actions.note(zaal, text="Let op: lastig", by=fatima, now=NOW)
    actions.hand_back(zaal, reason="Ik ben ziek", by=fatima, now=NOW)

    page = the_page(at_home, zaal)

    assert "Acht personen" in page
    assert "Zaal 2.14" in page
    assert "back with the pool" in page
    assert "lastig" not in page
    assert "ziek" not in page


def test_the_private_things_of_the_desk_are_not_shown(at_home, daan, fatima):
    fatima.phone = "06-55555555"
    fatima.save()
    urgent = a_request(
        daan, by=fatima, urgent_reason="Gasten staan buiten", callback_phone="06-44444444"
    )
    actions.pick_up(urgent, by=fatima, now=NOW)

    page = the_page(at_home, urgent)

    assert "06-44444444" not in page
    assert "06-55555555" not in page
    assert fatima.email not in page


def test_what_we_wait_for_is_said(at_home, zaal, fatima):
    actions.pick_up(zaal, by=fatima, now=NOW)
    wait(zaal, fatima, WaitingFor.CLIENT)

    assert "Hoeveel personen?" in the_page(at_home, zaal)


def test_answers_are_shown_with_their_question(at_home, daan, fatima):
    questions = [{"key": "hybride", "type": "boolean", "label": "Hybride nodig"}]
    version = a_service(questions=questions)
    asked = a_request(daan, by=fatima, service=version, answers={"hybride": False, "oud": "x"})

    page = the_page(at_home, asked)

    assert "<dt>Hybride nodig</dt><dd>no</dd>" in page
    assert "oud" not in page


@pytest.mark.parametrize(
    ("kind", "answer", "read"),
    [
        ("number", 1, "1"),
        ("number", 0, "0"),
        ("boolean", True, "yes"),
        ("text", ["a", "b"], "a"),
        ("text", {"a": "b"}, "a"),
        ("date", "2026-03-05", "Thursday 5 March 2026"),
    ],
)
def test_an_answer_of_any_kind_can_be_read(at_home, daan, fatima, kind, answer, read):
    version = a_service(questions=[{"key": "vraag", "type": kind}])
    asked = a_request(daan, by=fatima, service=version, answers={"vraag": answer})

    page = the_page(at_home, asked)

    assert read in page.split("<dt>Vraag</dt><dd>")[1].split("</dd>")[0]


def test_what_people_typed_is_never_html(at_home, daan, fatima):
    asked = a_request(daan, by=fatima, subject="<b>zaal</b>", text="<script>x</script>")

    page = the_page(at_home, asked)

    assert "<b>zaal" not in page
    assert "<script>x" not in page


def test_the_portal_says_how_to_ask_and_what_was_agreed(at_home, daan, noord):
    noord.phone = "088-000 2000"
    noord.save()
    version = a_service(name="Notuleren")
    an_agreement(daan.client_memberships.get().client, services=[version.service])

    page = at_home.get(PORTAL).content.decode()

    assert "088-000 2000" in page
    assert "noord@example.org" in page
    assert "Notuleren" in page
    assert "1 working day" in page
    assert "tomorrow 17:00" in page


def test_services_are_found_while_one_types(at_home):
    a_service("PO-10", "Vergaderzaal reserveren")
    a_service("PO-13", "Notuleren")

    answer = at_home.get(PORTAL, {"part": "offers", "q": "vergaderz"}, headers=HTMX)

    assert "Vergaderzaal" in answer.content.decode()
    assert "Notuleren" not in answer.content.decode()


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("no_hours", "No time can be promised: the calendar has no opening hours."),
        ("no_calendar", "No time can be promised: the pool has no calendar."),
    ],
)
def test_it_is_said_why_no_time_can_be_promised(request, at_home, lacking, said):
    a_service()
    request.getfixturevalue(lacking)

    assert said in at_home.get(PORTAL).content.decode()
    assert said in at_home.get(PORTAL, {"part": "offers", "q": "vergaderzaal"}).content.decode()


# Keeping up


@pytest.mark.parametrize("page", ["portal", "detail"])
def test_an_unchanged_page_answers_nothing_and_a_changed_one_itself(at_home, zaal, fatima, page):
    url = PORTAL if page == "portal" else page_of(zaal)
    seen = {"seen": at_home.get(url).context["version"]}

    assert at_home.get(url, seen, headers=HTMX).status_code == 204
    actions.note(zaal, text="Alleen voor ons", by=fatima, now=NOW)
    assert at_home.get(url, seen, headers=HTMX).status_code == 204

    actions.pick_up(zaal, by=fatima, now=NOW)
    changed = at_home.get(url, seen, headers=HTMX)
    assert "step 2 of 4" in changed.content.decode()
    assert "<html" not in changed.content.decode()


def test_times_that_are_left_keep_up_with_the_clock(at_home, zaal):
    seen = {"seen": at_home.get(PORTAL).context["version"]}

    with travel(later(minutes=1), tick=False):
        assert at_home.get(PORTAL, seen, headers=HTMX).status_code == 200


# Rights and cost


@pytest.mark.parametrize("who", ["stranger", "fatima", "sanne"])
def test_a_request_page_is_only_for_the_unit(request, client, zaal, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(page_of(zaal)).status_code == 404
    assert client.get(page_of(zaal), {"seen": "x"}).status_code == 404


def test_the_portal_does_not_exist_for_who_asks_for_no_unit(client, fatima):
    client.force_login(fatima)

    assert client.get(PORTAL).status_code == 404
    assert client.get(PORTAL, {"part": "offers"}).status_code == 404


def test_the_portal_of_another_unit_shows_nothing_of_ours(client, zaal, stranger):
    client.force_login(stranger)

    assert zaal.subject not in client.get(PORTAL).content.decode()


def test_a_confidential_request_is_only_for_who_asked(client, daan, fatima, projecten):
    secret = a_request(daan, by=fatima, subject="Gesprek", confidential=True)
    client.force_login(a_manager(projecten, "Eva Bos"))

    assert client.get(page_of(secret)).status_code == 404
    assert "Gesprek" not in client.get(PORTAL).content.decode()


@pytest.mark.parametrize("page", ["portal", "offers", "open", "done", "history", "detail"])
def test_the_cost_is_the_same_for_few_and_for_many(at_home, zaal, daan, fatima, page):
    asked = {"offers": {"part": "offers", "q": "zaal"}, "done": {"show": "done", "q": "zaal"}}
    urls = {"detail": page_of(zaal), "open": ASKED, "done": ASKED, "history": "/portal/history/"}
    url = urls.get(page, PORTAL)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert at_home.get(url, asked.get(page, {})).status_code == 200
        return len(captured)

    version = zaal.promise.service_version
    an_agreement(zaal.promise.client, services=[version.service])
    actions.finish(a_request(daan, by=fatima, service=version), text="", by=fatima, now=NOW)
    cost()
    few = cost()

    for number in range(5):
        other = a_service(f"XX-{number}", "Zaal", questions=[{"key": "a"}])
        done = a_request(daan, by=fatima, service=other, answers={"a": "b"})
        a_request(daan, by=fatima, service=other)
        actions.finish(done, text="", by=fatima, now=NOW)
        actions.contact(zaal, channel=Channel.PHONE, text="Hoi", by=fatima, now=NOW)

    assert cost() == few
