"""Signed links in mails, with which who got one confirms or rates without signing in.

A link says which event it was mailed for and to whom, and serves one purpose: the signature of
one is of no use for the other. It lasts a month from that event, so that a mail that is sent
again is the same; and only while who got it may still see the request.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests import policies
from requests.models import Event, Notification, ServiceRequest
from requests.policies import Refused
from teams.models import User

LASTS = timedelta(days=30)
BROKEN = _("This link is not whole. Copy all of it from the mail, or click it there.")
EXPIRED = _("This link was for a month, and that is over.")
NOT_YOURS = _("This link does not work any more.")
NEWER = _("Since this mail more happened with your request. Look at the newest mail about it.")


class Purpose(StrEnum):
    """What a link is for."""

    CONFIRM = "confirm"
    RATE = "rate"


@dataclass(frozen=True)
class Invitation:
    """What a link that holds was mailed for, and to whom."""

    event: Event
    recipient: User

    @property
    def service_request(self) -> ServiceRequest:
        """The request it is about."""
        return self.event.service_request


def link_to(purpose: Purpose, notification: Notification) -> str:
    """Return the whole address to put in the mail of a message."""
    named = {"event": notification.event_id, "to": notification.recipient_id}
    token = _signer(purpose).sign_object(named)
    return urljoin(settings.BASE_URL, reverse(f"requests:mailed_{purpose}", args=[token]))


def read(purpose: Purpose, token: str, *, now: datetime) -> Invitation:
    """Return what a link was mailed for; raises `Refused` with what to do where it does not hold.

    A link that nobody signed is refused before anything is looked up.
    """
    try:
        named = _signer(purpose).unsign_object(token)
    except (signing.BadSignature, ValueError) as problem:
        raise Refused(str(BROKEN)) from problem
    events = Event.objects.select_related(
        "service_request__promise__pool",
        "service_request__promise__client",
        "service_request__requested_by",
        "service_request__rating",
    )
    event = events.filter(pk=named["event"], kind=Event.Kind.DONE).first()
    recipient = User.objects.filter(pk=named["to"], is_active=True).first()
    if event is None or recipient is None:
        raise Refused(str(NOT_YOURS))
    if now > event.at + LASTS:
        raise Refused(str(EXPIRED))
    if policies.why_not_as_client(event.service_request, recipient, now=now):
        raise Refused(str(NOT_YOURS))
    return Invitation(event, recipient)


def is_newest(invitation: Invitation) -> bool:
    """Return whether it was not opened again, and done again, since the mail."""
    done = invitation.service_request.events.filter(kind=Event.Kind.DONE)
    return done.latest("pk").pk == invitation.event.pk


def _signer(purpose: Purpose) -> signing.Signer:
    return signing.Signer(salt=f"requests.invitations.{purpose}", sep=".")
