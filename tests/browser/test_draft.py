"""What was typed into a new request comes back after a reload, the answers to its service too."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import a_service

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def zaal(noord):
    questions = [
        {"key": "aantal", "label": "Aantal personen", "type": "number"},
        {"key": "dag", "label": "Welke dag", "type": "date"},
        {"key": "hybride", "label": "Hybride", "type": "boolean"},
        {"key": "wensen", "label": "Wensen", "type": "textarea"},
    ]
    return a_service("PO-10", "Vergaderzaal op kantoor reserveren", questions=questions)


def test_answers_to_the_questions_of_a_service_survive_a_reload(enter, zaal, fatima, daan):
    page = enter(fatima)
    page.on("dialog", lambda question: question.accept())
    page.goto("/requests/new/")
    choose(page, "#id_who", "daan", "Daan Visser")
    choose(page, "#id_subject", "vergaderzaal", "Vergaderzaal op kantoor reserveren")
    page.get_by_label("Aantal personen").fill("8")
    page.get_by_label("Welke dag").fill("2026-03-05")
    page.get_by_label("Hybride").select_option("no")
    page.get_by_label("Wensen").fill("Een scherm,\nen koffie")
    page.get_by_label("staat in de tekst").check()

    page.reload()

    expect(page.get_by_label("Aantal personen")).to_have_value("8")
    expect(page.get_by_label("Welke dag")).to_have_value("2026-03-05")
    expect(page.get_by_label("Hybride")).to_have_value("no")
    expect(page.get_by_label("Wensen")).to_have_value("Een scherm,\nen koffie")
    expect(page.get_by_label("staat in de tekst")).to_be_checked()
    expect(page.locator(".promise")).to_contain_text("We pakken het")


def choose(page: Page, field: str, words: str, option: str) -> None:
    """Type, and take the first of what is suggested, once that is this."""
    page.locator(field).press_sequentially(words)
    expect(page.locator(".hit:visible").first).to_contain_text(option)
    page.keyboard.press("Enter")
