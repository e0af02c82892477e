"""Coming to an agreement on the page of a version: by both sides, with what each may do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from sla.agreeing import consenting
from sla.models import AgreementLine, AgreementRemark, AgreementVersion, Consent, Endorsement
from tests.factories import NOW, a_norm, a_service, an_agreement
from tests.sla.consenting.drafts import agree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
Status = AgreementVersion.Status


def page_of(version):
    return reverse("sla:agreement_detail", args=[version.pk])


def text(answer):
    return " ".join(answer.content.decode().split())


def do(client, person, version, name, **words):
    client.force_login(person)
    return client.post(reverse("sla:agree", args=[version.pk, name]), words, follow=True)


def see(client, person, version):
    client.force_login(person)
    return text(client.get(page_of(version)))


def status_of(version):
    return AgreementVersion.objects.get(pk=version.pk).status


def signs(version, side):
    return {"side": side, "digest": version.proposals.first().digest}


def test_from_draft_to_agreed_on_the_page(client, drafted, marieke, els):
    assert "Put it to Projecten" in see(client, marieke, drafted)
    put = text(do(client, marieke, drafted, "propose"))
    assert "It is with the client now" in put
    assert "You sign for exactly this text: version 1, 1 services, of which 1 differ" in put

    assert "Agreed by both" in see(client, els, drafted)
    first = text(do(client, els, drafted, "consent", **signs(drafted, "client")))
    assert "You agreed." in first
    assert "Els Prins" in first
    assert "Hoofd Projecten · manager" in first
    assert "not agreed yet" in first

    second = text(do(client, marieke, drafted, "consent", **signs(drafted, "provider")))
    assert "not agreed yet" not in second
    assert "2 March 2026, 10:00" in second
    assert "I agree to exactly this" not in second
    assert status_of(drafted) == Status.AGREED


def test_a_change_is_asked_for_a_service_and_ticked(client, drafted, notuleren, marieke, els):
    do(client, marieke, drafted, "propose")
    words = {"side": "client", "service": notuleren.service_id, "text": "Liever <b>drie</b> dagen"}
    answer = do(client, els, drafted, "ask_for_changes", **words)
    assert answer.redirect_chain == [(reverse("sla:agreement_list"), 302)]
    assert "It goes back to be changed, with what you wrote." in text(answer)
    assert client.get(page_of(drafted)).status_code == 404  # a draft is the pool's

    page = see(client, marieke, drafted)
    assert status_of(drafted) == Status.DRAFTED
    assert "<b>Notuleren</b> · asks for a change" in page
    assert "Liever &lt;b&gt;drie&lt;/b&gt; dagen" in page
    remark = AgreementRemark.objects.get()
    ticked = client.post(
        reverse("sla:settle_remark", args=[remark.pk]), {"settled": "on"}, follow=True
    )
    assert "handled" in text(ticked)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ask_for_changes", {"side": "client", "text": ""}),
        ("say", {"text": "", "service": "999999"}),
        ("consent", {"side": "client", "digest": "another"}),
        ("consent", {}),
    ],
)
def test_what_can_not_be_done_is_said_and_nothing_happens(
    client, drafted, marieke, els, name, words
):
    do(client, marieke, drafted, "propose")

    answer = do(client, els, drafted, name, **words)

    assert answer.status_code == 200
    assert 'role="alert"' in text(answer)
    assert status_of(drafted) == Status.PROPOSED
    assert not Consent.objects.exists()
    assert not AgreementRemark.objects.exists()


def test_what_was_typed_stays_when_it_can_not_be_said(client, drafted, marieke, els):
    do(client, marieke, drafted, "propose")

    page = text(do(client, els, drafted, "say", text="Mooi <i>stuk</i>", service="999999"))

    assert "Mooi &lt;i&gt;stuk&lt;/i&gt;</textarea>" in page


def test_the_team_is_kept_apart_from_who_signs(client, drafted, marieke, fatima):
    words = {"meeting": "Werkoverleg", "day": "2026-02-27", "in_favour": "9", "present": "8"}
    wrong = text(do(client, fatima, drafted, "endorse", **words))
    assert "No more people can be in favour than were there." in wrong
    assert 'value="Werkoverleg"' in wrong

    right = text(do(client, fatima, drafted, "endorse", **words | {"in_favour": "8"}))

    assert "The team stands behind it: Werkoverleg, 27 February 2026, 8 of 8" in right
    assert Endorsement.objects.get().by == fatima


def test_it_is_taken_back_by_the_coordinator(client, drafted, marieke, els):
    do(client, marieke, drafted, "propose")
    assert "Take it back" not in see(client, els, drafted)

    do(client, marieke, drafted, "withdraw")

    assert status_of(drafted) == Status.DRAFTED


@pytest.mark.parametrize("who", ["fatima", "daan"])
def test_who_signs_for_nobody_sees_no_button_and_can_not(client, request, drafted, marieke, who):
    do(client, marieke, drafted, "propose")
    person = request.getfixturevalue(who)

    page = see(client, person, drafted)
    answer = do(client, person, drafted, "consent", **signs(drafted, "client"))

    assert "I agree to exactly this" not in page
    assert "Who may sign for Projecten does this." in text(answer)
    assert not Consent.objects.exists()


def test_strangers_find_nothing_here(client, drafted, marieke, stranger):
    consenting.propose(drafted, by=marieke, now=NOW)
    remark = consenting.say(drafted, service=None, text="Hallo", by=marieke, now=NOW)
    client.force_login(stranger)

    assert client.post(reverse("sla:agree", args=[drafted.pk, "say"])).status_code == 404
    assert client.post(reverse("sla:settle_remark", args=[remark.pk])).status_code == 404


def test_only_the_coordinator_ticks_a_remark(client, drafted, marieke, els):
    consenting.propose(drafted, by=marieke, now=NOW)
    remark = consenting.say(drafted, service=None, text="Hallo", by=els, now=NOW)
    client.force_login(els)

    answer = client.post(
        reverse("sla:settle_remark", args=[remark.pk]), {"settled": "on"}, follow=True
    )

    assert "The coordinator of one of its pools does this." in text(answer)
    remark.refresh_from_db()
    assert remark.settled_at is None


def test_what_is_no_deed_is_not_here(client, drafted, marieke):
    assert do(client, marieke, drafted, "burn").status_code == 404


def test_what_was_agreed_still_tells_who_agreed(client, drafted, marieke, els, daan):
    agree(drafted, marieke, els)

    page = see(client, daan, drafted)

    assert "Els Prins" in page
    assert "Marieke Postma" in page


def test_what_was_agreed_elsewhere_says_so(client, projecten, daan):
    page = see(client, daan, an_agreement(projecten, agreed_on=NOW.date()))

    assert "Agreed on 2 March 2026, on paper. It changes only by a new version." in page


def test_the_page_costs_the_same_however_much_was_said(client, drafted, marieke, els):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(drafted)).status_code == 200
        return len(captured)

    consenting.propose(drafted, by=marieke, now=NOW)
    consenting.say(drafted, service=None, text="Hallo", by=els, now=NOW)
    client.force_login(els)
    few = queries()
    for number in range(8):
        consenting.say(drafted, service=None, text=f"Nog {number}", by=marieke, now=NOW)

    assert queries() == few


def test_the_page_of_a_draft_costs_the_same_however_many_lines(client, drafted, marieke):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(drafted)).status_code == 200
        return len(captured)

    client.force_login(marieke)
    few = queries()
    for number in range(8):
        service = a_service(f"XX-{number}", f"Dienst {number}").service
        line = AgreementLine.objects.create(version=drafted, service=service, deviation="x")
        a_norm("turnaround", days=3, agreement_line=line)

    assert queries() == few


@pytest.mark.parametrize(
    ("days", "word"), [(29, "agreed"), (30, "in force"), (304, "in force"), (305, "ended")]
)
def test_what_is_agreed_is_in_force_on_its_days(client, drafted, marieke, els, daan, days, word):
    agree(drafted, marieke, els)

    with travel(NOW + timedelta(days=days), tick=False):
        page = see(client, daan, drafted)

    head = page[page.index("<h1>") : page.index("<h1>") + 600]
    assert f"{word}</span>" in head
