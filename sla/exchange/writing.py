"""The catalogue as it is stored, as the tables it is exchanged in, and those as a file."""

import json
from datetime import date, time
from io import BytesIO
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from core import exact_sheets
from pdc.models import (
    IntakeField,
    ProcessDescription,
    ProcessStep,
    Service,
    ServiceVersion,
    Theme,
)
from sla.exchange.reading import FORMAT, Key, Values
from sla.exchange.tables import BY_NAME, TABLES, Column, Table
from sla.models import Norm

Stored = dict[str, dict[Key, Values]]

# How what a row refers to is found from it.
PATHS: dict[str, dict[str, str]] = {
    "themes": {"parent": "parent__code"},
    "services": {"theme": "theme__code", "successor": "successor__code"},
    "versions": {"service": "service__code"},
    "questions": {"service": "version__service__code", "version": "version__number"},
    "processes": {"service": "version__service__code", "version": "version__number"},
    "steps": {
        "service": "process__version__service__code",
        "version": "process__version__number",
    },
    "norms": {
        "service": "service_version__service__code",
        "version": "service_version__number",
        "calendar": "calendar__code",
    },
}


def stored() -> Stored:
    """Return the whole catalogue, every version of it: each table's rows by their key, in order."""
    rows: dict[str, QuerySet[Any]] = {
        "themes": Theme.objects.all(),
        "services": Service.objects.all(),
        "versions": ServiceVersion.objects.all(),
        "questions": IntakeField.objects.all(),
        "processes": ProcessDescription.objects.all(),
        "steps": ProcessStep.objects.all(),
        "norms": Norm.objects.filter(service_version__isnull=False),
    }
    found = {name: _rows(BY_NAME[name], those) for name, those in rows.items()}
    for column, model, code in (
        ("related", Service.related.through, "to_service__code"),
        ("only_for", Service.only_for.through, "client__code"),
    ):
        origin = "from_service__code" if column == "related" else "service__code"
        for service in found["services"].values():
            service[column] = []
        pairs = model.objects.order_by(code).values_list(origin, code)
        for service_code, other in pairs:
            found["services"][(service_code,)][column].append(other)
    return found


def _rows(table: Table, rows: QuerySet[Any]) -> dict[Key, Values]:
    paths = PATHS[table.name]
    single = [column for column in table.columns if not column.many]
    named = {f"at_{column.name}": F(paths.get(column.name, column.name)) for column in single}
    found = {}
    for row in rows.order_by().values(**named):
        values = {column.name: row.get(f"at_{column.name}") for column in table.columns}
        found[tuple(values[part] for part in table.key)] = values
    return dict(sorted(found.items(), key=_place))


def _place(item: tuple[Key, Values]) -> tuple[Any, ...]:
    """Return where a row stands: by code, by version, and then in its own order."""
    (code, *rest), row = item
    number = rest[0] if rest and isinstance(rest[0], int) else 0
    return (str(code), number, row.get("order") or 0, *map(str, rest))


def as_json(catalogue: Stored) -> bytes:
    """Return the catalogue as a JSON file, the same for the same catalogue."""
    tables = {name: list(rows.values()) for name, rows in catalogue.items()}
    text = json.dumps({"format": FORMAT, **tables}, ensure_ascii=False, indent=1, default=_plain)
    return text.encode() + b"\n"


def _plain(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(value)


def as_sheets(catalogue: Stored) -> bytes:
    """Return the catalogue as a spreadsheet in the language of who asks."""
    file = BytesIO()
    exact_sheets.write(file, [_explained(), *(_sheet(table, catalogue) for table in TABLES)])
    return file.getvalue()


def _sheet(table: Table, catalogue: Stored) -> exact_sheets.Table:
    heads = [(column.head, column.width) for column in table.columns]
    rows = (
        [column.as_cell(row[column.name]) for column in table.columns]
        for row in catalogue[table.name].values()
    )
    return exact_sheets.Table(str(table.title), heads, rows)


def _explained() -> exact_sheets.Table:
    """Return the first sheet: how to fill in the others."""
    general = [
        _("Every service has a row on the sheet Services, and on Versions a row per version."),
        _("Questions, processes, steps and norms name the service and the version they are of."),
        _("In a cell with several lines, each line is one point (Alt+Enter makes a new line)."),
        _(
            "To change a service: change its row. What is published becomes a draft with a new"
            " number; you can look at it before it is published."
        ),
        _(
            "What is not in the file stays as it is. To stop a service, give its version the"
            " status retired and a last day."
        ),
    ]
    rows: list[list[exact_sheets.Cell]] = [["", "", line] for line in general]
    for table in TABLES:
        for column in table.columns:
            rows.append([str(table.title), column.head, _how(column)])
    heads = [(_("Sheet"), 16), (_("Column"), 30), (_("What to fill in"), 90)]
    return exact_sheets.Table(_("Explanation"), heads, rows)


def _how(column: Column) -> str:
    """Return in a few words what is filled in in a column."""
    if column.choices:
        return _("One of: %(words)s") % {
            "words": ", ".join(str(word) for _c, word in column.choices)
        }
    kind = column.field.get_internal_type() if column.field is not None else ""
    said = {
        "BooleanField": _("yes or no"),
        "DateField": _("a date, such as 31-03-2027"),
        "TimeField": _("a time, such as 12:00"),
        "PositiveIntegerField": _("a whole number"),
        "PositiveSmallIntegerField": _("a whole number"),
    }.get(kind, "")
    if column.refers:
        said = _("codes, each on a line of its own") if column.many else _("a code, as elsewhere")
    elif column.is_list:
        said = _("points, each on a line of its own")
    if column.name == "version" or column.name == "number":
        said = _("the number of the version")
    helped = str(getattr(column.field, "help_text", "") or "")
    return ". ".join(part for part in (said.capitalize(), helped) if part)
