"""What a coordinator asks, and what somebody answers."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sla.forms.fields import INPUT
from sla.models import SurveyQuestion
from sla.survey.policies import why_not_until
from sla.survey.questions import Asked

Kind = SurveyQuestion.Kind
USUALLY = timedelta(weeks=3)
OWN = 2
LONGEST = 2_000
CHOICES: dict[Kind, Sequence[tuple[object, object]]] = {
    Kind.MARK: [(mark, str(mark)) for mark in range(1, 11)],
    Kind.SCALE: [(1, _("1, never")), (2, "2"), (3, "3"), (4, "4"), (5, _("5, always"))],
    Kind.EFFORT: [(1, _("1, none")), (2, "2"), (3, "3"), (4, "4"), (5, _("5, much"))],
    Kind.YES_NO: [("yes", _("yes")), ("no", _("no"))],
}


class OpenForm(forms.Form):
    """Until when, and the words of each question; an empty one is not asked."""

    closes_on = forms.DateField(
        label=_("Until and including"),
        widget=forms.DateInput(attrs=INPUT | {"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, usual: Sequence[Asked], on: date, data: Any = None) -> None:
        super().__init__(data, initial={"closes_on": on + USUALLY})
        self.usual, self.on = usual, on
        kinds = dict(Kind.choices)
        for number, asked in enumerate(usual):
            self.fields[f"text-{number}"] = forms.CharField(
                label=kinds[Kind(asked.kind)],
                max_length=300,
                required=False,
                initial=asked.text,
                widget=forms.TextInput(attrs=INPUT),
            )
        for number in range(OWN):
            self.fields[f"own-{number}"] = forms.CharField(
                label=_("A question of your own"),
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs=INPUT),
            )
            self.fields[f"kind-{number}"] = forms.ChoiceField(
                label=_("How it is answered"),
                choices=Kind.choices,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def usual_fields(self) -> list[forms.BoundField]:
        """Return the questions there are already."""
        return [self[f"text-{number}"] for number in range(len(self.usual))]

    def own_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the rooms for questions of one's own, with how each is answered."""
        return [(self[f"own-{number}"], self[f"kind-{number}"]) for number in range(OWN)]

    def clean_closes_on(self) -> date:
        """Hold it to a day to come that is not too far off."""
        closes_on: date = self.cleaned_data["closes_on"]
        if reason := why_not_until(closes_on, self.on):
            raise forms.ValidationError(str(reason))
        return closes_on

    def questions(self) -> list[Asked]:
        """Return what is to be asked; in other words it is still the same question."""
        said = self.cleaned_data
        kept = [
            asked._replace(text=said[f"text-{number}"])
            for number, asked in enumerate(self.usual)
            if said[f"text-{number}"]
        ]
        taken = {asked.key for asked in self.usual}
        free = (key for number in range(1, 1_000) if (key := f"own-{number}") not in taken)
        return kept + [
            Asked(next(free), said[f"kind-{number}"] or Kind.MARK, said[f"own-{number}"])
            for number in range(OWN)
            if said[f"own-{number}"]
        ]


class AnswerForm(forms.Form):
    """The questions of a survey; each may be left open."""

    def __init__(self, questions: Iterable[SurveyQuestion], data: Any = None) -> None:
        super().__init__(data)
        for question in questions:
            self.fields[question.key] = _field(question)

    def given(self) -> dict[str, object]:
        """Return what was answered, by key."""
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}


def _field(question: SurveyQuestion) -> forms.Field:
    kind = Kind(question.kind)
    if kind == Kind.OPEN:
        area = forms.Textarea(attrs=INPUT | {"rows": 3})
        return forms.CharField(label=question.text, max_length=LONGEST, required=False, widget=area)
    return forms.TypedChoiceField(
        label=question.text,
        choices=CHOICES[kind],
        coerce=str if kind == Kind.YES_NO else int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
