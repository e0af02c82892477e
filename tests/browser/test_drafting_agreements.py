"""The next agreement is drafted on one page: a service added, a norm of its own, and why."""

import pytest
from playwright.sync_api import expect

from sla.models import AgreementVersion
from tests.browser.test_accessible import doubled, violations
from tests.factories import a_service, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agreed(noord, projecten, daan):
    a_service("PO-11", "Datumprikker versturen", effort_unit="overleg")
    return an_agreement(projecten, services=[a_service().service], client_contact=daan)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_a_draft_is_made_from_what_holds_and_thrown_away(enter, agreed, marieke, width, theme):
    page = enter(marieke, width=width, theme=theme)
    page.goto(f"/agreements/{agreed.pk}/")
    page.get_by_role("button", name="Begin hieruit de volgende versie").click()
    page.wait_for_url("**/draft/")
    draft = AgreementVersion.objects.get(number=2)

    page.get_by_label("Dienst erbij").fill("datumprikker")
    page.get_by_role("button", name="Datumprikker versturen").click()
    line = page.locator(".draft-line.opened")
    expect(line.get_by_label("Hoeveel per maand")).to_be_focused()
    page.keyboard.type("8")
    line.get_by_label("Klaar", exact=True).fill("1 werkdag")
    expect(line.get_by_text("Nodig, want de standaard is: klaar 2 werkdagen")).to_be_visible()
    beside = page.locator("#beside")
    expect(beside).to_contain_text("zeg waarom het afwijkt van de standaard")
    expect(page.locator("#filling summary", has_text="Wat er echt is besteed")).to_be_visible()
    assert doubled(page) == []
    assert violations(page) == []
    assert fits(page)

    line.get_by_label("Waarom het afwijkt van de standaard").fill("Veel externen")
    expect(line.get_by_text("Nodig, want de standaard is")).to_have_count(0)
    line.get_by_role("button", name="Klaar met deze regel").click()
    closed = page.locator(".draft-line", has_text="Datumprikker versturen")
    expect(closed).to_contain_text("Veel externen")
    expect(closed).to_contain_text("wijkt af")
    kept = draft.lines.get(service__code="PO-11")
    assert (kept.volume_per_month, kept.deviation) == (8, "Veel externen")

    page.get_by_role("link", name="Dit concept weggooien").click()
    page.get_by_role("button", name="Ja, gooi weg").click()
    expect(page.get_by_text("Het concept is weggegooid.")).to_be_visible()
    assert list(AgreementVersion.objects.all()) == [agreed]
