"""A colleague gets a request, or takes it over: everyone concerned hears it, nobody is blocked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from requests import actions
from requests.mail.letters import as_mail, letters_due
from requests.mail.sentences import sentence
from requests.models import Event, Notification, ServiceRequest, Status, WaitingFor
from requests.policies import AlreadyPickedUp, Refused
from sla.models import Norm
from tests.factories import NOW, a_request, a_secretary, a_service, later
from tests.requests.telling import away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]


@pytest.fixture
def asked(daan, fatima, joost, marieke):
    return a_request(daan, by=fatima, service=a_service(), subject="Zaal")


def give(service_request, to, *, by, because="", now=NOW):
    actions.assign(service_request, to=to, because=because, by=by, now=now)


def said_to(person):
    told = Notification.objects.in_bell_of(person).select_related("event__by", "event__whom")
    return [sentence(notification) for notification in told]


def test_a_new_request_is_given_to_a_colleague_and_everyone_hears_it(asked, fatima, joost, daan):
    give(asked, joost, by=fatima, because="Jij kent de zaal", now=later(minutes=5))

    asked.refresh_from_db()
    assert (asked.status, asked.assignee) == (Status.IN_PROGRESS, joost)
    assert said_to(joost) == ["Fatima gave you “Zaal”."]
    assert said_to(daan)[0] == "Joost takes up your request “Zaal”."
    assert said_to(fatima) == []


def test_from_new_it_is_the_first_reaction_as_the_client_hears_who_has_it(asked, fatima, joost):
    give(asked, joost, by=fatima, now=later(minutes=5))

    response = asked.promise.clocks.get(kind=Norm.Kind.RESPONSE)
    assert response.stopped_at == later(minutes=5)


def test_passing_it_on_is_no_contact_and_the_client_gets_no_mail(asked, fatima, joost, daan):
    actions.pick_up(asked, by=fatima, now=NOW)
    before = Notification.objects.in_bell_of(daan).count()
    update = asked.promise.clocks.get(kind=Norm.Kind.UPDATE)

    give(asked, joost, by=fatima, now=later(minutes=30))

    assert asked.assignee == joost
    assert Notification.objects.in_bell_of(daan).count() == before
    assert asked.promise.clocks.get(kind=Norm.Kind.UPDATE).due_at == update.due_at


def test_what_waits_goes_on_waiting_with_a_colleague(asked, fatima, joost):
    actions.pick_up(asked, by=fatima, now=NOW)
    actions.wait(
        asked,
        waiting_for=WaitingFor.CLIENT,
        reason="Welke?",
        follow_up_on=None,
        by=fatima,
        now=NOW,
    )

    give(asked, joost, by=fatima)

    assert (asked.status, asked.assignee) == (Status.WAITING, joost)
    assert asked.promise.clocks.get(kind=Norm.Kind.TURNAROUND).is_paused


def test_who_takes_it_over_tells_who_had_it(asked, fatima, joost):
    actions.pick_up(asked, by=joost, now=NOW)

    give(asked, fatima, by=fatima)

    assert asked.assignee == fatima
    assert said_to(joost) == ["Fatima has “Zaal” now (through Fatima)."]


def test_giving_what_is_new_to_oneself_is_picking_it_up(asked, fatima):
    give(asked, fatima, by=fatima)

    assert asked.events.last().kind == Event.Kind.PICKED_UP


def test_the_word_with_it_is_for_the_colleague_and_never_for_the_client(asked, fatima, joost, daan):
    give(asked, joost, by=fatima, because="Ze is lastig")

    letters = {letter.first.recipient: as_mail(letter) for letter in letters_due(now=NOW, limit=9)}
    assert "Ze is lastig" in letters[joost].body
    mailed = [mail.body for person, mail in letters.items() if person == daan]
    assert mailed
    assert not any("Ze is lastig" in body for body in mailed)


def test_the_client_reads_who_has_it_but_not_why(client, asked, fatima, joost, daan):
    give(asked, joost, by=fatima, because="Ze is lastig")
    client.force_login(daan)

    page = client.get(reverse("requests:portal_detail", args=[asked.pk])).content.decode()

    assert "Joost has it now" in page
    assert "Ze is lastig" not in page


def test_who_is_away_can_have_it_and_the_stand_in_hears_it_too(asked, fatima, joost, marieke):
    away(joost, stand_in=marieke)

    give(asked, joost, by=fatima)

    assert asked.assignee == joost
    assert said_to(joost) == ["Fatima gave you “Zaal”."]
    assert said_to(marieke) == ["Joost has “Zaal” now (through Fatima)."]


def test_the_form_says_who_is_away_and_who_stands_in(desk, asked, joost, marieke):
    away(joost, stand_in=marieke)

    page = desk.get(f"{asked.get_absolute_url()}?do=assign").content.decode()

    assert "Joost Mulder (away until and including 1 April; Marieke Postma stands in)" in page


@pytest.mark.parametrize("gone", ["elsewhere", "left", "closed"])
def test_only_a_colleague_who_works_in_the_pool_now_gets_it(asked, fatima, joost, sanne, gone):
    to = sanne if gone == "elsewhere" else joost
    if gone == "left":
        joost.pool_memberships.update(until=NOW.date() - timedelta(days=1))
    if gone == "closed":
        joost.is_active = False
        joost.save()

    with pytest.raises(Refused, match="does not work in this pool now"):
        give(asked, to, by=fatima)

    assert ServiceRequest.objects.get().assignee is None


def test_strangers_give_nothing_away(asked, joost, sanne, stranger, daan):
    for person in (sanne, stranger, daan):
        with pytest.raises(Refused, match="a pool you do not work in"):
            give(asked, joost, by=person)


def test_what_is_done_is_not_given_to_anybody(asked, fatima, joost):
    actions.finish(asked, text="", by=fatima, now=NOW)

    with pytest.raises(Refused, match="the request is done"):
        give(asked, joost, by=fatima)


def test_who_looked_before_somebody_else_got_it_hears_who_has_it(asked, fatima, joost, marieke):
    stale = ServiceRequest.objects.get(pk=asked.pk)
    give(asked, joost, by=fatima, now=later(minutes=5))

    with pytest.raises(AlreadyPickedUp, match=r"Joost has this since 10:05"):
        give(stale, marieke, by=marieke)


def test_a_tab_of_before_is_refused_once_and_then_goes_by_what_is_so(desk, asked, joost, marieke):
    give(asked, joost, by=marieke)
    url = reverse("requests:assign", args=[asked.pk])

    page = desk.post(url, {"to": marieke.pk, "held_by": "", "because": "Graag"}).content.decode()

    assert "Meanwhile this is with somebody else." in page
    assert "Graag</textarea>" in page.replace("\n", "")
    assert f'name="held_by" value="{joost.pk}"' in page
    desk.post(url, {"to": marieke.pk, "held_by": joost.pk})
    asked.refresh_from_db()
    assert asked.assignee == marieke


def test_who_gives_away_a_confidential_request_may_lose_sight_of_it(client, daan, fatima, joost):
    secret = a_request(daan, by=fatima, confidential=True)
    noord = daan.client_memberships.get().client.pool
    hanna = a_secretary(noord, "Hanna Bos")
    give(secret, joost, by=fatima)
    client.force_login(joost)

    answer = client.post(reverse("requests:assign", args=[secret.pk]), {"to": hanna.pk})

    assert answer.url == reverse("requests:queue")
    assert said_to(hanna) == ["Joost gave you “Vergaderzaal voor donderdag”."]
    assert client.get(secret.get_absolute_url()).status_code == 404
