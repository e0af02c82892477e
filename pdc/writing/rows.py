"""Rows of a draft that have an order: its questions and the steps of its process.

The order is the one they are sent in; a row is added, moved or taken away by a button that
sends all that was typed along.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Model, QuerySet
from django.http import QueryDict

from pdc.writing.forms import WrittenForm, as_typed
from pdc.writing.keys import key_by_words, keys_elsewhere

MOST = 100
ASIDE = 10_000  # out of the way while an order is written


@dataclass
class Rows:
    """Rows of one kind as they were sent, or as they are kept."""

    form: type[WrittenForm]
    prefix: str
    owner: Mapping[str, Any]
    first: int
    blank: Callable[[], Model]
    place: str = "order"  # the column that holds it
    forms: list[WrittenForm] = field(default_factory=list)
    added: int | None = None
    removed: str = ""
    changed: bool = False
    redrawn: bool = False

    def open(self) -> None:
        """Read the rows that are kept."""
        self.forms = [self.form(row, prefix=f"{self.prefix}{row.pk}") for row in self._kept()]

    def keep(self, sent: QueryDict, do: str, decided: Mapping[str, str | None]) -> None:
        """Keep what was typed in each row, in the order it was sent, and do what was asked."""
        self.forms = [
            self.form(row, sent, prefix=f"{self.prefix}{row.pk}", decided=decided)
            for row in self._kept()
        ]
        kept = {form.row.pk for form in self.forms}
        for form in self.forms:
            if form.keep():
                self._settle(form)
        typed = [int(pk) for pk in sent.getlist(self.prefix) if pk.isdecimal() and len(pk) < 18]
        for pk in typed:
            if pk not in kept:
                self._bring_back(pk, sent)
        place = {pk: number for number, pk in enumerate(typed)}
        self.forms.sort(key=lambda form: place.get(form.row.pk, len(place)))
        self._do(do)
        self._write_order()
        if self.redrawn:
            self._draw_anew()

    @property
    def _model(self) -> Any:
        return self.form._meta.model

    def _kept(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self._model.objects.filter(**self.owner)
        return rows.order_by(self.place, "pk")

    @property
    def is_full(self) -> bool:
        """Whether there are as many as a page can hold."""
        return len(self.forms) >= MOST

    def _settle(self, form: WrittenForm) -> None:
        """Save a row that was written on; of the moments only one is that of the event."""
        if "is_event" in form.kept and getattr(form.row, "is_event", False):
            self._model.objects.filter(**self.owner, is_event=True).update(is_event=False)
            for other in self.forms:
                other.row.is_event = other is form
            self.redrawn = True
        if "label" in form.kept:
            self._name(form)
        form.row.save(update_fields=form.kept)
        self.changed = True

    def _bring_back(self, pk: int, sent: QueryDict) -> None:
        """Keep what was typed in a row that a colleague took away meanwhile, in a new one."""
        form = self.form(self.blank(), sent, prefix=f"{self.prefix}{pk}")
        if form.is_bound and form.typed():
            self._add(form.row, form.cleaned_data)

    def _add(self, row: Any, said: Mapping[str, Any], place: int | None = None) -> None:
        if self.is_full:
            return
        for name, value in said.items():
            setattr(row, name, value)
        if hasattr(row, "key"):
            row.is_event = row.is_event and not any(
                getattr(form.row, "is_event", False) for form in self.forms
            )
            used = {getattr(form.row, "key", "") for form in self.forms}
            if not row.key or row.key in used:  # else it is put back as it was
                row.key = key_by_words(row.label, used | keys_elsewhere(row))
        setattr(row, self.place, self.first + len(self.forms) + ASIDE)
        row.save(force_insert=True)
        form = self.form(row, prefix=f"{self.prefix}{row.pk}")
        self.forms.insert(len(self.forms) if place is None else place, form)
        self.added, self.changed, self.redrawn = row.pk, True, True

    def _name(self, form: WrittenForm) -> None:
        """Let the key of a question read as its words, while no other version asks it."""
        row: Any = form.row
        elsewhere = keys_elsewhere(row)
        if row.key not in elsewhere:
            others: list[Any] = [one.row for one in self.forms if one is not form]
            row.key = key_by_words(row.label, elsewhere | {one.key for one in others})
            form.kept.append("key")

    def _do(self, do: str) -> None:
        verb, _colon, said = do.partition(":")
        at = next((n for n, form in enumerate(self.forms) if str(form.row.pk) == said), None)
        if verb == "add":
            self._add(self.blank(), {})
        elif verb == "back":
            self._undo(said)
        elif verb == "remove" and at is not None:
            self._remove(at)
        elif verb in ("up", "down") and at is not None:
            there = min(max(at + (1 if verb == "down" else -1), 0), len(self.forms) - 1)
            self.forms.insert(there, self.forms.pop(at))
        self.redrawn |= bool(verb)

    def _draw_anew(self) -> None:
        """Show what is kept, besides what could not be: that stays as it was typed."""
        self.forms = [
            form
            if form.errors or form.clashes
            else self.form(form.row, prefix=f"{self.prefix}{form.row.pk}")
            for form in self.forms
        ]
        for form in self.forms:
            if form.row.pk == self.added:
                next(iter(form.fields.values())).widget.attrs["autofocus"] = True

    def _remove(self, at: int) -> None:
        row: Any = self.forms.pop(at).row
        names = [*self.form.base_fields, *(["key"] if hasattr(row, "key") else [])]
        said = {name: getattr(row, name) for name in names}
        self.removed = json.dumps([at, said], default=str)
        row.delete()
        self.changed = True

    def _undo(self, said: str) -> None:
        """Put back what was taken away, by what the page says it was."""
        try:
            place, texts = json.loads(said)
            sent = QueryDict(mutable=True)
            sent.update({f"x-{name}": as_typed(value) for name, value in texts.items() if value})
        except (ValueError, TypeError, AttributeError):
            return
        sent["x-was"] = ""
        row: Any = self.blank()
        key = sent.get("x-key", "")
        if re.fullmatch(r"[-\w]{1,100}", key, re.ASCII):
            row.key = key
        form = self.form(row, sent, prefix="x")
        form.full_clean()
        if isinstance(place, int):
            self._add(row, form.cleaned_data, min(max(place, 0), len(self.forms)))

    def _write_order(self) -> None:
        """Number the rows as they stand, where they are not numbered so."""
        rows: list[Any] = [form.row for form in self.forms]
        wanted = list(range(self.first, self.first + len(rows)))
        if [getattr(row, self.place) for row in rows] == wanted:
            return
        self.changed = True
        self._kept().filter(**{f"{self.place}__lt": ASIDE}).update(
            **{self.place: F(self.place) + ASIDE}
        )
        for row, number in zip(rows, wanted, strict=True):
            setattr(row, self.place, number)
        self._model.objects.bulk_update(rows, [self.place])
