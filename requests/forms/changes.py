"""What people fill in to change what was promised, or to stop: each form performs its action."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdc import search
from pdc.models import ServiceVersion
from requests import actions
from requests.forms.desk import ActForm, long_text
from requests.forms.others import OtherRequestForm, short_text
from requests.models import ServiceRequest
from requests.questions import MomentField
from teams.models import User

OUTSIDE = "outside"


class ReopenForm(ActForm):
    """Why something is not done after all."""

    title = _("Open again")
    button = _("Open again")

    reason = long_text(
        rows=2, label=_("What is still to be done?"), help_text=_("The client reads this.")
    )

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Go on with it."""
        actions.reopen(service_request, reason=self.cleaned_data["reason"], by=by, now=now)


class FindServiceForm(ActForm):
    """A service that the search of the catalogue fills in, or outside the catalogue."""

    subject = forms.CharField(required=False, max_length=200)
    service = forms.CharField(required=False)

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        self.version: ServiceVersion | None = None

    def services(self, words: str, limit: int) -> list[ServiceVersion]:
        """Return what whoever asked may mean by some words, as it was on the day of receipt."""
        if not words.strip():
            return []
        promise = self.about.promise
        on, client = timezone.localdate(promise.received_at), promise.client_id
        return search.suggest("", limit, typing=words, on=on, client=client).versions

    def clean_service(self) -> str:
        """Find the service that was chosen."""
        chosen: str = self.cleaned_data["service"]
        if chosen == OUTSIDE:
            return chosen
        if chosen.isdecimal():
            theirs = ServiceVersion.objects.offered_to([self.about.promise.client_id])
            self.version = theirs.filter(pk=int(chosen[:9])).first()
        if self.version is None:
            raise ValidationError(_("Choose a service from the list."))
        return chosen


class CorrectForm(FindServiceForm):
    """Which service it is really about."""

    title = _("Correct the service")
    button = _("Correct")
    previews = True
    more = "requests/_correct.html"

    because = short_text(
        label=_("Why is it another service?"), help_text=_("For the pool, and beside the deadline.")
    )
    all_known = forms.BooleanField(
        label=_("All that this service asks is known already"), required=False
    )

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Give it that service."""
        actions.correct_service(
            service_request,
            service_version=self.version,
            because=self.cleaned_data["because"],
            all_known=self.cleaned_data["all_known"],
            by=by,
            now=now,
        )


class UrgentForm(ActForm):
    """Why it can't wait, and where whoever asked can be called."""

    title = _("Make it urgent")
    button = _("Make it urgent")
    previews = True

    reason = short_text(label=_("Why can't it wait?"))
    callback_phone = short_text(30, label=_("Call back on"))

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        phone = self.about.callback_phone or self.about.requested_by.phone
        self.fields["callback_phone"].initial = phone

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Make it urgent."""
        said = self.cleaned_data
        reason, phone = said["reason"], said["callback_phone"]
        actions.make_urgent(service_request, reason=reason, callback_phone=phone, by=by, now=now)


class AgreeForm(ActForm):
    """The date that was agreed, with whom, and why not the one of the norm."""

    title = _("Agree on another date")
    button = _("Record this date")
    previews = True

    due_at = MomentField(label=_("Ready at the latest"))
    with_whom = short_text(200, label=_("Agreed with"))
    because = short_text(label=_("Why another date?"), help_text=_("The client reads this."))

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        self.fields["with_whom"].initial = str(self.about.requested_by)

    def clean_due_at(self) -> datetime:
        """Refuse a moment that has passed."""
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at <= self.now:
            raise ValidationError(_("This moment has passed. Choose one that is still to come."))
        return due_at

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Record it."""
        actions.agree_date(service_request, **self.cleaned_data, by=by, now=now)


class CancelForm(ActForm):
    """Why it is not needed any more."""

    title = _("Cancel the request")
    button = _("Stop, and tell the client")

    reason = long_text(rows=2, label=_("Why does it stop?"), help_text=_("The client reads this."))

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Cancel it."""
        actions.cancel(service_request, reason=self.cleaned_data["reason"], by=by, now=now)


class DeclineForm(ActForm):
    """What the client can do instead."""

    title = _("Decline")
    button = _("Decline, and tell the client")

    alternative = long_text(
        rows=2, label=_("What can the client do instead?"), help_text=_("The client reads this.")
    )

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Decline it."""
        alternative = self.cleaned_data["alternative"]
        actions.decline(service_request, alternative=alternative, by=by, now=now)


class MergeForm(OtherRequestForm):
    """The request as which it goes on, by its number."""

    title = _("Merge with another request")
    button = _("Merge, and tell the client")

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        self.fields["number"].label = _("Number of the request it goes on as")

    @property
    def candidates(self) -> "QuerySet[ServiceRequest]":
        """The open requests of the same unit that they work on, newest first."""
        same_unit = self.worked_by.open().filter(promise__client=self.about.promise.client_id)
        return same_unit.exclude(pk=self.about.pk).order_by("-pk")[:30]

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Merge it."""
        assert self.other is not None  # a valid form found it
        actions.merge(service_request, into=self.other, by=by, now=now)
