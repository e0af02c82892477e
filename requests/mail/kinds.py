"""The kinds of mail somebody may get, and which of them they want.

What a kind switches off is the mail only: the bell always has everything. What was agreed as
escalation and what somebody at the desk writes by mail can't be switched off.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests.models import Event
from sla.models import Norm, Rung
from teams.models import User


class MailKind(models.TextChoices):
    """What a mail is about, in the words of who gets it; `User.unwanted_mail` holds these."""

    RECEIVED = "received", _("My request was received")
    PICKED_UP = "picked_up", _("Somebody picked up my request")
    WAITING = "waiting", _("You wait for my answer or for somebody else")
    MOVED = "moved", _("The date or the plan changed")
    DONE = "done", _("My request is done, or stops")
    GIVEN = "given", _("A colleague gives me a request, or takes one over")
    HELP = "help", _("A colleague asks me for help, or answers")
    MENTIONED = "mentioned", _("A colleague mentions me in a note")
    FOLLOW_UP = "follow_up", _("It is time to ask again, or a date has come")
    WARNING = "warning", _("Something I have is almost due")
    PAST_DUE = "past_due", _("Something I have is past its time")
    CALL_BACK = "call_back", _("I have to call somebody back")
    POOL_PAST_DUE = "pool_past_due", _("Something in my pool is past its time")
    CLIENT_SAYS = "client_says", _("A client answers, or asks something again")
    SERVICES = "services", _("A service that I used changes or stops")
    CATALOGUE = (
        "catalogue",
        _("The catalogue asks something of me, or what I wrote was read: audits, reviews, rounds"),
    )
    PROPOSALS = "proposals", _("Somebody answers what I proposed, or decides about it")
    ANSWER = "answer", _("Somebody at the desk writes to me")
    ESCALATION = "escalation", _("Something was agreed to be told to me")


OF_CLIENT = (
    MailKind.RECEIVED,
    MailKind.PICKED_UP,
    MailKind.WAITING,
    MailKind.MOVED,
    MailKind.DONE,
    MailKind.SERVICES,
)
OF_SECRETARY = (
    MailKind.GIVEN,
    MailKind.HELP,
    MailKind.MENTIONED,
    MailKind.FOLLOW_UP,
    MailKind.WARNING,
    MailKind.PAST_DUE,
    MailKind.CALL_BACK,
    MailKind.CLIENT_SAYS,
    MailKind.CATALOGUE,
)
OF_COORDINATOR = (MailKind.POOL_PAST_DUE,)
OF_ANYBODY = (MailKind.PROPOSALS,)
ALWAYS = (MailKind.ANSWER, MailKind.ESCALATION)

KIND_OF_EVENT = {
    Event.Kind.LOGGED: MailKind.RECEIVED,
    Event.Kind.PICKED_UP: MailKind.PICKED_UP,
    Event.Kind.ASSIGNED: MailKind.PICKED_UP,
    Event.Kind.REOPENED: MailKind.PICKED_UP,
    Event.Kind.WAITING: MailKind.WAITING,
    Event.Kind.CORRECTED: MailKind.MOVED,
    Event.Kind.MADE_URGENT: MailKind.MOVED,
    Event.Kind.AGREED: MailKind.MOVED,
    Event.Kind.MOVED: MailKind.MOVED,
    Event.Kind.DECIDED: MailKind.MOVED,
    Event.Kind.SPLIT: MailKind.MOVED,
    Event.Kind.DONE: MailKind.DONE,
    Event.Kind.CANCELLED: MailKind.DONE,
    Event.Kind.DECLINED: MailKind.DONE,
    Event.Kind.MERGED: MailKind.DONE,
}


def kind_of_event(kind: str) -> MailKind:
    """Return the kind of mail that tells a client of an event; what somebody wrote is an answer."""
    return KIND_OF_EVENT.get(Event.Kind(kind), MailKind.ANSWER)


def kind_of_alert(rung: str, about: str, *, of_pool: bool = False) -> MailKind:
    """Return the kind of mail that tells of a rung of a clock (`Norm.Kind`).

    `of_pool` is how a coordinator hears it: not for what they have themselves, but for what is
    past its time in the pool.
    """
    if rung == Rung.ESCALATION:
        return MailKind.ESCALATION
    if of_pool:
        return MailKind.POOL_PAST_DUE
    if about == Norm.Kind.CALLBACK:
        return MailKind.CALL_BACK
    return MailKind.WARNING if rung == Rung.WARNING else MailKind.PAST_DUE


def is_wanted(person: User, kind: MailKind) -> bool:
    """Return whether somebody gets mail of this kind; the bell has it either way."""
    return kind in ALWAYS or kind not in person.unwanted_mail
