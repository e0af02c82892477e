"""The tables a catalogue is exchanged in, and how each column stands in a cell.

JSON and spreadsheet hold the same tables; only a cell writes a list as lines, a flag as yes or
no and a choice in words. Heads and words are read in every language of the product.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import translation
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.exact_sheets import Cell
from pdc.models import (
    IntakeField,
    ProcessDescription,
    ProcessStep,
    Service,
    ServiceVersion,
    Theme,
)
from sla.models import Norm

YES, NO = pgettext_lazy("in a cell", "yes"), pgettext_lazy("in a cell", "no")
LOCAL_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(frozen=True)
class Column:
    """One column: a field of a row's own, or the code of another row where `refers`.

    `many` codes are a list.
    """

    name: str
    label: str | Words
    field: Any
    refers: bool = False
    many: bool = False

    @property
    def head(self) -> str:
        """How it is called above its cells."""
        label = str(self.label)
        return label[:1].upper() + label[1:]

    @property
    def is_list(self) -> bool:
        """Whether its value is a list of texts or numbers."""
        return self.many or isinstance(self.field, ArrayField)

    @property
    def width(self) -> int:
        """How wide it stands on a sheet, in characters."""
        wide = self.is_list or isinstance(self.field, models.TextField)
        return 50 if wide else 30 if self.name in ("name", "label") else 16

    def as_cell(self, value: Any) -> Cell:
        """Return a value as a person reads it in a cell."""
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return str(YES if value else NO)
        if isinstance(value, list):
            return _listed(value)
        if isinstance(value, time):
            return value.isoformat("minutes" if not value.second else "auto")
        if choices := dict(self.choices):
            return str(choices[value])
        return value  # type: ignore[no-any-return]

    def from_cell(self, value: Any) -> Any:
        """Return what is in a cell as JSON has it; what can't be read comes back as it is."""
        if value is None or value == "":
            return [] if self.is_list else None
        if self.is_list:
            return _unlisted(value, numbers=not self._lists_texts)
        if isinstance(self.field, models.BooleanField):
            return self._words.get(str(value).strip().casefold(), value)
        if isinstance(self.field, models.IntegerField):
            return _whole(value)
        if isinstance(self.field, models.DateField):
            return _day(value)
        if isinstance(self.field, models.TimeField):
            return value.isoformat() if isinstance(value, time) else value
        text = str(_whole(value)) if isinstance(value, float) else str(value)
        return self._words.get(text.strip().casefold(), text) if self.choices else text

    @property
    def choices(self) -> list[tuple[str, str | Words]]:
        """What it can be, where that is a choice."""
        return [] if self.refers else list(self.field.choices or ())

    @property
    def _lists_texts(self) -> bool:
        return self.many or isinstance(self.field.base_field, models.CharField | models.TextField)

    @cached_property
    def _words(self) -> Mapping[str, Any]:
        """What words in a cell mean, in every language, by their small letters."""
        means: list[tuple[Any, str | Words]] = [(True, YES), (False, NO)]
        if self.choices:
            means = [(code, word) for code, word in self.choices]
        found = {str(code).casefold(): code for code, _word in means}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found |= {str(word).casefold(): code for code, word in means}
        return found


@dataclass(frozen=True)
class Table:
    """One table: the key of its rows and all its columns, in the order they stand."""

    name: str
    title: str | Words
    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def by_head(self) -> Mapping[str, Column]:
        """The columns by how their heads may be written, in small letters."""
        return _in_all_languages((column.name, column.label, column) for column in self.columns)

    @property
    def own(self) -> list[Column]:
        """The columns that are fields of its rows."""
        return [column for column in self.columns if not column.refers]


def _table(
    name: str, title: str | Words, model: type[models.Model], key: tuple[str, ...], columns: str
) -> Table:
    """Return a table of a model; marked columns refer: `theme>` to a row, `related>>` to more."""
    made = []
    for mark in columns.split():
        column = mark.rstrip(">")
        refers = mark.endswith(">")
        if column in OF_A_VERSION and refers:
            made.append(Column(column, OF_A_VERSION[column], None, refers=True))
            continue
        field = model._meta.get_field(column)
        label = HEADS.get((name, column)) or field.verbose_name  # type: ignore[union-attr]
        made.append(Column(column, label, field, refers=refers, many=mark.endswith(">>")))
    return Table(name, title, model, key, tuple(made))


OF_A_VERSION: dict[str, str | Words] = {"service": _("service"), "version": _("version")}
HEADS: dict[tuple[str, str], str | Words] = {("versions", "number"): _("version")}
OF_VERSION = ("service", "version")

TABLES = (
    _table("themes", _("Themes"), Theme, ("code",), "code name description parent> order"),
    _table(
        "services",
        _("Services"),
        Service,
        ("code",),
        "code theme> owner related>> only_for>> successor>",
    ),
    _table(
        "versions",
        _("Versions"),
        ServiceVersion,
        ("service", "number"),
        "service> number status valid_from valid_until name summary included excluded requesters "
        "channels client_responsibilities quality_criteria keywords typos urgent_condition "
        "min_notice effort_minutes effort_unit review_month worth obsolete automatable note",
    ),
    _table(
        "questions",
        _("Questions"),
        IntakeField,
        (*OF_VERSION, "key"),
        "service> version> key order label type required choices help is_event",
    ),
    _table(
        "processes",
        _("Processes"),
        ProcessDescription,
        OF_VERSION,
        "service> version> goal trigger input output risks owner_role",
    ),
    _table(
        "steps",
        _("Steps"),
        ProcessStep,
        (*OF_VERSION, "order"),
        "service> version> order role action on_checklist",
    ),
    _table(
        "norms",
        _("Norms"),
        Norm,
        (*OF_VERSION, "kind", "urgent"),
        "service> version> kind urgent way amount cut_off same_day next_day starts calendar> "
        "kpi_percent warnings",
    ),
)
CHILDREN = ("questions", "processes", "steps", "norms")
BY_NAME = {table.name: table for table in TABLES}


def table_titled(title: str) -> Table | None:
    """Return the table a sheet holds, whatever language its name is in."""
    titles = _in_all_languages((table.name, table.title, table) for table in TABLES)
    return titles.get(title.strip().casefold())


def _in_all_languages(named: Any) -> dict[str, Any]:
    found = {}
    for name, label, what in list(named):
        found[name.casefold()] = what
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found[str(label).casefold()] = what
    return found


def _listed(items: list[Any]) -> str | None:
    """Return a list as lines; an item that is no plain line is written as JSON."""
    if items and all(isinstance(item, int) for item in items):
        return ", ".join(map(str, items))
    return "\n".join(_line(str(item)) for item in items) or None


def _line(item: str) -> str:
    plain = item and item == item.strip() and len(item.splitlines()) == 1
    return item if plain and not item.startswith('"') else json.dumps(item)


def _unlisted(value: Any, *, numbers: bool) -> Any:
    text = value if isinstance(value, str) else str(_whole(value))
    if numbers:
        found = [part.strip(" %") for part in re.split(r"[,;\n]", text) if part.strip()]
        return [_whole(part) for part in found]
    return [_item(line.strip()) for line in text.split("\n") if line.strip()]


def _item(line: str) -> str:
    if line.startswith('"') and line.endswith('"'):
        try:
            return str(json.loads(line))
        except ValueError:
            return line
    return line


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,12}\s*", value):
        return int(value)
    return value


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if found := LOCAL_DAY.fullmatch(str(value).strip()):
        day, month, year = found.groups()
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return str(value).strip()
