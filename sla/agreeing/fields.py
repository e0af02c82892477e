"""Fields in which an agreement is drafted, beside those of the catalogue."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from pdc.writing.forms import INPUT, SELECT
from sla.forms.fields import FIRST_YEAR, LAST_YEAR

A_TENTH = Decimal("0.1")


class TenthsField(forms.DecimalField):
    """A number with one decimal, typed with a comma or a point."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs=INPUT | {"inputmode": "decimal"})
        super().__init__(decimal_places=1, required=False, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        """Read a number as it is typed in either language."""
        return super().to_python(str(value or "").replace(",", ".").strip())

    def clean(self, value: Any) -> Decimal | None:
        """Return the number as its column holds it."""
        number: Decimal | None = super().clean(value)
        return number if number is None else number.quantize(A_TENTH)

    def prepare_value(self, value: Any) -> Any:
        """Show a number as people write it: 7,5 and 40."""
        if not isinstance(value, Decimal):
            return value
        return number_format(value, 0 if value == value.to_integral_value() else 1)


class DayField(forms.DateField):
    """A day that one can plan for."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs=INPUT | {"type": "date"}, format="%Y-%m-%d")
        super().__init__(**({"widget": widget} | options))

    def clean(self, value: Any) -> date | None:
        """Refuse years that are a mistake in typing."""
        day: date | None = super().clean(value)
        if day is not None and not FIRST_YEAR < day.year < LAST_YEAR:
            raise ValidationError(_("Type a year that is near."))
        return day


def choice(label: Any, among: Iterable[tuple[int, str]]) -> forms.TypedChoiceField:
    """Return a field to choose a row by its key, or none."""
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "–"), *among],
        widget=forms.Select(attrs=SELECT),
    )
