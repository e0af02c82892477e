"""Asking in the portal on a phone, by keyboard: search, questions, the promise, send."""

import pytest
from playwright.sync_api import expect

from requests.models import Channel, Draft, ServiceRequest
from tests.browser.test_accessible import violations
from tests.factories import a_service, always_open

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = {"key": "aantal", "type": "number", "required": True, "label": "Aantal personen"}


@pytest.fixture
def zaal(noord):
    always_open(noord)
    return a_service(questions=[QUESTION])


def test_a_manager_asks_in_a_minute_on_a_phone_by_keyboard(enter, zaal, daan):
    page = enter(daan, width=360, height=720)
    page.goto("/portal/ask/")
    what = page.get_by_role("combobox", name="Wat wil je vragen?")
    expect(what).to_be_focused()
    page.keyboard.type("vergaderz")
    expect(page.locator(".hit:visible").first).to_contain_text("Vergaderzaal reserveren")
    expect(page.locator(".hit:visible").first).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(what).to_have_value("Vergaderzaal reserveren")
    expect(page.locator(".promise")).to_contain_text("We hebben nog van je nodig: Aantal personen")
    assert violations(page) == []

    page.get_by_label("Aantal personen").focus()
    page.keyboard.type("8")
    page.keyboard.press("Tab")
    expect(page.locator(".promise")).not_to_contain_text("nog van je nodig")
    expect(page.locator(".promise")).to_contain_text("klaar uiterlijk")
    assert not ServiceRequest.objects.exists()
    page.get_by_role("button", name="Versturen").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    asked = ServiceRequest.objects.get()
    assert (asked.channel, asked.answers) == (Channel.PORTAL, {"aantal": 8})
    expect(page.get_by_role("heading", name=f"We hebben het: {asked.number}")).to_be_visible()
    assert violations(page) == []


def test_what_was_typed_survives_a_reload_and_is_kept_for_later(enter, zaal, daan):
    page = enter(daan, width=360, height=720)
    page.goto("/portal/ask/?service=PO-10")
    expect(page.get_by_role("combobox", name="Wat wil je vragen?")).to_be_focused()
    with page.expect_response("**/portal/ask/draft/"):
        page.get_by_label("Wat moeten we erover weten?").fill("Met beamer")
    page.reload()
    expect(page.get_by_label("Wat moeten we erover weten?")).to_have_value("Met beamer")
    assert Draft.objects.get().in_portal

    elsewhere = enter(daan, width=360, height=720)
    elsewhere.goto("/portal/ask/")
    with elsewhere.expect_navigation():
        elsewhere.get_by_role("link", name="Vergaderzaal reserveren").click()
    expect(elsewhere.get_by_label("Wat moeten we erover weten?")).to_have_value("Met beamer")
