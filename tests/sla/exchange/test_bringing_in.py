"""What a file brings: drafts, or versions in force where somebody says so."""

from datetime import date

import pytest

from pdc.models import News, Service, ServiceVersion, Theme
from sla.exchange import as_json, preview, stored
from sla.models import Norm
from tests.sla.exchange.books import NOW, a_catalogue, book_of, bring, retired_until, tables

Status = ServiceVersion.Status


@pytest.fixture
def catalogue(noord):
    return a_catalogue(noord)


def row_of(held, service, number=1):
    return next(
        row for row in held["versions"] if (row["service"], row["number"]) == (service, number)
    )


def a_new_service(held, code="PO-77"):
    held["services"].append({"code": code, "theme": "PO", "related": []})
    held["versions"].append(
        {
            "service": code,
            "number": 1,
            "status": "published",
            "valid_from": "2027-01-01",
            "name": "Taart bestellen",
        }
    )
    held["norms"].append(
        {
            "service": code,
            "version": 1,
            "kind": "response",
            "way": "working_time",
            "amount": 60,
        }
    )


def test_a_change_of_what_is_published_becomes_a_draft_beside_it(catalogue, marieke):
    held = tables()
    row_of(held, "IM-01")["summary"] = "Verslag binnen twee dagen"

    made = bring(held, by=marieke)

    assert [(change.does, change.number, change.parts) for change in made.changes] == [
        ("change", 2, ["summary"])
    ]
    before, after = ServiceVersion.objects.filter(service__code="IM-01").order_by("number")
    assert (before.status, before.summary, before.valid_until) == (Status.PUBLISHED, "", None)
    assert (after.status, after.summary) == (Status.DRAFT, "Verslag binnen twee dagen")
    assert after.author == marieke
    assert (after.written_at, [*after.writers.all()]) == (NOW, [marieke])
    assert after.norms.count() == before.norms.count()


def test_a_new_service_comes_as_a_draft_unless_it_is_to_be_published(catalogue):
    held = tables()
    a_new_service(held)

    bring(held)

    version = ServiceVersion.objects.get(service__code="PO-77")
    assert (version.status, version.norms.get().amount) == (Status.DRAFT, 60)

    held = tables()
    row_of(held, "PO-77")["status"] = "published"
    bring(held, publish=True)

    version.refresh_from_db()
    assert (version.status, version.valid_from) == (Status.PUBLISHED, date(2027, 1, 1))


def test_a_next_version_that_is_published_ends_the_one_before(catalogue, marieke):
    held = tables()
    held["versions"].append(
        {**row_of(held, "IM-01"), "number": 2, "valid_from": "2027-01-01", "note": "Sneller"}
    )
    row_of(held, "IM-01")["valid_until"] = "2026-12-31"

    bring(held, publish=True, by=marieke)

    before, after = ServiceVersion.objects.filter(service__code="IM-01").order_by("number")
    assert before.valid_until == date(2026, 12, 31)
    assert (after.published_by, after.published_at) == (marieke, NOW)
    told = News.objects.get()
    assert (told.version, told.kind, told.day) == (after, "changed", date(2027, 1, 1))


def test_a_next_version_ends_the_one_before_that_the_file_leaves_out(catalogue):
    held = tables()
    row = row_of(held, "IM-01")
    held["versions"].remove(row)
    held["norms"] = [norm for norm in held["norms"] if norm["service"] != "IM-01"]
    held["versions"].append({**row, "number": 2, "valid_from": "2027-01-01"})

    bring(held, publish=True)

    before = ServiceVersion.objects.get(service__code="IM-01", number=1)
    assert before.valid_until == date(2026, 12, 31)


def test_a_service_stops_when_the_file_says_so_and_one_publishes(catalogue):
    held = tables()
    row_of(held, "IM-01").update(retired_until(date(2026, 12, 31)))
    held["services"][0]["successor"] = "PO-01"
    assert held["services"][0]["code"] == "IM-01"

    made = bring(held, publish=True)

    version = ServiceVersion.objects.get(service__code="IM-01")
    assert (version.status, version.valid_until) == (Status.RETIRED, date(2026, 12, 31))
    assert version.service.successor.code == "PO-01"
    assert {change.does for change in made.changes} == {"retire", "change"}
    told = News.objects.get()
    assert (told.version, told.kind, told.day) == (version, "retired", date(2027, 1, 1))


def test_a_draft_is_written_anew_with_all_that_belongs_to_it(catalogue):
    held = tables()
    row_of(held, "PO-01", 2)["name"] = "Zaal en koffie"
    held["questions"].append(
        {"service": "PO-01", "version": 2, "key": "koffie", "label": "Koffie?", "type": "boolean"}
    )
    held["norms"] = [norm for norm in held["norms"] if norm["version"] != 2]

    made = bring(held)

    version = ServiceVersion.objects.get(service__code="PO-01", number=2)
    assert (version.name, version.intake_fields.get().key) == ("Zaal en koffie", "koffie")
    assert not Norm.objects.filter(service_version=version).exists()
    assert made.changes[0].parts == ["name", "questions", "norms"]


def test_what_is_not_in_the_file_stays(catalogue):
    held = {name: [] for name in tables()} | {"format": "pdc-catalogue-2"}
    before = as_json(stored())

    made = bring(held, publish=True)

    assert (made.is_empty, made.left) == (True, 2)
    assert as_json(stored()) == before


def test_themes_come_with_their_parts_whatever_their_order(noord):
    held = {name: [] for name in tables()} | {"format": "pdc-catalogue-2"}
    held["themes"] = [
        {"code": "AGN", "name": "Agenda", "parent": "PO"},
        {"code": "PO", "name": "Plannen"},
    ]

    bring(held)

    assert Theme.objects.get(code="AGN").parent.code == "PO"


def test_a_preview_tells_and_writes_nothing(catalogue):
    held = tables()
    a_new_service(held)
    row_of(held, "IM-01")["name"] = "Verslag maken"

    made = preview(book_of(held), publish=False)

    assert [(one.does, one.code) for one in made.changes] == [
        ("add", "PO-77"),
        ("change", "IM-01"),
        ("add", "PO-77"),
    ]
    assert not Service.objects.filter(code="PO-77").exists()
    assert ServiceVersion.objects.filter(service__code="IM-01").count() == 1
