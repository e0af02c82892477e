"""What people fill in to do something together with a colleague: each form performs its action."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests import actions
from requests.forms.desk import ActForm, long_text
from requests.models import ServiceRequest
from requests.together import colleagues_in, names_to_choose
from sla.forms.fields import INPUT
from teams.models import User

CONFIDENTIAL = _("This is confidential: whom you choose can read it from then on.")


def a_colleague(**options: Any) -> forms.TypedChoiceField:
    """Return a field to choose a colleague with; its form says which there are."""
    return forms.TypedChoiceField(coerce=int, widget=forms.Select(attrs={**INPUT}), **options)


def offer(form: forms.Form, name: str, people: QuerySet[User], on: date) -> None:
    """Let a field of a form choose between these people, none of them chosen yet."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "–"), *names_to_choose(people, on)]


class AssignForm(ActForm):
    """Who gets the request, and a word why."""

    title = _("Give to a colleague")
    button = _("Give it")

    to = a_colleague(label=_("Who has it from now on?"))
    because = long_text(
        label=_("A word with it"), rows=2, required=False, help_text=_("Only the pool reads this.")
    )
    held_by = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        on = timezone.localdate(self.now)
        colleagues = colleagues_in(self.about.promise.pool_id, on)
        offer(self, "to", colleagues.exclude(pk=self.about.assignee_id or 0), on)
        self.fields["held_by"].initial = self.about.assignee_id or ""
        if self.about.confidential:
            self.fields["to"].help_text = CONFIDENTIAL

    def clean(self) -> dict[str, Any]:
        """Refuse what was looked at before somebody else got it; the next try is by what is so."""
        holder = str(self.about.assignee_id or "")
        if self.data.get("held_by", holder) != holder:
            self.data = dict(self.data.items()) | {"held_by": holder}
            raise ValidationError(
                _("Meanwhile this is with somebody else. Look who has it, and choose again.")
            )
        return self.cleaned_data

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Give it."""
        said = self.cleaned_data
        to = User.objects.get(pk=said["to"])
        actions.assign(service_request, to=to, because=said["because"], by=by, now=now)


class AskHelpForm(ActForm):
    """Which colleague is asked to help, and with what."""

    title = _("Ask a colleague for help")
    button = _("Ask for help")

    of = a_colleague(label=_("Whom do you ask?"))
    question = long_text(
        label=_("What do you need?"), rows=2, help_text=_("Only the pool reads this.")
    )

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        on = timezone.localdate(self.now)
        offer(self, "of", colleagues_in(self.about.promise.pool_id, on).exclude(pk=self.by.pk), on)
        if self.about.confidential:
            self.fields["of"].help_text = CONFIDENTIAL

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Ask it."""
        said = self.cleaned_data
        of = User.objects.get(pk=said["of"])
        actions.ask_help(service_request, of=of, question=said["question"], by=by, now=now)


class AnswerHelpForm(ActForm):
    """What somebody who was asked to help has to say."""

    title = _("Answer who asks for help")
    button = _("Answer")

    could = forms.TypedChoiceField(
        label=_("Could you help?"),
        choices=[("yes", _("Yes, it is done")), ("no", _("No, I can't"))],
        initial="yes",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = long_text(label=_("Your answer"), rows=2, required=False)

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Answer it."""
        actions.answer_help(service_request, **self.cleaned_data, by=by, now=now)


class WithdrawHelpForm(ActForm):
    """Which colleague need not help any more."""

    title = _("Help is not needed any more")
    button = _("Let them know")

    of = a_colleague(label=_("Who need not help any more?"))

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        mine = self.about.helps.filter(asked_by=self.by)
        asked = User.objects.filter(pk__in=mine.values("asked"))
        offer(self, "of", asked, timezone.localdate(self.now))

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Withdraw it."""
        of = User.objects.get(pk=self.cleaned_data["of"])
        actions.withdraw_help(service_request, of=of, by=by, now=now)


class LetReadForm(ActForm):
    """Which colleague may read a confidential request from now on."""

    title = _("Let somebody read it")
    button = _("Let them read it")

    who = a_colleague(label=_("Who may read it from now on?"))

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        on = timezone.localdate(self.now)
        colleagues = colleagues_in(self.about.promise.pool_id, on)
        offer(self, "who", colleagues.exclude(pk__in=self.about.named.values("pk")), on)

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Let them."""
        who = User.objects.get(pk=self.cleaned_data["who"])
        actions.let_read(service_request, who=who, by=by, now=now)


class NoLongerReadForm(ActForm):
    """Who may not read a confidential request any more."""

    title = _("Take somebody off who may read it")
    button = _("Take them off")

    who = a_colleague(label=_("Who may not read it any more?"))

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        offer(self, "who", self.about.named.all(), timezone.localdate(self.now))

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Take them off."""
        who = User.objects.get(pk=self.cleaned_data["who"])
        actions.no_longer_read(service_request, who=who, by=by, now=now)
