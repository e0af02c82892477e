"""What a client fills in to ask something in the portal, for one of their units."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdc.models import ServiceVersion
from requests import actions, policies
from requests.actions.by_client import principal_in
from requests.models import Attachment, ServiceRequest
from requests.request_form import RequestForm
from teams.models import ClientMembership, User


class AskForm(RequestForm):
    """One request as whoever asks it writes it down."""

    requester = forms.TypedChoiceField(
        label=_("For which unit?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    no_phone = _("Say on which number we can call you back.")

    def __init__(self, data: QueryDict | None = None, *, by: User, now: datetime) -> None:
        super().__init__(data, by=by, now=now)
        for name, label in {
            "subject": _("What do you want to ask?"),
            "text": _("What should we know about it?"),
            "callback_phone": _("On which number can we call you?"),
        }.items():
            self.fields[name].label = label
        units = self.fields["requester"]
        assert isinstance(units, forms.TypedChoiceField)
        units.choices = [(each.pk, str(each.client)) for each in self.memberships]
        units.initial = next((each.pk for each in self.memberships), None)

    @cached_property
    def memberships(self) -> list[ClientMembership]:
        """What they can ask it for: each of their units."""
        theirs = self.by.client_memberships.on(timezone.localdate(self.now))
        return list(theirs.select_related("user", "client__pool").order_by("client__name", "pk"))

    @property
    def asked_before(self) -> "QuerySet[ServiceRequest]":
        """What their units asked before."""
        return ServiceRequest.objects.asked_by_units_of(self.by, timezone.localdate(self.now))

    @cached_property
    def on_behalf_of(self) -> User | None:
        """The manager they ask it for, as their delegate."""
        if self.asker is None:
            return None
        return principal_in(self.asker.client_id, self.by, timezone.localdate(self.now))

    def choosable(self) -> "QuerySet[ServiceVersion]":
        """Only what is offered to one of their units: what is for others they never read."""
        units = [each.client_id for each in self.memberships]
        return super().choosable().offered_to(units)  # type: ignore[attr-defined,no-any-return]

    def _find_asker(self) -> None:
        chosen = self.cleaned_data.get("requester")
        those = [each for each in self.memberships if each.pk == chosen or chosen is None]
        self.asker = next(iter(those), None)

    def _find_readers(self) -> None:
        """What is confidential is first read by who coordinates the pool."""
        if not self.cleaned_data.get("confidential") or self.asker is None:
            return
        pool = self.asker.client.pool
        if not policies.coordinators_of(pool, timezone.localdate(self.now)).exists():
            nobody = _("Nobody of %(pool)s can read this in confidence now. Call or mail them.")
            self.add_error("confidential", nobody % {"pool": pool})

    def save(self, files: list[Attachment] | None = None) -> ServiceRequest:
        """Ask it; sent twice it is still one. Raises `Refused` when it can't be."""
        assert self.asker is not None
        cleaned: dict[str, Any] = self.cleaned_data
        urgent = cleaned["urgent"]
        return actions.ask(
            client=self.asker.client,
            service_version=self.version,
            subject=cleaned["subject"],
            text=cleaned["text"],
            answers=self.questions.answers() if self.version else {},
            intake_complete=self.complete,
            event_at=self.event_at,
            urgent_reason=cleaned["urgent_reason"] if urgent else "",
            callback_phone=self.phone if urgent else "",
            confidential=cleaned["confidential"],
            token=cleaned["token"],
            files=files or (),
            by=self.by,
            now=self.now,
        )
