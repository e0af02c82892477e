"""What whoever asked fills in about their request: one small form for each thing they can do."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests import actions
from requests.forms.desk import MissingForm, long_text
from requests.models import ServiceRequest, Verdict
from sla.forms.fields import INPUT
from teams.models import User

LONGEST = 5_000


class ClientForm(forms.Form):
    """What is sent to do one thing with one request, as who asked it."""

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Do it; raises `Refused` with why not."""
        raise NotImplementedError


class AnswerForm(ClientForm):
    """The answer to what the pool asked."""

    text = long_text(label=_("Your answer"), rows=3, max_length=LONGEST)

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Answer."""
        actions.answer(service_request, text=self.cleaned_data["text"], by=by, now=now)


class IntakeAnswersForm(MissingForm):
    """The questions of the service that are still open, for who asked it."""

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Answer all of them."""
        answers, event_at = self.answers(), self.event_at()
        actions.answer_intake(service_request, answers=answers, event_at=event_at, by=by, now=now)


class ConfirmForm(ClientForm):
    """That there are no other questions."""

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Confirm it."""
        actions.confirm(service_request, by=by, now=now)


class AskAgainForm(ClientForm):
    """What is still to be done."""

    text = long_text(label=_("What is still to be done?"), rows=2, max_length=LONGEST)

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Ask it."""
        actions.ask_again(service_request, text=self.cleaned_data["text"], by=by, now=now)


class DiscussForm(ClientForm):
    """What somebody wants to talk about in the next conversation, if they like to say."""

    text = forms.CharField(
        label=_("What about?"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs=INPUT),
    )

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Put it on the list."""
        actions.discuss(service_request, text=self.cleaned_data["text"], by=by, now=now)


class RateForm(ClientForm):
    """How it went, in one word."""

    verdict = forms.ChoiceField(choices=Verdict.choices)

    def perform(self, service_request: ServiceRequest, *, by: User | None, now: datetime) -> None:
        """Keep it; without somebody it came from a mail."""
        verdict = Verdict(self.cleaned_data["verdict"])
        actions.rate(service_request, verdict=verdict, by=by, now=now)


class SayMoreForm(ClientForm):
    """A mark and a sentence with a rating; either may be left out."""

    mark = forms.TypedChoiceField(
        label=_("A mark"),
        choices=[(mark, str(mark)) for mark in range(1, 11)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    sentence = forms.CharField(
        label=_("In a sentence"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs=INPUT),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        said = self.cleaned_data
        if not self.errors and said.get("mark") is None and not said.get("sentence"):
            self.add_error(None, _("Choose a mark or write a sentence."))
        return said

    def perform(self, service_request: ServiceRequest, *, by: User | None, now: datetime) -> None:
        """Add it to the rating."""
        said = self.cleaned_data
        actions.say_more(
            service_request, mark=said["mark"], sentence=said["sentence"], by=by, now=now
        )


FORMS: dict[str, type[ClientForm]] = {
    "answer": AnswerForm,
    "confirm": ConfirmForm,
    "ask_again": AskAgainForm,
    "discuss": DiscussForm,
    "rate": RateForm,
    "say_more": SayMoreForm,
}


def form_of(
    name: str, service_request: ServiceRequest, data: Any = None
) -> ClientForm | IntakeAnswersForm:
    """Return the form by this name, bound to what was sent if anything was."""
    if name != "answer_intake":
        return FORMS[name](data, auto_id=f"{name}-%s")
    received_on = timezone.localdate(service_request.promise.received_at)
    return IntakeAnswersForm(service_request.missing(), data, received_on=received_on)
