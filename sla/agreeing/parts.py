"""What is written in a draft of an agreement, in the order of a good conversation."""

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pdc.writing.forms import SELECT, TICK, LongField, WrittenForm
from pdc.writing.parts import short, tall
from sla.agreeing.fields import DayField, TenthsField, choice
from sla.agreeing.people import People
from sla.importing.steps import read_words
from sla.models import (
    AgreementVersion,
    Calendar,
    DraftingStep,
    EscalationStep,
    Responsibility,
)

Trigger = EscalationStep.Trigger


class PeriodForm(WrittenForm):
    """From when until when it holds."""

    valid_from = DayField(label=gettext_lazy("First day"))
    valid_until = DayField(label=gettext_lazy("Last day"))

    class Meta:
        model = AgreementVersion
        fields = ("valid_from", "valid_until")

    def keep(self) -> bool:
        """Keep both days, unless the last would be before the first."""
        super().keep()
        if self.row.valid_until < self.row.valid_from:
            for name in self.kept:
                setattr(self.row, name, self.said[name])
                self.stamps[name] = self.now[name]
            self.kept = []
            self.add_error("valid_until", _("The last day is before the first. Change one."))
        return bool(self.kept)


class NeedsForm(WrittenForm):
    """What the client needs, before anything is promised."""

    hinted = ("needs",)

    class Meta:
        model = AgreementVersion
        fields = ("needs",)
        field_classes = {"needs": LongField}
        labels = {"needs": gettext_lazy("What the client told")}
        help_texts = {
            "needs": gettext_lazy(
                "What the work is about, what is busy when, what must never go wrong."
            )
        }
        widgets = {"needs": tall(4)}


class QualityForm(WrittenForm):
    """What both sides look at to see how it goes."""

    satisfaction_target = TenthsField(
        label=gettext_lazy("Satisfaction aimed at"),
        min_value=1,
        max_value=10,
        max_digits=3,
        help_text=gettext_lazy("A mark out of ten."),
    )
    off_catalogue_hours = TenthsField(
        label=gettext_lazy("Hours a month outside the catalogue"), min_value=0, max_digits=6
    )
    field_order = ("satisfaction_target", "reporting", "off_catalogue_hours")

    class Meta:
        model = AgreementVersion
        fields = ("satisfaction_target", "reporting", "off_catalogue_hours")
        labels = {"reporting": gettext_lazy("What is told, and how often")}
        widgets = {"reporting": short()}


class HoursForm(WrittenForm):
    """When and how both sides reach each other."""

    hinted = ("support_hours", "outside_support_hours", "contact_routes")
    calendar_id = forms.TypedChoiceField(
        label=gettext_lazy("Time counts by"), coerce=int, widget=forms.Select(attrs=SELECT)
    )
    client_contact_id = choice(gettext_lazy("Contact of the client"), ())
    provider_contact_id = choice(gettext_lazy("Contact of the pool"), ())
    field_order = (
        *("support_hours", "outside_support_hours", "contact_routes"),
        *("client_contact_id", "provider_contact_id", "calendar_id"),
    )

    class Meta:
        model = AgreementVersion
        fields = ("support_hours", "outside_support_hours", "contact_routes", "third_party_pauses")
        field_classes = dict.fromkeys(fields[:3], LongField)
        labels = {
            "support_hours": gettext_lazy("When we are there"),
            "outside_support_hours": gettext_lazy("Outside those hours"),
            "contact_routes": gettext_lazy("How to reach each other"),
            "third_party_pauses": gettext_lazy("Waiting for a third party stops the clock"),
        }
        widgets = dict.fromkeys(fields[:3], tall(2)) | {
            "third_party_pauses": forms.CheckboxInput(attrs=TICK)
        }

    def __init__(self, *args: Any, people: People, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: dict[str, Any] = {
            "calendar_id": Calendar.objects.values_list("pk", "name"),
            "client_contact_id": [("", "–"), *people.of_client],
            "provider_contact_id": [("", "–"), *people.of_pools],
        }
        for name, among in choices.items():
            field: Any = self.fields[name]
            field.choices = list(among)


class DutyForm(WrittenForm):
    """One thing a side does to make the norms possible."""

    hinted = ("text",)

    class Meta:
        model = Responsibility
        fields = ("text",)
        field_classes = {"text": LongField}
        labels = {"text": gettext_lazy("What they do")}
        widgets = {"text": tall(1)}


class EscalationForm(WrittenForm):
    """One step when it does not go as agreed, in words that a clock may be able to read."""

    field_order = ("when", "who", "contact_id")

    class Meta:
        model = EscalationStep
        fields = ("when", "who")
        labels = {"when": gettext_lazy("When"), "who": gettext_lazy("Who is told")}
        widgets = {"when": short(), "who": short()}

    def keep(self) -> bool:
        """Keep the words, and how a clock reads them."""
        super().keep()
        if {"when", "who"} & set(self.kept):
            self.kept += self.read()
        return bool(self.kept)

    def read(self) -> list[str]:
        """Read the words for a clock; return what follows from them."""
        reading = read_words(self.row.when, self.row.who)
        for name, value in reading.items():
            setattr(self.row, name, value)
        return list(reading)

    def hints(self, name: str) -> list[str]:
        """Say whether the moment comes by itself."""
        if name != "when" or not self.row.when:
            return []
        if self.row.trigger == Trigger.PEOPLE:
            return [
                _(
                    "No moment to count, so people decide. A clock reads: at 75 percent; "
                    "when overdue; after 2 working days."
                )
            ]
        return [_("A clock tells this by itself.")]


class RepairForm(WrittenForm):
    """What we do to make it right; there are no fines."""

    hinted = ("repair",)

    class Meta:
        model = AgreementVersion
        fields = ("repair",)
        field_classes = {"repair": LongField}
        labels = {"repair": gettext_lazy("What we do to make it right")}
        help_texts = {"repair": gettext_lazy("No fines: what the client gets from us instead.")}
        widgets = {"repair": tall(3)}


class ReviewForm(WrittenForm):
    """When both sides look back, and what else is to be remembered."""

    review_month = forms.TypedChoiceField(
        label=gettext_lazy("Review month"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "–"), *MONTHS.items()],
        widget=forms.Select(attrs=SELECT),
    )

    class Meta:
        model = AgreementVersion
        fields = ("review_cadence", "review_month", "notes")
        field_classes = {"notes": LongField}
        labels = {
            "review_cadence": gettext_lazy("How often we talk about it"),
            "notes": gettext_lazy("Notes"),
        }
        widgets = {"review_cadence": short(), "notes": tall(2)}


class PlanForm(WrittenForm):
    """One step of the drafting."""

    due_on = DayField(label=gettext_lazy("Done by"), required=False)
    field_order = ("title", "who_id", "due_on", "done")

    class Meta:
        model = DraftingStep
        fields = ("title", "due_on", "done")
        labels = {"title": gettext_lazy("Step"), "done": gettext_lazy("Done")}
        widgets = {"title": short(), "done": forms.CheckboxInput(attrs=TICK)}
