"""What is filled in about a round, and on each line of it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pdc.drafting import LONGEST_NAME
from pdc.models import InventoryLine, InventoryRound, Service, ServiceVersion
from pdc.models.inventory import MOST_MINUTES, MOST_TIMES
from teams.models import Pool

SHORT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
NUMBER = SHORT | {"inputmode": "numeric"}


def called(on: date) -> "QuerySet[ServiceVersion]":
    """Return the services of a day, each as one types or chooses it: its name and code."""
    name = Concat(F("name"), Value(" ("), F("service__code"), Value(")"))
    return ServiceVersion.objects.in_force(on).annotate(called=name).order_by("service__code")


def is_called(text: str, on: date) -> bool:
    """Return whether a text is a service as it is chosen: its name and code."""
    named: Any = {"called": text}
    return called(on).filter(**named).exists()


def service_called(text: str, on: date) -> Service | None:
    """Return the service somebody chose: by name and code, or by one of these."""
    for way in ("called", "service__code", "name"):
        found = called(on).filter(**{f"{way}__iexact": text}).select_related("service").first()
        if found is not None:
            return found.service
    return None


def day_to_come(until: date, on: date) -> date:
    """Return a day that is still to come, or ask for one."""
    if until < on:
        raise forms.ValidationError(_("This day is past. Choose today or later."))
    return until


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a round is called, for which pool, until when, and why."""

    class Meta:
        model = InventoryRound
        fields = ["pool", "name", "until", "why"]
        labels = {"why": _("Why, in a few words")}
        widgets = {
            "name": forms.TextInput(attrs=SHORT),
            "pool": forms.Select(attrs=SELECT),
            "until": forms.DateInput(
                attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"
            ),
            "why": forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        }

    def __init__(self, *args: Any, pools: Collection[int], on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on
        choice: Any = self.fields["pool"]
        choice.queryset = Pool.objects.filter(pk__in=pools)
        choice.empty_label = None

    def clean_until(self) -> date:
        """Ask for a day that is still to come."""
        return day_to_come(self.cleaned_data["until"], self.on)


class ReopenForm(forms.Form):
    """Until when a round that was closed is written in again."""

    until = forms.DateField(
        label=_("Until and including"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"until": on}
        self.on = on

    def clean_until(self) -> date:
        """Ask for a day that is still to come."""
        return day_to_come(self.cleaned_data["until"], self.on)


class LineForm(forms.ModelForm):  # type: ignore[type-arg]
    """One line: what, for whom, how often, how long, and whether it is worth it."""

    field_order = ("what",)
    what = forms.CharField(
        label=_("What do you do?"), max_length=200, widget=forms.TextInput(attrs=SHORT)
    )
    times = forms.IntegerField(
        label=_("How often?"),
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        widget=forms.TextInput(attrs=NUMBER),
    )
    minutes = forms.IntegerField(
        label=_("Minutes each time"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs=NUMBER),
    )

    class Meta:
        model = InventoryLine
        fields = ["client", "times", "period", "minutes", "worth", "remark"]
        labels = {
            "client": _("For whom?"),
            "period": _("In which time?"),
            "worth": _("Worth it?"),
            "remark": _("Remark"),
        }
        widgets = {
            "client": forms.Select(attrs=SELECT),
            "period": forms.Select(attrs=SELECT),
            "worth": forms.Select(attrs=SELECT),
            "remark": forms.TextInput(attrs=SHORT),
        }

    def __init__(
        self,
        sent: Any = None,
        *,
        line: InventoryLine | None = None,
        key: UUID,
        clients: Iterable[tuple[int, str]],
        names: dict[int, str] | None = None,
        on: date,
    ) -> None:
        super().__init__(sent, instance=line, auto_id=f"{key}-%s")
        self.key, self.on = key, on
        finds: dict[str, Any] = {
            "role": "combobox",
            "aria-expanded": "false",
            "aria-autocomplete": "list",
            "aria-controls": f"hits-{key}",
            "data-fills": "what",
            "hx-get": reverse("pdc:inventory_services"),
            "hx-trigger": "input changed delay:150ms",
            "hx-target": f"#hits-{key}",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
            "hx-params": "what",
        }
        self.fields["what"].widget.attrs |= finds
        choice: Any = self.fields["client"]
        choice.choices = [("", _("Several")), *clients]
        worth: Any = self.fields["worth"]
        worth.choices = [("", "–"), *ServiceVersion.Worth.choices]
        if line is not None:
            service = (names or {}).get(line.service_id or 0)
            self.initial["what"] = service or str(line)

    @property
    def is_kept(self) -> bool:
        """Whether it is a line that was saved before."""
        return self.instance.pk is not None

    def said(self) -> dict[str, Any]:
        """Return what was typed as a line keeps it: a service, or else the words themselves."""
        said = dict(self.cleaned_data)
        what = said.pop("what")
        service = service_called(what, self.on)
        return said | {"service": service, "text": "" if service else what}


class DecideForm(forms.Form):
    """What becomes of lines that are alike."""

    name = forms.CharField(max_length=LONGEST_NAME, required=False)
    service = forms.CharField(max_length=300, required=False)
