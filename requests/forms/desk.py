"""What people fill in on the page of a request: one small form for each thing they can do.

Each form knows its action (`perform`), so a page binds whichever was sent and calls that.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests import actions
from requests.models import Channel, ServiceRequest, WaitingFor
from requests.questions import Day, QuestionsForm
from sla.actions import to_explain
from sla.forms.fields import INPUT
from sla.models import Cause
from teams.models import User

SPOKEN_BY = [
    (channel.value, channel.label)
    for channel in (Channel.EMAIL, Channel.PHONE, Channel.DESK, Channel.CHAT)
]


def long_text(rows: int = 3, **options: Any) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(widget=forms.Textarea(attrs=INPUT | {"rows": rows}), **options)


class ActForm(forms.Form):
    """What is filled in to do one thing with one request (`about`), by somebody, at a moment.

    A form that `previews` can show what it would do to the deadlines before it is sent.
    """

    title: ClassVar[str | Words]
    button: ClassVar[str | Words]
    previews: ClassVar[bool] = False
    more: ClassVar[str] = ""  # the template of what a form has besides its fields

    def __init__(self, data: Any = None, *, about: ServiceRequest, by: User, now: datetime) -> None:
        super().__init__(data)
        self.about, self.by, self.now = about, by, now

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Do it; raises `Refused` with why not."""
        raise NotImplementedError


def not_passed(day: date | None) -> date | None:
    """Return a day that is still to come; refuse one that has passed."""
    if day is not None and day < timezone.localdate():
        raise ValidationError(_("This day has passed. Choose today or later."))
    return day


class FollowUpMixin(forms.Form):
    """The day on which to ask again, which can't be in the past."""

    follow_up_on = forms.DateField(label=_("Ask again on"), required=False, widget=Day())

    def clean_follow_up_on(self) -> date | None:
        """Refuse a day that has passed."""
        return not_passed(self.cleaned_data["follow_up_on"])


class ContactForm(FollowUpMixin):
    """Contact with the client: what they were told comes next, or that the move is theirs."""

    channel = forms.ChoiceField(
        label=_("How"), choices=SPOKEN_BY, widget=forms.RadioSelect, initial=Channel.EMAIL
    )
    text = long_text(label=_("What was said or asked"))
    next_step = forms.CharField(
        label=_("Next step"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={**INPUT}),
    )
    next_step_on = forms.DateField(label=pgettext_lazy("day", "by"), required=False, widget=Day())
    then_wait = forms.BooleanField(label=_("then wait for the client"), required=False)

    def clean_next_step_on(self) -> date | None:
        """Refuse a day that has passed."""
        return not_passed(self.cleaned_data["next_step_on"])

    def clean(self) -> dict[str, Any]:
        """Ask what the step is, where only its day was given."""
        if self.cleaned_data.get("next_step_on") and not self.cleaned_data.get("next_step"):
            self.add_error("next_step", _("Say what will be done by then."))
        return self.cleaned_data

    @transaction.atomic
    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Record the contact first, which is a reaction, and only then start to wait."""
        said = self.cleaned_data
        channel = Channel(said["channel"])
        step = {name: said[name] for name in ("next_step", "next_step_on")}
        actions.contact(service_request, channel=channel, text=said["text"], **step, by=by, now=now)
        if said["then_wait"]:
            actions.wait(
                service_request,
                waiting_for=WaitingFor.CLIENT,
                reason=said["text"][:300],
                follow_up_on=said["follow_up_on"],
                by=by,
                now=now,
            )


class NoteForm(forms.Form):
    """Something only the pool reads."""

    text = long_text(label=_("Note for the pool"))
    may_read = forms.BooleanField(label=_("whom I mention may read it from now on"), required=False)

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Write it down."""
        actions.note(service_request, **self.cleaned_data, by=by, now=now)


class WaitForm(FollowUpMixin, ActForm):
    """Whose move it is, why, and when to ask again."""

    title = _("Wait for somebody")
    button = _("Wait")

    waiting_for = forms.ChoiceField(
        label=_("Who has the next move?"),
        choices=WaitingFor.choices,
        initial=WaitingFor.CLIENT,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What do we wait for?"),
        max_length=300,
        help_text=_("The client reads this."),
        widget=forms.TextInput(attrs=INPUT),
    )
    field_order = ["waiting_for", "reason", "follow_up_on"]

    def clean(self) -> dict[str, Any]:
        """Ask for the date that it waits for."""
        said = self.cleaned_data
        for_date = said.get("waiting_for") == WaitingFor.DATE
        if for_date and "follow_up_on" not in self.errors and said.get("follow_up_on") is None:
            self.add_error("follow_up_on", _("Choose the date that it waits for."))
        return said

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Let it wait."""
        said = self.cleaned_data
        actions.wait(
            service_request,
            waiting_for=WaitingFor(said["waiting_for"]),
            reason=said["reason"],
            follow_up_on=said["follow_up_on"],
            by=by,
            now=now,
        )


class HandBackForm(ActForm):
    """Why somebody gives a request back."""

    title = _("Hand back to the pool")
    button = _("Hand back")

    reason = long_text(
        label=_("Why, and what has been done?"),
        rows=2,
        help_text=_("For the colleague who picks it up next."),
    )

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Give it back."""
        actions.hand_back(service_request, reason=self.cleaned_data["reason"], by=by, now=now)


class ResumeForm(ActForm):
    """The answer that was waited for."""

    title = _("Go on")
    button = _("Go on")

    text = long_text(label=_("What was the answer?"), rows=2, required=False)

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Go on."""
        actions.resume(service_request, text=self.cleaned_data["text"], by=by, now=now)


class CauseMixin(forms.Form):
    """Why something was later than agreed: a tap, and a few words where none of them fits."""

    cause = forms.ChoiceField(
        label=_("What made it later than agreed?"), choices=Cause.choices, widget=forms.RadioSelect
    )
    word = forms.CharField(
        label=_("What was it?"),
        max_length=100,
        required=False,
        help_text=_("A few words for the pool. Don't name anybody."),
        widget=forms.TextInput(attrs=INPUT),
    )


class CauseForm(CauseMixin, ActForm):
    """The cause, said afterwards or anew."""

    title = _("What made it later than agreed?")
    button = _("Save")
    more = "requests/_cause.html"

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Keep it."""
        said = self.cleaned_data
        cause = Cause(said["cause"])
        actions.say_why_late(service_request, cause=cause, word=said["word"], by=by, now=now)


class FinishForm(CauseMixin, ActForm):
    """What the client is told when it is done; and why it is late, when it is.

    The cause may be left for later: nothing is in the way of what is done.
    """

    title = _("Finish")
    button = _("Finish and tell the client")
    more = "requests/_finish.html"

    text = long_text(
        label=_("What do you tell the client?"),
        rows=2,
        required=False,
        help_text=_("Goes along with the message that it is done."),
    )
    field_order = ["text", "cause", "word"]

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        self.fields["cause"].required = False
        if not to_explain(self.about.promise.clocks.all(), self.now):
            del self.fields["cause"], self.fields["word"]

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Finish it."""
        said = self.cleaned_data
        actions.finish(
            service_request,
            text=said["text"],
            by=by,
            now=now,
            cause=Cause(said["cause"]) if said.get("cause") else None,
            word=said.get("word", ""),
        )


class MissingForm(QuestionsForm):
    """The questions that are still open: all of them are needed to start."""

    def clean(self) -> dict[str, Any]:
        """Point at each question that is still open."""
        for field in self.unanswered():
            if field.key not in self.errors:
                self.add_error(field.key, _("This is needed to start."))
        return self.cleaned_data

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Complete the intake."""
        actions.complete_intake(
            service_request, answers=self.answers(), event_at=self.event_at(), by=by, now=now
        )


class TakeStepForm(ActForm):
    """That the step the client was told of was taken."""

    title = _("Next step")
    button = _("Done")

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Take it off."""
        actions.take_step(service_request, by=by, now=now)
