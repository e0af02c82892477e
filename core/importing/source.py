"""Values of a JSON file, read one by one, each knowing its path."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

T = TypeVar("T")

# The JSON a column is read from; the first class that fits decides.
EXPECTED: list[tuple[Any, tuple[type, ...], Any]] = [
    (models.BooleanField, (bool,), gettext_lazy("must be true or false")),
    (models.IntegerField, (int,), gettext_lazy("must be a whole number")),
    (models.DecimalField, (int, Decimal), gettext_lazy("must be a number")),
    (ArrayField, (list,), gettext_lazy("must be a list of texts")),
    (models.Field, (str,), gettext_lazy("must be a text")),
]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file, and where."""

    file: str
    path: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.path, self.reason) if part)


class ImportRefused(Exception):  # noqa: N818 - it is an answer for a person, not a fault
    """A file that can't be imported as it is; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Lines(dict[str, Any]):
    """What a file of JSON lines holds, by "line 12"."""


class Source:
    """One value of a file, with its path and the problems noted in the file so far."""

    def __init__(
        self, value: Any, *, file: str, path: str = "", problems: list[Problem] | None = None
    ) -> None:
        self.value = value
        self.file = file
        self.path = path
        self.problems: list[Problem] = [] if problems is None else problems

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return what a JSON file holds; raise `ImportRefused` when it can't be read."""
        return cls(_parse(_text_of(path), str(path), ""), file=str(path))

    @classmethod
    def read_lines(cls, path: Path) -> Self:
        """Return the list a file of JSON lines holds; empty lines are skipped."""
        source = cls(Lines(), file=str(path))
        for number, line in enumerate(_text_of(path).split("\n"), start=1):
            if not line.strip():
                continue
            name = f"line {number}"
            try:
                source.value[name] = _parse(line, str(path), name)
            except ImportRefused as refused:
                source.problems += refused.problems
        return source

    def note(self, reason: str) -> None:
        """Remember what is wrong with this value."""
        self.problems.append(Problem(self.file, self.path, reason))

    def refuse_problems(self) -> None:
        """Raise `ImportRefused` when anything was noted in this file."""
        if self.problems:
            raise ImportRefused(self.problems)

    def at(self, key: str | int) -> "Source":
        """Return the value under a key, None when it isn't there."""
        path = f"{self.path}[{key}]" if isinstance(key, int) else f"{self.path}.{key}".lstrip(".")
        value = self.value[key] if isinstance(key, int) else self._object().get(key)
        return Source(value, file=self.file, path=path, problems=self.problems)

    def has(self, key: str) -> bool:
        """Return whether there is a value under a key."""
        return self._object().get(key) is not None

    def items(self) -> "list[Source]":
        """Return the values of a list; none when it is no list."""
        if isinstance(self.value, Lines):
            return [self.at(name) for name in self.value]
        if not isinstance(self.value, list):
            self.note(_("is missing") if self.value is None else _("must be a list"))
            return []
        return [self.at(position) for position in range(len(self.value))]

    def each(self, key: str, *, unique: str = "", optional: bool = False) -> "list[Source]":
        """Return the objects of a list under a key; none twice with the same `unique` value."""
        if optional and not self.has(key):
            return []
        return self.at(key).objects(unique=unique)

    def objects(self, *, unique: str = "") -> "list[Source]":
        """Return the objects of this list; what is no object is noted and left out."""
        found: list[Source] = []
        first: dict[Any, str] = {}
        for item in self.items():
            if not isinstance(item.value, dict):
                item.note(_("must be an object"))
                continue
            found.append(item)
            if unique and item.has(unique):
                name = item.at(unique).value
                earlier = first.setdefault(str(name), item.path)
                if earlier != item.path:
                    item.at(unique).note(
                        _("%(name)s is also at %(path)s") % {"name": name, "path": earlier}
                    )
        return found

    def text(self, key: str) -> str:
        """Return the text under a key, which must be there."""
        value = self.at(key)
        if not isinstance(value.value, str) or not value.value:
            value.note(_("is missing") if value.value in (None, "") else _("must be a text"))
            return ""
        if "\x00" in value.value:
            value.note(_("holds a character that can't be stored"))
        return value.value

    def whole(self, key: str, *, least: int = 0, most: int = 2_000_000_000) -> int:
        """Return the whole number under a key, which must be there."""
        value = self.at(key)
        if isinstance(value.value, bool) or not isinstance(value.value, int):
            value.note(_("is missing") if value.value is None else _("must be a whole number"))
            return least
        if not least <= value.value <= most:
            limits = {"least": least, "most": most}
            value.note(_("must be from %(least)d to %(most)d") % limits)
        return value.value

    def day(self, key: str) -> date:
        """Return the date under a key, which must be there."""
        try:
            return date.fromisoformat(self.text(key) or "1970-01-01")
        except ValueError:
            self.at(key).note(_("must be a date such as 2026-03-31"))
            return date(1970, 1, 1)

    def moment(self, key: str) -> datetime:
        """Return the moment under a key, which must be there and say its offset."""
        nothing = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
        text = self.text(key)
        if not text:
            return nothing
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.at(key).note(_("must be a moment such as 2026-03-31T09:30:00+02:00"))
            return nothing
        return moment

    def pick(self, key: str, known: Mapping[str, T]) -> T | None:
        """Return what the text under a key stands for; None, noted, when that isn't known."""
        text = self.text(key)
        if text and text not in known:
            self.at(key).note(_("%(text)s is not known") % {"text": text})
        return known.get(text)

    def pick_if_given(self, key: str, known: Mapping[str, T]) -> T | None:
        """Return what the text under a key stands for, None when there is no text."""
        return self.pick(key, known) if self.has(key) else None

    def columns(self, model: type[models.Model], keys: Mapping[str, str]) -> dict[str, Any]:
        """Return values for columns of a model, each read from a key and checked as a form does.

        What the column may do without may be missing or null.
        """
        return {
            name: self.at(key).as_column(model._meta.get_field(name)) for name, key in keys.items()
        }

    def as_column(self, field: Any) -> Any:
        """Return this value as a column holds it."""
        if self.value is None:
            if field.has_default() or field.null or field.blank:
                return field.get_default()
            self.note(_("is missing"))
            return None
        expected, otherwise = next(
            (types, text) for kind, types, text in EXPECTED if isinstance(field, kind)
        )
        is_flag_for_number = isinstance(self.value, bool) and bool not in expected
        if is_flag_for_number or not isinstance(self.value, expected):
            self.note(str(otherwise))
            return None
        if "\\u0000" in json.dumps(self.value, default=str):
            self.note(_("holds a character that can't be stored"))
            return None
        try:
            return field.clean(self.value, None)
        except ValidationError as error:
            self.note(" ".join(error.messages))
            return None

    def _object(self) -> dict[str, Any]:
        return self.value if isinstance(self.value, dict) else {}


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = _("can't be read: %(error)s") % {"error": error.strerror}
    except UnicodeDecodeError:
        reason = _("is not UTF-8 text")
    raise ImportRefused([Problem(str(path), "", reason)])


def _parse(text: str, file: str, path: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno, "error": error.msg}
        reason = _("is not JSON at line %(line)d, column %(column)d: %(error)s") % where
    except RecursionError:
        reason = _("is not JSON that can be read: it is nested too deeply")
    raise ImportRefused([Problem(file, path, reason)])
