"""Colleagues help each other with a request, and are let in where it is confidential."""

from datetime import datetime

from requests import policies
from requests.actions.doing import action, begin, notify_colleague, tell
from requests.mail.kinds import MailKind
from requests.models import Event, Help, ServiceRequest
from requests.policies import refuse
from teams.models import User


@action
def ask_help(
    service_request: ServiceRequest, *, of: User, question: str, by: User, now: datetime
) -> None:
    """Ask a colleague to help, who hears it; who has the request keeps it.

    To ask about what is confidential is to let the colleague read it.
    """
    begin(service_request, by, now)
    refuse(policies.why_not(service_request, Event.Kind.HELP_ASKED, by, now=now))
    refuse(policies.why_not_ask(service_request, of, by, now=now))
    if service_request.confidential:
        service_request.named.add(of)
    Help.objects.create(
        service_request=service_request, asked=of, asked_by=by, question=question, asked_at=now
    )
    event = tell(
        service_request,
        Event.Kind.HELP_ASKED,
        at=now,
        by=by,
        whom=of,
        text=question,
        internal=True,
    )
    notify_colleague(event, of, MailKind.HELP)


@action
def answer_help(
    service_request: ServiceRequest, *, could: bool, text: str, by: User, now: datetime
) -> None:
    """Say, as who was asked, that the help is given or that it can't be; who asked hears it."""
    begin(service_request, by, now)
    refuse(policies.why_not(service_request, Event.Kind.HELPED, by, now=now))
    asked = service_request.helps.get(asked=by, ended_at=None)
    asked.ended_at = now
    asked.save(update_fields=["ended_at"])
    kind = Event.Kind.HELPED if could else Event.Kind.HELP_DECLINED
    asker = asked.asked_by
    event = tell(service_request, kind, at=now, by=by, whom=asker, text=text, internal=True)
    notify_colleague(event, asker, MailKind.HELP)


@action
def withdraw_help(service_request: ServiceRequest, *, of: User, by: User, now: datetime) -> None:
    """Say, as who asked, that the help of a colleague is not needed any more; they hear it."""
    begin(service_request, by, now)
    refuse(policies.why_not(service_request, Event.Kind.HELP_WITHDRAWN, by, now=now))
    refuse(policies.why_not_withdraw(service_request, of, by))
    service_request.helps.filter(asked=of, ended_at=None).update(ended_at=now)
    kind = Event.Kind.HELP_WITHDRAWN
    event = tell(service_request, kind, at=now, by=by, whom=of, internal=True)
    notify_colleague(event, of, MailKind.HELP)


@action
def let_read(service_request: ServiceRequest, *, who: User, by: User, now: datetime) -> None:
    """Let a colleague of the pool read a confidential request."""
    begin(service_request, by, now)
    refuse(policies.why_not(service_request, Event.Kind.NAMED, by, now=now))
    refuse(policies.why_not_colleague(service_request, who, now=now))
    name_reader(service_request, who, by=by, now=now)


def name_reader(service_request: ServiceRequest, who: User, *, by: User, now: datetime) -> None:
    """Name somebody on a confidential request that is held; once is enough."""
    if not service_request.named.filter(pk=who.pk).exists():
        service_request.named.add(who)
        tell(service_request, Event.Kind.NAMED, at=now, by=by, whom=who, internal=True)


@action
def no_longer_read(service_request: ServiceRequest, *, who: User, by: User, now: datetime) -> None:
    """Take somebody off those who may read a confidential request; one of the pool stays."""
    begin(service_request, by, now)
    refuse(policies.why_not(service_request, Event.Kind.NAMED, by, now=now))
    refuse(policies.why_not_leave_out(service_request, who, now=now))
    service_request.named.remove(who)
    tell(service_request, Event.Kind.UNNAMED, at=now, by=by, whom=who, internal=True)
