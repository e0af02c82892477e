"""Working together with the keyboard only, in Dutch: a mention, help, a next step, a colleague."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from requests import actions
from requests.models import Event, Help, Notification
from tests.factories import a_request, a_service

pytestmark = pytest.mark.django_db(transaction=True)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def zaal(fatima, joost, marieke, daan):
    now = timezone.now()
    service_request = a_request(
        daan, by=fatima, service=a_service(), received_at=now, subject="Zaal"
    )
    actions.pick_up(service_request, by=fatima, now=now)
    return service_request


def test_who_is_meant_by_at_is_offered_and_chosen_by_keyboard(enter, zaal, fatima, joost):
    page = enter(fatima)
    page.goto(zaal.get_absolute_url())
    page.get_by_label("Interne notitie").focus()
    page.keyboard.press("Space")
    note = page.get_by_label("Aantekening voor de pool")
    note.focus()

    page.keyboard.type("Kijk jij, @jo")
    offered = page.locator("#colleagues [role=option]:visible")
    expect(offered).to_have_text(["Joost Mulder"])
    page.keyboard.press("Enter")
    page.keyboard.type("?")
    expect(note).to_have_value("Kijk jij, @Joost Mulder ?")
    expect(page.locator("#colleagues")).to_be_hidden()
    page.keyboard.press("Control+Enter")

    expect(page.locator("#story .mention")).to_have_text("@Joost Mulder")
    assert Notification.objects.in_bell_of(joost).filter(event__kind=Event.Kind.NOTE).exists()


def test_help_is_asked_and_given_by_keyboard(enter, zaal, fatima, joost):
    page = enter(fatima)
    page.goto(f"{zaal.get_absolute_url()}?do=ask_help")
    expect(page.get_by_label("Wie vraag je?")).to_be_focused()
    page.keyboard.type("Joost")
    page.keyboard.press("Tab")
    page.keyboard.type("Welke zaal is vrij?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#helps")).to_contain_text("Fatima vroeg Joost om hulp")

    helper = enter(joost)
    helper.goto("/queue/")
    expect(helper.locator(".asks-me")).to_have_text(re.compile("gevraagd om hulp"))
    helper.goto(zaal.get_absolute_url())
    helper.get_by_role("link", name="Antwoord", exact=True).press("Enter")
    expect(helper.locator("#act [name=could]").first).to_be_focused()
    helper.keyboard.press("Tab")
    helper.keyboard.type("De grote")
    helper.keyboard.press("Control+Enter")

    expect(helper.locator("#story")).to_contain_text("Joost hielp Fatima")
    assert not Help.objects.open().exists()


def test_what_comes_next_is_told_with_the_contact(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.goto(zaal.get_absolute_url())
    page.get_by_label("Wat er gezegd of gevraagd is").focus()
    page.keyboard.type("Gebeld met Daan")
    page.keyboard.press("Tab")
    page.keyboard.type("de zaal bevestigen")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#standing")).to_contain_text("de zaal bevestigen")
    portal = enter(daan)
    portal.goto(f"/portal/requests/{zaal.pk}/")
    expect(portal.get_by_text("Volgende stap: de zaal bevestigen")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 768, 360])
def test_nothing_of_it_is_in_the_way_of_anybody(enter, zaal, daan, fatima, joost, theme, width):
    now = timezone.now()
    secret = a_request(daan, by=fatima, received_at=now, subject="Vertrouwelijk", confidential=True)
    actions.ask_help(secret, of=joost, question="Weet jij dit?", by=fatima, now=now)
    actions.link(secret, to=zaal, kind="belongs_with", by=fatima, now=now)
    actions.note(secret, text="@Joost Mulder let op", by=fatima, now=now)
    words = {
        "text": "Gebeld",
        "next_step": "de zaal bevestigen",
        "next_step_on": timezone.localdate(),
    }
    actions.contact(secret, channel="phone", **words, by=fatima, now=now)
    page = enter(joost, theme=theme, width=width)

    for do in ("", "?do=answer_help", "?do=split", "?do=link", "?do=assign"):
        page.goto(f"{secret.get_absolute_url()}{do}")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert found.violations_count == 0, found.generate_report()
        sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(sideways)
