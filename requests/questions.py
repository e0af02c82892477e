"""The questions of a service as a form: typed answers, kept as JSON beside the version they answer.

None has to be answered to save: what is needed to start may stay open, and then the intake
is not complete.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdc.models import IntakeField
from requests.policies import FARTHEST_EVENT
from sla.forms.fields import INPUT, local_moment

Type = IntakeField.Type
Answer = str | int | float | bool | None

SELECT = {"class": "form-select"}
YES = "yes"


def within_reach_of(received_on: date) -> Callable[[date], None]:
    """Return what refuses a date too far from the day of receipt: its year was typed wrong."""

    def check(answer: date) -> None:
        day = timezone.localdate(answer) if isinstance(answer, datetime) else answer
        if abs(day - received_on) > FARTHEST_EVENT:
            raise ValidationError(
                _("This is more than ten years away. Check the year."), code="far"
            )

    return check


class Day(forms.DateInput):
    """A date, picked or typed, in the form browsers exchange it."""

    def __init__(self) -> None:
        super().__init__(attrs={**INPUT, "type": "date"}, format="%Y-%m-%d")


class MomentField(forms.DateTimeField):
    """A date and time as the clock on the wall says it."""

    widget = forms.DateTimeInput(attrs={**INPUT, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """Read the wall time and find its instant."""
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        try:
            wall = datetime.fromisoformat(value.strip())
            if wall.tzinfo is None:
                return local_moment(wall, timezone.get_current_timezone())
            return timezone.localtime(wall)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def one_of(*choices: tuple[str, Any]) -> dict[str, Any]:
    """Return what a field needs to offer these choices, and none of them."""
    return {"choices": [("", "–"), *choices], "widget": forms.Select(attrs=SELECT)}


def typed(widget: type[forms.Widget] = forms.TextInput, **attributes: Any) -> dict[str, Any]:
    """Return what a field needs to be typed in."""
    return {"widget": widget(attrs=INPUT | attributes)}


def question(field: IntakeField, received_on: date) -> forms.Field:
    """Return the form field that asks one question about what was received on a day."""
    asked: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    near = [within_reach_of(received_on)]
    match field.type:
        case Type.TEXTAREA:
            return forms.CharField(**typed(forms.Textarea, rows=2), **asked)
        case Type.DATE:
            formats = ["%Y-%m-%d"]
            return forms.DateField(widget=Day(), input_formats=formats, validators=near, **asked)
        case Type.DATETIME:
            return MomentField(validators=near, **asked)
        case Type.TIME:
            return forms.TimeField(**typed(type="time"), **asked)
        case Type.NUMBER:
            number = typed(forms.NumberInput, step="any")
            return forms.DecimalField(max_digits=12, **number, **asked)
        case Type.CHOICE:
            return forms.ChoiceField(**one_of(*((text, text) for text in field.choices)), **asked)
        case Type.BOOLEAN:
            yes_or_no = one_of((YES, _("yes")), ("no", _("no")))
            return forms.TypedChoiceField(coerce=YES.__eq__, empty_value=None, **yes_or_no, **asked)
        case Type.EMAIL:
            return forms.EmailField(**typed(forms.EmailInput), **asked)
        case Type.PHONE:
            return forms.CharField(max_length=30, **typed(type="tel"), **asked)
    return forms.CharField(max_length=500, **typed(), **asked)


def as_json(value: Any) -> Answer:
    """Return a cleaned answer as it is kept; an open question is None."""
    match value:
        case None | "":
            return None
        case datetime():
            return timezone.localtime(value).isoformat(timespec="minutes")
        case time():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
    return value  # type: ignore[no-any-return]


class QuestionsForm(forms.Form):
    """The questions of one version of a service, under names that start with `answer-`."""

    def __init__(
        self, questions: Iterable[IntakeField], data: Any = None, *, received_on: date
    ) -> None:
        super().__init__(data, prefix="answer")
        self.questions = list(questions)
        for asked in self.questions:
            self.fields[asked.key] = question(asked, received_on)

    def answers(self) -> dict[str, Answer]:
        """Return what was answered, by key."""
        kept = {key: as_json(value) for key, value in self.cleaned_data.items()}
        return {key: value for key, value in kept.items() if value is not None}

    def unanswered(self) -> list[IntakeField]:
        """Return the questions that have no answer, or none that can be read."""
        answered = self.answers()
        return [asked for asked in self.questions if asked.key not in answered]

    def event_at(self) -> datetime | None:
        """Return the moment of the event, when that is known; of a date alone its midnight."""
        event = next((asked for asked in self.questions if asked.is_event), None)
        answer = self.cleaned_data.get(event.key) if event else None
        if isinstance(answer, datetime) or answer is None:
            return answer
        return datetime.combine(answer, time(), timezone.get_current_timezone())

    def rows(self) -> list[tuple[IntakeField, forms.BoundField]]:
        """Return each question with the field that asks it, for the page."""
        return [(asked, self[asked.key]) for asked in self.questions]
