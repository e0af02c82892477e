"""The norms of a draft are written in words, and read aloud beside."""

import pytest
from django.utils import translation

from sla.actions import start_draft
from sla.models import Norm
from tests.factories import NOW, a_norm, a_service
from tests.pdc.writing import Writer

NORMS = "/catalogue/drafts/PO-10/norms/"
AS_IT_IS = {
    "response-norm": "4 working hours",
    "response-kpi_percent": "95",
    "response-warnings": "75",
    "turnaround-norm": "2 working days",
    "turnaround-kpi_percent": "95",
    "turnaround-warnings": "75",
    **{f"{line}-kpi_percent": "95" for line in ("response-urgent", "turnaround-urgent", "update")},
    **{f"{line}-warnings": "75" for line in ("response-urgent", "turnaround-urgent", "update")},
}


@pytest.fixture
def version(noord):
    return a_service()


@pytest.fixture
def draft(version, fatima, monday_ten_oclock):
    return start_draft(version.service, by=fatima, now=NOW)


def norms(version):
    found = Norm.objects.filter(service_version=version).order_by("kind", "urgent")
    return [(norm.kind, norm.urgent, norm.way, norm.amount) for norm in found]


def test_a_norm_is_typed_in_words_and_read_aloud(version, draft, fatima, joost):
    before = norms(version)
    typed = AS_IT_IS | {"response-norm": "binnen 2 werkuren", "update-norm": "1 working day"}
    answer = Writer(joost, NORMS).sends(typed).content.decode()

    assert "We react: 2 working hours." in answer
    assert norms(draft) == [
        ("response", False, "working_time", 120),
        ("turnaround", False, "working_days", 2),
        ("update", False, "working_days", 1),
    ]
    assert norms(version) == before
    assert list(draft.writers.all()) == [joost]


def test_a_norm_that_is_emptied_promises_nothing(draft, fatima):
    Writer(fatima, NORMS).sends(AS_IT_IS | {"turnaround-norm": ""})

    assert norms(draft) == [("response", False, "working_time", 240)]


def test_what_is_no_norm_says_what_can_be_typed(draft, fatima):
    answer = Writer(fatima, NORMS).sends(AS_IT_IS | {"response-norm": "gauw"}).content.decode()

    assert "This can&#x27;t be read as a norm" in answer
    assert norms(draft)[0] == ("response", False, "working_time", 240)


def test_two_who_write_the_same_norm_see_both(draft, fatima, joost):
    one, other = Writer(fatima, NORMS), Writer(joost, NORMS)
    one.sends(AS_IT_IS | {"response-norm": "1 working hour"})
    with translation.override("nl"):
        answer = other.sends(AS_IT_IS | {"response-norm": "3 working hours"}).content.decode()

    assert norms(draft)[0] == ("response", False, "working_time", 60)
    assert "1 working hour" in answer


def test_a_norm_about_an_event_asks_for_the_question(draft, fatima):
    typed = AS_IT_IS | {"turnaround-norm": "3 working days before the event"}
    writer = Writer(fatima, NORMS)
    assert "No question asks for the moment" in writer.sends(typed).content.decode()

    draft.intake_fields.create(key="dag", label="Dag", type="date", is_event=True)
    assert "No question asks" not in writer.open()


def test_what_it_counts_by_stays(version, fatima, noord, monday_ten_oclock):
    calendar = noord.own_calendar.calendar
    version = a_service("PO-11", status="draft", response_hours=None)
    a_norm(Norm.Kind.RESPONSE, hours=4, service_version=version, calendar=calendar)
    Writer(fatima, NORMS.replace("10", "11")).sends(AS_IT_IS | {"response-norm": "1 working hour"})

    norm = version.norms.get(kind="response")
    assert (norm.amount, norm.calendar) == (60, calendar)
