"""The coordinator changes the hours of a calendar in a real browser."""

import pytest

from tests import factories
from tests.browser.test_accessible import violations

pytestmark = pytest.mark.django_db(transaction=True)


def test_hours_are_changed_seen_and_applied(enter, noord, marieke):
    marieke.language = "nl"
    marieke.save()
    page = enter(marieke)

    page.goto("/calendars/office-NOORD/edit/?year=2027")
    page.locator("#id_fri").fill("08:30-12:30")
    page.locator("button[value=more]").click()
    page.locator("[name=form-0-since]").fill("2027-05-07")
    page.locator("[name=form-0-name]").fill("Brugdag")
    page.locator("button[value=usual]").click()
    page.locator("[value='2027-12-25']:checked").wait_for()
    page.locator("#id_note").fill("Vrijdagmiddag dicht")
    page.locator(".hours-form .btn-primary").click()
    page.locator("#keep:checked").wait_for()
    assert violations(page) == []
    page.locator("form[action$='/apply/'] button").click()
    page.locator("#year").wait_for()

    hours = noord.own_calendar.calendar.versions.get(number=2).schedule().to_dict()
    assert hours["weekly"]["fri"] == [["08:30", "12:30"]]
    assert hours["exceptions"]["2027-05-07"] == {"name": "Brugdag", "hours": []}
    assert "2027-12-25" in hours["exceptions"]
    assert "2027-05-05" not in hours["exceptions"]


def test_a_norm_says_at_once_when_it_would_be_due(enter, noord, marieke):
    factories.always_open(noord)
    page = enter(marieke)

    page.goto("/norms/NOORD/")
    before = page.locator(".norm-row .form-text").first.inner_text()
    page.locator("#id_response-norm").fill("3 werkdagen")
    page.locator("#id_response-norm").press("Tab")
    page.wait_for_function(
        "before => document.querySelector('.norm-row .form-text').innerText !== before", arg=before
    )

    assert page.locator("#id_response-norm").input_value() == "3 werkdagen"
    assert noord.norms.get(kind="response", retired_at=None).amount == 240
