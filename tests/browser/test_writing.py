"""A draft is written by keyboard: saved by itself, in order, by two at a time, and never lost."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from pdc.models import IntakeField, ServiceVersion
from sla.actions import start_draft
from tests.browser.driving import session_of
from tests.factories import a_service

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "/catalogue/drafts/PO-10/"
QUESTIONS = f"{TEXT}questions/"


@pytest.fixture
def draft(noord, fatima):
    questions = [{"key": "dag", "type": "date"}, {"key": "wie"}, {"key": "soort"}]
    version = a_service(summary="Een zaal.", questions=questions)
    return start_draft(version.service, by=fatima, now=timezone.now())


def saved(page):
    expect(page.locator("#kept-at")).to_contain_text("Bewaard om")


def labels(draft):
    return list(IntakeField.objects.filter(version=draft).values_list("label", flat=True))


def test_what_is_typed_is_saved_without_a_button(enter, draft, joost):
    page = enter(joost)
    page.goto(TEXT)
    page.locator("#id_text-summary").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Met ramen.")
    saved(page)

    assert ServiceVersion.objects.get(pk=draft.pk).summary == "Een zaal. Met ramen."
    page.goto(QUESTIONS)  # nothing asks whether to leave
    expect(page.get_by_role("heading", name="Wat de balie gaat vragen")).to_be_visible()


def test_two_who_write_the_same_see_both_texts(enter, draft, fatima, joost):
    one, other = enter(fatima), enter(joost)
    one.goto(TEXT)
    other.goto(TEXT)
    one.locator("#id_text-summary").fill("Van Fatima.")
    saved(one)
    other.locator("#id_text-summary").fill("Van Joost.")

    clash = other.locator(".clash")
    expect(clash).to_contain_text("Van Fatima.")
    expect(other.locator("#id_text-summary")).to_have_value("Van Joost.")
    clash.get_by_role("button", name="Bewaar die van mij").click()
    expect(clash).to_have_count(0)
    assert ServiceVersion.objects.get(pk=draft.pk).summary == "Van Joost."


def test_questions_are_added_moved_and_put_back_by_keyboard(enter, draft, joost):
    page = enter(joost)
    page.goto(QUESTIONS)
    preview = page.locator(".preview-of-form")
    expect(preview.get_by_label("Dag")).to_be_visible()
    down = page.get_by_role("button", name="Zet 1 lager")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-row] input[type=text]").nth(1)).to_have_value("Dag")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row] input[type=text]").nth(2)).to_have_value("Dag")
    assert labels(draft) == ["Wie", "Soort", "Dag"]

    page.get_by_role("button", name="Haal 3 weg").press("Enter")
    back = page.get_by_role("button", name="Zet terug")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(3)
    page.get_by_role("button", name="Vraag erbij").press("Enter")
    expect(page.locator("[data-row]").nth(3).get_by_label("Vraag")).to_be_focused()
    page.keyboard.type("Hoeveel mensen")
    saved(page)
    expect(preview.get_by_label("Hoeveel mensen")).to_be_visible()
    assert labels(draft) == ["Wie", "Soort", "Dag", "Hoeveel mensen"]


def test_a_question_is_dragged_to_its_place(enter, draft, joost):
    page = enter(joost)
    page.goto(QUESTIONS)
    grip, target = page.locator("[data-grip]").nth(2), page.locator("[data-row]").first
    grip.hover()
    page.mouse.down()
    box = target.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 4, steps=5)
    page.mouse.up()
    saved(page)

    assert labels(draft) == ["Soort", "Dag", "Wie"]


def test_what_is_typed_survives_the_end_of_a_session(enter, draft, joost):
    page = enter(joost)
    page.on("dialog", lambda question: question.accept())
    page.route("**/bell/count/**", lambda route: route.abort())  # else the bell finds out first
    page.goto(TEXT)
    Session.objects.all().delete()
    page.locator("#id_text-summary").fill("Niet weg.")
    page.wait_for_url("**/sign-in/**")
    page.context.add_cookies([session_of(joost, page.url.split("/sign-in")[0])])
    page.goto(TEXT)
    saved(page)

    assert ServiceVersion.objects.get(pk=draft.pk).summary == "Niet weg."
