"""Telling the pool what a client did: whoever has it, or stands in, or else all of the pool."""

from django.utils import timezone

from requests.hearers import Hearer, Told, hearers, hearers_in_confidence, who_is_where
from requests.mail.kinds import MailKind, is_wanted
from requests.models import Event, Notification, ServiceRequest
from sla.models import EscalationStep
from sla.working_blocks import desk_moments, working_moments
from teams.models import User

WHO_HAS_IT = Told((EscalationStep.Role.ASSIGNEE,))


def notify_pool(event: Event) -> None:
    """Put what a client did in the bell of who has it, and in the outbox for when they work."""
    service_request, pool = event.service_request, event.service_request.promise.pool
    heard = _hearers(service_request, pool.pk, event)
    people = User.objects.filter(is_active=True).in_bulk({one.person for one in heard} - {None})
    mailed = {pk for pk, person in people.items() if is_wanted(person, MailKind.CLIENT_SAYS)} & {
        one.person for one in heard if one.by_mail
    }
    moments = working_moments(mailed, now=event.at)
    made = []
    for one in heard:
        to = Notification(service_request=service_request, event=event, created_at=event.at)
        if one.person is None:
            to.email, to.send_at = pool.email, desk_moments({pool.pk}, now=event.at)[pool.pk]
        elif one.person in people:
            to.recipient = people[one.person]
            if one.person in mailed:
                to.email, to.send_at = to.recipient.email, moments[one.person]
        if to.email or to.recipient:
            made.append(to)
    Notification.objects.bulk_create(made)


def _hearers(service_request: ServiceRequest, pool: int, event: Event) -> list[Hearer]:
    """Return who hears it, whoever did it left out; of what is confidential who may read it."""
    roster = who_is_where({pool}, (), on=timezone.localdate(event.at))
    team, assignee = roster.teams[pool], service_request.assignee_id
    heard = hearers(WHO_HAS_IT, team, (), assignee, roster)
    if service_request.confidential:
        named = set(service_request.named.values_list("pk", flat=True))
        trusted = named | {service_request.requested_by_id}
        heard = hearers_in_confidence(heard, trusted, team, assignee, roster)
    return [one for one in heard if one.person is None or one.person != event.by_id]
