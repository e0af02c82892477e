"""A file with mistakes: each is told where it stands, in plain words, and nothing changes."""

import pytest
from django.utils import translation

from core.importing import ImportRefused
from sla.exchange import as_json, as_sheets, bring_in, preview, read_file, stored
from tests.sla.exchange.books import (
    NOW,
    a_catalogue,
    book_of,
    bring,
    changed_sheet,
    retired_until,
    tables,
)

# Sheet, column by its head, row of the sheet, what is typed there, and what is said of it.
MISTAKES = [
    ("Diensten", "Thema", 3, "XX", "XX is niet bekend"),
    ("Diensten", "Opvolger", 3, "PO-99", "PO-99 is niet bekend"),
    ("Diensten", "Alleen voor", 3, "GEEN", "GEEN is niet bekend"),
    ("Diensten", "Verwante diensten", 2, "IM-99", "IM-99 is niet bekend"),
    ("Thema’s", "Onderdeel van", 2, "ZZ", "ZZ is niet bekend"),
    ("Versies", "Status", 2, "bijna klaar", "kies uit: concept"),
    ("Versies", "Naam", 2, None, "ontbreekt"),
    ("Versies", "Versie", 2, "twee", "heel getal"),
    ("Versies", "Geldt vanaf", 2, "31-02-2026", "datum"),
    ("Versies", "Geldt vanaf", 2, None, "ontbreekt"),
    ("Versies", "Tot en met", 2, "01-01-1990", "ligt voor de eerste dag"),
    ("Versies", "Evaluatiemaand", 3, 13, "van 1 tot 12"),
    ("Versies", "Verouderd", 3, "misschien", "ja of nee"),
    ("Versies", "Normtijd in minuten", 3, "een uur", "heel getal"),
    ("Versies", "Dienst", 2, "IM-77", "IM-77 is niet bekend"),
    ("Vragen", "Soort", 2, "plaatje", "kies uit"),
    ("Vragen", "Versie", 2, 7, "geen rij op het blad Versies"),
    ("Vragen", "Keuzes", 3, None, "ontbreekt"),
    ("Vragen", "Moment waar het om gaat", 3, "ja", "alleen een datum"),
    ("Vragen", "Sleutel", 3, "wanneer", "staat ook op Vragen, rij 2"),
    ("Stappen", "Volgorde", 2, -1, "minstens 0"),
    ("Stappen", "Versie", 2, 2, "geen rij op het blad Processen"),
    ("Normen", "Hoeveel", 2, 0, "1 of meer"),
    ("Normen", "Telt in", 2, "weken", "kies uit"),
    ("Normen", "Kalender", 2, "NACHT", "NACHT is niet bekend"),
    ("Normen", "Ontvangen voor", 2, "12:00", "alleen dan"),
    ("Normen", "Deel dat op tijd moet zijn, in %", 2, 101, "van 1 tot 100"),
    ("Normen", "Waarschuwen bij, in % van de tijd", 2, "50, 100", "van 1 tot 99"),
]


@pytest.fixture
def catalogue(noord):
    return a_catalogue(noord)


def column_of(sheet, head):
    heads = [cell.value for cell in sheet[1]]
    return heads.index(head) + 1


@pytest.mark.parametrize(("sheet", "head", "row", "typed", "said"), MISTAKES)
def test_a_mistake_is_told_with_its_sheet_row_and_column(catalogue, sheet, head, row, typed, said):
    before = as_json(stored())
    with translation.override("nl"):

        def mistake(book):
            page = book[sheet]
            page.cell(row, column_of(page, head)).value = typed

        file = changed_sheet(mistake)
        with pytest.raises(ImportRefused) as refused:
            bring_in(read_file("c.xlsx", file), publish=True, by=None, now=NOW)

    told = [str(problem) for problem in refused.value.problems]
    place = f"{sheet}, rij {row}, kolom {head}"
    assert any(place in one and said in one for one in told), told
    assert as_json(stored()) == before


def test_all_mistakes_are_told_at_once(catalogue):
    def mistakes(book):
        for number in (2, 3, 4):
            page = book["Versies"]
            page.cell(number, column_of(page, "Evaluatiemaand")).value = 99

    with translation.override("nl"):
        book = read_file("c.xlsx", changed_sheet(mistakes))
    with pytest.raises(ImportRefused) as refused:
        bring_in(book, publish=False, by=None, now=NOW)

    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither"),
        (b"PK\x03\x04 not a zip", "no spreadsheet"),
        (b"[1, 2]", "no catalogue"),
        (b'{"format": "other"}', "no catalogue"),
        (b"[" * 100_000, "neither"),
        (b'{"format": "pdc-catalogue-2"}', "is missing"),
        (b'{"format": "pdc-catalogue-2", "themes": [1, null, "x"]}', "must be an object"),
    ],
)
def test_what_is_no_catalogue_is_refused_in_words(db, content, said):
    with pytest.raises(ImportRefused, match=said):
        preview(read_file("c", content), publish=True)


def test_a_sheet_and_a_column_that_are_missing_or_too_many_are_told(catalogue):
    def spoil(book):
        del book["Norms"]
        book["Services"].cell(1, 1).value = "Kode"

    file = changed_sheet(spoil)
    with pytest.raises(ImportRefused) as refused:
        read_file("c.xlsx", file)
    told = "\n".join(map(str, refused.value.problems))

    assert "the sheet “Norms” is missing" in told
    assert "Services, row 1, column Kode: is not a column of this sheet" in told
    assert "Services, row 1: the column “code” is missing" in told


def test_what_is_published_does_not_change_by_publishing_a_file(catalogue):
    held = tables()
    version = next(row for row in held["versions"] if row["service"] == "IM-01")
    version["summary"] = "Iets anders"

    with pytest.raises(ImportRefused, match="raise its number"):
        bring(held, publish=True)


def test_a_service_with_a_draft_gets_no_second_one(catalogue):
    held = tables()
    version = next(row for row in held["versions"] if row["number"] == 1)
    assert version["service"] == "IM-01"
    published = next(row for row in held["versions"] if row["service"] == "PO-01")
    published["summary"] = "Iets anders"

    with pytest.raises(ImportRefused, match="change version 2"):
        bring(held)


def test_two_published_versions_of_a_service_never_hold_together(catalogue):
    held = tables()
    held["versions"].append(
        {**held["versions"][0], "number": 2, "status": "published", "valid_from": "2000-01-01"}
    )

    with pytest.raises(ImportRefused, match="before version"):
        bring(held, publish=True)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"status": "draft"}, "stays so, or is retired"),
        ({"valid_from": "1999-01-01"}, "keeps its first day"),
        ({"status": "retired", "valid_until": None}, "needs a last day"),
    ],
)
def test_what_is_published_only_ends(catalogue, said, why):
    held = tables()
    next(row for row in held["versions"] if row["service"] == "IM-01").update(said)

    with pytest.raises(ImportRefused, match=why):
        bring(held, publish=True)


def test_a_version_in_audit_waits_for_its_verdict(catalogue, fatima, joost):
    rich, _plain = catalogue
    draft = rich.service.versions.get(number=2)
    draft.author = fatima
    draft.save()
    draft.audits.create(author=fatima, auditor=joost, asked_by=fatima, asked_at=NOW)
    draft.status = "in_audit"
    draft.save()
    held = tables()
    next(row for row in held["versions"] if row["number"] == 2)["summary"] = "Anders"

    with pytest.raises(ImportRefused, match="being audited"):
        bring(held)


def test_a_file_of_someone_else_is_read_whole_before_anything_is_written(catalogue):
    held = tables()
    held["versions"][0]["summary"] = "Anders"
    held["services"][0]["theme"] = "BESTAAT-NIET"
    before = as_json(stored())

    with pytest.raises(ImportRefused):
        bring(held)
    assert as_json(stored()) == before


def test_a_spreadsheet_that_unfolds_to_far_too_much_is_refused(catalogue, monkeypatch):
    monkeypatch.setattr("core.exact_sheets.LARGEST", 1000)

    with pytest.raises(ImportRefused, match="far too large"):
        read_file("c.xlsx", as_sheets(stored()))


def test_the_end_of_a_service_waits_for_who_publishes(catalogue):
    held = tables()
    row = next(row for row in held["versions"] if row["service"] == "IM-01")
    row.update(retired_until(NOW.date()))

    made = bring_in(book_of(held), publish=False, by=None, now=NOW)

    assert [(change.does, change.code) for change in made.changes] == [("later", "IM-01")]
    assert made.is_empty


def test_services_are_related_both_ways(catalogue):
    held = tables()
    held["services"][0]["related"] = []

    with pytest.raises(ImportRefused, match="IM-01 does not name this service in return"):
        bring(held)
