"""Where a service hangs and for whom it is: it holds at once, so a coordinator changes it."""

import pytest

from pdc.drafting import start_service
from pdc.models import Service, Theme
from sla.actions import start_draft
from tests.factories import NOW, a_service
from tests.pdc.writing import Writer

PLACE = "/catalogue/drafts/PO-10/place/"


@pytest.fixture
def service(noord, fatima, monday_ten_oclock):
    version = a_service()
    a_service("PO-12")
    start_draft(version.service, by=fatima, now=NOW)
    return version.service


def sent(**said):
    theme = Theme.objects.get(code="PO").pk
    said = {"theme": str(theme), "owner": "", "related": "", "only_for": ""} | said
    return {f"place-{name}": value for name, value in said.items()}


def test_the_coordinator_places_what_is_published(service, marieke, projecten):
    other = Theme.objects.create(code="IM", name="Informatie")
    said = {"theme": str(other.pk), "owner": "Team zalen", "related": "po-12", "only_for": "PRJ"}
    Writer(marieke, PLACE).sends(sent(**said))

    service = Service.objects.get(code="PO-10")
    assert (service.theme, service.owner) == (other, "Team zalen")
    assert [one.code for one in service.related.all()] == ["PO-12"]
    assert [*service.only_for.all()] == [projecten]


def test_a_secretary_does_not_move_what_is_published(service, fatima):
    Writer(fatima, PLACE).sends(sent(owner="Van mij"))

    assert Service.objects.get(code="PO-10").owner == ""


def test_a_secretary_places_what_is_new(service, fatima):
    start_service("Fietsen", by=fatima, now=NOW)
    Writer(fatima, PLACE.replace("10", "13")).sends(sent(owner="Van mij"))

    assert Service.objects.get(code="PO-13").owner == "Van mij"


def test_a_code_that_is_not_known_is_named(service, marieke):
    answer = Writer(marieke, PLACE).sends(sent(related="PO-12\nXX-99", owner="Team"))

    assert "Not a code that is known: XX-99." in answer.content.decode()
    assert Service.objects.get(code="PO-10").owner == "Team"


def test_two_who_place_it_see_both(service, marieke, zuid):
    one, other = Writer(marieke, PLACE), Writer(marieke, PLACE)
    one.sends(sent(owner="Team een"))
    answer = other.sends(sent(owner="Team twee"))

    assert Service.objects.get(code="PO-10").owner == "Team een"
    assert "Team een" in answer.content.decode()
