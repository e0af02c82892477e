"""Out and in again: nothing is lost, in JSON or in a spreadsheet, in Dutch or in English."""

from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import exact_sheets
from sla.exchange import as_json, as_sheets, bring_in, read_file, stored
from sla.exchange.tables import TABLES, table_titled
from tests.sla.exchange.books import NOW, a_catalogue, empty

NASTY = [
    "=SUM(A1:A9)",
    " spaties vooraan en achteraan ",
    "regel\r\nregel\rregel\n",
    "_x000D_ letterlijk, en een \x07",
    "مرحبا שלום 👩‍💻 \u200f",
    "<script>alert(1)</script>",
    "[[... 0]]",
    '"tussen aanhalingstekens"',
    "ja",
    "007",
    "x" * 100_000,
]


@pytest.fixture
def catalogue(noord):
    return a_catalogue(noord)


@pytest.mark.parametrize("write", [as_json, as_sheets])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_goes_out_comes_in_again_into_an_empty_catalogue(catalogue, write, language):
    before = as_json(stored())
    with translation.override(language):
        file = write(stored())
    empty()

    bring_in(read_file("catalogus", file), publish=True, by=None, now=NOW)

    assert as_json(stored()) == before


@pytest.mark.parametrize("write", [as_json, as_sheets])
def test_what_goes_out_and_in_again_changes_nothing(catalogue, write):
    made = bring_in(read_file("catalogus", write(stored())), publish=False, by=None, now=NOW)

    assert made.is_empty
    assert made.changes == []


@pytest.mark.parametrize("text", NASTY, ids=lambda text: text[:12])
def test_any_text_survives_a_spreadsheet(catalogue, text):
    rich, _plain = catalogue
    draft = rich.service.versions.get(number=2)
    draft.summary, draft.included = text, [text, text]
    draft.save()
    before = as_json(stored())

    book = read_file("catalogus.xlsx", as_sheets(stored()))

    assert book.values("versions")["PO-01", 2]["summary"] == text
    assert book.values("versions")["PO-01", 2]["included"] == [text, text]
    bring_in(book, publish=False, by=None, now=NOW)
    assert as_json(stored()) == before


# What PostgreSQL and JSON can hold: no NUL and no half of a pair.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS, max_size=6))
def test_cells_give_back_what_was_written(texts):
    file = BytesIO()
    rows = [[text, number] for number, text in enumerate(texts)]
    exact_sheets.write(file, [exact_sheets.Table("Blad", [("A", 9), ("B", 9)], rows)])

    read = exact_sheets.read(BytesIO(file.getvalue()))["Blad"]

    assert [[cells[0] or "", cells[1]] for _number, cells in read.rows] == rows


@settings(max_examples=60)
@given(st.lists(TEXTS, max_size=6))
def test_a_list_is_the_same_list_after_a_cell(items):
    column = next(column for column in TABLES[2].columns if column.name == "keywords")

    assert column.from_cell(column.as_cell(items)) == items


def test_no_two_sheets_and_no_two_columns_of_one_can_be_mixed_up():
    for table in TABLES:
        assert table_titled(str(table.title)) is table
        for language in ("nl", "en"):
            with translation.override(language):
                heads = [str(column.label).casefold() for column in table.columns]
                assert len({*heads}) == len(heads)
                assert [table.by_head[head] for head in heads] == list(table.columns)


def test_all_of_the_demo_comes_back(imported):
    before = as_json(stored())
    with translation.override("nl"):
        file = as_sheets(stored())
    empty()

    bring_in(read_file("catalogus.xlsx", file), publish=True, by=None, now=NOW)

    assert as_json(stored()) == before
