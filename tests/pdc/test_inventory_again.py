"""A round that is opened again, the services found while one types, and groups on pages."""

import pytest
from django.test import Client as Visitor
from django.urls import reverse

from pdc.inventory import actions
from pdc.models import InventoryLine, News
from pdc.policies import Refused
from tests.factories import NOW, a_line, a_round, a_service, later
from tests.pdc.test_inventory import closed, page, send
from tests.requests.desk import HTMX

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")
TODAY = NOW.date()
Outcome = InventoryLine.Outcome


@pytest.fixture
def ronde(noord, marieke, fatima, joost):
    return a_round(noord, marieke)


def test_a_closed_round_is_opened_again_until_another_day(ronde, marieke, fatima):
    line = a_line(ronde, fatima, "Bloemen")
    closed(ronde, marieke)
    actions.make_draft(ronde, [line.pk], name="Bloemen", by=marieke, now=later(days=1))

    assert "This day is past" in page_after(marieke, ronde, "2020-01-01")
    send(marieke, ronde, {"until": "2026-05-01"}, "reopen")
    ronde.refresh_from_db()
    assert (ronde.closed_at, str(ronde.until)) == (None, "2026-05-01")
    news = News.objects.filter(kind=News.Kind.ROUND_OPENED, person=fatima)
    assert news.count() == 2

    said = {"text": "Bloemen", "service": None, "minutes": 5}
    actions.write_line(ronde, line.key, said, by=fatima, now=NOW)
    line.refresh_from_db()
    assert line.outcome == Outcome.DRAFT
    zaal = {"text": "", "service": a_service().service}
    actions.write_line(ronde, line.key, zaal, by=fatima, now=NOW)
    line.refresh_from_db()
    assert (line.outcome, line.became) == ("", None)


def page_after(person, inventory, until):
    return send(person, inventory, {"until": until}, "reopen").content.decode()


def test_a_round_is_not_opened_again_beside_another(ronde, noord, marieke, fatima):
    closed(ronde, marieke)
    a_round(noord, marieke)

    assert "Close that one first" in page_after(marieke, ronde, "2026-05-01")
    with pytest.raises(Refused):
        actions.reopen_round(ronde, until=TODAY, by=fatima, now=NOW)


def test_a_service_is_found_while_one_types(client, ronde, fatima, daan):
    a_service()
    client.force_login(fatima)
    target = HTMX | {"HX-Target": "hits-7"}
    found = client.get("/inventory/services/", {"what": "vergaderz"}, headers=target)
    assert 'id="hits-7-1" data-value="Vergaderzaal reserveren (PO-10)"' in found.content.decode()
    chosen = {"service": "Vergaderzaal reserveren (PO-10)"}
    assert "option" not in client.get("/inventory/services/", chosen).content.decode()
    client.force_login(daan)
    assert client.get("/inventory/services/", {"what": "zaal"}).status_code == 404


def test_many_groups_stand_on_pages(ronde, marieke, fatima):
    for number in range(32):
        service = a_service(f"PO-{number + 20}", f"Dienst {number}").service
        a_line(ronde, fatima, service=service)

    first, second = page(marieke, ronde, "results"), page_two(marieke, ronde)
    assert (first.count('class="group"'), second.count('class="group"')) == (30, 2)
    assert "?page=2" in first


def page_two(person, inventory):
    visitor = Visitor()
    visitor.force_login(person)
    address = reverse("pdc:inventory_results", args=[inventory.pk])
    return visitor.get(address, {"page": 2}).content.decode()
