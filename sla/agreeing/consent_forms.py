"""What each side fills in to come to an agreement: one small form for each thing they can do."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdc.models import Service
from sla.agreeing import consenting
from sla.forms.fields import INPUT
from sla.models import AgreementVersion, Responsibility
from sla.reading import ReadLine
from teams.models import User

LONGEST = 2_000


class DeedForm(forms.Form):
    """What is sent to do one thing with a version."""

    def __init__(self, data: Any, version: AgreementVersion, lines: list[ReadLine]) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__}-%s")
        self.version = version

    def perform(self, *, by: User, now: datetime) -> None:
        """Do it; raises `Refused` with why not."""
        raise NotImplementedError


class ProposeForm(DeedForm):
    """That it is put to the client."""

    def perform(self, *, by: User, now: datetime) -> None:
        """Put it to the client."""
        consenting.propose(self.version, by=by, now=now)


class WithdrawForm(DeedForm):
    """That it is taken back."""

    def perform(self, *, by: User, now: datetime) -> None:
        """Take it back."""
        consenting.withdraw(self.version, by=by, now=now)


class ConsentForm(DeedForm):
    """That a side agrees, to the text with this digest."""

    side = forms.ChoiceField(choices=Responsibility.Side.choices, widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def perform(self, *, by: User, now: datetime) -> None:
        """Agree."""
        consenting.consent(self.version, **self.cleaned_data, by=by, now=now)


class AboutForm(DeedForm):
    """A remark, about one of the services or about all of it."""

    service = forms.ModelChoiceField(
        label=_("About"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=_("all of it"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    text = forms.CharField(
        label=_("What has to change?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=INPUT | {"rows": 3}),
    )

    def __init__(self, data: Any, version: AgreementVersion, lines: list[ReadLine]) -> None:
        super().__init__(data, version, lines)
        names = {read.line.service_id: read.name for read in lines}
        field: Any = self.fields["service"]
        field.queryset = Service.objects.filter(pk__in=names)
        field.label_from_instance = lambda service: names[service.pk]


class ChangesForm(AboutForm):
    """What has to change before a side agrees."""

    side = forms.ChoiceField(choices=Responsibility.Side.choices, widget=forms.HiddenInput)

    def perform(self, *, by: User, now: datetime) -> None:
        """Send it back to be changed."""
        said = self.cleaned_data
        about = [(said["service"], said["text"])]
        consenting.ask_for_changes(self.version, side=said["side"], asked=about, by=by, now=now)


class SayForm(AboutForm):
    """Something to say of it, without sending it back."""

    def __init__(self, data: Any, version: AgreementVersion, lines: list[ReadLine]) -> None:
        super().__init__(data, version, lines)
        self.fields["text"].label = _("Your remark")

    def perform(self, *, by: User, now: datetime) -> None:
        """Say it."""
        consenting.say(self.version, **self.cleaned_data, by=by, now=now)


class EndorseForm(DeedForm):
    """In which meeting the team stood behind it."""

    meeting = forms.CharField(
        label=_("Meeting"), max_length=200, widget=forms.TextInput(attrs=INPUT)
    )
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs=INPUT | {"type": "date"}, format="%Y-%m-%d"),
    )
    in_favour = forms.IntegerField(
        label=_("In favour"), min_value=0, max_value=999, widget=forms.NumberInput(attrs=INPUT)
    )
    present = forms.IntegerField(
        label=_("Present"), min_value=1, max_value=999, widget=forms.NumberInput(attrs=INPUT)
    )

    def clean(self) -> dict[str, Any]:
        """Hold it to a day that was, and to no more in favour than were there."""
        said = self.cleaned_data
        if said.get("day") and said["day"] > timezone.localdate():
            self.add_error("day", _("Choose a day that was."))
        if said.get("in_favour", 0) > said.get("present", 999):
            self.add_error("in_favour", _("No more people can be in favour than were there."))
        return said

    def perform(self, *, by: User, now: datetime) -> None:
        """Write it down."""
        consenting.endorse(self.version, **self.cleaned_data, by=by, now=now)


FORMS: dict[str, type[DeedForm]] = {
    "propose": ProposeForm,
    "withdraw": WithdrawForm,
    "consent": ConsentForm,
    "ask_for_changes": ChangesForm,
    "say": SayForm,
    "endorse": EndorseForm,
}
