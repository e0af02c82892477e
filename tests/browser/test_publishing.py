"""A draft is written, read by a colleague, found good and published; then found, and asked for."""

import re

import pytest
from playwright.sync_api import Page, expect

from pdc.models import ServiceVersion
from requests.models import ServiceRequest
from tests.browser.keyboard import choose
from tests.factories import a_service, always_open

pytestmark = pytest.mark.django_db(transaction=True)

AUDIT = "/catalogue/drafts/PO-10/audit/"
NAME = "Vergaderzaal reserveren"
NEW = "Een zaal met koffie."


def test_from_what_is_written_to_what_the_desk_promises(enter, noord, fatima, joost, marieke, daan):
    always_open(noord)
    old = a_service("PO-10", NAME, summary="Een zaal.")
    writer, auditor, coordinator = enter(fatima), enter(joost), enter(marieke)

    write(writer)
    ask(writer, joost)
    find_something(auditor)
    mend(writer)
    ask(writer, joost)
    find_good(auditor)
    publish(coordinator)
    find(writer)
    use_at_the_desk(writer)

    promised = ServiceRequest.objects.get().promise.service_version
    assert promised == ServiceVersion.objects.get(service=old.service, number=2)
    assert promised.summary == NEW


def write(page: Page) -> None:
    page.goto("/catalogue/PO-10/")
    page.get_by_role("button", name="Schrijf een nieuwe versie").click()
    summary = page.locator("#id_text-summary")
    summary.fill(NEW)
    expect(page.locator("#kept-at")).to_contain_text("Bewaard om")


def ask(page: Page, colleague) -> None:
    page.goto(AUDIT)
    page.get_by_label("Wie toetst het?").select_option(str(colleague.pk))
    page.get_by_role("button", name="Vragen", exact=True).click()
    expect(page.get_by_text("is gevraagd om het te toetsen")).to_be_visible()


def find_something(page: Page) -> None:
    page.goto("/catalogue/audits/")
    page.locator("main").get_by_role("link", name=NAME).click()
    expect(page.locator("ins")).to_contain_text("met koffie")
    page.locator("#id_form-0-text").fill("Ook thee?")
    page.locator("input[value=rework]").check()
    page.locator("form[action$='verdict/'] button").click()
    expect(page.get_by_text("Ook thee?", exact=True)).to_be_visible()


def mend(page: Page) -> None:
    page.goto(AUDIT)
    page.locator("button[name=mended]").click()
    expect(page.locator("button[name=mended]")).to_have_count(0)


def find_good(page: Page) -> None:
    page.goto(AUDIT)
    page.locator("input[value=good]").check()
    page.locator("form[action$='verdict/'] button").click()
    expect(page.locator("form[action$='verdict/']")).to_have_count(0)


def publish(page: Page) -> None:
    page.goto(AUDIT)
    page.locator("#id_note").fill("Voortaan met koffie.")
    page.locator("form[action$='publish/'] button").click()
    expect(page.get_by_role("cell", name="Voortaan met koffie.")).to_be_visible()


def find(page: Page) -> None:
    page.goto("/catalogue/")
    page.get_by_role("searchbox", name="Zoek een dienst").focus()
    page.keyboard.type("koffie")
    found = page.locator("#services .found .title").first
    expect(found).to_have_text(NAME)
    found.click()
    expect(page.get_by_text(NEW)).to_be_visible()


def use_at_the_desk(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator("dialog[open] #id_who")).to_be_focused()
    page.keyboard.type("1168")
    choose(page, "Daan Visser")
    expect(page.locator("#id_subject")).to_be_focused()
    page.keyboard.type("zaal voor donderdag")
    choose(page, NAME)
    expect(page.locator(".promise")).to_contain_text(re.compile(r"klaar uiterlijk .*\d\d:\d\d"))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
