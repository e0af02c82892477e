"""The whole chain in a browser, in Dutch, by keyboard only: log, pick up, see, be told."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from requests.alerts import alert_what_is_due
from requests.models import ServiceRequest
from teams.models import PoolMembership
from tests.browser.keyboard import choose, sign_in, tab_to
from tests.factories import a_request, a_service, always_open

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def zaal(noord):
    """A catalogue of two services, and a desk that is open whenever the test runs."""
    always_open(noord)
    a_service("PO-13", "Notuleren met verslag", keywords=["notulist"])
    return a_service(
        "PO-10",
        "Vergaderzaal op kantoor reserveren",
        keywords=["zaal", "vergaderruimte"],
        questions=[{"key": "aantal", "label": "Aantal personen", "type": "number"}],
    )


def test_from_the_call_to_the_alert(enter, zaal, fatima, joost, daan, stranger):
    desk, colleague, manager, outside = (enter() for _ in range(4))

    service_request = log_by_telephone(desk, fatima, zaal)
    pick_up_as_colleague(colleague, joost)
    expect(desk.locator(".line").get_by_text("Joost")).to_be_visible(timeout=6_000)
    follow_as_manager(manager, daan, service_request)
    hear_that_it_is_late(colleague)
    see_nothing_as_stranger(outside, stranger, service_request)


def log_by_telephone(page: Page, fatima, zaal) -> ServiceRequest:
    sign_in(page, fatima)
    expect(page.get_by_role("heading", name="Wachtrij")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("1168")
    choose(page, "Daan Visser")
    expect(page.get_by_role("heading", name="Daan Visser")).to_be_visible()
    page.keyboard.type("vergaderzaal voor donderdag")
    choose(page, "Vergaderzaal op kantoor reserveren")
    promise = page.locator(".promise")
    expect(promise).to_contain_text(re.compile(r"We pakken het .* op; klaar uiterlijk .*\d\d:\d\d"))
    assert not ServiceRequest.objects.exists()  # it is read before anything is saved
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    service_request = ServiceRequest.objects.get()
    expect(page.locator("#messages")).to_contain_text(service_request.number)
    assert service_request.promise.service_version == zaal
    return service_request


def pick_up_as_colleague(page: Page, joost) -> None:
    sign_in(page, joost)
    line = page.locator(".line", has_text="vergaderzaal voor donderdag")
    expect(line).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(line).to_contain_text("jij")


def follow_as_manager(page: Page, daan, service_request: ServiceRequest) -> None:
    sign_in(page, daan)
    mine = page.get_by_role("region", name="Waar is mijn verzoek?")
    expect(mine).to_contain_text("vergaderzaal voor donderdag")
    expect(mine).to_contain_text("Joost")
    due = timezone.localtime(service_request.promise.clocks.get(kind="turnaround").due_at)
    expect(mine).to_contain_text(f"{due:%H:%M}")
    tab_to(page, "vergaderzaal voor donderdag")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("vergaderzaal voor donderdag")


def hear_that_it_is_late(page: Page) -> None:
    alert_what_is_due(now=timezone.now() + timedelta(days=4), limit=10)
    expect(page.locator("#bell b")).to_be_visible(timeout=6_000)
    tab_to(page, "Meldingen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("later dan afgesproken")


def see_nothing_as_stranger(page: Page, stranger, service_request: ServiceRequest) -> None:
    sign_in(page, stranger)
    expect(page.get_by_role("region", name="Waar is mijn verzoek?")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("vergaderzaal voor donderdag")
    for room in ("requests:detail", "requests:portal_detail"):
        answer = page.goto(reverse(room, args=[service_request.pk]))
        assert answer
        assert answer.status == 404


def test_work_on_a_request_by_keyboard(enter, zaal, fatima, daan):
    service_request = a_request(daan, by=fatima, service=zaal, received_at=timezone.now())
    page = enter(fatima)
    page.goto(service_request.get_absolute_url())
    story = page.get_by_role("region", name="Verloop")
    moves = page.locator("#moves")
    with page.expect_navigation():
        page.keyboard.press("p")
    expect(story).to_contain_text("Fatima pakte het op")

    page.locator("#compose-contact").focus()
    write(page, "text", "De grote zaal is vrij, goed zo?")
    expect(story).to_contain_text("De grote zaal is vrij")

    do(page, "Wachten")
    write(page, "reason", "Akkoord van Daan")
    expect(moves).to_contain_text("Hervatten")

    do(page, "Hervatten")
    write(page, "text", "Daan zei ja")
    expect(moves).not_to_contain_text("Hervatten")

    do(page, "Afronden")
    write(page, "text", "De zaal staat klaar.")
    expect(moves).not_to_contain_text("Afronden")
    service_request.refresh_from_db()
    assert (service_request.status, service_request.assignee) == ("done", fatima)


def do(page: Page, what: str) -> None:
    """Go to a button and press it; its form opens in place and takes the focus."""
    tab_to(page, what)
    page.keyboard.press("Enter")
    expect(page.locator("#act form :focus")).to_have_count(1)


def write(page: Page, field: str, text: str) -> None:
    """Go on to the field of this name, type, and send."""
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == field:
            page.keyboard.type(text)
            with page.expect_navigation():
                page.keyboard.press("Control+Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to the field {field!r} by keyboard")


def test_what_was_typed_survives_a_reload(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.goto("/requests/new/")
    expect(page.locator("#id_who")).to_be_focused()
    page.keyboard.type("daan")
    choose(page, "Daan Visser")
    expect(page.locator("#id_subject")).to_be_focused()
    page.keyboard.type("lunch voor tien")

    page.on("dialog", lambda question: question.accept())
    page.reload()

    expect(page.locator("#id_subject")).to_have_value("lunch voor tien")
    expect(page.locator("#id_who")).to_have_value("Daan Visser")


def test_who_left_the_pool_is_out_at_once(enter, zaal, fatima, daan):
    service_request = a_request(daan, by=fatima, service=zaal, received_at=timezone.now())
    page = enter(fatima)
    assert page.goto(service_request.get_absolute_url()).status == 200

    PoolMembership.objects.filter(user=fatima).update(
        until=timezone.localdate() - timedelta(days=1)
    )

    assert page.goto(service_request.get_absolute_url()).status == 404
