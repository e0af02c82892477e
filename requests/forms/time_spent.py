"""What is filled in to write down time by hand, or to correct it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests.questions import Day
from requests.time_spent import minutes_in
from sla.forms.fields import INPUT


class MinutesField(forms.CharField):
    """Minutes, or hours and minutes, as people type them."""

    def clean(self, value: Any) -> int:
        """Read the minutes in what was typed."""
        typed = super().clean(value)
        try:
            return minutes_in(typed)
        except ValueError as problem:
            raise ValidationError(str(problem)) from problem


class TimeForm(forms.Form):
    """How long somebody worked on a request, when, and on what."""

    minutes = MinutesField(
        label=_("How long"),
        max_length=20,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off", "placeholder": "1:30"}),
    )
    day = forms.DateField(label=_("Day"), required=False, widget=Day())
    note = forms.CharField(
        label=_("What for"), max_length=200, required=False, widget=forms.TextInput(attrs={**INPUT})
    )

    def clean_day(self) -> date:
        """Today, unless they say otherwise."""
        day: date | None = self.cleaned_data["day"]
        return day or timezone.localdate()
