"""A norm is dragged, and last year's share that would have met it moves along."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sla import actions
from sla.terms import terms_for
from tests.browser.test_accessible import RULES
from tests.factories import a_service, always_open, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(noord, projecten):
    """The line of a service that took from one day to ten, at a desk that never closes."""
    always_open(noord)
    version = a_service("PO-13", "Notuleren")
    line = an_agreement(projecten, services=[version.service], turnaround_days=4).lines.get()
    since = timezone.now() - timedelta(days=30)
    for days in range(1, 11):
        terms = terms_for(projecten, noord, version, urgent=False, received_at=since)
        with transaction.atomic():
            promise = actions.make_promise(terms, received_at=since, complete=True)
            actions.fulfil(promise, at=since + timedelta(days=days))
    return reverse("sla:backtest", args=[line.version_id, line.pk])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_share_moves_along_by_keyboard(enter, marieke, address, theme):
    page = enter(marieke, theme=theme)
    page.goto(address)
    slide, share = page.locator("[data-slide]"), page.locator("[data-said=percent]")
    expect(slide).to_be_visible()
    expect(share).to_have_text("40 %")

    slide.focus()
    expect(slide).to_be_focused()
    page.keyboard.press("ArrowRight")

    expect(share).to_have_text("50 %")
    expect(page.locator("[data-cases]")).to_have_text("5 van 10 verzoeken")
    expect(slide).to_have_attribute("aria-valuetext", "5 werkdagen: 50 %")
    typed = page.get_by_role("spinbutton", name="Norm")
    expect(typed).to_have_value("5")
    typed.fill("8")
    expect(share).to_have_text("80 %")
    assert not Axe().run(page, options={"runOnly": RULES}).response["violations"]


def test_a_number_outside_the_curve_is_asked_for(enter, marieke, address):
    page = enter(marieke)
    page.goto(address)
    typed = page.get_by_role("spinbutton", name="Norm")
    typed.fill("30")
    page.get_by_role("button", name="Toon").click()

    expect(page.locator("[data-said=words]")).to_have_text("30 werkdagen")
    expect(page.locator("[data-said=percent]")).to_have_text("100 %")
    expect(page.locator("[data-slide]")).to_be_visible()


def test_without_script_the_form_answers(enter, marieke, address):
    page = enter(marieke, script=False)
    page.goto(address)
    page.get_by_role("spinbutton", name="Norm").fill("6")
    page.get_by_role("button", name="Toon").click()

    expect(page.locator("[data-said=words]")).to_have_text("6 werkdagen")
    expect(page.locator("[data-said=percent]")).to_have_text("60 %")
