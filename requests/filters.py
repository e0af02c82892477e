"""How the queue is narrowed by hand: words in the field, and the fields of "more filters"."""

from collections.abc import Collection
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pdc.models import ServiceVersion
from requests.models import OPEN, Channel, ServiceRequest
from requests.search import of_people_called, said_in
from teams.models import Client, Pool, User

Requests = QuerySet[ServiceRequest]

ALL = _("all")
SELECT = forms.Select(attrs={"class": "form-select"})


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What a secretary can narrow the queue of some pools by."""

    q = django_filters.CharFilter(method="with_words", label=_("Words"))
    service = django_filters.ModelChoiceFilter(
        method="of_service",
        label=_("Service"),
        queryset=ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED)
        .select_related("service")
        .order_by("service__code"),
        empty_label=ALL,
        widget=SELECT,
    )
    client = django_filters.ModelChoiceFilter(
        field_name="promise__client", label=_("Client"), empty_label=ALL, widget=SELECT
    )
    assignee = django_filters.ModelChoiceFilter(
        label=_("Who has it"), empty_label=ALL, widget=SELECT
    )
    channel = django_filters.ChoiceFilter(
        label=_("Channel"), choices=Channel.choices, empty_label=ALL, widget=SELECT
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(status.value, status.label) for status in OPEN],
        empty_label=ALL,
        widget=SELECT,
    )

    class Meta:
        model = ServiceRequest
        fields: list[str] = []

    def __init__(self, data: Any, queryset: Requests, *, pools: Collection[Pool]) -> None:
        super().__init__(data, queryset)
        self.filters["client"].queryset = Client.objects.filter(pool__in=pools)
        self.filters["assignee"].queryset = User.objects.filter(
            pool_memberships__pool__in=pools
        ).distinct()

    @property
    def narrowed(self) -> bool:
        """Whether any of the fields under "more filters" is filled in."""
        return any(self.data.get(name) for name in self.filters if name != "q")

    def with_words(self, requests: Requests, name: str, words: str) -> Requests:
        """Keep what has these words in it, or in the name of who or which unit asked.

        Two questions, because together no index can answer them.
        """
        said = ServiceRequest.objects.open().filter(said_in(words))
        asked = ServiceRequest.objects.open().filter(of_people_called(words))
        return requests.filter(Q(pk__in=said.values("pk")) | Q(pk__in=asked.values("pk")))

    def of_service(self, requests: Requests, name: str, version: ServiceVersion) -> Requests:
        """Keep what was asked of this service, under any of its versions."""
        return requests.filter(promise__service_version__service=version.service_id)
