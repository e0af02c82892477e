"""Spreadsheets that give back exactly what went in: for what is exported to be imported again.

A cell holds at most 32,767 characters and no control characters; so a longer text goes on in
a sheet of its own, and what XML can't hold is written the way Excel does, as `_x000D_`.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

LONGEST, LARGEST = 30_000, 300_000_000  # characters in a cell; bytes a file may unfold to
MOST_ROWS = 200_000
CONTINUED = "..."  # the sheet on which long texts go on
GOES_ON = re.compile(r"\[\[\.\.\. (\d{1,6})\]\]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Cell = str | int | date | None


class Table(NamedTuple):
    """One sheet: its name, its heads with their widths, and its rows."""

    title: str
    heads: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


class Read(NamedTuple):
    """What a sheet holds: its heads, and its rows with the number each has on the screen."""

    heads: list[str]
    rows: list[tuple[int, list[Any]]]


class NotASpreadsheet(Exception):  # noqa: N818 - it is an answer for a person, not a fault
    """A file that no spreadsheet can be read from."""


def write(into: IO[bytes], tables: Iterable[Table]) -> None:
    """Write sheets in which every text is a text, and none is cut."""
    book = Workbook(write_only=True)
    longer: list[str] = []
    for table in tables:
        page = _page(book, table)
        for row in table.rows:
            page.append([_written(page, value, longer) for value in row])
    if longer:
        page = _page(book, Table(CONTINUED, [("#", 8), (CONTINUED, 60)], ()))
        for number, text in enumerate(longer):
            for start in range(0, len(text), LONGEST):
                page.append([number, _text(page, text[start : start + LONGEST])])
    book.save(into)


def _page(book: Workbook, table: Table) -> Any:
    page: Any = book.create_sheet(table.title)
    page.freeze_panes = "A2"
    for place, (_head, width) in enumerate(table.heads, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    heads = [_text(page, head) for head, _width in table.heads]
    for head in heads:
        head.font = Font(bold=True)
    page.append(heads)
    return page


def _written(page: Any, value: Cell, longer: list[str]) -> Any:
    if isinstance(value, date):
        cell = WriteOnlyCell(page, value)
        cell.number_format = "dd-mm-yyyy"
        return cell
    if not isinstance(value, str):
        return value
    text = CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    if len(text) > LONGEST or GOES_ON.fullmatch(text):
        longer.append(text)
        text = f"[[... {len(longer) - 1}]]"
    return _text(page, text)


def _text(page: Any, text: str) -> Any:
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def read(file: IO[bytes]) -> dict[str, Read]:
    """Return what each sheet holds, without its empty rows.

    Raises `NotASpreadsheet` for anything else, and for what unfolds to far too much.
    """
    try:
        with zipfile.ZipFile(file) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST:
                raise NotASpreadsheet
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
        pages = {page.title: list(_rows(page)) for page in book.worksheets}
    except NotASpreadsheet:
        raise
    except Exception as problem:  # whatever is wrong inside such a file, openpyxl raises it
        raise NotASpreadsheet from problem
    longer = _joined(pages.pop(CONTINUED, []))
    found = {}
    for title, lines in pages.items():
        heads = [str(head or "").strip() for head in lines[0][1]] if lines else []
        rows = [(number, [_whole(value, longer) for value in row]) for number, row in lines[1:]]
        found[title] = Read(heads, rows)
    return found


def _rows(page: Any) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows with anything in them; the heads are the first row, also when empty."""
    for number, row in enumerate(page.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS:
            raise NotASpreadsheet
        if number == 1 or any(value not in (None, "") for value in row):
            yield number, list(row)


def _joined(lines: list[tuple[int, list[Any]]]) -> dict[int, str]:
    texts: dict[int, str] = {}
    for _line, row in lines[1:]:
        if len(row) > 1 and isinstance(row[0], int):
            texts[row[0]] = texts.get(row[0], "") + str(row[1] or "")
    return texts


def _whole(value: Any, longer: dict[int, str]) -> Any:
    if not isinstance(value, str):
        return value
    reference = GOES_ON.fullmatch(value)
    if reference and int(reference[1]) in longer:
        value = longer[int(reference[1])]
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
