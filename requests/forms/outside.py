"""What the coordinator fills in about what is outside the catalogue."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from pdc.models import Signpost
from requests import actions
from requests.forms.desk import ActForm, long_text
from requests.models import Decision, OffCatalogueKind, ServiceRequest
from requests.outside.room import Room, rooms
from teams.models import User

HITS = 8
WAYS_ON = (Decision.REFER, Decision.DECLINE)


def signposts_for(service_request: ServiceRequest, words: str) -> list[Signpost]:
    """Return who is meant by some words; while there are none, who fits the request."""
    if words:
        return Signpost.objects.active().meant_by(words)[:HITS]
    fit = Signpost.objects.active().meant_by(f"{service_request.subject} {service_request.text}")
    return fit[:HITS] or list(Signpost.objects.active()[:HITS])


class DecideForm(ActForm):
    """What the coordinator decides on what is outside the catalogue."""

    title = _("Decide what happens with it")
    button = _("Decide, and tell the client")
    more = "requests/_decide.html"

    decision = forms.ChoiceField(
        label=_("Decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    signpost = forms.ModelChoiceField(
        queryset=Signpost.objects.active(), required=False, label=_("Who can help?")
    )
    text = long_text(
        rows=2,
        label=_("What do you tell the client?"),
        required=False,
        help_text=_("Needed when we decline: say what can be done instead."),
    )
    treat = forms.BooleanField(
        label=_("a treat: fun to do, and not really our work"), required=False
    )

    @cached_property
    def room(self) -> Room:
        """What is left this month of the free room on which it would be booked."""
        [found] = rooms([self.about.promise.pool], timezone.localdate(self.now))
        return found.month

    def clean(self) -> dict[str, Any]:
        """Ask for the way on where we do not do it."""
        said = self.cleaned_data
        decision, text = said.get("decision"), said.get("text")
        if decision == Decision.DECLINE and not text:
            self.add_error("text", _("Say what the client can do instead."))
        if decision == Decision.REFER and not (said.get("signpost") or text):
            self.add_error("signpost", _("Choose who can help, or write below who can."))
        return said

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Decide."""
        said = self.cleaned_data
        actions.decide(
            service_request,
            decision=Decision(said["decision"]),
            text=said["text"],
            signpost=said["signpost"],
            kind=OffCatalogueKind.TREAT if said["treat"] else "",
            by=by,
            now=now,
        )
