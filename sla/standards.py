"""The norms of a draft, in words: kept while they are typed, as the rest of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pdc.models import ServiceVersion
from pdc.writing.actions import Sheet, asked, begin, wrote
from pdc.writing.forms import INPUT, Written
from sla.forms.defaults import PercentsField, prefix_of
from sla.forms.fields import NormField
from sla.models import Norm, Starts
from sla.models.norms import warn_at_three_quarters
from sla.norm_words import NormValue
from teams.models import User

Kind = Norm.Kind
NORMS = "norms"
LINES: list[tuple[Kind, bool, str | Lazy]] = [
    (Kind.RESPONSE, False, gettext_lazy("First reaction")),
    (Kind.RESPONSE, True, gettext_lazy("First reaction, urgent")),
    (Kind.TURNAROUND, False, gettext_lazy("Ready")),
    (Kind.TURNAROUND, True, gettext_lazy("Ready, urgent")),
    (Kind.UPDATE, False, gettext_lazy("Sign of life")),
]
ALOUD = {
    (Kind.RESPONSE, False): gettext_lazy("We react: %(norm)s."),
    (Kind.RESPONSE, True): gettext_lazy("Is it urgent, then we react: %(norm)s."),
    (Kind.TURNAROUND, False): gettext_lazy("It is ready: %(norm)s."),
    (Kind.TURNAROUND, True): gettext_lazy("Is it urgent, then it is ready: %(norm)s."),
    (Kind.UPDATE, False): gettext_lazy("You hear from us at least every: %(norm)s."),
}


@dataclass
class Standard:
    """What a version promises in one kind of norm; nothing where the norm is empty."""

    kind: Kind
    urgent: bool
    name: str | Lazy
    norm: NormValue | None = None
    kpi_percent: int = 95
    warnings: list[int] = field(default_factory=warn_at_three_quarters)
    has_event: bool = False

    def needs_event(self) -> bool:
        """Whether it counts from the event, or back from it."""
        return self.norm is not None and (
            self.norm.norm().before_event or self.norm.starts == Starts.EVENT_END
        )


class StandardForm(Written, forms.Form):
    """One norm in words, and the share of requests that must meet it."""

    norm = NormField(
        label=gettext_lazy("Norm"), required=False, widget=forms.TextInput(attrs=INPUT)
    )
    kpi_percent = forms.IntegerField(
        label=gettext_lazy("Met, in %"),
        min_value=1,
        max_value=100,
        widget=forms.TextInput(attrs=INPUT | {"inputmode": "numeric"}),
    )
    warnings = PercentsField(
        label=gettext_lazy("Warn at, in %"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=INPUT | {"inputmode": "numeric"}),
    )

    def hints(self, name: str) -> list[str]:
        """Say how the norm is read aloud, and what it lacks."""
        row: Standard = self.row
        if name != "norm":
            return []
        if row.norm is None:
            return [_("Empty: as for every other request.")] if row.urgent else []
        said = [str(ALOUD[row.kind, row.urgent]) % {"norm": row.norm}]
        if row.needs_event() and not row.has_event:
            said.append(
                _("No question asks for the moment of the event. Add one to the questions.")
            )
        return said


def standards_of(version: ServiceVersion) -> dict[str, Standard]:
    """Return what a version promises, by the beginning of the names of its fields."""
    norms = {
        (norm.kind, norm.urgent): norm for norm in Norm.objects.filter(service_version=version)
    }
    has_event = version.intake_fields.filter(is_event=True).exists()
    found = {}
    for kind, urgent, name in LINES:
        standard = Standard(kind, urgent, name, has_event=has_event)
        if norm := norms.get((kind, urgent)):
            standard.norm = NormValue.of(norm)
            standard.kpi_percent, standard.warnings = norm.kpi_percent, norm.warnings
        found[prefix_of(kind, urgent=urgent)] = standard
    return found


def read_norms(version: ServiceVersion) -> Sheet:
    """Return the norms of a draft as they are kept."""
    return Sheet(NORMS, lines=_lines(version, None, {}), app="sla")


@transaction.atomic
def write_norms(version: ServiceVersion, sent: QueryDict, *, by: User, now: datetime) -> Sheet:
    """Keep the norms that were typed, as far as nobody wrote the same one meanwhile."""
    begin(version, by=by, now=now)
    _do, decided = asked(sent)
    lines = _lines(version, sent, decided)
    changed = [line for line in lines if line.keep()]
    for line in changed:
        _write(version, line.row)
    if changed:
        wrote(version, by=by, now=now)
    return Sheet(NORMS, lines=lines, app="sla")


def _lines(
    version: ServiceVersion, sent: QueryDict | None, decided: Mapping[str, str | None]
) -> list[StandardForm]:
    return [
        StandardForm(standard, sent, prefix=prefix, decided=decided)
        for prefix, standard in standards_of(version).items()
    ]


def _write(version: ServiceVersion, standard: Standard) -> None:
    """Let a version promise this, by the calendar it had for it."""
    own: dict[str, Any] = {
        "service_version": version,
        "kind": standard.kind,
        "urgent": standard.urgent,
    }
    if standard.norm is None:
        Norm.objects.filter(**own).delete()
        return
    norm = standard.norm.norm()
    ways = ("way", "amount", "cut_off", "same_day", "next_day", "starts")
    said: dict[str, Any] = {name: getattr(norm, name) for name in ways}
    said |= {"kpi_percent": standard.kpi_percent, "warnings": standard.warnings}
    Norm.objects.update_or_create(**own, defaults=said)
