"""The search over everything: what it finds, and what it never shows."""

import pytest
from django.urls import reverse

from tests.factories import NOW, a_client, a_request, a_service, local
from tests.requests.test_queue import titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]


def test_search_finds_by_number_and_words_what_someone_may_see(
    desk, client, fatima, daan, sanne, stranger
):
    found = a_request(daan, by=fatima, subject="Bloemen bestellen")
    a_request(stranger, by=sanne, subject="Bloemen voor Zuid")
    a_service("PT-10", "Bloemen of een kaart", keywords=["bloemen"])
    url = reverse("requests:search")

    assert titles(desk.get(url, {"q": "bloemen"})) == ["Bloemen bestellen", "Bloemen of een kaart"]
    assert titles(desk.get(url, {"q": found.number})) == ["Bloemen bestellen"]
    assert titles(desk.get(url, {"q": "visser"})) == ["Daan Visser"]
    assert titles(desk.get(url, {"q": "PRJ"}))[-1] == "Projecten"
    assert titles(desk.get(url, {"q": " "})) == []

    client.force_login(daan)
    assert titles(client.get(url, {"q": "bloemen bestellen"}))[0] == "Bloemen bestellen"
    assert titles(client.get(url, {"q": "visser"})) == []
    assert (
        reverse("requests:portal_detail", args=[found.pk])
        in client.get(url, {"q": "bloemen"}).content.decode()
    )


def test_search_shows_no_confidential_request(client, fatima, joost, daan):
    a_request(daan, by=fatima, subject="Sollicitatie", confidential=True)

    client.force_login(joost)

    assert titles(client.get(reverse("requests:search"), {"q": "sollicitatie"})) == []


def test_who_left_a_unit_is_not_found_any_more_nor_the_unit_they_left(desk, daan, noord):
    other = a_client(noord, "HRM", name="Mens en Organisatie")
    url = reverse("requests:search")
    daan.client_memberships.update(until=local("2026-03-01T00:00").date())
    assert titles(desk.get(url, {"q": "visser"})) == []

    daan.client_memberships.create(client=other, since=NOW.date())
    found = desk.get(url, {"q": "visser"})
    assert titles(found) == ["Daan Visser"]
    assert "Projecten" not in found.content.decode()


@pytest.mark.parametrize("place", ["requests:queue", "requests:search"])
def test_a_nul_among_the_words_is_no_error(desk, fatima, daan, place):
    a_request(daan, by=fatima, subject="Zaal")

    assert titles(desk.get(reverse(place), {"q": "\0zaal\0"})) == ["Zaal"]
