"""A known request by keyboard only: so many keys, and typing never waits for the server."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from requests.models import Draft, Link, ServiceRequest
from tests.browser.driving import Known, log_by_keyboard
from tests.factories import a_request, a_service, always_open

pytestmark = pytest.mark.django_db(transaction=True)

HELD = re.compile("/requests/new/(people|services|promise)/")
WIDTHS = [(1440, 900), (360, 740)]


@pytest.fixture
def zaal(noord, daan, fatima):
    """A service that Daan asked before, for the same place."""
    always_open(noord)
    a_service("PO-13", "Notuleren met verslag", keywords=["notulist"])
    questions = [
        {"key": "locatie", "label": "Locatie", "type": "choice", "choices": ["Noord", "Zuid"]},
        {"key": "aantal", "label": "Aantal personen", "type": "number", "required": True},
    ]
    version = a_service("PO-10", "Vergaderzaal op kantoor reserveren", questions=questions)
    answers = {"locatie": "Zuid", "aantal": 8}
    a_request(daan, by=fatima, service=version, answers=answers, received_at=timezone.now())
    return version


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_a_known_request_takes_so_many_keys(
    enter, zaal, fatima, daan, width, height, record_property
):
    page = enter(fatima, width=width, height=height)
    page.goto("/queue/")
    asked = "Vergaderzaal op kantoor reserveren"
    keyboard = log_by_keyboard(page, Known("1168", "Daan Visser", "zaal", asked, "Locatie", "Zuid"))

    record_property("intake.keys", keyboard.keys)
    record_property("intake.waiting_ms", round(keyboard.waited * 1000))
    print(f"{width} px: {keyboard.keys} keys, waited {keyboard.waited * 1000:.0f} ms")
    logged = ServiceRequest.objects.latest("pk")
    assert (logged.subject, logged.answers) == ("zaal", {"locatie": "Zuid", "aantal": 8})
    assert logged.promise.service_version == zaal
    assert keyboard.keys == 13


def test_by_mouse_what_is_clicked_is_chosen(enter, fatima):
    page = enter(fatima)
    page.goto("/requests/new/")
    for choice in ("E-mail", "15 min"):
        page.locator(".panel-foot label", has_text=choice).click()
        expect(page.get_by_role("radio", name=choice)).to_be_checked()


def test_fields_beside_each_other_line_up_however_long_their_questions_are(enter, daan, fatima):
    long = "Voor hoeveel mensen is het, met wie op afstand meedoet?"
    questions = [
        {"key": "dag", "label": "Dag", "type": "date", "required": True},
        {"key": "aantal", "label": long, "type": "number"},
        {"key": "plek", "label": "Plek", "type": "text"},
    ]
    a_service("PO-10", "Vergaderzaal reserveren", questions=questions)
    page = enter(fatima)
    page.goto("/requests/new/")
    page.locator("#id_subject").press_sequentially("vergaderzaal")
    expect(page.locator(".hit:visible").first).to_contain_text("Vergaderzaal reserveren")
    page.keyboard.press("Enter")

    fields = page.locator("#questions .fields input:not([type=checkbox])")
    expect(fields).to_have_count(3)
    assert len({round(field.bounding_box()["y"]) for field in fields.all()}) == 1


def test_typing_never_waits_and_is_never_typed_over(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.goto("/requests/new/")
    page.locator("#id_who").press_sequentially("1168")
    expect(page.locator(".hit:visible").first).to_contain_text("Daan Visser")
    server = SlowServer(page)

    page.keyboard.press("Enter")
    page.keyboard.type("vergaderzaal voor donderdag, ")
    page.keyboard.type("acht personen")
    expect(page.locator("#id_subject")).to_have_value("vergaderzaal voor donderdag, acht personen")
    page.locator("#id_subject.htmx-request").wait_for()
    page.keyboard.type(" en koffie")
    server.release()

    expect(page.locator(".hit:visible").first).to_contain_text("Vergaderzaal op kantoor")
    expect(page.locator("#id_subject")).to_have_value(
        "vergaderzaal voor donderdag, acht personen en koffie"
    )
    expect(page.locator("#id_subject")).to_be_focused()


def test_answers_typed_while_the_promise_is_awaited_stay(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.goto("/requests/new/")
    choose(page, "#id_who", "1168", "Daan Visser")
    choose(page, "#id_subject", "zaal", "Vergaderzaal op kantoor reserveren")
    number = page.get_by_label("Aantal personen")
    expect(number).to_have_value("8")
    server = SlowServer(page)

    number.fill("12")
    page.get_by_label("Locatie").focus()
    page.locator("#outlook.htmx-request").wait_for()
    page.get_by_label("Wat er gezegd is").fill("Met beamer")
    number.fill("14")
    server.release()

    expect(page.locator("#outlook.htmx-request")).to_have_count(0)
    expect(number).to_have_value("14")
    expect(page.get_by_label("Wat er gezegd is")).to_have_value("Met beamer")


class SlowServer:
    """Answers nothing that is asked while one types, until it is released; oldest first."""

    def __init__(self, page: Page) -> None:
        self.slow = True
        self.held: list[Route] = []
        page.route(HELD, lambda route: self.asked(route))

    def asked(self, route: Route) -> None:
        if self.slow:
            self.held.append(route)
        else:
            route.continue_()

    def release(self) -> None:
        self.slow = False
        for route in self.held:
            route.continue_()


def choose(page: Page, field: str, words: str, option: str) -> None:
    page.locator(field).press_sequentially(words)
    expect(page.locator(".hit:visible").first).to_contain_text(option)
    page.keyboard.press("Enter")


def test_a_draft_outlives_signing_out_and_is_there_on_another_computer(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.goto("/queue/")
    page.keyboard.press("n")
    choose(page, "dialog[open] #id_who", "1168", "Daan Visser")
    page.keyboard.type("zaal voor vrijdag")
    expect(page.locator("[data-draft-kept]")).to_be_visible()
    assert Draft.objects.get(owner=fatima).title == "zaal voor vrijdag"

    elsewhere = enter(fatima)
    elsewhere.goto("/queue/")
    elsewhere.keyboard.press("n")
    elsewhere.get_by_role("link", name="zaal voor vrijdag").press("Enter")

    expect(elsewhere.locator("#id_who")).to_have_value("Daan Visser")
    expect(elsewhere.locator("#id_subject")).to_be_focused()
    expect(elsewhere.locator(".promise")).to_be_visible()
    elsewhere.keyboard.press("Control+Enter")
    expect(elsewhere.get_by_role("dialog")).to_be_hidden()
    assert ServiceRequest.objects.latest("pk").subject == "zaal voor vrijdag"
    assert not Draft.objects.exists()


def test_closing_the_panel_keeps_a_draft_and_the_next_form_is_empty(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.on("dialog", lambda question: question.accept())
    page.goto("/queue/")
    for words in ("zaal voor vrijdag", "lunch voor tien"):
        page.keyboard.press("n")
        expect(page.locator("dialog[open] #id_subject")).to_have_value("")
        page.locator("dialog[open] #id_subject").press_sequentially(words)
        with page.expect_response("**/requests/new/draft/"):
            page.keyboard.press("Escape")  # the list
            page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()

    page.keyboard.press("n")
    left = page.get_by_role("region", name="Nog niet afgemaakt")
    expect(left.get_by_role("listitem")).to_have_count(2)
    left.get_by_role("button", name="Weggooien: lunch voor tien").press("Enter")
    expect(left.get_by_role("listitem")).to_have_count(1)
    expect(left).to_contain_text("zaal voor vrijdag")


def test_two_requests_from_one_call(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.goto("/queue/")
    page.keyboard.press("n")
    choose(page, "dialog[open] #id_who", "1168", "Daan Visser")
    page.keyboard.type("zaal voor vrijdag")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.get_by_text("Nu wat Daan Visser nog meer vraagt.")).to_be_visible()
    expect(page.locator("#id_subject")).to_be_focused()
    page.keyboard.type("lunch voor tien")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()

    first, second = ServiceRequest.objects.order_by("-pk")[:2][::-1]
    assert (first.subject, second.subject) == ("zaal voor vrijdag", "lunch voor tien")
    assert first.requested_by == second.requested_by == daan
    assert Link.objects.filter(service_request=second, other=first).exists()


def test_a_call_is_added_to_what_was_asked_already(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.goto("/queue/")
    page.keyboard.press("n")
    choose(page, "dialog[open] #id_who", "1168", "Daan Visser")
    expect(page.locator("[data-alt='1']")).to_be_visible()
    page.keyboard.type("toch tien personen")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#messages")).to_contain_text("Gezet bij")
    told = ServiceRequest.objects.get().events.get(kind="contact")
    assert (told.text, told.channel) == ("toch tien personen", "phone")


def test_last_time_is_emptied_at_once_or_typed_over(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.goto("/requests/new/")
    choose(page, "#id_who", "1168", "Daan Visser")
    choose(page, "#id_subject", "zaal", "Vergaderzaal op kantoor reserveren")
    marks = page.locator("[data-last-time]")
    expect(marks).to_have_count(2)

    page.get_by_label("Aantal personen").fill("9")
    expect(marks).to_have_count(1)
    page.get_by_role("button", name="Maak deze leeg").press("Enter")

    expect(page.get_by_label("Locatie")).to_have_value("")
    expect(page.get_by_label("Aantal personen")).to_have_value("9")
    expect(marks).to_have_count(0)
