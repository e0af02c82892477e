"""The form of a pool's default norms: each in words, with its percentages and what it comes to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla import wording
from sla.business_time import NoOpeningError
from sla.counting import due_at
from sla.forms.fields import NormField
from sla.models import Calendar, Norm, Starts
from sla.models.norms import warn_at_three_quarters
from sla.norm_words import NormValue

Kind = Norm.Kind
INPUT = {"class": "form-control", "autocomplete": "off"}

# What a pool promises where nothing else was agreed: the kind, whether of urgent requests, what
# it is called, and what it means.
LINES: list[tuple[Kind, bool, str | Promise, str | Promise]] = [
    (
        Kind.RESPONSE,
        False,
        gettext_lazy("First reaction"),
        gettext_lazy("Somebody picked it up, or spoke with the client."),
    ),
    (
        Kind.RESPONSE,
        True,
        gettext_lazy("First reaction, urgent"),
        gettext_lazy("Empty: as for every other request."),
    ),
    (
        Kind.UPDATE,
        False,
        gettext_lazy("Sign of life"),
        gettext_lazy("The client hears something at least this often."),
    ),
    (
        Kind.UPDATE,
        True,
        gettext_lazy("Sign of life, urgent"),
        gettext_lazy("Empty: as for every other request."),
    ),
    (
        Kind.CALLBACK,
        False,
        gettext_lazy("Call back, urgent"),
        gettext_lazy("A reminder for the pool; the client is promised nothing by it."),
    ),
    (
        Kind.DECISION,
        False,
        gettext_lazy("Decision"),
        gettext_lazy("Of the coordinator, on a request outside the catalogue."),
    ),
]


class PercentsField(forms.CharField):
    """Shares of the time at which to warn: 50, 75. Empty warns only when it is due."""

    def clean(self, value: Any) -> list[int]:
        """Read the shares, smallest first."""
        parts = super().clean(value).replace("%", " ").replace(";", ",").replace(",", " ").split()
        if not all(part.isdecimal() and len(part) < 3 and int(part) for part in parts):
            raise ValidationError(_("Type whole percents from 1 to 99, for example 50, 75."))
        return sorted({int(part) for part in parts})

    def prepare_value(self, value: Any) -> Any:
        """Show shares as they can be typed."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class DefaultForm(forms.Form):
    """One default norm of a pool."""

    norm = NormField(
        label=gettext_lazy("Norm"), required=False, widget=forms.TextInput(attrs=INPUT)
    )
    kpi_percent = forms.IntegerField(
        label=gettext_lazy("Met, in %"),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs=INPUT),
    )
    warnings = PercentsField(
        label=gettext_lazy("Warn at, in %"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=INPUT),
    )

    def __init__(self, *args: Any, line: tuple[Kind, bool, Any, Any], **options: Any) -> None:
        self.kind, self.urgent, self.name, self.meaning = line
        super().__init__(*args, **options)
        self.prefix = prefix_of(self.kind, urgent=self.urgent)

    def clean_norm(self) -> NormValue | None:
        """Refuse what needs an event: a default is for every request."""
        value: NormValue | None = self.cleaned_data["norm"]
        if value and (value.norm().before_event or value.starts == Starts.EVENT_END):
            raise ValidationError(
                _("Not every request has an event. Type, for example, 4 working hours.")
            )
        return value

    def wanted(self) -> Norm | None:
        """Return the norm that was typed, nobody's yet; None where it was left empty."""
        value: NormValue | None = self.cleaned_data["norm"]
        if value is None:
            return None
        norm = value.norm()
        norm.kpi_percent = self.cleaned_data["kpi_percent"]
        norm.warnings = self.cleaned_data["warnings"]
        return norm

    def example(self, calendar: Calendar, now: datetime) -> str:
        """Say when a request that is received now would be due, as far as that can be said."""
        if self.errors.get("norm"):
            return ""
        value = self.cleaned_data.get("norm") if self.is_bound else self.initial.get("norm")
        if value is None:
            return "" if self.urgent else _("No norm: nothing is counted.")
        schedule = (self.initial.get("calendar") or calendar).schedule()
        try:
            due = due_at(value.norm(), schedule, now, None)
        except NoOpeningError:
            return _("The calendar has no opening hours, so nothing can be promised.")
        return _("Received now: due %(moment)s.") % {"moment": wording.spoken_moment(due, now)}


def prefix_of(kind: str, *, urgent: bool) -> str:
    """Return how the fields of a norm begin."""
    return f"{kind}-urgent" if urgent else kind


def default_forms(norms: Iterable[Norm], data: Any = None) -> list[DefaultForm]:
    """Return the form of each default, with what the pool promises now."""
    current = {(norm.kind, norm.urgent): norm for norm in norms}
    return [
        DefaultForm(data, line=line, initial=initial_of(current.get((line[0], line[1]))))
        for line in LINES
    ]


def initial_of(norm: Norm | None) -> dict[str, Any]:
    """Return what a form begins with."""
    if norm is None:
        return {"norm": None, "kpi_percent": 95, "warnings": warn_at_three_quarters()}
    return {
        "norm": NormValue.of(norm),
        "kpi_percent": norm.kpi_percent,
        "warnings": norm.warnings,
        "calendar": norm.calendar,
    }


def are_right(forms_of_pool: list[DefaultForm]) -> bool:
    """Return whether all can be saved; an urgent norm needs the normal one beside it."""
    right = not any([form.errors for form in forms_of_pool])  # noqa: C419 - read them all
    typed = {(form.kind, form.urgent): form.cleaned_data.get("norm") for form in forms_of_pool}
    for form in forms_of_pool:
        if form.urgent and typed[form.kind, True] and not typed[form.kind, False]:
            form.add_error("norm", _("Type the norm of other requests too, above this one."))
            right = False
    return right
