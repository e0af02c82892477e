"""News of the catalogue reaches who it concerns: colleagues at once, users the next morning."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pdc.inventory.actions import open_round
from pdc.models import News
from pdc.proposals import decline, propose, say
from pdc.publishing import actions, auditing
from requests.announcing import announce_news
from requests.mail.kinds import MailKind
from requests.mail.outbox import send_due_mail
from requests.models import Notification
from tests.factories import NOW, a_client, a_manager, a_request, a_service, later, local
from tests.requests.test_races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
NEXT_MORNING = local("2026-03-03T08:00")


def announce(now=NOW):
    return announce_news(now=now, limit=100)


def republished(version, fatima, joost, marieke, note="Nu met lunch.", days=0):
    draft = version.service.versions.create(number=2, name=f"{version.name} nieuw", author=fatima)
    auditing.ask_audit(draft, auditor=joost, by=fatima, now=NOW)
    auditing.give_verdict(draft, verdict="good", said="", found=[], by=joost, now=NOW)
    day = NOW.date() + timedelta(days=days)
    actions.publish(draft, valid_from=day, note=note, by=marieke, now=NOW)
    return draft


@pytest.fixture
def services():
    return [a_service(f"PO-1{number}", f"Dienst {number}") for number in range(3)]


def test_users_get_one_mail_however_many_services_changed(services, daan, fatima, joost, marieke):
    daan.language = "en"
    daan.save()
    for version in services:
        a_request(daan, by=fatima, service=version)
        republished(version, fatima, joost, marieke)
    Notification.objects.all().delete()

    assert announce() == 4 * len(services)
    assert announce() == 0
    theirs = Notification.objects.in_bell_of(daan)
    assert [one.send_at for one in theirs] == [NEXT_MORNING] * 3
    send_due_mail(now=NEXT_MORNING, limit=100)
    send_due_mail(now=NEXT_MORNING, limit=100)

    to_daan = [letter for letter in mail.outbox if letter.to == [daan.email]]
    (letter,) = to_daan
    assert letter.subject == "3 changes in the catalogue"
    assert letter.body.count("changes from 2 March 2026") == 3
    assert letter.body.count("Nu met lunch.") == 3
    assert str(theirs[0].get_absolute_url()) in letter.body
    assert not Notification.objects.to_send(later(days=9)).filter(recipient=daan).exists()


def test_only_who_used_it_lately_hears_of_it(services, noord, daan, fatima, joost, marieke):
    used, other, _ = services
    long_ago = a_manager(a_client(noord, "OUD"), "Lang Geleden")
    left = a_manager(a_client(noord, "WEG"), "Weg Gegaan")
    a_request(daan, by=fatima, service=used)
    a_request(long_ago, by=fatima, service=used, received_at=NOW - timedelta(days=430))
    a_request(left, by=fatima, service=used)
    left.is_active = False
    left.save()
    a_request(marieke_as_client(marieke, daan), by=fatima, service=other)
    republished(used, fatima, joost, marieke)
    Notification.objects.all().delete()

    announce()

    changed = Notification.objects.filter(news__kind=News.Kind.CHANGED)
    assert [one.recipient for one in changed] == [daan]


def marieke_as_client(marieke, daan):
    client = daan.client_memberships.get().client
    marieke.client_memberships.create(client=client, since=NOW.date())
    return marieke


def test_who_does_not_want_the_mail_has_it_in_the_bell(services, daan, fatima, joost, marieke):
    daan.unwanted_mail = [MailKind.SERVICES]
    daan.save()
    a_request(daan, by=fatima, service=services[0])
    republished(services[0], fatima, joost, marieke)
    announce()

    told = Notification.objects.filter(recipient=daan, news__isnull=False).get()
    assert (told.email, told.send_at) == ("", None)


def test_an_auditor_hears_when_they_are_at_work(services, client, fatima, joost):
    joost.language = "en"
    joost.save()
    draft = services[0].service.versions.create(number=2, name="Zaal", author=fatima)
    auditing.ask_audit(draft, auditor=joost, by=fatima, now=NOW)
    announce()
    send_due_mail(now=later(hours=1), limit=100)

    (letter,) = mail.outbox
    assert letter.to == [joost.email]
    assert letter.subject == "Fatima Bouzid asks you to audit “Zaal”."
    client.force_login(joost)
    page = client.get("/bell/").content.decode()
    assert "Fatima Bouzid asks you to audit “Zaal”" in page
    (told,) = Notification.objects.in_bell_of(joost)
    assert client.get(told.get_absolute_url()).url == "/catalogue/drafts/PO-10/audit/"
    assert not Notification.objects.unread().exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_tell_the_same(services, daan, fatima, joost, marieke):
    a_request(daan, by=fatima, service=services[0])
    republished(services[0], fatima, joost, marieke)

    at_once(announce, announce, announce)

    told = Notification.objects.filter(news__isnull=False).values_list("news", "recipient")
    assert len(told) == len(set(told)) == 4


def test_what_is_told_costs_the_same_however_many_used_it(
    services, noord, daan, fatima, joost, marieke
):
    def cost(version):
        republished(version, fatima, joost, marieke)
        with CaptureQueriesContext(connection) as captured:
            announce()
        return len(captured)

    a_request(daan, by=fatima, service=services[0])
    few = cost(services[0])
    for number in range(9):
        person = a_manager(a_client(noord, f"A{number}"), f"Iemand {number}")
        a_request(person, by=fatima, service=services[1])

    assert cost(services[1]) == few


def test_who_proposed_is_mailed_what_was_decided_and_why(client, daan, fatima, marieke):
    daan.language = "en"
    daan.unwanted_mail = [MailKind.SERVICES, MailKind.CATALOGUE]
    daan.save()
    one = propose("new", "Fietsen", "", None, by=daan, now=NOW)
    say(one, text="Hoe vaak?", by=fatima, now=NOW)
    decline(one, reason="Facilitair doet dit.", by=marieke, now=NOW)
    assert announce() == 2
    send_due_mail(now=later(hours=1), limit=100)

    (letter,) = mail.outbox
    assert letter.to == [daan.email]
    assert "Fatima Bouzid says something about the proposal “Fietsen”." in letter.body
    assert letter.body.count("Facilitair doet dit.") == 1
    client.force_login(daan)
    assert "“Fietsen”" in client.get("/bell/").content.decode()
    told = Notification.objects.in_bell_of(daan).first()
    assert client.get(told.get_absolute_url()).url == one.get_absolute_url()

    daan.unwanted_mail = [MailKind.PROPOSALS]
    daan.save()
    say(one, text="Jammer", by=fatima, now=NOW)
    announce()
    assert Notification.objects.in_bell_of(daan).first().send_at is None


def test_who_works_in_a_pool_hears_that_its_round_opens(client, noord, fatima, joost, marieke):
    how = {"name": "Wat doen we?", "why": "", "until": NOW.date(), "by": marieke, "now": NOW}
    inventory = open_round(noord, **how)
    announce()

    told = Notification.objects.filter(news__kind=News.Kind.ROUND_OPENED)
    assert {one.recipient for one in told} == {fatima, joost}
    assert all(one.email for one in told)
    client.force_login(joost)
    assert "“Wat doen we?”" in client.get("/bell/").content.decode()
    theirs = Notification.objects.in_bell_of(joost).get()
    assert client.get(theirs.get_absolute_url()).url == inventory.get_absolute_url()
