"""Who can read what is confidential, from the moment it is logged."""

import pytest

from requests.models import ServiceRequest
from tests.factories import NOW, a_request, a_secretary, later
from tests.requests.desk import save

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def named():
    return {person.given_name for person in ServiceRequest.objects.get().named.all()}


def test_a_colleague_can_be_named_who_reads_it_too(desk, daans, fatima, joost, marieke):
    save(desk, daans, confidential="on", named=[joost.pk])

    assert named() == {"Fatima", "Joost"}


def test_when_nobody_is_named_the_coordinator_reads_it(desk, daans, joost, marieke):
    save(desk, daans, confidential="on")

    assert named() == {"Fatima", "Marieke"}


def test_what_is_confidential_outlives_who_logged_it(daan, fatima, joost, marieke):
    secret = a_request(daan, by=fatima, confidential=True)
    fatima.pool_memberships.update(until=NOW.date())

    after = later(days=1).date()
    seen = {
        person.given_name
        for person in (fatima, joost, marieke)
        if ServiceRequest.objects.worked_by(person, after).filter(pk=secret.pk).exists()
    }
    assert seen == {"Marieke"}


def test_without_a_coordinator_a_colleague_must_be_named(desk, daans, joost):
    answer = save(desk, daans, confidential="on", text="Niet kwijtraken")

    page = answer.content.decode()
    assert "Name a colleague, who takes over when you are away." in page
    assert "Niet kwijtraken" in page
    assert not ServiceRequest.objects.exists()


def test_who_coordinates_names_a_colleague_too(client, daans, marieke, joost):
    client.force_login(marieke)

    assert "Name a colleague" in save(client, daans, confidential="on").content.decode()
    save(client, daans, confidential="on", named=[joost.pk])
    assert named() == {"Marieke", "Joost"}


def test_who_is_alone_in_the_pool_is_not_stopped(desk, daans):
    save(desk, daans, confidential="on")

    assert named() == {"Fatima"}


def test_nobody_of_another_pool_can_be_named(desk, daans, fatima, zuid, marieke, sanne):
    refused = save(desk, daans, confidential="on", named=[sanne.pk])
    assert "Select a valid choice" in refused.content.decode()

    zuid.memberships.create(user=fatima, since=NOW.date())
    refused = save(desk, daans, confidential="on", named=[sanne.pk])
    assert "Sanne Kok does not work in Pool Noord" in refused.content.decode()
    assert not ServiceRequest.objects.exists()


def test_names_mean_nothing_when_it_is_not_confidential(desk, daans, joost):
    save(desk, daans, named=[joost.pk])

    assert named() == set()


def test_the_page_says_who_can_read_it_and_offers_the_colleagues(desk, noord, joost):
    a_secretary(noord, "Weg Gegaan", is_active=False)
    page = desk.get("/requests/new/").content.decode()

    assert "Only who asks, you, who picks it up and who you name here can see it." in page
    assert "Joost Mulder" in page
    assert "Weg Gegaan" not in page
