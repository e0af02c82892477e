"""An inventory round by keyboard only, in Dutch: opened, written, closed, and made into a draft."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pdc.inventory import actions
from pdc.models import InventoryLine
from tests.factories import a_line, a_round, a_service, later

pytestmark = pytest.mark.django_db(transaction=True)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1440, 768, 360)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_a_round_from_its_opening_to_a_draft(enter, noord, fatima, marieke, projecten):
    a_service()
    page = enter(marieke)
    page.goto("/inventory/")
    page.get_by_label("Naam").focus()
    page.keyboard.type("Wat doen wij?")
    page.get_by_label("tot en met").fill("2040-01-01")
    page.get_by_role("button", name="Openen").focus()
    press(page, "Enter")
    expect(page.get_by_text("0 van 1 klaar")).to_be_visible()

    writes_what_she_does(enter(fatima))

    page.reload()
    expect(page.get_by_text("1 van 1 klaar")).to_be_visible()
    page.get_by_role("button", name="Sluit de ronde").focus()
    press(page, "Enter")
    page.get_by_label("Naam in de catalogus").focus()
    press(page, "Control+A")
    page.keyboard.type("Bloemen")
    press(page, "Tab", "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bloemen")


def writes_what_she_does(page):
    page.goto("/catalogue/")
    page.get_by_role("link", name="Schrijf het op").focus()
    press(page, "Enter")
    new = page.locator("#new-line")
    new.get_by_label("Wat doe je?").focus()
    page.keyboard.type("Bloemen bestellen")
    press(page, "Tab")
    page.keyboard.type("Proj")
    press(page, "Tab")
    page.keyboard.type("2")
    press(page, "Enter")
    expect(page.locator(".inventory > li")).to_have_count(1)
    expect(new.get_by_label("Wat doe je?")).to_be_focused()
    chooses_a_service(page, new)

    first = page.get_by_role("form", name="Regel 1")
    expect(first.get_by_label("Voor wie?")).to_have_value(
        str(InventoryLine.objects.first().client_id)
    )
    first.get_by_label("Minuten per keer").focus()
    page.keyboard.type("15")
    expect(first.get_by_role("status")).to_contain_text("Bewaard om")
    expect(first.get_by_label("Minuten per keer")).to_be_focused()

    page.get_by_role("form", name="Regel 2").get_by_role("button", name="Verwijderen").focus()
    press(page, "Enter")
    expect(page.get_by_role("button", name="Zet terug")).to_be_focused()
    press(page, "Enter")
    expect(page.locator(".inventory > li")).to_have_count(2)
    page.get_by_role("button", name="Ik ben klaar").focus()
    press(page, "Enter")
    expect(page.get_by_text("Je bent klaar.")).to_be_visible()
    lines = InventoryLine.objects.order_by("pk").values_list("text", "minutes", "service__code")
    assert list(lines) == [("Bloemen bestellen", 15, None), ("", None, "PO-10")]


def chooses_a_service(page, new):
    page.keyboard.type("vergaderz")
    expect(new.locator(".hits [role=option]")).to_have_count(1)
    press(page, "Enter")
    expect(new.get_by_label("Wat doe je?")).to_have_value("Vergaderzaal reserveren (PO-10)")
    expect(new.locator(".hits")).to_be_hidden()
    new.get_by_role("button", name="Toevoegen").focus()
    press(page, "Enter")
    expect(page.locator(".inventory > li")).to_have_count(2)


def test_what_is_typed_when_it_closes_stays_and_is_told(enter, noord, fatima, marieke):
    inventory = a_round(noord, marieke)
    a_line(inventory, fatima, "Bloemen")
    page = enter(fatima)
    page.goto(inventory.get_absolute_url())
    actions.close_round(inventory, by=marieke, now=later(days=1))

    line = page.get_by_role("form", name="Regel 1")
    line.get_by_label("Opmerking").fill("elke dinsdag")

    expect(line.get_by_role("status")).to_contain_text("Deze ronde is gesloten")
    expect(line.get_by_label("Opmerking")).to_have_value("elke dinsdag")


def test_without_script_it_is_written_as_well(enter, noord, fatima, marieke):
    inventory = a_round(noord, marieke)
    page = enter(fatima, script=False)
    page.goto(inventory.get_absolute_url())
    page.get_by_label("Wat doe je?").fill("Bloemen")
    page.get_by_role("button", name="Toevoegen").click()
    line = page.get_by_role("form", name="Regel 1")
    line.get_by_label("Minuten per keer").fill("20")
    line.get_by_role("button", name="Opslaan").last.click()

    expect(line.get_by_label("Minuten per keer")).to_have_value("20")
    assert InventoryLine.objects.get().minutes == 20


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_in_the_way_of_anybody(enter, noord, fatima, joost, marieke, projecten, theme):
    inventory = a_round(noord, marieke, why="Wij willen weten\nwat wij doen.")
    zaal = a_service(effort_minutes=20)
    for person in (fatima, joost, marieke):
        a_line(
            inventory, person, "Bloemen bestellen voor een jubileum", client=projecten, worth="some"
        )
        a_line(inventory, person, service=zaal.service, remark="Vooral op dinsdag")
    a_line(inventory, fatima, "Archief opruimen")
    page = enter(marieke, theme=theme)
    for closed in (False, True):
        if closed:
            actions.close_round(inventory, by=marieke, now=later(days=1))
        for address in ("", "results/"):
            page.goto(f"{inventory.get_absolute_url()}{address}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found = Axe().run(page, options={"runOnly": RULES})
                assert not found.response["violations"], found.generate_report()
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width
