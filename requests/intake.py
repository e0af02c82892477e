"""What the desk needs to log a request: who asks, what, how it came in, and when.

The form keeps all that was typed, whatever is wrong with it; saving goes through the action.
"""

import re
from datetime import datetime, timedelta

from django import forms
from django.db import transaction
from django.db.models import CharField, F, FloatField, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdc.words import LONGEST_SAID, MOST_WORDS
from requests import actions, policies
from requests.models import Channel, Link, ServiceRequest
from requests.questions import MomentField
from requests.request_form import RequestForm
from sla.forms.fields import INPUT
from teams.models import ClientMembership, PoolMembership, User

SHOWN = 8
ALIKE = 0.55
AT_THE_DESK = [channel for channel in Channel if channel != Channel.PORTAL]
EARLIER = [("", _("now")), ("5", _("5 min")), ("15", _("15 min")), ("30", _("30 min"))]


class Unaccented(Func):
    """Text without accents, as PostgreSQL takes them away."""

    function = "UNACCENT"
    output_field = TextField()


class Likeness(Func):
    """How much of the first text lies in the second, from 0 to 1, mistakes allowed."""

    function = "WORD_SIMILARITY"
    output_field = FloatField()


class Digits(Func):
    """Only the digits of a telephone number, however it was written."""

    function = "REGEXP_REPLACE"
    template = "%(function)s(%(expressions)s, '[^0-9]', '', 'g')"
    output_field = CharField()


def askers(by: User, on: datetime) -> "QuerySet[ClientMembership]":
    """Return whoever someone may log a request for: the people their pools serve."""
    day = timezone.localdate(on)
    pools = by.pool_memberships.on(day).values("pool")
    served = ClientMembership.objects.on(day).filter(client__pool__in=pools, user__is_active=True)
    return served.select_related("user", "client__pool")


def askers_matching(words: str, *, by: User, on: datetime) -> list[ClientMembership]:
    """Return who is meant by part of a name, of a unit or of a telephone number, best first.

    Every word must be there, in any order; of a whole story the longest. Only when nobody is
    found that way, whoever it is like: that reads everyone, and costs ten times as much.
    """
    words = words.replace("\0", "")[:LONGEST_SAID].lower()
    terms = sorted(words.split(), key=len)[-MOST_WORDS:]
    if not terms:
        return []
    people = askers(by, on)
    in_order = ("user__family_name", "user__given_name", "pk")
    digits = re.sub(r"\D", "", words)
    if len(digits) >= 3:
        found = people.annotate(digits=Digits("user__phone")).filter(digits__contains=digits)
        return list(found.order_by(*in_order)[:SHOWN])
    said = Unaccented(Value(" ".join(words.split())))
    described = people.annotate(
        described=Unaccented(Lower(everything_about_them())),
        likeness=Likeness(said, F("described")),
    ).order_by("-likeness", *in_order)
    all_words = Q()
    for term in terms:
        all_words &= Q(described__contains=Unaccented(Value(term)))
    return list(described.filter(all_words)[:SHOWN]) or list(
        described.filter(likeness__gt=ALIKE)[:SHOWN]
    )


def everything_about_them() -> Concat:
    """Return the words someone is looked up by: their name, and their unit."""
    space = Value(" ")
    person = ("user__given_name", space, "user__infix", space, "user__family_name", space)
    return Concat(*person, "client__name", space, "client__code")


def colleagues(by: User, on: datetime) -> "QuerySet[User]":
    """Return who works beside someone, in any of their pools."""
    day = timezone.localdate(on)
    pools = by.pool_memberships.on(day).values("pool")
    beside = PoolMembership.objects.on(day).filter(pool__in=pools).exclude(user=by)
    found = User.objects.filter(pk__in=beside.values("user"), is_active=True)
    return found.order_by("given_name", "family_name", "pk")


class IntakeForm(RequestForm):
    """One request as the desk takes it down."""

    who = forms.CharField(label=_("Who"), required=False, max_length=200)
    requester = forms.IntegerField(required=False)
    contact_name = forms.CharField(label=_("On their behalf"), required=False, max_length=200)
    all_in_text = forms.BooleanField(label=_("All that is needed is in the text"), required=False)
    channel = forms.ChoiceField(
        label=_("Came in by"),
        choices=[(channel.value, channel.label) for channel in AT_THE_DESK],
        initial=Channel.PHONE,
    )
    earlier = forms.ChoiceField(label=_("Received"), choices=EARLIER, required=False)
    received_at = MomentField(label=_("or on"), required=False)
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)
    named = forms.MultipleChoiceField(
        label=_("Who else may read it?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None = None, *, by: User, now: datetime) -> None:
        super().__init__(data, by=by, now=now)
        named = self.fields["named"]
        assert isinstance(named, forms.MultipleChoiceField)
        named.choices = self._who_may_be_named
        for name in ("received_at", "contact_name"):
            self.fields[name].widget.attrs |= INPUT

    @property
    def received(self) -> datetime:
        """When it came in: on the moment typed, or so many minutes ago."""
        typed: datetime | None = self.cleaned_data.get("received_at")
        return typed or self.now - timedelta(minutes=int(self.cleaned_data.get("earlier") or 0))

    @property
    def asked_before(self) -> "QuerySet[ServiceRequest]":
        """What was asked before, of the pools of who takes it down."""
        return ServiceRequest.objects.worked_by(self.by, timezone.localdate(self.now))

    @property
    def what_was_said(self) -> str:
        """All that was typed about it, by whoever called, to add to another request."""
        words = [str(self.cleaned_data.get(name) or "") for name in ("subject", "text")]
        said = "\n".join(text for text in words if text)
        caller = self.cleaned_data.get("contact_name")
        return f"{caller}: {said}" if caller and said else said

    def _find_asker(self) -> None:
        """Look up who asks, and whether it can have been received then."""
        chosen = self.cleaned_data.get("requester") or 0
        self.asker = askers(self.by, self.now).filter(pk=chosen).first()
        if self.asker is None:
            self.add_error("who", _("Choose who asks this from the list."))
            return
        pool = self.asker.client.pool
        reason = policies.why_not_log(pool, self.by, received_at=self.received, now=self.now)
        if reason:
            self.add_error("received_at", str(reason))

    def _who_may_be_named(self) -> list[tuple[str, str]]:
        """Return the colleagues to choose from; looked up only when the page shows them."""
        return [(str(person.pk), str(person)) for person in colleagues(self.by, self.now)]

    def _find_readers(self) -> None:
        """See to it that somebody beside whoever logs it can read what is confidential."""
        if not self.cleaned_data.get("confidential") or self.asker is None:
            return
        pool, on = self.asker.client.pool, timezone.localdate(self.now)
        named = self.cleaned_data.get("named") or []
        there = pool.memberships.on(on).exclude(user=self.by)
        if outside := set(named) - {str(pk) for pk in there.values_list("user", flat=True)}:
            names = [str(person) for person in User.objects.filter(pk__in=outside)]
            works_elsewhere = _("%(names)s does not work in %(pool)s, and can't read it.")
            self.add_error("named", works_elsewhere % {"names": ", ".join(names), "pool": pool})
        coordinators = policies.coordinators_of(pool, on)
        if not named and there.exists() and not coordinators.exclude(pk=self.by.pk).exists():
            self.add_error("named", _("Name a colleague, who takes over when you are away."))

    @transaction.atomic
    def save(self) -> ServiceRequest:
        """Log the request; sent twice it is still one. Raises `Refused` when it can't be."""
        assert self.asker is not None
        cleaned = self.cleaned_data
        urgent = cleaned["urgent"]
        service_request = actions.log(
            requested_by=self.asker.user,
            client=self.asker.client,
            service_version=self.version,
            subject=cleaned["subject"],
            text=cleaned["text"],
            answers=self.questions.answers() if self.version else {},
            intake_complete=self.complete,
            event_at=self.event_at,
            channel=Channel(cleaned["channel"]),
            received_at=self.received,
            urgent_reason=cleaned["urgent_reason"] if urgent else "",
            callback_phone=self.phone if urgent else "",
            confidential=cleaned["confidential"],
            named=User.objects.filter(pk__in=cleaned["named"]),
            contact_name=cleaned["contact_name"],
            token=cleaned["token"],
            by=self.by,
            now=self.now,
        )
        self._link_to_the_call(service_request)
        return service_request

    def _link_to_the_call(self, service_request: ServiceRequest) -> None:
        """Link it to what the same caller asked just before, or what it follows on from."""
        seen = ServiceRequest.objects.worked_by(self.by, timezone.localdate(self.now))
        before = seen.filter(pk=self.cleaned_data.get("after") or 0).first()
        if before is None or before == service_request:
            return
        if not Link.objects.between(service_request, before).exists():  # it is not sent twice
            kind = Link.Kind.FROM_ONE_CALL if before.is_open else Link.Kind.FOLLOWS_ON
            actions.link(service_request, to=before, kind=kind, by=self.by, now=self.now)
