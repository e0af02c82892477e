"""The form of one row of a draft, of which each field is kept apart, by the stamp it came with."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pdc.plain_words import hints_on

INPUT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
TICK = {"class": "form-check-input"}


def stamp(value: Any) -> str:
    """Return what is the same of two values that read the same: a few letters."""
    plain = value is None or isinstance(value, str | list | bool)
    said = as_typed(value) if plain else repr(value)  # whatever the language of the screen
    return blake2b(said.encode(), digest_size=5).hexdigest()


def as_typed(value: Any) -> str:
    """Return a value as it is typed: a list has a line for each, nothing is empty."""
    if isinstance(value, list):
        value = "\n".join(map(str, value))
    if value is None or value is False:
        return ""
    lines = str(value).replace("\r\n", "\n").strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)


class LinesField(forms.CharField):
    """Some short texts, each on its own line."""

    def __init__(self, **options: Any) -> None:
        options.pop("base_field", None)  # what the column would have asked
        options.pop("max_length", None)
        super().__init__(**options)

    def clean(self, value: Any) -> list[str]:
        """Return the lines that say something."""
        lines = as_typed(super().clean(value)).split("\n")
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Show the texts below each other."""
        return "\n".join(value) if isinstance(value, list) else value


class LongField(forms.CharField):
    """A text of any length, with its lines as they are kept."""

    def clean(self, value: Any) -> str:
        """Return the text with one sign for the end of a line."""
        return as_typed(super().clean(value))


@dataclass(frozen=True)
class Part:
    """One field as the page shows it: what a colleague wrote meanwhile, and what else to say."""

    field: forms.BoundField
    clash: str | None
    stamp_of_clash: str
    others: str
    is_other: bool
    hints: list[str]


class Written(forms.BaseForm):
    """Fields of one row, opened or sent; what was typed reaches the row in `keep` alone."""

    base_fields: ClassVar[dict[str, forms.Field]]

    def __init__(
        self,
        row: Any,
        sent: QueryDict | None = None,
        *,
        prefix: str,
        decided: Mapping[str, str | None] | None = None,
    ) -> None:
        own = sent if sent is not None and f"{prefix}-was" in sent else None
        self.said = {name: getattr(row, name) for name in self.base_fields}
        super().__init__(own, prefix=prefix, initial=self.said)
        self.row = row
        for name, value in self.said.items():  # what says nothing yet need not do so at once
            self.fields[name].required &= value != ""
        self.now = {name: stamp(value) for name, value in self.said.items()}
        self.stamps = dict(self.now)
        self.kept: list[str] = []
        self.clashes: dict[str, Any] = {}
        self.was_told = own is not None and f"{prefix}-told" in own
        if own is not None:
            opened = own.get(f"{prefix}-was", "").split()
            self.stamps |= dict(zip(self.fields, opened, strict=False))
            self._decide(own, decided or {})

    def _decide(self, sent: QueryDict, decided: Mapping[str, str | None]) -> None:
        """Take what was chosen between two texts: mine in place of what was shown, or theirs."""
        for name in self.fields:
            sent_as = self.add_prefix(name)
            if sent_as not in decided:
                continue
            shown = decided[sent_as]
            self.stamps[name] = self.now[name] if shown is None else shown
            if shown is None:
                given_way = sent.copy()
                given_way[sent_as] = as_typed(self.said[name])
                self.data = given_way

    def keep(self) -> bool:
        """Write on the row what was typed and can be; return whether that changed it."""
        if not self.is_bound:
            return False
        self.full_clean()
        for name, typed in self.cleaned_data.items():
            mine = stamp(typed)
            if mine in (self.stamps[name], self.now[name]):
                self.stamps[name] = self.now[name] if mine == self.now[name] else mine
            elif self.stamps[name] == self.now[name]:
                setattr(self.row, name, typed)
                self.stamps[name] = mine
                self.kept.append(name)
            else:
                self.clashes[name] = self.said[name]
        return bool(self.kept)

    def typed(self) -> dict[str, Any]:
        """Return what was typed besides what the form was opened with."""
        self.full_clean()
        said = self.cleaned_data.items()
        return {name: value for name, value in said if stamp(value) != self.stamps[name]}

    @property
    def was(self) -> str:
        """The stamps as they are sent along."""
        return " ".join(self.stamps[name] for name in self.fields)

    @property
    def tells(self) -> bool:
        """Whether there is something to say of it, or was when it was sent."""
        return bool(self.kept or self.clashes or self.errors or self.was_told)

    def hints(self, name: str) -> list[str]:
        """Return what is quietly said of a field as it is kept."""
        return []

    def parts(self, other: Any = None) -> list[Part]:
        """Return each field, with what another row says there."""
        return [self._part(name, other) for name in self.fields]

    def _part(self, name: str, other: Any) -> Part:
        clash = self.clashes.get(name)
        theirs = getattr(other, name) if other else None
        return Part(
            field=self[name],
            clash=self._in_words(name, clash) if name in self.clashes else None,
            stamp_of_clash=self.now[name],
            others=self._in_words(name, theirs) if other else "",
            is_other=bool(other) and stamp(theirs) != stamp(getattr(self.row, name)),
            hints=self.hints(name),
        )

    def _in_words(self, name: str, value: Any) -> str:
        """Return a value as one reads it."""
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        choices = {str(key): said for key, said in getattr(self.fields[name], "choices", ())}
        typed = as_typed(value)
        return str(choices.get(typed, typed))


class WrittenForm(Written, forms.ModelForm):  # type: ignore[type-arg]
    """The same, of a row in a table."""

    hinted: tuple[str, ...] = ()  # what others read, and so has to be plain

    def _post_clean(self) -> None:
        """Leave the row as it is: `keep` writes on it, field by field."""

    def hints(self, name: str) -> list[str]:
        """Say what could be plainer."""
        return hints_on(as_typed(getattr(self.row, name))) if name in self.hinted else []
