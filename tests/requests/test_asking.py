"""Asking in the portal: the promise first, one request for each form, and only what is theirs."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests import actions
from requests.actions.by_client import principal_of
from requests.models import Channel, Draft, Event, Notification, ServiceRequest
from requests.policies import Refused
from teams.models import ClientMembership
from tests.factories import (
    LONG_AGO,
    NOW,
    a_client,
    a_manager,
    a_norm,
    a_request,
    a_secretary,
    a_service,
    an_agreement,
)
from tests.requests.desk import HTMX
from tests.requests.files import PDF

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")

ASK = "/portal/ask/"
QUESTION = {"key": "aantal", "type": "number", "required": True, "label": "Aantal personen"}


@pytest.fixture
def home(client, daan):
    client.force_login(daan)
    return client


@pytest.fixture
def eva(projecten):
    eva = a_manager(projecten, "Eva Bos")
    eva.client_memberships.update(role=ClientMembership.Role.DELEGATE)
    return eva


def typed(version=None, **fields):
    chosen = {"service": version.pk if version else "", "subject": "zaal voor donderdag"}
    return chosen | {"token": str(uuid4())} | fields


def send(visitor, version=None, **fields):
    answer = visitor.post(ASK, typed(version, **fields))
    assert answer.status_code == 302, answer.content.decode()
    return ServiceRequest.objects.latest("pk")


def the_promise(visitor, version=None, **fields):
    url = reverse("requests:ask_promise")
    return visitor.post(url, typed(version, **fields), headers=HTMX).content.decode()


def the_words(html):
    sentence = html.split('<p id="promise-words">')[1].split("</p>")[0]
    return re.sub(r"</?b>", "", sentence)


def test_what_is_sent_is_logged_with_its_promise_and_its_number_is_said(home, daan):
    version = a_service(questions=[QUESTION])

    answer = home.post(ASK, typed(version, **{"answer-aantal": "8", "text": "Met beamer"}))

    asked = ServiceRequest.objects.get()
    assert (asked.requested_by, asked.channel) == (daan, Channel.PORTAL)
    assert (asked.answers, asked.text) == ({"aantal": 8}, "Met beamer")
    assert asked.promise.clocks.filter(kind="turnaround").exists()
    page = home.get(answer.url).content.decode()
    assert f"Your number is {asked.number}" in page
    assert "Daan asked this" in page


def test_the_promise_is_said_before_it_is_sent(home, daan):
    version = a_service()
    an_agreement(daan.client_memberships.get().client, services=[version.service])

    html = the_promise(home, version)

    assert the_words(html) == (
        "We pick it up today before 14:30; ready by tomorrow 17:00 at the latest."
    )
    assert "as agreed in Afspraak PRJ" in html
    assert not ServiceRequest.objects.exists()


def test_the_promise_that_was_read_is_the_one_that_is_kept(home):
    version = a_service()
    the_promise(home, version)

    asked = send(home, version)

    page = home.get(reverse("requests:portal_detail", args=[asked.pk])).content.decode()
    assert (
        "We pick it up <b>today before 14:30</b>; "
        "ready by <b>Wednesday 4 March 17:00</b> at the latest."
    ) in page


def test_what_is_outside_the_catalogue_is_asked_all_the_same(home):
    assert the_words(the_promise(home)) == (
        "We pick it up today before 14:30; then you hear whether we can do it."
    )

    asked = send(home)

    assert asked.promise.service_version is None


def test_what_is_urgent_needs_a_reason_and_a_number_and_promises_only_to_call(home, daan):
    a_norm("callback", hours=0.5, pool=daan.client_memberships.get().client.pool)
    html = the_promise(home, urgent="on", urgent_reason="Gasten staan buiten")
    assert the_words(html) == (
        "We do our best and call you back on 088-000 1168, today before 10:30."
    )
    refused = home.post(ASK, typed(urgent="on")).content.decode()
    assert "Say in a few words why it can&#x27;t wait." in refused

    asked = send(home, urgent="on", urgent_reason="Gasten staan buiten")

    assert asked.promise.urgent
    assert asked.callback_phone == daan.phone


def test_somebody_without_a_telephone_says_on_which_number(client, projecten):
    client.force_login(a_manager(projecten, "Zonder Nummer"))

    page = client.post(ASK, typed(urgent="on", urgent_reason="Nu")).content.decode()

    assert "Say on which number we can call you back." in page
    assert not ServiceRequest.objects.exists()


def test_what_is_not_known_yet_is_said_and_it_goes_all_the_same(home):
    version = a_service(questions=[QUESTION])
    assert "We still need from you: Aantal personen" in the_promise(home, version)

    asked = send(home, version)

    assert not asked.intake_complete
    page = home.get(reverse("requests:portal_detail", args=[asked.pk])).content.decode()
    assert "We wait for you" in page
    assert 'name="answer-aantal"' in page


def test_an_answer_that_cannot_be_read_keeps_all_that_was_typed(home):
    version = a_service(questions=[QUESTION])

    page = home.post(
        ASK, typed(version, text="Met <b>beamer</b>", **{"answer-aantal": "veel"})
    ).content.decode()

    assert "One of the answers can&#x27;t be read." in page
    assert "Met &lt;b&gt;beamer&lt;/b&gt;" in page
    assert not ServiceRequest.objects.exists()


def test_the_questions_begin_as_last_time_of_this_unit_only(home, daan, fatima, noord):
    version = a_service(questions=[{"key": "waar", "type": "text"}])
    other = a_manager(a_client(noord, "HRM"), "Iris Blom")
    a_request(daan, by=fatima, service=version, answers={"waar": "Zuid"}, subject="Vorige")
    a_request(other, by=fatima, service=version, answers={"waar": "Geheim"}, subject="Van HRM")

    html = the_promise(home, version)

    assert 'value="Zuid"' in html
    assert "Vorige" in html
    assert "Geheim" not in html


def test_one_comes_from_the_catalogue_with_the_service_chosen(home):
    version = a_service(questions=[QUESTION])

    page = home.get(ASK, {"service": "PO-10"}).content.decode()

    assert f'name="service" value="{version.pk}"' in page
    assert 'name="subject" value="Vergaderzaal reserveren"' in page
    assert "Aantal personen" in page
    assert "ready by" in page
    assert "/portal/ask/?service=PO-10" in home.get("/catalogue/PO-10/").content.decode()


def test_services_are_found_and_a_single_word_becomes_the_name(home):
    a_service()
    url = reverse("requests:ask_services")

    one = home.post(url, typed(subject="vergaderz"), headers=HTMX).content.decode()
    more = home.post(url, typed(subject="vergaderzaal donderdag"), headers=HTMX).content.decode()

    assert 'data-text="Vergaderzaal reserveren"' in one
    assert "Vergaderzaal" in more
    assert "data-text" not in more


# Only what is theirs


def test_what_is_only_for_another_unit_can_not_be_seen_nor_asked(home, daan, noord):
    version = a_service(name="Bestuurszaal")
    version.service.only_for.add(a_client(noord, "HRM"))

    assert "Bestuurszaal" not in home.get(ASK, {"service": "PO-10"}).content.decode()
    page = home.post(ASK, typed(version)).content.decode()
    assert "Bestuurszaal" not in page
    assert not ServiceRequest.objects.exists()
    with pytest.raises(Refused, match="not offered"):
        ask(daan, version)


def ask(by, version=None, client=None, **fields):
    client = client or by.client_memberships.latest("pk").client
    fields = {"subject": "zaal", "now": NOW} | fields
    return actions.ask(client=client, service_version=version, by=by, **fields)


def test_nobody_asks_for_a_unit_that_is_not_theirs(daan, stranger, fatima):
    unit = daan.client_memberships.get().client
    for who in (stranger, fatima):
        with pytest.raises(Refused, match="this unit"):
            ask(who, client=unit)


def test_who_left_asks_nothing_any_more(home, daan):
    daan.client_memberships.update(until=LONG_AGO)

    assert home.get(ASK).status_code == 404
    with pytest.raises(Refused):
        ask(daan)


def test_one_with_more_units_says_for_which(home, daan, noord):
    other = a_client(noord, "HRM", name="Personeel")
    membership = ClientMembership.objects.create(user=daan, client=other, since=LONG_AGO)

    assert "For which unit?" in home.get(ASK).content.decode()
    asked = send(home, requester=membership.pk)

    assert asked.promise.client == other


def test_the_unit_of_another_can_not_be_chosen(home, stranger):
    theirs = stranger.client_memberships.get()

    assert home.post(ASK, typed(requester=theirs.pk)).status_code == 200
    assert not ServiceRequest.objects.exists()


def test_a_delegate_asks_on_behalf_of_the_manager(client, daan, eva, fatima):
    client.force_login(eva)
    assert "You ask this on behalf of Daan Visser." in client.get(ASK).content.decode()

    asked = send(client)

    assert asked.requested_by == eva
    assert asked.events.get().on_behalf_of == daan == principal_of(eva, asked, NOW.date())
    page = client.get(reverse("requests:portal_detail", args=[asked.pk])).content.decode()
    assert "Eva Bos on behalf of Daan Visser" in page
    assert "Eva on behalf of Daan asked this" in page
    client.force_login(fatima)
    desk = client.get(asked.get_absolute_url()).content.decode()
    assert "<b>Eva Bos on behalf of Daan Visser</b> asked this in the portal" in desk


def test_what_is_confidential_is_for_who_asks_their_manager_and_who_coordinates(
    client, daan, eva, fatima, marieke, projecten
):
    client.force_login(eva)
    colleague = a_manager(projecten, "Piet Hein")

    asked = send(client, confidential="on")

    seen = {
        one: ServiceRequest.objects.visible_to(one, NOW.date()).filter(pk=asked.pk).exists()
        for one in (daan, eva, marieke, fatima, colleague)
    }
    assert [one for one, sees in seen.items() if sees] == [daan, eva, marieke]


def test_without_anybody_who_could_read_it_nothing_confidential_is_taken(home, fatima):
    page = home.post(ASK, typed(confidential="on")).content.decode()

    assert "can read this in confidence" in page
    assert not ServiceRequest.objects.exists()


# Sent twice, left open, with files


def test_a_double_click_is_one_request(home):
    form = typed()
    first, second = home.post(ASK, form), home.post(ASK, form)

    assert first.url == second.url
    assert ServiceRequest.objects.count() == 1
    assert Event.objects.filter(kind="logged").count() == 1
    assert Notification.objects.count() == 1


def test_files_come_along_and_of_others_it_is_said_why_not(home, settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path
    form = typed()
    files = [
        SimpleUploadedFile("agenda.pdf", PDF),
        SimpleUploadedFile("virus.exe", b"MZ"),
    ]

    answer = home.post(ASK, form | {"files": files})

    asked = ServiceRequest.objects.get()
    assert [file.name for file in asked.attachments.there().seen_by_client()] == ["agenda.pdf"]
    page = home.get(answer.url).content.decode()
    assert "“virus.exe” was not added." in page
    again = [SimpleUploadedFile("agenda.pdf", PDF)]
    home.post(ASK, form | {"files": again})
    assert asked.attachments.there().count() == 1


def test_a_draft_comes_back_after_signing_out_and_only_here(home, client, daan, noord):
    version = a_service(questions=[QUESTION])
    form = typed(version, text="Met beamer", **{"answer-aantal": "8"})
    assert home.post(reverse("requests:ask_keep_draft"), form).status_code == 204
    home.logout()
    home.force_login(daan)

    assert f"?draft={form['token']}" in home.get(ASK).content.decode()
    page = home.get(ASK, {"draft": form["token"]}).content.decode()
    assert "Met beamer" in page
    assert 'value="8"' in page

    home.post(ASK, form)
    assert not Draft.objects.exists()


def test_a_draft_of_the_portal_is_not_one_of_the_desk(client, projecten, noord):
    both = a_secretary(noord, "Bo Beide")
    ClientMembership.objects.create(user=both, client=projecten, since=LONG_AGO)
    client.force_login(both)
    form = typed(subject="van thuis")
    client.post(reverse("requests:ask_keep_draft"), form)

    assert "van thuis" not in client.get(reverse("requests:new")).content.decode()
    assert "van thuis" in client.get(ASK).content.decode()
    thrown = client.post(
        reverse("requests:ask_forget_draft", args=[form["token"]]), typed(), headers=HTMX
    )
    assert "van thuis" not in thrown.content.decode()
    assert not Draft.objects.exists()


def test_without_script_the_services_stand_in_a_list(home):
    version = a_service()

    page = home.post(ASK, typed(subject="vergaderzaal", find="1")).content.decode()

    assert f'<input type="radio" name="service" value="{version.pk}">' in page
    assert "None of these: ask it all the same" in page
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("what", ["page", "services", "promise"])
def test_the_cost_is_the_same_for_few_services_and_for_many(home, daan, what):
    version = a_service(questions=[QUESTION])

    def cost():
        with CaptureQueriesContext(connection) as captured:
            if what == "page":
                assert home.get(ASK, {"service": "PO-10"}).status_code == 200
            elif what == "promise":
                the_promise(home, version)
            else:
                home.post(reverse("requests:ask_services"), typed(), headers=HTMX)
        return len(captured)

    cost()
    few = cost()
    for number in range(5):
        a_service(f"PO-2{number}", f"Zaal {number}")
        home.post(reverse("requests:ask_keep_draft"), typed(subject=f"zaal {number}"))
    cost()

    assert cost() == few
