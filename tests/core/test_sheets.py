"""Spreadsheets hold what was typed as text, whatever it looks like, and moments in local time."""

from io import BytesIO

from openpyxl import load_workbook

from core.sheets import XLSX, Sheet, spreadsheet
from tests.factories import NOW


def test_what_was_typed_is_text_and_a_number_a_number():
    rows = [["=1+1", 7, None, NOW, "a\x00b", "+31"]]
    sheet = Sheet("Groepen", [(name, 20) for name in "abcdef"], rows)

    answer = spreadsheet("lijst", [sheet])

    page = load_workbook(BytesIO(answer.content))["Groepen"]
    heads, values = (list(row) for row in page.iter_rows())
    assert [cell.value for cell in heads] == list("abcdef")
    assert [cell.value for cell in values[:3]] == ["=1+1", 7, None]
    assert [cell.data_type for cell in values[:2]] == ["s", "n"]
    assert values[3].value.hour == 10
    assert [cell.value for cell in values[4:]] == ["a b", "+31"]
    assert answer["Content-Type"] == XLSX
    assert answer["Content-Disposition"] == 'attachment; filename="lijst.xlsx"'
