"""What is filled in to ask for an audit, to answer one, to publish and to let a service stop."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pdc.comparing import PARTS, label_of
from pdc.models import Audit, ServiceVersion
from teams.models import User

A_DAY = timedelta(days=1)
LONGEST = 5_000
MORE = 3  # empty lines for findings


def day_field(label: Any, help_text: Any) -> forms.DateField:
    """Return a field for a day, as a browser draws it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget)


class AskForm(forms.Form):
    """Which colleague audits it."""

    auditor = forms.ModelChoiceField(label=_("Who audits it?"), queryset=User.objects.none())

    def __init__(self, *args: Any, colleagues: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["auditor"]
        field.queryset = User.objects.filter(pk__in=[person.pk for person in colleagues])


class FindingForm(forms.Form):
    """One thing that was found, and about which part."""

    part = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("What did you find?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(name, label_of(name)) for name in PARTS]
        part: Any = self.fields["part"]
        part.choices = [("", _("the whole")), *choices, ("norms", _("the norms"))]


Findings = forms.formset_factory(FindingForm, extra=MORE, max_num=50, absolute_max=50)


class VerdictForm(forms.Form):
    """What the audit came to."""

    verdict = forms.ChoiceField(
        label=_("Your verdict"),
        choices=[
            (Audit.Verdict.GOOD, _("Good to publish")),
            (Audit.Verdict.REWORK, _("To be worked on")),
        ],
        widget=forms.RadioSelect,
    )
    said = forms.CharField(
        label=_("Anything else to say?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, findings: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.findings = findings

    def clean(self) -> dict[str, Any]:
        """Ask for words with what has to be worked on."""
        said = self.cleaned_data
        if said.get("verdict") == Audit.Verdict.REWORK and not (said.get("said") or self.found()):
            self.add_error("verdict", _("Say what has to be worked on, so that it can be mended."))
        return said

    def found(self) -> list[tuple[str, str]]:
        """Return what was found: the part and the words."""
        lines = self.findings.cleaned_data if self.findings.is_valid() else []
        return [(line["part"], line["text"]) for line in lines if line.get("text")]


class PublishForm(forms.Form):
    """From when it holds, and what clients hear."""

    valid_from = day_field(
        _("Holds from"), _("Today or later. The version before ends the day before.")
    )
    note = forms.CharField(
        label=_("Note to clients"),
        required=False,
        max_length=LONGEST,
        help_text=_("What changes for them, in a sentence or two. Who used it hears it by mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, version: ServiceVersion, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"valid_from": on, "note": version.note}


class RetireForm(forms.Form):
    """From when a service is not offered any more, and what to ask for instead."""

    stops = day_field(_("Not offered from"), _("Today or later. What is under way is finished."))
    successor = forms.ModelChoiceField(
        label=_("What to ask for instead"),
        queryset=ServiceVersion.objects.none(),
        required=False,
        empty_label=_("nothing"),
    )

    def __init__(self, *args: Any, version: ServiceVersion, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"stops": on + A_DAY}
        others = ServiceVersion.objects.in_force(on).exclude(service=version.service_id)
        field: Any = self.fields["successor"]
        field.queryset = others.select_related("service").order_by("name")
