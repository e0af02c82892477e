"""Standard texts by keyboard only, in Dutch: chosen where one writes, and kept by the team."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from requests import actions
from requests.models import AnswerTemplate
from tests.factories import a_request, a_service, a_text

pytestmark = pytest.mark.django_db(transaction=True)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WORDS = "Dag {voornaam},\n\n“{onderwerp}” is geregeld. {wie}"
FILLED = "Dag Daan,\n\n“Zaal <b>” is geregeld. {wie}"


@pytest.fixture
def zaal(fatima, daan, noord):
    now = timezone.now()
    service_request = a_request(
        daan, by=fatima, service=a_service(), received_at=now, subject="Zaal <b>"
    )
    actions.pick_up(service_request, by=fatima, now=now)
    a_text(noord, fatima, name="Geregeld", text=WORDS)
    a_text(noord, fatima, name="Ontvangst")
    return service_request


def test_a_text_comes_where_the_cursor_is_and_can_be_changed(enter, zaal, fatima):
    page = enter(fatima)
    page.goto(zaal.get_absolute_url())
    box = page.get_by_label("Wat er gezegd of gevraagd is")
    box.focus()
    page.keyboard.type("Hoi! Groet")
    for _letter in "Groet":
        page.keyboard.press("ArrowLeft")

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Geregeld")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Ontvangst")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value(f"Hoi! {FILLED}Groet")
    page.keyboard.type(" ")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#story .said").last).to_contain_text("“Zaal <b>” is geregeld. {wie} Groet")


def test_two_keys_in_one_moment_open_the_texts_and_take_the_first(enter, zaal, fatima):
    page = enter(fatima)
    page.goto(zaal.get_absolute_url())
    page.locator("#composer .texts summary").focus()

    page.evaluate("() => { for (let key = 0; key < 2; key++) document.activeElement.click(); }")

    expect(page.get_by_label("Wat er gezegd of gevraagd is")).to_have_value(FILLED)


def test_open_texts_stay_open_when_something_happens(enter, zaal, fatima, joost):
    page = enter(fatima)
    page.goto(zaal.get_absolute_url())
    page.locator("#composer .texts summary").press("Enter")
    expect(page.get_by_role("button", name="Geregeld")).to_be_focused()
    page.keyboard.press("ArrowDown")

    actions.note(zaal, text="Nieuws", by=joost, now=timezone.now())
    expect(page.locator("#story")).to_contain_text("Nieuws")

    expect(page.get_by_role("button", name="Ontvangst")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Wat er gezegd of gevraagd is")).to_have_value("Dag Daan,")


def test_without_script_a_text_comes_behind_what_was_typed(enter, zaal, fatima):
    page = enter(fatima, script=False)
    page.goto(zaal.get_absolute_url())
    page.get_by_label("Wat er gezegd of gevraagd is").fill("Hoi!")
    page.get_by_label("Volgende stap", exact=True).fill("Bellen")
    page.locator("#composer .texts summary").click()
    page.get_by_role("button", name="Geregeld").click()
    expect(page.get_by_label("Wat er gezegd of gevraagd is")).to_have_value(f"Hoi!\n\n{FILLED}")

    page.get_by_label("Volgende stap", exact=True).press("Enter")  # as in any field: it is saved

    expect(page.locator("#story")).to_contain_text("Hoi!")
    expect(page.locator("#story .said").last).to_contain_text("Bellen")


def test_escape_closes_the_texts_and_leaves_what_was_typed(enter, zaal, fatima):
    page = enter(fatima)
    page.goto(zaal.get_absolute_url())
    box = page.get_by_label("Wat er gezegd of gevraagd is")
    box.fill("Hoi")
    page.locator("#composer .texts summary").press("Enter")
    page.keyboard.press("Escape")

    expect(page.locator("#composer .texts summary")).to_be_focused()
    expect(page.locator("#composer .texts .menu-body")).to_be_hidden()
    expect(box).to_have_value("Hoi")


def test_what_the_client_is_told_at_the_end_begins_with_a_text_too(enter, zaal, fatima):
    page = enter(fatima)
    page.goto(zaal.get_absolute_url())
    page.get_by_role("link", name="Afronden").press("Enter")
    told = page.get_by_label("Wat vertel je de klant?")
    expect(told).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    expect(told).to_have_value(FILLED)
    expect(page.get_by_label("Wat er gezegd of gevraagd is")).to_have_value("")


def test_a_text_is_added_changed_and_removed_by_keyboard(enter, zaal, fatima):
    AnswerTemplate.objects.all().delete()
    page = enter(fatima)
    page.goto(zaal.get_absolute_url())
    page.locator("#composer .texts summary").press("Enter")
    expect(page.locator("#composer .texts a:focus")).to_have_count(1)
    page.keyboard.press("Enter")  # there are none: add one
    page.get_by_label("Naam").focus()
    page.keyboard.type("Begin")
    page.keyboard.press("Tab")
    page.keyboard.type("Dag {voornaam}")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".kept-text .words")).to_have_text("Dag {voornaam}")

    page.locator("summary", has_text="Wijzigen").press("Enter")
    page.locator(".kept-text textarea").fill("Hallo {voornaam}")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".kept-text .words")).to_have_text("Hallo {voornaam}")

    page.locator("summary", has_text="Verwijderen").press("Enter")
    page.get_by_role("button", name="“Begin” weghalen").press("Enter")
    expect(page.get_by_text("De tekst “Begin” is verwijderd.")).to_be_visible()
    page.get_by_role("link", name="Terug naar het verzoek").press("Enter")
    expect(page).to_have_url(f"{page.url.split('/requests')[0]}{zaal.get_absolute_url()}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_of_it_is_in_the_way_of_anybody(enter, zaal, fatima, theme):
    page = enter(fatima, theme=theme)
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (zaal.get_absolute_url(), f"{zaal.get_absolute_url()}?do=finish", "/texts/"):
            page.goto(path)
            assert problems(page) == []
            page.locator(".texts summary, .kept-text summary").first.press("Enter")
            assert problems(page, "details[open]") == []
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def problems(page, part=None):
    found = Axe().run(page, context=part, options={"runOnly": RULES}).response["violations"]
    return [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]]
