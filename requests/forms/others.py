"""What people fill in about a request and another one: which other, by its number."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests.forms.desk import ActForm
from requests.models import ServiceRequest
from requests.models.service_requests import ServiceRequestQuerySet
from sla.forms.fields import INPUT

NUMBER = re.compile(r"(?:(?P<year>\d{4})-)?0*(?P<pk>\d{1,9})")


def short_text(length: int = 300, **options: Any) -> forms.CharField:
    """Return a field for one line."""
    return forms.CharField(max_length=length, widget=forms.TextInput(attrs={**INPUT}), **options)


class OtherRequestForm(ActForm):
    """Another request, by its number; those it can well be are offered."""

    more = "requests/_other.html"

    number = short_text(30, label=_("Number"), help_text=_("For example 2026-000123."))

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        self.fields["number"].widget.attrs["list"] = "candidates"
        self.other: ServiceRequest | None = None

    @property
    def worked_by(self) -> ServiceRequestQuerySet:
        """The requests that whoever fills this in works on."""
        return ServiceRequest.objects.worked_by(self.by, timezone.localdate(self.now))

    @property
    def candidates(self) -> "QuerySet[ServiceRequest]":
        """Those that are offered: of the same person, newest first."""
        theirs = self.worked_by.filter(requested_by=self.about.requested_by_id)
        return theirs.exclude(pk=self.about.pk).order_by("-pk")[:30]

    def clean_number(self) -> str:
        """Find the request with this number among those they work on."""
        typed: str = self.cleaned_data["number"].strip()
        read = NUMBER.fullmatch(typed)
        found = self.worked_by.filter(pk=int(read["pk"])).first() if read else None
        if found is None or (read and read["year"] and not found.number.startswith(read["year"])):
            raise ValidationError(_("You work on no request with this number. Check the number."))
        self.other = found
        return typed
