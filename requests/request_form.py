"""What is filled in to ask something: at the desk for who calls, or in the portal by who asks.

What both have: the service with its own questions, the terms it would get, urgency with its
reason. The form keeps all that was typed, whatever is wrong with it.
"""

from datetime import datetime
from functools import cached_property
from typing import Any, Self
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pdc.models import IntakeField, ServiceVersion
from requests.last_time import LastTime, last_time
from requests.models import ServiceRequest
from requests.questions import QuestionsForm
from sla.calculator import needs_event
from sla.forms.fields import INPUT
from sla.models import Norm
from sla.terms import NoCalendarError, Terms, terms_for
from teams.models import ClientMembership, User

NOT_OFFERED = _(
    "This service was not in the catalogue on the day of receipt. "
    "Choose another, or leave it outside the catalogue."
)
NOT_FOR_THEM = _(
    "This service is only for other units. Choose another, or leave it outside the catalogue."
)
LAST_TIME = "last_time"  # the questions that still have the answer of the request before


def hangs_on_event(norm: Norm | None) -> bool:
    """Return whether a norm can't be counted before the moment of the event is known."""
    return norm is not None and needs_event(norm)


class RequestForm(forms.Form):
    """One request as it is asked."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    subject = forms.CharField(label=_("What"), max_length=200)
    service = forms.IntegerField(required=False)
    text = forms.CharField(label=_("What was said"), required=False, widget=forms.Textarea)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    urgent_reason = forms.CharField(label=_("Why is it urgent?"), required=False, max_length=300)
    callback_phone = forms.CharField(label=_("Call back on"), required=False, max_length=30)
    confidential = forms.BooleanField(label=_("Confidential"), required=False)

    no_phone: str | Lazy = _("Ask on which number we can call back.")

    def __init__(self, data: QueryDict | None = None, *, by: User, now: datetime) -> None:
        super().__init__(data, initial={"token": uuid4()})
        self.by, self.now = by, now
        self.last: LastTime | None = None
        self.typed = data if data is not None else QueryDict()
        self.asker: ClientMembership | None = None
        self.version: ServiceVersion | None = None
        self.not_offered: str | Lazy = ""
        self.questions = QuestionsForm([], received_on=timezone.localdate(now))
        for name in ("text", "urgent_reason", "callback_phone"):
            self.fields[name].widget.attrs |= INPUT
        self.fields["text"].widget.attrs["rows"] = 3
        self.fields["callback_phone"].widget.attrs |= {"type": "tel", "autocomplete": "off"}

    @classmethod
    def resumed(cls, data: QueryDict, *, by: User, now: datetime) -> Self:
        """Return the form as it was left; what is wrong with it is said when it is saved."""
        form = cls(data, by=by, now=now)
        form.errors.clear()
        form.questions.errors.clear()
        return form

    @property
    def received(self) -> datetime:
        """When it came in."""
        return self.now

    @property
    def asked_before(self) -> "QuerySet[ServiceRequest]":
        """What was asked before, as far as whoever fills this in may see it."""
        raise NotImplementedError

    def choosable(self) -> "QuerySet[ServiceVersion]":
        """Return the versions that can be chosen here; which hold that day is looked at after."""
        return ServiceVersion.objects.filter(status__in=ServiceVersion.PUBLISHED)

    @property
    def complete(self) -> bool:
        """Whether all that is needed to start is known."""
        return not self.still_open

    @property
    def still_open(self) -> list[IntakeField]:
        """The questions that still have to be asked before the work can start.

        When all is in the text, that is still the one for the event, if time hangs on it.
        """
        if self.version is None:
            return []
        in_text = self.cleaned_data.get("all_in_text")
        return [
            asked
            for asked in self.questions.unanswered()
            if (asked.required and not in_text) or (asked.is_event and self.needs_event)
        ]

    @cached_property
    def needs_event(self) -> bool:
        """Whether nothing can be counted before the moment of the event is known."""
        if self.version is not None and self.version.min_notice:
            return True
        terms = self.terms_of(self.version)
        return terms is not None and hangs_on_event(terms.norms.get(Norm.Kind.TURNAROUND))

    def terms_of(self, version: ServiceVersion | None) -> Terms | None:
        """Return the terms whoever asks gets for a service; None as long as there are none."""
        if self.asker is None:
            return None
        client, urgent = self.asker.client, bool(self.cleaned_data.get("urgent"))
        try:
            return terms_for(client, client.pool, version, urgent=urgent, received_at=self.received)
        except NoCalendarError:
            return None

    @property
    def phone(self) -> str:
        """The number to call back: as typed, or else the one that is known."""
        known = self.asker.user.phone if self.asker else ""
        return str(self.cleaned_data.get("callback_phone") or known)

    def clean_subject(self) -> str:
        """Keep it on one line: it is the subject of mails."""
        return " ".join(self.cleaned_data["subject"].split())

    def clean(self) -> dict[str, Any]:
        """Find who and what were chosen, and check what hangs together."""
        self._find_asker()
        self._find_service()
        self._find_readers()
        if self.cleaned_data.get("urgent"):
            if not self.cleaned_data.get("urgent_reason"):
                self.add_error("urgent_reason", _("Say in a few words why it can't wait."))
            if not self.phone:
                self.add_error("callback_phone", str(self.no_phone))
        return self.cleaned_data

    def _find_asker(self) -> None:
        """Look up who asks, and for which unit."""
        raise NotImplementedError

    def _find_readers(self) -> None:
        """See to it that somebody who does it can read what is confidential."""
        raise NotImplementedError

    def _find_service(self) -> None:
        """Look up the service as it was on the day of receipt, and read its answers.

        One that was not offered to them that day stays on the page, with all that was answered.
        """
        if not self.data.get("service"):
            return
        received_on = timezone.localdate(self.received)
        chosen = self.choosable().filter(pk=self.cleaned_data.get("service") or 0)
        held = ServiceVersion.objects.in_force(received_on)
        same_service = held.filter(service__in=chosen.values("service"))
        theirs = same_service.offered_to([self.asker.client_id]) if self.asker else same_service
        self.version = theirs.select_related("service").first()
        if self.version is None:
            self.not_offered = NOT_FOR_THEM if same_service.exists() else NOT_OFFERED
            self.add_error("subject", str(self.not_offered))
            self.version = chosen.select_related("service").first()
        if self.version is None:
            return
        asked = self.version.intake_fields.all()
        self.questions = QuestionsForm(asked, self.data, received_on=received_on)
        if not self.questions.is_valid():
            self.add_error(None, _("One of the answers can't be read. It is marked below."))

    def fill_from(self, last: LastTime | None) -> None:
        """Begin the questions with the answers of last time, wherever nothing was typed."""
        self.last = last
        if self.version is None or last is None:
            return
        still = set(self.typed.getlist(LAST_TIME))
        data = self.typed.copy()
        filled = []
        for key, answer in last.answers.items():
            if key in still or not data.get(f"answer-{key}"):
                data[f"answer-{key}"] = answer
                filled.append(key)
        data.setlist(LAST_TIME, filled)
        self.data = self.typed = data
        asked, received_on = self.questions.questions, timezone.localdate(self.received)
        self.questions = QuestionsForm(asked, data, received_on=received_on)
        self.questions.full_clean()

    @property
    def last_time(self) -> LastTime | None:
        """The request before of this person, or their unit, for the service that was taken."""
        if self.asker is None or self.version is None or not self.questions.questions:
            return None
        return last_time(self.asker, self.version, seen=self.asked_before)

    @property
    def nothing_answered(self) -> bool:
        """Whether no question has an answer but those of last time."""
        still = set(self.typed.getlist(LAST_TIME))
        return not any(
            self.data.get(f"answer-{asked.key}")
            for asked in self.questions.questions
            if asked.key not in still
        )

    @property
    def from_last_time(self) -> set[str]:
        """The questions that have the answer of last time."""
        return set(self.typed.getlist(LAST_TIME))

    @property
    def event_at(self) -> datetime | None:
        """The moment of the event, when one of the answers says it."""
        return self.questions.event_at() if self.version else None
