"""What the desk needs to log a request: who asks, what, how it came in, and when.

The form keeps all that was typed, whatever is wrong with it; saving goes through the action.
"""

import re
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Self
from uuid import uuid4

from django import forms
from django.db import transaction
from django.db.models import CharField, F, FloatField, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pdc.models import IntakeField, ServiceVersion
from pdc.words import LONGEST_SAID, MOST_WORDS
from requests import actions, policies
from requests.last_time import LastTime
from requests.models import Channel, Link, ServiceRequest
from requests.questions import MomentField, QuestionsForm
from sla.calculator import needs_event
from sla.forms.fields import INPUT
from sla.models import Norm
from sla.terms import NoCalendarError, Terms, terms_for
from teams.models import ClientMembership, PoolMembership, User

SHOWN = 8
ALIKE = 0.55
AT_THE_DESK = [channel for channel in Channel if channel != Channel.PORTAL]
NOT_OFFERED = _(
    "This service was not in the catalogue on the day of receipt. "
    "Choose another, or leave it outside the catalogue."
)
NOT_FOR_THEM = _(
    "This service is only for other units. Choose another, or leave it outside the catalogue."
)
LAST_TIME = "last_time"  # the questions that still have the answer of the request before
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


def hangs_on_event(norm: Norm | None) -> bool:
    """Return whether a norm can't be counted before the moment of the event is known."""
    return norm is not None and needs_event(norm)


def colleagues(by: User, on: datetime) -> "QuerySet[User]":
    """Return who works beside someone, in any of their pools."""
    day = timezone.localdate(on)
    pools = by.pool_memberships.on(day).values("pool")
    beside = PoolMembership.objects.on(day).filter(pool__in=pools).exclude(user=by)
    found = User.objects.filter(pk__in=beside.values("user"), is_active=True)
    return found.order_by("given_name", "family_name", "pk")


class IntakeForm(forms.Form):
    """One request as the desk takes it down."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    who = forms.CharField(label=_("Who"), required=False, max_length=200)
    requester = forms.IntegerField(required=False)
    contact_name = forms.CharField(label=_("On their behalf"), required=False, max_length=200)
    subject = forms.CharField(label=_("What"), max_length=200)
    service = forms.IntegerField(required=False)
    text = forms.CharField(label=_("What was said"), required=False, widget=forms.Textarea)
    all_in_text = forms.BooleanField(label=_("All that is needed is in the text"), required=False)
    channel = forms.ChoiceField(
        label=_("Came in by"),
        choices=[(channel.value, channel.label) for channel in AT_THE_DESK],
        initial=Channel.PHONE,
    )
    earlier = forms.ChoiceField(label=_("Received"), choices=EARLIER, required=False)
    received_at = MomentField(label=_("or on"), required=False)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    urgent_reason = forms.CharField(label=_("Why is it urgent?"), required=False, max_length=300)
    callback_phone = forms.CharField(label=_("Call back on"), required=False, max_length=30)
    confidential = forms.BooleanField(label=_("Confidential"), required=False)
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)
    named = forms.MultipleChoiceField(
        label=_("Who else may read it?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None = None, *, by: User, now: datetime) -> None:
        super().__init__(data, initial={"token": uuid4(), "channel": Channel.PHONE})
        self.by, self.now = by, now
        self.last: LastTime | None = None
        self.typed = data if data is not None else QueryDict()
        named = self.fields["named"]
        assert isinstance(named, forms.MultipleChoiceField)
        named.choices = self._who_may_be_named
        self.asker: ClientMembership | None = None
        self.version: ServiceVersion | None = None
        self.not_offered: str | Lazy = ""
        self.questions = QuestionsForm([], received_on=timezone.localdate(now))
        for name in ("text", "received_at", "contact_name", "urgent_reason", "callback_phone"):
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
        """When it came in: on the moment typed, or so many minutes ago."""
        typed: datetime | None = self.cleaned_data.get("received_at")
        return typed or self.now - timedelta(minutes=int(self.cleaned_data.get("earlier") or 0))

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
    def what_was_said(self) -> str:
        """All that was typed about it, by whoever called, to add to another request."""
        words = [str(self.cleaned_data.get(name) or "") for name in ("subject", "text")]
        said = "\n".join(text for text in words if text)
        caller = self.cleaned_data.get("contact_name")
        return f"{caller}: {said}" if caller and said else said

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
        self._find_requester()
        self._find_service()
        self._find_readers()
        if self.cleaned_data.get("urgent"):
            if not self.cleaned_data.get("urgent_reason"):
                self.add_error("urgent_reason", _("Say in a few words why it can't wait."))
            if not self.phone:
                self.add_error("callback_phone", _("Ask on which number we can call back."))
        return self.cleaned_data

    def _find_requester(self) -> None:
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

    def _find_service(self) -> None:
        """Look up the service as it was on the day of receipt, and read its answers.

        One that was not offered to them that day stays on the page, with all that was answered.
        """
        if not self.data.get("service"):
            return
        received_on = timezone.localdate(self.received)
        published = ServiceVersion.objects.filter(status__in=ServiceVersion.PUBLISHED)
        chosen = published.filter(pk=self.cleaned_data.get("service") or 0)
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

    @property
    def event_at(self) -> datetime | None:
        """The moment of the event, when one of the answers says it."""
        return self.questions.event_at() if self.version else None
