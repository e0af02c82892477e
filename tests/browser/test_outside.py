"""Outside the catalogue, by keyboard and in Dutch: decided from the list, taken in by one click."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from pdc.models import Service
from requests.models import Decision, ServiceRequest
from tests.browser.test_accessible import RULES, WIDTHS
from tests.factories import a_norm, a_request, a_service, a_signpost

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = ("Mijn laptop start niet", "Bedrijfsfietsen beheren", "Bedrijfsfiets is stuk")


@pytest.fixture
def asked(daan, fatima, noord):
    noord.net_minutes_per_month, noord.flex_reserve_pct = 40_000, 15
    noord.save()
    a_norm("decision", days=1, pool=noord)
    a_service("PO-31", "Auto lenen")
    a_signpost()
    a_signpost("HR", belongs="Verlof en salaris")
    now = timezone.now()
    return [a_request(daan, by=fatima, subject=subject, received_at=now) for subject in ASKED]


def decision_of(subject):
    return ServiceRequest.objects.get(subject=subject).decision


@pytest.mark.parametrize("width", [1440, 360])
def test_a_coordinator_decides_by_keyboard(enter, asked, marieke, width):
    page = enter(marieke, width=width)
    page.goto("/outside/")
    page.keyboard.press("j")
    page.keyboard.press("2")
    search = page.get_by_role("combobox", name="Wie kan helpen?")
    search.wait_for()
    page.get_by_role("option", name="ICT-servicedesk").wait_for()  # by what was asked
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.get_by_text("De klant krijgt bericht").wait_for()
    assert decision_of(ASKED[0]) == Decision.REFER

    page.keyboard.press("j")
    page.keyboard.press("1")
    page.get_by_text(f"{ASKED[1]}: deze ene keer doen").wait_for()
    assert decision_of(ASKED[1]) == Decision.DO_ONCE

    page.keyboard.press("j")
    page.keyboard.press("3")
    expect(page.get_by_label("Wat vertel je de klant?")).to_be_focused()
    page.keyboard.type("Bel de fietsenmaker")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Er is niets te beslissen").wait_for()
    assert decision_of(ASKED[2]) == Decision.DECLINE


def test_the_list_refreshes_and_leaves_what_is_chosen_and_typed(enter, asked, marieke, daan):
    page = enter(marieke)
    page.goto("/outside/")
    page.get_by_label("krent uit de pap").first.check()
    a_request(daan, by=marieke, subject="Taart halen", received_at=timezone.now())
    page.get_by_role("link", name="Taart halen", exact=True).wait_for()
    assert page.get_by_label("krent uit de pap").first.is_checked()

    page.get_by_role("link", name=f"Afwijzen {ASKED[0]}").click()
    told = page.get_by_label("Wat vertel je de klant?")
    told.fill("Bel de fietsenmaker")
    a_request(daan, by=marieke, subject="Koffie halen", received_at=timezone.now())
    with page.expect_request(lambda asks: "/bell/" in asks.url and "seen" in asks.url):
        pass  # it asks every few seconds, and so would the list have
    assert told.input_value() == "Bel de fietsenmaker"
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Koffie halen", exact=True).wait_for()
    assert decision_of(ASKED[0]) == Decision.DECLINE


def test_what_comes_back_is_taken_in_with_one_click(enter, asked, marieke):
    page = enter(marieke)
    page.goto("/outside/quarter/")
    page.get_by_role("button", name="Opnemen in de catalogus").press("Enter")

    page.get_by_text("Het staat als concept in de catalogus").wait_for()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Bedrijfsfiets")
    assert Service.objects.filter(code="PO-32").exists()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_these_pages_are_accessible_and_fit(enter, asked, marieke, theme):
    page = enter(marieke, theme=theme)
    problems = []
    for path in (
        "/outside/",
        f"/outside/?decide={asked[0].pk}&as=refer",
        "/outside/quarter/",
        f"/requests/{asked[0].pk}/?do=decide",
        "/signpost/",
        "/signpost/new/",
    ):
        assert page.goto(path).status == 200
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems.append(f"{path} scrolls sideways at {width}")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        problems += [(path, one["id"], one["nodes"][0]["html"][:160]) for one in found]

    assert problems == []
