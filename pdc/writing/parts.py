"""What is written in a draft: its text, its questions, its process and the steps of that."""

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from pdc.models import IntakeField, ProcessDescription, ProcessStep, ServiceVersion
from pdc.writing.forms import INPUT, SELECT, TICK, LinesField, LongField, WrittenForm


def tall(rows: int) -> forms.Textarea:
    """Return a place to type some lines."""
    return forms.Textarea(attrs=INPUT | {"rows": rows})


def short(**attributes: Any) -> forms.TextInput:
    """Return a place to type one line."""
    return forms.TextInput(attrs=INPUT | attributes)


def number() -> forms.TextInput:
    """Return a place to type a number; of what is none, a field for numbers would send nothing."""
    return forms.TextInput(attrs=INPUT | {"inputmode": "numeric"})


ONE_A_LINE = _("One on each line.")
LISTS = (
    *("included", "excluded", "quality_criteria", "requesters", "channels"),
    *("client_responsibilities", "keywords", "typos"),
)


class TextForm(WrittenForm):
    """All that a version says in words and numbers."""

    hinted = (
        *("summary", "included", "excluded", "quality_criteria", "requesters"),
        *("client_responsibilities", "urgent_condition"),
    )

    review_month = forms.TypedChoiceField(
        label=_("Review month"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "–"), *MONTHS.items()],
        widget=forms.Select(attrs=SELECT),
    )
    worth = forms.ChoiceField(
        label=_("Worth to the client"),
        required=False,
        choices=[("", "–"), *ServiceVersion.Worth.choices],
        widget=forms.Select(attrs=SELECT),
    )

    class Meta:
        model = ServiceVersion
        fields = ServiceVersion.WRITTEN
        field_classes = dict.fromkeys(LISTS, LinesField) | {
            "summary": LongField,
            "urgent_condition": LongField,
        }
        labels = {
            "name": _("Name"),
            "summary": _("What the client gets, in a few sentences"),
            "included": _("Included"),
            "excluded": _("Not included"),
            "quality_criteria": _("Quality"),
            "requesters": _("Who may ask"),
            "channels": _("How it is asked"),
            "client_responsibilities": _("What the client does"),
            "urgent_condition": _("When it can be urgent"),
            "min_notice": _("Ask how many working days before"),
            "keywords": _("Search words"),
            "typos": _("Common mistakes in writing"),
            "effort_minutes": _("Effort in minutes"),
            "effort_unit": _("That is per"),
            "obsolete": _("Obsolete: nobody would miss it"),
            "automatable": _("A machine could do it"),
        }
        help_texts = dict.fromkeys(LISTS, ONE_A_LINE) | {
            "keywords": _("What people call it, one on each line."),
            "typos": _("As people mistype it, one on each line."),
            "min_notice": _("Empty: no notice is needed."),
            "effort_unit": _("For example: meeting, request, page."),
            "urgent_condition": _("Empty: it is never urgent."),
        }
        widgets = {
            "name": short(),
            "summary": tall(4),
            **dict.fromkeys(LISTS, tall(4)),
            "urgent_condition": tall(2),
            "min_notice": number(),
            "effort_minutes": number(),
            "effort_unit": short(),
            "obsolete": forms.CheckboxInput(attrs=TICK),
            "automatable": forms.CheckboxInput(attrs=TICK),
        }


class QuestionForm(WrittenForm):
    """One question of the intake form."""

    hinted = ("label", "help")

    class Meta:
        model = IntakeField
        fields = ("label", "type", "required", "is_event", "choices", "help")
        field_classes = {"choices": LinesField, "help": LongField}
        labels = {
            "label": _("Question"),
            "type": _("Answer"),
            "required": _("Needed to start"),
            "is_event": _("This is the moment of the event"),
            "choices": _("Choices"),
            "help": _("Help"),
        }
        help_texts = {"choices": ONE_A_LINE, "is_event": ""}
        widgets = {
            "label": short(),
            "type": forms.Select(attrs=SELECT),
            "required": forms.CheckboxInput(attrs=TICK),
            "is_event": forms.CheckboxInput(attrs=TICK),
            "choices": tall(3),
            "help": tall(1),
        }


class ProcessForm(WrittenForm):
    """How a service is done, apart from its steps."""

    hinted = ("goal", "trigger", "input", "output", "risks")

    class Meta:
        model = ProcessDescription
        fields = ("goal", "trigger", "input", "output", "risks", "owner_role")
        field_classes = {"risks": LinesField} | dict.fromkeys(
            ("goal", "trigger", "input", "output"), LongField
        )
        labels = {
            "goal": _("Goal"),
            "trigger": _("It starts with"),
            "input": _("What is needed"),
            "output": _("What comes out"),
            "risks": _("Risks"),
            "owner_role": _("Who keeps this process up"),
        }
        help_texts = {"risks": ONE_A_LINE}
        widgets = {
            "goal": tall(2),
            "trigger": tall(2),
            "input": tall(2),
            "output": tall(2),
            "risks": tall(3),
            "owner_role": short(),
        }


class StepForm(WrittenForm):
    """One step of the process."""

    hinted = ("action",)

    class Meta:
        model = ProcessStep
        fields = ("action", "role", "on_checklist")
        field_classes = {"action": LongField}
        labels = {
            "action": _("Step"),
            "role": _("Who"),
            "on_checklist": _("To tick off at each request"),
        }
        help_texts = {"on_checklist": ""}
        widgets = {
            "action": tall(1),
            "role": short(),
            "on_checklist": forms.CheckboxInput(attrs=TICK),
        }
