"""The whole life of a request, by keyboard only and in Dutch, at a desk and on a telephone.

Fatima logs what Daan asks, Joost asks what is missing, Daan answers, Joost does the steps and
asks Fatima along; it is done, not quite, done again, confirmed and rated.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from requests.models import Event, Rating, ServiceRequest, Status, Verdict
from tests.browser.keyboard import choose, press, sign_in, tab_to
from tests.factories import a_service, always_open

pytestmark = pytest.mark.django_db(transaction=True)

WHAT = "zaal voor donderdag"
Kind = Event.Kind
LIFE = [
    Kind.LOGGED,
    Kind.PICKED_UP,
    Kind.CONTACT,
    Kind.WAITING,
    Kind.RESUMED,
    Kind.DONE,
    Kind.REOPENED,
    Kind.DONE,
    Kind.CONFIRMED,
]


@pytest.fixture
def zaal(noord):
    always_open(noord)
    return a_service(
        "PO-10",
        "Vergaderzaal reserveren",
        keywords=["zaal"],
        steps=["Zoek een vrije zaal", "Leg de zaal vast"],
    )


@pytest.mark.parametrize("width", [1440, 360])
def test_from_the_call_to_the_mark(enter, zaal, fatima, joost, daan, width):
    desk, colleague, manager = (enter(width=width, height=800) for _ in range(3))
    for page, person in ((desk, fatima), (colleague, joost), (manager, daan)):
        sign_in(page, person)

    log(desk)
    service_request = ServiceRequest.objects.get()
    pick_up_and_ask(colleague, service_request)
    answer(manager, service_request)
    work_with_a_colleague(colleague, service_request, fatima)
    answer_the_colleague(desk)
    finish(colleague, service_request, "Zaal 2 is voor je vastgelegd.")
    not_quite(manager, service_request)
    finish(colleague, service_request, "Het scherm staat er ook.")
    confirm_and_rate(manager, service_request)

    service_request.refresh_from_db()
    assert service_request.status == Status.CLOSED
    rating = Rating.objects.get()
    assert (rating.verdict, rating.mark) == (Verdict.GOOD, 8)
    assert told(service_request) == LIFE


def told(service_request: ServiceRequest) -> list[str]:
    """Return what happened, as far as it belongs to such a life."""
    story = service_request.events.values_list("kind", flat=True)
    return [kind for kind in story if kind in LIFE]


def log(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("1168")
    choose(page, "Daan Visser")
    expect(page.get_by_role("heading", name="Daan Visser")).to_be_visible()
    page.keyboard.type(WHAT)
    choose(page, "Vergaderzaal reserveren")
    expect(page.locator(".promise")).to_contain_text(re.compile(r"klaar uiterlijk .*\d\d:\d\d"))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()


def pick_up_and_ask(page: Page, service_request: ServiceRequest) -> None:
    line = page.locator(".line", has_text=WHAT)
    expect(line).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(line).to_contain_text("jij")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(WHAT)
    tab_to(page, "Wat er gezegd of gevraagd is")
    page.keyboard.type("Voor hoeveel mensen?")
    tab_to(page, "daarna wachten op klant")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#story")).to_contain_text("Voor hoeveel mensen?")
    service_request.refresh_from_db()
    assert service_request.status == Status.WAITING


def answer(page: Page, service_request: ServiceRequest) -> None:
    open_in_portal(page)
    expect(page.get_by_role("heading", name="We wachten op jou")).to_be_visible()
    tab_to(page, "Je antwoord")
    page.keyboard.type("Voor twaalf mensen, met een scherm.")
    press(page, "Versturen")
    expect(page.locator("#progress")).to_contain_text("Voor twaalf mensen")
    service_request.refresh_from_db()
    assert service_request.status == Status.IN_PROGRESS


def open_in_portal(page: Page) -> None:
    page.goto("/portal/")
    press(page, WHAT)
    expect(page.get_by_role("heading", level=1)).to_have_text(WHAT)


def work_with_a_colleague(page: Page, service_request: ServiceRequest, fatima) -> None:
    expect(page.locator("#story")).to_contain_text("Voor twaalf mensen", timeout=8_000)
    page.goto(service_request.get_absolute_url())
    tab_to(page, "Zoek een vrije zaal")
    page.keyboard.press("Space")
    expect(page.locator("#checklist")).to_contain_text("1 van 2")
    page.goto(f"{service_request.get_absolute_url()}?do=ask_help")
    expect(page.locator("#act :focus")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    tab_to(page, "Wat heb je nodig?", most=10)
    page.keyboard.type("Weet jij of er een scherm in zaal 2 staat?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#helps")).to_contain_text(fatima.given_name)


def answer_the_colleague(page: Page) -> None:
    page.goto("/queue/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#helps")).to_contain_text("scherm in zaal 2")
    press(page, "Antwoord")
    expect(page.locator("#act form")).to_be_visible()
    tab_to(page, "Je antwoord", most=10)
    page.keyboard.type("Ja, aan de muur.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#story")).to_contain_text("Ja, aan de muur.")


def finish(page: Page, service_request: ServiceRequest, text: str) -> None:
    page.goto(service_request.get_absolute_url())
    press(page, "Afronden")
    expect(page.locator("#act textarea")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#story")).to_contain_text(text)
    service_request.refresh_from_db()
    assert service_request.status == Status.DONE


def not_quite(page: Page, service_request: ServiceRequest) -> None:
    page.goto(f"/portal/requests/{service_request.pk}/")
    expect(page.locator("#yours")).to_contain_text("Zaal 2 is voor je vastgelegd.")
    press(page, "Toch nog iets")
    tab_to(page, "Wat moet er nog gebeuren?")
    page.keyboard.type("Er staat nog geen scherm.")
    press(page, "Weer openen")
    expect(page.locator("#progress")).to_contain_text("Er staat nog geen scherm.")


def confirm_and_rate(page: Page, service_request: ServiceRequest) -> None:
    page.goto(f"/portal/requests/{service_request.pk}/")
    press(page, "Nee, alles is klaar")
    expect(page.locator("#yours")).to_contain_text("klaar en gesloten")
    press(page, "Goed")
    expect(page.locator("#yours")).to_contain_text("Dank je wel")
    while not page.locator("[name=mark]:focus").count():
        page.keyboard.press("Tab")
    for _from_one_to_eight in range(7):
        page.keyboard.press("ArrowRight")
    press(page, "Toevoegen")
    expect(page.locator("#yours")).to_contain_text("Je oordeel")
