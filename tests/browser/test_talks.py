"""A conversation from preparing it to what the client reads: typed in place, in two tabs too."""

import pytest
from playwright.sync_api import expect

from sla.models import Conversation
from tests.factories import a_service, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)


def saved(page):
    expect(page.locator("#kept-at")).to_contain_text("Bewaard om")


def prepare(page, agreed):
    """Prepare one from the page of the agreement."""
    page.goto(f"/agreements/{agreed.pk}/")
    page.get_by_role("link", name="Gesprekken").click()
    page.wait_for_url("**/conversations/")
    page.get_by_label("Wie erbij zijn").fill("Daan en Marieke")
    page.get_by_role("button", name="Voorbereiden").click()
    page.wait_for_url("**/conversations/*/")
    expect(page.get_by_role("heading", name="Notuleren")).to_be_visible()
    return Conversation.objects.get()


def test_it_is_prepared_typed_shared_and_read(enter, projecten, marieke, daan):
    service = a_service("PO-13", "Notuleren").service
    page, other = enter(marieke), enter(marieke)
    talk = prepare(page, an_agreement(projecten, services=[service]))
    row = talk.services.get()
    other.goto(talk.get_absolute_url())
    expect(other.locator(f"#id_s{row.pk}-note")).to_be_visible()

    page.locator(f"#id_s{row.pk}-verdict").select_option("change")
    page.locator(f"#id_s{row.pk}-note").fill("Korter verslag")
    saved(page)
    other.locator(f"#id_s{row.pk}-note").fill("Zonder bijlagen")
    clash = other.locator(".clash")
    expect(clash).to_contain_text("Korter verslag")
    clash.get_by_role("button", name="Bewaar die van mij").click()
    expect(clash).to_have_count(0)

    other.get_by_label("Wat", exact=True).fill("Sjabloon maken")
    other.get_by_label("Wie", exact=True).select_option(label=str(daan))
    other.get_by_label("Uiterlijk", exact=True).fill("2040-01-02")
    other.get_by_role("button", name="Actie toevoegen").click()
    expect(other.locator("#actions")).to_contain_text("Sjabloon maken")
    other.get_by_role("button", name="Delen met de klant").click()
    expect(other.get_by_text("De klant kan dit nu lezen.")).to_be_visible()

    client = enter(daan, width=360)
    client.goto(talk.get_absolute_url())
    expect(client.locator("#writing")).to_contain_text("Zonder bijlagen")
    client.get_by_role("button", name="Klaar").click()
    expect(client.get_by_role("button", name="Toch niet klaar")).to_be_visible()
    assert talk.actions.get().done_by == daan
