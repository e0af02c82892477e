"""What people fill in to link requests: each form performs its action."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from requests import actions
from requests.forms.changes import FindServiceForm
from requests.forms.desk import long_text
from requests.forms.others import OtherRequestForm, short_text
from requests.models import Link, ServiceRequest
from teams.models import User


class LinkForm(OtherRequestForm):
    """Another request that has to do with this one, and how."""

    title = _("Link with another request")
    button = _("Link them")

    kind = forms.ChoiceField(
        label=_("How do they go together?"),
        choices=[
            (Link.Kind.BELONGS_WITH, _("they belong together")),
            (Link.Kind.FOLLOWS_ON, _("this one follows on from it")),
            (Link.Kind.FROM_ONE_CALL, _("they were asked in one call")),
        ],
        initial=Link.Kind.BELONGS_WITH,
        widget=forms.RadioSelect,
    )

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Link them."""
        assert self.other is not None  # a valid form found it
        kind = Link.Kind(self.cleaned_data["kind"])
        actions.link(service_request, to=self.other, kind=kind, by=by, now=now)


class UnlinkForm(OtherRequestForm):
    """The request with which the link goes."""

    title = _("Remove the link")
    button = _("Remove the link")

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Remove it."""
        assert self.other is not None  # a valid form found it
        actions.unlink(service_request, to=self.other, by=by, now=now)


class SplitForm(FindServiceForm):
    """What the second request is about, of the two that one turns out to be."""

    title = _("Make two requests of it")
    button = _("Make the second one")
    more = "requests/_split.html"

    what = short_text(200, label=_("What is the second one about?"))
    text = long_text(label=_("What was said about it"), rows=2, required=False)

    def clean_what(self) -> str:
        """Keep it on one line: it is the subject of mails."""
        return " ".join(self.cleaned_data["what"].split())

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Make it."""
        actions.split(
            service_request,
            subject=self.cleaned_data["what"],
            text=self.cleaned_data["text"],
            service_version=self.version,
            by=by,
            now=now,
        )
