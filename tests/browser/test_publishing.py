"""A draft is read by a colleague, worked on, found good and published, and then asked for."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pdc.models import ServiceVersion
from sla.actions import start_draft
from tests.factories import a_request, a_service

pytestmark = pytest.mark.django_db(transaction=True)

AUDIT = "/catalogue/drafts/PO-10/audit/"


def ask(page, colleague):
    page.goto(AUDIT)
    page.get_by_label("Wie toetst het?").select_option(str(colleague.pk))
    page.get_by_role("button", name="Vragen", exact=True).click()
    expect(page.get_by_text("is gevraagd om het te toetsen")).to_be_visible()


def test_from_draft_to_what_the_desk_promises(enter, noord, fatima, joost, marieke, daan):
    old = a_service(summary="Een zaal.")
    draft = start_draft(old.service, by=fatima, now=timezone.now())
    ServiceVersion.objects.filter(pk=draft.pk).update(summary="Een zaal met koffie.")
    writer, auditor, coordinator = enter(fatima), enter(joost), enter(marieke)

    ask(writer, joost)
    auditor.goto("/catalogue/audits/")
    auditor.locator("main").get_by_role("link", name=draft.name).click()
    expect(auditor.locator("ins")).to_contain_text("met koffie")
    auditor.locator("#id_form-0-text").fill("Ook thee?")
    auditor.locator("input[value=rework]").check()
    auditor.locator("form[action$='verdict/'] button").click()
    expect(auditor.get_by_text("Ook thee?", exact=True)).to_be_visible()

    writer.goto(AUDIT)
    writer.locator("button[name=mended]").click()
    ask(writer, joost)
    auditor.goto(AUDIT)
    auditor.locator("input[value=good]").check()
    auditor.locator("form[action$='verdict/'] button").click()
    expect(auditor.locator("form[action$='verdict/']")).to_have_count(0)

    coordinator.goto(AUDIT)
    coordinator.locator("#id_note").fill("Voortaan met koffie.")
    coordinator.locator("form[action$='publish/'] button").click()
    expect(coordinator.get_by_role("cell", name="Voortaan met koffie.")).to_be_visible()

    coordinator.goto("/catalogue/PO-10/")
    expect(coordinator.get_by_text("Een zaal met koffie.")).to_be_visible()
    draft.refresh_from_db()
    now = timezone.now()
    request = a_request(daan, by=fatima, service=draft, received_at=now)
    assert request.promise.service_version == draft
