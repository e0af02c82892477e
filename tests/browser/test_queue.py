"""The queue by keyboard and on a phone, in Dutch: select, do it with all, filter, keep a view."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from requests import actions
from requests.models import Event, ServiceRequest
from tests.browser.test_accessible import RULES
from tests.factories import a_request, always_open, later

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def four(noord, fatima, daan):
    always_open(noord)
    return [a_request(daan, by=fatima, subject=f"Zaal {number}") for number in range(4)]


def selected(page):
    lines = page.locator(".line:has(.pick:checked) .title")
    return [title.strip() for title in lines.all_inner_texts()]


def objections(page):
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]]


def statuses():
    return list(ServiceRequest.objects.order_by("pk").values_list("status", flat=True))


def test_lines_are_selected_by_keyboard_and_picked_up_at_once(enter, fatima, four):
    page = enter(fatima)
    page.goto("/queue/")
    expect(page.locator(".bulk")).to_be_hidden()

    for key in ("j", "x", "Shift+J", "Shift+J", "j", "x", "x"):
        page.keyboard.press(key)

    assert selected(page) == ["Zaal 0", "Zaal 1", "Zaal 2"]
    expect(page.locator("#bulk-count")).to_have_text("3 gekozen")
    assert objections(page) == []
    page.keyboard.press("p")
    expect(page.locator("#messages")).to_contain_text("Gedaan bij 3 verzoeken.")
    expect(page.locator(".bulk")).to_be_hidden()
    assert statuses() == ["in_progress"] * 3 + ["new"]


def test_enter_on_the_box_of_a_line_opens_that_line(enter, fatima, four):
    page = enter(fatima)
    page.goto("/queue/")
    page.locator(".pick").nth(1).focus()

    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Zaal 1")


def test_what_is_selected_stays_so_while_the_list_refreshes(enter, fatima, joost, four):
    page = enter(fatima)
    page.goto("/queue/")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)

    actions.pick_up(four[3], by=joost, now=later(minutes=1))
    page.evaluate("document.body.dispatchEvent(new Event('queue-changed'))")

    expect(page.locator(f"#request-{four[3].pk}.fresh")).to_be_visible()
    assert selected(page) == ["Zaal 0", "Zaal 1"]
    expect(page.locator("#bulk-count")).to_have_text("2 gekozen")


def test_why_unfolds_in_its_line_and_stays_open_through_a_refresh(enter, fatima, joost, four):
    page = enter(fatima)
    page.goto("/queue/")
    why = page.locator(f"#request-{four[0].pk} summary")
    expect(why).to_have_accessible_description("Zaal 0")
    expect(page.locator(".pick").first).to_have_accessible_name("Kiezen Zaal 0")

    why.focus()
    page.keyboard.press("Enter")
    told = page.locator(f"#request-{four[0].pk} .ledger")
    expect(told).to_be_visible()
    assert objections(page) == []
    actions.pick_up(four[3], by=joost, now=later(minutes=1))
    page.evaluate("document.body.dispatchEvent(new Event('queue-changed'))")

    expect(page.locator(f"#request-{four[3].pk}.fresh")).to_be_visible()
    expect(told).to_be_visible()
    expect(why).to_be_focused()
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    expect(page.locator(".line summary")).to_have_count(4)


def test_without_a_script_why_is_a_link_and_picking_up_a_button(enter, fatima, four):
    page = enter(fatima, script=False)
    page.goto("/queue/")

    page.locator(".line").first.get_by_role("link", name="waarom?").click()
    expect(page.locator("h1")).to_have_text("Zaal 0")
    expect(page.locator(".ledger")).to_be_visible()
    page.goto("/queue/")
    page.locator(".line").first.get_by_role("button", name="Oppakken").click()
    expect(page.locator("#messages")).to_contain_text("Zaal 0")


def test_a_form_for_all_opens_over_the_list_and_says_what_was_left(enter, fatima, joost, four):
    actions.pick_up(four[0], by=fatima, now=later(minutes=1))
    page = enter(fatima)
    page.goto("/queue/")
    page.locator(".pick").nth(2).click()
    page.locator(".pick").nth(3).click(modifiers=["Shift"])
    assert selected(page) == ["Zaal 3", "Zaal 0"]
    page.locator(".line .title").first.focus()

    page.keyboard.press("b")
    expect(page.locator(".bulk button").first).to_be_focused()
    for _button in ("assign", "wait"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    panel = page.locator("dialog[open]#panel")
    expect(panel).to_contain_text("2 verzoeken")
    assert objections(page) == []
    panel.locator("[name=reason]").fill("Welke dag?")
    page.keyboard.press("Control+Enter")

    expect(panel).to_contain_text("Gedaan bij 1 verzoek. Niet bij deze:")
    assert objections(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert sorted(statuses()) == ["new", "new", "new", "waiting"]
    assert Event.objects.filter(kind=Event.Kind.WAITING).count() == 1


def test_a_view_is_kept_by_keyboard_and_opens_the_queue(enter, fatima, daan, four):
    a_request(daan, by=fatima, subject="Nu", urgent_reason="nu", callback_phone="061")
    page = enter(fatima)
    page.goto("/queue/?urgent=on")

    page.locator("#look-menu summary").focus()
    page.keyboard.press("Enter")
    page.locator("#look-menu [name=name]").focus()
    page.keyboard.type("Spoed eerst")
    page.keyboard.press("Enter")

    view = page.locator("#views a[aria-current]")
    expect(view).to_have_text(re.compile(r"Spoed eerst\s+1"))
    assert "urgent=on" in page.url
    assert objections(page) == []


def test_on_a_phone_one_filters_and_takes_a_filter_off(enter, fatima, daan, four):
    a_request(daan, by=fatima, subject="Nu", urgent_reason="nu", callback_phone="061")
    page = enter(fatima, **PHONE)
    page.goto("/queue/")

    page.locator("#more-filters summary").click()
    page.locator("#more-filters").get_by_label("Spoed").check()
    page.locator("#more-filters").get_by_role("button", name="Filteren").click()
    page.wait_for_url("**urgent=on**")
    expect(page.locator(".line .title")).to_have_count(1)
    page.locator(".on a", has_text="Spoed").click()
    expect(page.locator(".line .title")).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_lines_are_selected_once_one_chose_to(enter, fatima, four):
    page = enter(fatima, **PHONE)
    page.goto("/queue/")
    expect(page.locator(".pick").first).to_be_hidden()

    page.locator(".choosing input").check()
    page.locator(".pick").first.check()
    page.locator(".bulk").get_by_role("button", name="Kies alles hier").click()
    expect(page.locator("#bulk-count")).to_have_text("4 gekozen")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert objections(page) == []
    page.locator(".bulk").get_by_role("button", name="Oppakken").click()

    expect(page.locator("#messages")).to_contain_text("Gedaan bij 4 verzoeken.")
