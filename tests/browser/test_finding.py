"""Finding in the catalogue while one types, and what becomes of what is not there."""

import pytest
from playwright.sync_api import expect

from pdc.models import MissedSearch, ServiceVersion
from tests.factories import a_coordinator, a_service, a_signpost

pytestmark = pytest.mark.django_db(transaction=True)


def box(page):
    return page.get_by_role("searchbox", name="Zoek een dienst")


@pytest.fixture
def offered(noord):
    a_service("PO-10", "Vergaderzaal reserveren", keywords=["zaal", "vergaderruimte"])
    a_service("PO-02", "Afspraak inplannen", keywords=["agenda"])
    a_signpost("ICT-balie", keywords=["laptop"])


@pytest.fixture
def looking(enter, offered, fatima):
    page = enter(fatima)
    page.goto("/catalogue/")
    box(page).focus()
    expect(box(page)).to_be_focused()
    return page


def looks_for(page, words):
    box(page).fill("")
    page.keyboard.type(words)


def test_services_are_found_while_one_types(looking):
    first = looking.locator("#services .found .title").first

    looks_for(looking, "vergaderz")
    expect(first).to_have_text("Vergaderzaal reserveren")
    expect(first.locator("mark")).to_have_text("Vergaderzaal")

    looks_for(looking, "vergadrzaal")
    expect(looking.get_by_role("link", name="vergaderzaal", exact=True)).to_be_visible()
    expect(first).to_have_text("Vergaderzaal reserveren")

    looks_for(looking, "gaatje vinden")
    expect(first).to_have_text("Afspraak inplannen")

    looks_for(looking, "laptop")
    expect(first).to_have_text("ICT-balie")

    looks_for(looking, "vergadrzaal")
    looking.get_by_role("link", name="vergaderzaal", exact=True).click()
    expect(box(looking)).to_have_value("vergaderzaal")
    expect(looking.get_by_text("Bedoelde je")).to_have_count(0)
    first.click()
    expect(looking.get_by_role("heading", level=1)).to_contain_text("Vergaderzaal reserveren")


def test_what_is_not_there_leads_on_and_is_counted_once_without_who(looking, enter, noord):
    with looking.expect_response("**/catalogue/not-found/add/"):
        looks_for(looking, "olifant van Bouzid")
        expect(looking.get_by_text("“olifant van Bouzid”")).to_be_visible()
        looking.keyboard.press("Tab")  # done looking
    expect(looking.get_by_role("link", name="Noteer het buiten de PDC")).to_be_visible()
    box(looking).focus()
    expect(box(looking)).to_be_focused()
    with looking.expect_response("**/catalogue/not-found/add/"):
        looking.keyboard.press("Enter")
        looking.wait_for_url("**/catalogue/?q=*")
    expect(looking.get_by_role("link", name="Wegwijzer").last).to_be_visible()
    assert list(MissedSearch.objects.values_list("words", "times")) == [("olifant", 1)]

    coordinator = enter(a_coordinator(noord, "Karel Klaassen"))
    coordinator.goto("/catalogue/not-found/")
    coordinator.get_by_label("Code van de dienst voor “olifant”").fill("PO-02")
    coordinator.get_by_role("button", name="Maak er een zoekwoord van").click()
    expect(coordinator.get_by_text("“olifant” staat in het concept van PO-02")).to_be_visible()
    draft = ServiceVersion.objects.get(service__code="PO-02", status="draft")
    assert draft.keywords == ["agenda", "olifant"]
