"""How the queue is narrowed by hand: words in the field, and the fields of "more filters"."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from pdc.models import ServiceVersion, Theme
from requests.models import OPEN, Channel, ServiceRequest, WaitingFor
from requests.queue import Show, condition, late
from requests.search import (
    MOST_WORDS,
    are_too_many,
    asked_by_who_is_called,
    called,
    first_words,
    said_in,
)
from sla.models import Clock, Norm
from teams.models import Client, Pool, User

Requests = QuerySet[ServiceRequest]

ALL = _("all")
SELECT = forms.Select(attrs={"class": "form-select"})
DAY = forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d")
TYPED = forms.TextInput(attrs={"class": "form-control", "maxlength": 200})
ME, NOBODY = "me", "nobody"
WORDS = ("q", "requester")


class Due(StrEnum):
    """When something is due, in the words of the desk."""

    LATE = "late"
    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK = "week"
    STILL = "still"


DUE = [
    (Due.LATE.value, _("later than agreed")),
    (Due.TODAY.value, _("today")),
    (Due.TOMORROW.value, _("tomorrow")),
    (Due.WEEK.value, _("this week")),
    (Due.STILL.value, _("clock stands still")),
]


class On(NamedTuple):
    """A filter that is on, as the page names it."""

    name: str
    label: str | Words
    value: str | Words


def one_of(label: str | Words, choices: Any, **options: Any) -> django_filters.ChoiceFilter:
    """Return a filter on one value out of a short list."""
    return django_filters.ChoiceFilter(
        label=label, choices=choices, empty_label=ALL, widget=SELECT, **options
    )


def one_model(label: str | Words, **options: Any) -> django_filters.ModelChoiceFilter:
    """Return a filter on one row, chosen by its name."""
    return django_filters.ModelChoiceFilter(label=label, empty_label=ALL, widget=SELECT, **options)


def services() -> Iterator[tuple[str, str]]:
    """Offer each service that is or was in the catalogue, by its code and its last name."""
    versions = ServiceVersion.objects.filter(status__in=ServiceVersion.PUBLISHED)
    last = versions.order_by("service__code", "-number").distinct("service__code")
    yield from (
        (code, f"{code} {name}") for code, name in last.values_list("service__code", "name")
    )


def on_day(label: str | Words, **options: Any) -> django_filters.DateFilter:
    """Return a filter on a day from or until which."""
    return django_filters.DateFilter(label=label, widget=DAY, **options)


class OnlyFilter(django_filters.Filter):  # type: ignore[misc]
    """A tick that keeps only what is so; without the tick it keeps all."""

    field_class = forms.BooleanField

    def filter(self, qs: Requests, value: bool | None) -> Requests:  # noqa: FBT001 - django-filter's
        """Keep what is so, when it is ticked."""
        return super().filter(qs, value) if value else qs


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What a secretary can narrow the queue of some pools by."""

    q = django_filters.CharFilter(method="with_words", label=_("Words"))
    pool = one_model(_("Pool"), field_name="promise__pool", to_field_name="code", queryset=None)
    due = one_of(_("Due"), DUE, method="due_when")
    theme = one_model(_("Theme"), method="of_theme", queryset=Theme.objects.all())
    service = one_of(_("Service"), services, method="of_service")
    client = one_model(_("Client"), field_name="promise__client", queryset=None)
    requester = django_filters.CharFilter(method="asked_by", label=_("Asked by"), widget=TYPED)
    assignee = one_of(_("Who has it"), [], method="had_by")
    status = one_of(_("Status"), [(status.value, status.label) for status in OPEN])
    waiting = one_of(_("Waits for"), WaitingFor.choices, field_name="waiting_for")
    channel = one_of(_("Channel"), Channel.choices)
    due_from = on_day(_("Due from"), method="due_since")
    due_to = on_day(_("Due until"), method="due_until")
    received_from = on_day(_("Received from"), method="received_since")
    received_to = on_day(_("Received until"), method="received_until")
    urgent = OnlyFilter(label=_("Urgent"), field_name="promise__urgent")
    confidential = OnlyFilter(label=_("Confidential"))
    outside = OnlyFilter(
        label=_("Outside the catalogue"),
        field_name="promise__service_version",
        lookup_expr="isnull",
    )
    incomplete = OnlyFilter(
        label=_("Intake incomplete"), field_name="intake_complete", exclude=True
    )
    silent = OnlyFilter(label=_("Without contact for too long"), method="without_contact")

    class Meta:
        model = ServiceRequest
        fields: list[str] = []

    def __init__(
        self,
        data: Any,
        queryset: Requests,
        *,
        pools: Collection[Pool],
        user: User,
        now: datetime,
    ) -> None:
        super().__init__(data, queryset)
        self.pools, self.user, self.now = pools, user, now
        self.filters["pool"].queryset = Pool.objects.filter(pk__in=[pool.pk for pool in pools])
        self.filters["client"].queryset = Client.objects.filter(pool__in=pools)
        self.filters["assignee"].extra["choices"] = self._colleagues
        self.form.auto_id = (
            "filter-%s"  # a new request opens over the queue, with fields of its own
        )

    @property
    def on(self) -> list[On]:
        """The filters that are on, each with its value in words."""
        self.form.is_valid()  # what is not valid is not among the cleaned data, and filters nothing
        return [
            On(name, self.filters[name].label, self._in_words(name, value))
            for name, value in self.form.cleaned_data.items()
            if value
        ]

    @property
    def words_that_count(self) -> int | None:
        """How many words are looked for, where more were typed."""
        typed = (self.data.get(name, "") for name in WORDS)
        return MOST_WORDS if any(are_too_many(words) for words in typed) else None

    @property
    def not_understood(self) -> list[On]:
        """The filters whose value means nothing here, as it was typed; they filter nothing."""
        return [On(name, self.filters[name].label, self.data[name]) for name in self.form.errors]

    def _in_words(self, name: str, value: Any) -> str | Words:
        field = self.form.fields[name]
        if isinstance(value, date):
            return date_format(value, "j M Y")
        if isinstance(field, forms.ModelChoiceField):
            return field.label_from_instance(value)
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            return next(str(words) for key, words in choices if key == value)
        return "" if value is True else str(value)

    def _colleagues(self) -> Iterator[tuple[str, str | Words]]:
        """Offer oneself, nobody, and each colleague of these pools."""
        yield ME, _("me")
        yield NOBODY, _("nobody")
        members = User.objects.filter(pool_memberships__pool__in=self.pools).distinct()
        yield from ((str(one.pk), str(one)) for one in members if one != self.user)

    def with_words(self, requests: Requests, name: str, words: str) -> Requests:
        """Keep what has these words in it, or in the name of who or which unit asked."""
        words = first_words(words)
        asked = asked_by_who_is_called(words)
        return requests.filter(said_in(words) | asked if asked else said_in(words))

    def of_service(self, requests: Requests, name: str, code: str) -> Requests:
        """Keep what was asked of this service, under any of its versions."""
        versions = ServiceVersion.objects.filter(service__code=code)
        return requests.filter(promise__service_version__in=versions.values("pk"))

    def of_theme(self, requests: Requests, name: str, theme: Theme) -> Requests:
        """Keep what was asked of the services of a theme, or of a theme under it."""
        themes = Q(service__theme=theme) | Q(service__theme__parent=theme)
        versions = ServiceVersion.objects.filter(themes)
        return requests.filter(promise__service_version__in=versions.values("pk"))

    def asked_by(self, requests: Requests, name: str, words: str) -> Requests:
        """Keep what was asked by people with these words in their name."""
        return requests.filter(
            requested_by__in=User.objects.filter(called(first_words(words))).values("pk")
        )

    def had_by(self, requests: Requests, name: str, who: str) -> Requests:
        """Keep what one has oneself, what nobody has, or what a colleague has."""
        if who == NOBODY:
            return requests.filter(assignee=None)
        return requests.filter(assignee=self.user.pk if who == ME else int(who))

    def due_when(self, requests: Requests, name: str, when: str) -> Requests:
        """Keep what is late, or due on one of the days nearby."""
        today = timezone.localdate(self.now)
        match when:
            case Due.LATE:
                return requests.filter(late(self.now))
            case Due.STILL:
                return requests.filter(promise__next_due_at=None)
            case Due.TODAY:
                since = until = today
            case Due.TOMORROW:
                since = until = today + timedelta(days=1)
            case _:
                since = today - timedelta(days=today.weekday())
                until = since + timedelta(days=6)
        return self.due_until(self.due_since(requests, name, since), name, until)

    def due_since(self, requests: Requests, name: str, day: date) -> Requests:
        """Keep what is due on a day or later."""
        return requests.filter(promise__next_due_at__gte=_begin(day))

    def due_until(self, requests: Requests, name: str, day: date) -> Requests:
        """Keep what is due on a day or before."""
        return requests.filter(promise__next_due_at__lte=_end(day))

    def received_since(self, requests: Requests, name: str, day: date) -> Requests:
        """Keep what came in on a day or later."""
        return requests.filter(promise__received_at__gte=_begin(day))

    def received_until(self, requests: Requests, name: str, day: date) -> Requests:
        """Keep what came in on a day or before."""
        return requests.filter(promise__received_at__lte=_end(day))

    def without_contact(self, requests: Requests, name: str, ticked: bool) -> Requests:  # noqa: FBT001
        """Keep what the client should have heard something about by now, when that is ticked."""
        if not ticked:
            return requests
        silent = Clock.objects.going().filter(
            promise=OuterRef("promise"), kind=Norm.Kind.UPDATE, due_at__lt=self.now
        )
        return requests.filter(Exists(silent))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, timezone.get_current_timezone())


@dataclass(frozen=True)
class Asked:
    """What somebody asked to see of the queue of some pools: narrowed how, and by which chip."""

    narrowed: QueueFilter
    show: Show
    not_understood: list[On]

    @property
    def requests(self) -> Requests:
        """What they see then."""
        user, now = self.narrowed.user, self.narrowed.now
        return self.narrowed.qs.filter(condition(self.show, user, now))  # type: ignore[no-any-return]


def ask(
    user: User,
    data: Mapping[str, str],
    *,
    pools: Collection[Pool],
    now: datetime,
    most: int | None = None,
) -> Asked:
    """Return what somebody asks of the pools they work in, by the words of an address.

    With `most` only so many requests are looked at, whichever they are.
    """
    worked = ServiceRequest.objects.worked_by(user, timezone.localdate(now)).open()
    chosen = [pool for pool in pools if pool.code == data.get("pool")] or pools
    requests = worked.filter(promise__pool__in=chosen)
    if most is not None:
        some = requests.order_by().values("pk")[:most]
        requests = ServiceRequest.objects.filter(pk__in=some)
    wanted = data.get("show", "")
    narrowed = QueueFilter(data, requests, pools=pools, user=user, now=now)
    if wanted in list(Show):
        return Asked(narrowed, Show(wanted), narrowed.not_understood)
    chip = On("show", _("Which requests"), wanted)
    return Asked(narrowed, Show.ALL, [chip, *narrowed.not_understood])
