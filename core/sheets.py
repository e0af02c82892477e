"""Spreadsheets: rows as an .xlsx file, in which nothing that was typed counts as a formula."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST, LONGEST = 60, 32_000


class Sheet(NamedTuple):
    """One page of a spreadsheet: its name, the heads with the width of each column, and rows."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[object]]


def spreadsheet(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """Return the sheets as a file to save under a name."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book.create_sheet(sheet.title[:31]), sheet)
    content = BytesIO()
    book.save(content)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content.getvalue(), content_type=XLSX, headers=disposition)


def _write(page: Any, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    for place, (_head, width) in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = min(width, WIDEST)
    heads = [_cell(page, head) for head, _width in sheet.columns]
    for head in heads:
        head.font = Font(bold=True)
    page.append(heads)
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _cell(page: Any, value: object) -> Any:
    """Return a value as a cell: moments in local time, and of a text always just its letters."""
    if isinstance(value, datetime):
        return WriteOnlyCell(page, timezone.localtime(value).replace(tzinfo=None))
    if value is None or isinstance(value, int | float):
        return WriteOnlyCell(page, value)
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub(" ", str(value))[:LONGEST])
    cell.data_type = "s"
    return cell
