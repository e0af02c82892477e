"""Done, in a browser: told, rated right from the mail, opened again and confirmed by keyboard."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from requests import actions
from requests.mail.outbox import send_due_mail
from requests.models import Event, Rating, Status, WaitingFor
from tests.browser.test_accessible import WIDTHS, violations
from tests.factories import a_request, a_service, always_open

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def zaal(noord, daan, fatima):
    always_open(noord)
    then = timezone.now() - timedelta(days=6)
    it = a_request(daan, by=fatima, service=a_service(), received_at=then)
    actions.pick_up(it, by=fatima, now=then)
    return it


def finished(it, fatima):
    actions.finish(it, text="Zaal 2.14 is van jou.", by=fatima, now=timezone.now())
    return it


def link_in_mail(word):
    send_due_mail(now=timezone.now(), limit=100)
    body = mail.outbox[-1].body
    return re.search(rf"{word}: http://127\.0\.0\.1:8000(/mailed/\S+)", body)[1]


def press(page, name):
    """Go to a button with this name and press it by keyboard."""
    page.get_by_role("button", name=name, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_secretary_taps_why_it_was_late_by_keyboard(enter, zaal, fatima):
    page = enter(fatima)
    page.goto(f"/requests/{zaal.pk}/?do=finish")
    expect(page.get_by_text("Waardoor werd het later dan afgesproken?")).to_be_visible()
    assert violations(page) == []
    expect(page.locator("#act textarea")).to_be_focused()
    page.keyboard.type("Klaar")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    expect(page.get_by_role("region", name="Hoe het ging")).to_contain_text("wachten op gegevens")
    assert violations(page) == []


def test_a_manager_comes_back_and_then_confirms_on_a_phone(enter, zaal, daan, fatima):
    finished(zaal, fatima)
    page = enter(daan, width=360)
    page.goto(f"/portal/requests/{zaal.pk}/")
    expect(page.get_by_role("heading", name="Nog andere vragen?")).to_be_visible()
    assert violations(page) == []

    page.locator("summary", has_text="Toch nog iets").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("De beamer doet het niet")
    press(page, "Weer openen")
    expect(page.get_by_role("main")).to_contain_text("De beamer doet het niet")
    zaal.refresh_from_db()
    assert zaal.status == Status.IN_PROGRESS

    finished(zaal, fatima)
    expect(page.get_by_role("heading", name="Nog andere vragen?")).to_be_visible(timeout=6_000)
    press(page, "Nee, alles is klaar")
    press(page, "Goed")
    expect(page.get_by_role("main")).to_contain_text("Je oordeel: goed.")
    assert violations(page) == []
    zaal.refresh_from_db()
    assert zaal.status == Status.CLOSED


def test_an_answer_is_given_where_it_is_waited_for(enter, zaal, daan, fatima):
    actions.wait(
        zaal,
        waiting_for=WaitingFor.CLIENT,
        reason="Hoeveel personen?",
        follow_up_on=None,
        by=fatima,
        now=timezone.now(),
    )
    page = enter(daan, width=360)
    page.goto(f"/portal/requests/{zaal.pk}/")
    assert violations(page) == []
    page.get_by_label("Je antwoord").focus()
    page.keyboard.type("Met acht")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_contain_text("Daan gaf antwoord")


def test_one_click_in_the_mail_rates_it_at_the_first_sign_of_a_person(enter, zaal, fatima):
    finished(zaal, fatima)
    page = enter()
    page.goto(link_in_mail("Goed"))
    expect(page.get_by_role("button", name="Versturen")).to_be_focused()
    assert not Rating.objects.exists()  # opening it did nothing
    assert violations(page) == []

    with page.expect_navigation():
        page.mouse.move(200, 300)

    expect(page.get_by_role("heading", name="Dank je wel")).to_be_visible()
    assert zaal.events.filter(kind=Event.Kind.RATED).count() == 1
    page.locator("label", has_text=re.compile("^9$")).click()
    page.get_by_label("In een zin").fill("Snel geregeld")
    press(page, "Toevoegen")
    expect(page.get_by_role("main")).to_contain_text("Snel geregeld")
    assert Rating.objects.get().mark == 9
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_a_mail_opens_is_accessible_and_fits(enter, zaal, fatima, theme):
    finished(zaal, fatima)
    page = enter(theme=theme)
    for path in (link_in_mail("Nee, alles is klaar"), link_in_mail("Kon beter"), "/mailed/rate/x/"):
        page.goto(path)
        assert violations(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
