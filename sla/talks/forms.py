"""What is typed about a conversation."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pdc.writing.forms import INPUT, SELECT, LongField, WrittenForm
from pdc.writing.parts import short, tall
from sla.models import Agreement, Conversation, TalkAction, TalkedService, TalkTopic
from sla.talks.people import people_of


def day_input() -> forms.DateInput:
    """Return a place to choose a day."""
    return forms.DateInput(format="%Y-%m-%d", attrs=INPUT | {"type": "date"})


class PrepareForm(forms.ModelForm):  # type: ignore[type-arg]
    """What must be known to prepare one."""

    class Meta:
        model = Conversation
        fields = ("kind", "day", "people")
        widgets = {"kind": forms.Select(attrs=SELECT), "day": day_input(), "people": short()}


class ConversationForm(WrittenForm):
    """When it is, who is there, and what both take from it."""

    class Meta:
        model = Conversation
        fields = ("day", "people", "conclusion")
        field_classes = {"conclusion": LongField}
        widgets = {"day": day_input(), "people": short(), "conclusion": tall(3)}


class TalkedForm(WrittenForm):
    """What both want with a service."""

    class Meta:
        model = TalkedService
        fields = ("verdict", "note")
        field_classes = {"note": LongField}
        widgets = {"verdict": forms.Select(attrs=SELECT), "note": tall(1)}


class TopicForm(WrittenForm):
    """What was said of a topic."""

    class Meta:
        model = TalkTopic
        fields = ("note",)
        field_classes = {"note": LongField}
        labels = {"note": _("What was said")}
        widgets = {"note": tall(2)}


class ActionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody will do, and by when."""

    class Meta:
        model = TalkAction
        fields = ("text", "owner", "due_on")
        widgets = {"text": short(), "owner": forms.Select(attrs=SELECT), "due_on": day_input()}

    def __init__(self, agreement: Agreement, on: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = people_of(agreement, on)  # type: ignore[attr-defined]
