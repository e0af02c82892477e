"""A file with a catalogue, JSON or spreadsheet, as rows that are checked one by one.

What is wrong is noted where it stands: by its path in JSON, by sheet, row and column otherwise.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from core.exact_sheets import NotASpreadsheet, Read, read
from core.importing import ImportRefused, Problem, Source
from sla.exchange.tables import BY_NAME, TABLES, Column, Table, table_titled

FORMAT = "pdc-catalogue-2"
Key = tuple[Any, ...]
Values = dict[str, Any]


class Line(Source):
    """One row of a sheet: what is under a key stands in a column."""

    table: Table

    def at(self, key: str | int) -> Source:
        """Return the value in a column, with the place a person looks for."""
        label = next((one.head for one in self.table.columns if one.name == key), key)
        path = _("%(row)s, column %(column)s") % {"row": self.path, "column": label}
        value = self.value.get(key)
        return Source(value, file=self.file, path=path, problems=self.problems)


@dataclass
class Row:
    """One row: where it stands, and what its columns hold, as columns hold it."""

    source: Source
    values: Values


@dataclass
class Book:
    """A catalogue: for each table its rows by key."""

    source: Source
    tables: dict[str, dict[Key, Row]] = field(default_factory=dict)

    def values(self, table: str) -> dict[Key, Values]:
        """Return the rows of a table without where they stand."""
        return {key: row.values for key, row in self.tables[table].items()}


def read_file(name: str, content: bytes) -> Book:
    """Return the catalogue in a file; raises `ImportRefused` when it is neither kind of file."""
    if content[:2] == b"PK":
        return _read_sheets(name, content)
    return read_json(name, content)


def read_json(name: str, content: bytes) -> Book:
    """Return the catalogue in a JSON file."""
    source = Source({}, file=name)
    try:
        source.value = json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):
        source.note(_("is neither a spreadsheet (.xlsx) nor JSON that can be read"))
    else:
        if not isinstance(source.value, dict) or source.value.get("format") != FORMAT:
            source.note(_("is no catalogue: export one to see what it looks like"))
    source.refuse_problems()
    return _checked(source, {table.name: source.each(table.name) for table in TABLES})


def _read_sheets(name: str, content: bytes) -> Book:
    source = Source({}, file=name)
    try:
        sheets = read(BytesIO(content))
    except NotASpreadsheet as problem:
        source.note(_("is no spreadsheet that can be read, or far too large"))
        raise ImportRefused(source.problems) from problem
    found: dict[str, list[Source]] = {}
    for title, sheet in sheets.items():
        if table := table_titled(title):
            found[table.name] = list(_lines(source, table, title, sheet))
    for table in TABLES:
        if table.name not in found:
            source.note(_("the sheet “%(sheet)s” is missing") % {"sheet": table.title})
    source.refuse_problems()
    return _checked(source, found)


def _lines(source: Source, table: Table, title: str, sheet: Read) -> Iterable[Line]:
    """Yield the rows of a sheet; heads we don't know are noted, for they hold something."""
    columns: list[Column | None] = [table.by_head.get(head.casefold()) for head in sheet.heads]
    for head, column in zip(sheet.heads, columns, strict=True):
        if head and column is None:
            place = _("%(sheet)s, row 1, column %(column)s") % {"sheet": title, "column": head}
            reason = _("is not a column of this sheet")
            source.problems.append(Problem(source.file, place, reason))
    for key in table.key:
        if key not in {column.name for column in columns if column}:
            label = next(column.label for column in table.columns if column.name == key)
            place = _("%(sheet)s, row 1") % {"sheet": title}
            reason = _("the column “%(column)s” is missing") % {"column": label}
            source.problems.append(Problem(source.file, place, reason))
    for number, cells in sheet.rows:
        place = _("%(sheet)s, row %(row)d") % {"sheet": title, "row": number}
        held = {
            column.name: column.from_cell(cell)
            for column, cell in zip(columns, cells, strict=False)
            if column
        }
        line = Line(held, file=source.file, path=place, problems=source.problems)
        line.table = table
        yield line


def _checked(source: Source, rows: Mapping[str, list[Source]]) -> Book:
    """Return the rows by key; a key that can't be read is told first, for all else hangs on it."""
    book = Book(source)
    lost = False
    for name, lines in rows.items():
        table, held = BY_NAME[name], book.tables.setdefault(name, {})
        for line in lines:
            row = Row(line, {column.name: _value(line, column) for column in table.columns})
            key = tuple(row.values[part] for part in table.key)
            lost = lost or None in key
            if key in held:
                said = {"name": key[-1], "path": held[key].source.path}
                line.at(table.key[-1]).note(_("%(name)s is also at %(path)s") % said)
            held[key] = row
    if lost:
        source.refuse_problems()
    return book


def _value(line: Source, column: Column) -> Any:
    value = line.at(column.name)
    if column.refers:
        return _referred(value, column)
    if column.choices and value.value not in (None, "", *dict(column.choices)):
        known = ", ".join(str(word) for _code, word in column.choices)
        value.note(
            _("“%(text)s” is not known; choose from: %(known)s")
            % {"text": value.value, "known": known}
        )
        return None
    is_flag = column.field.get_internal_type() == "BooleanField"
    if is_flag and value.value is not None and not isinstance(value.value, bool):
        value.note(_("must be yes or no"))
        return None
    return value.as_column(column.field)


def _referred(value: Source, column: Column) -> Any:
    """Return the code of another row, a number of a version, or a list of codes."""
    if column.many:
        listed = [] if value.value is None else value.items()
        return [str(item.value) for item in listed]
    if column.name == "version":
        if isinstance(value.value, str) and value.value.isdecimal():
            return int(value.value)
        if isinstance(value.value, bool) or not isinstance(value.value, int):
            value.note(_("must be the number of a version"))
            return None
        return value.value
    if value.value in (None, ""):
        if column.name in ("service", "theme"):
            value.note(_("is missing"))
        return None
    return str(value.value)
