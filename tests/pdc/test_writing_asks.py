"""The pages of a draft and the lists beside them ask as much of the database however long."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pdc.models import Audit, ServiceVersion
from pdc.publishing.auditing import ask_audit
from pdc.writing.remarks import say, settle
from sla.actions import start_draft
from tests.factories import NOW, a_coordinator, a_secretary, a_service

PAGES = ("", "questions/", "norms/", "process/", "place/", "remarks/")


@pytest.fixture
def draft(noord, fatima, monday_ten_oclock):
    version = a_service(questions=[{"key": "dag"}], steps=["Zoeken"])
    return start_draft(version.service, by=fatima, now=NOW)


def asked(client, address):
    client.get(address)  # what is asked once is asked
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def more(draft, joost, noord, many):
    """Let a draft have more of all there is on its pages."""
    for number in range(many):
        name = f"{many}-{number}"
        draft.intake_fields.create(key=name, label=name, order=100 + number)
        draft.process.steps.create(action=name, role="pool", order=100 * many + number)
        settled = say(draft, part="", text=name, by=a_secretary(noord, f"Ria {name}"), now=NOW)
        settle(settled, by=joost, now=NOW)
        for part in ("summary", "questions", "norms", "process"):
            say(draft, part=part, text=name, by=a_secretary(noord, f"{part} {name}"), now=NOW)
        draft.writers.add(joost, a_coordinator(noord, f"Jan {name}"))
        draft.service.related.add(a_service(f"PO-{many}{number}").service)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_draft_asks_as_much_however_long(page, client, draft, marieke, joost, noord):
    client.force_login(marieke)
    more(draft, joost, noord, 2)
    few = asked(client, f"/catalogue/drafts/PO-10/{page}")
    more(draft, joost, noord, 9)

    assert asked(client, f"/catalogue/drafts/PO-10/{page}") == few


def drafts_of_others(fatima, noord, marieke, many):
    """Let there be more drafts, each of somebody else; some are with Fatima, some are hers."""
    for number in range(many):
        writer = a_secretary(noord, f"Ria {many} {number}")
        for author, auditor in ((writer, fatima), (fatima, writer)):
            service = a_service(f"{author.pk}-{auditor.pk}", author=author, status="draft")
            ask_audit(service, auditor=auditor, by=marieke, now=NOW)
        start_draft(a_service(f"PO-{many}{number}").service, by=writer, now=NOW)


@pytest.mark.parametrize("page", ["drafts/", "audits/"])
def test_a_list_of_drafts_asks_as_much_however_long(page, client, noord, fatima, marieke):
    client.force_login(fatima)
    drafts_of_others(fatima, noord, marieke, 2)
    few = asked(client, f"/catalogue/{page}")
    drafts_of_others(fatima, noord, marieke, 9)

    assert asked(client, f"/catalogue/{page}") == few
    assert Audit.objects.filter(auditor=fatima).count() == 11
    assert ServiceVersion.objects.being_written().count() == 33
