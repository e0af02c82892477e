"""What is not mailed after all: what its recipient may not see any more when it would go."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from requests.models import Notification, ServiceRequest
from sla.models import Rung
from teams.models import ClientMembership, PoolMembership

REASON = "not sent: the recipient may not see this request any more"


def withhold(messages: QuerySet[Notification], *, on: date) -> None:
    """Settle, of messages to people, those about what they may not see on a day as not mailed.

    That is what `ServiceRequestQuerySet.visible_to` says of the bell, for many people at once;
    what is only for the pool is for who works in it then. Who hears of an escalation as was
    agreed need be of neither. A mail that they were bundled in goes without them.
    """
    of_pool = PoolMembership.objects.on(on).filter(
        user=OuterRef("recipient"), pool=OuterRef("service_request__promise__pool")
    )
    of_unit = ClientMembership.objects.on(on).filter(
        user=OuterRef("recipient"), client=OuterRef("service_request__promise__client")
    )
    named = ServiceRequest.named.through.objects.filter(
        servicerequest=OuterRef("service_request"), user=OuterRef("recipient")
    )
    trusted = (
        Q(service_request__confidential=False)
        | Q(service_request__requested_by=F("recipient"))
        | Q(service_request__assignee=F("recipient"))
        | Q(Exists(named))
    )
    for_pool_only = Q(event__internal=True)
    theirs = Q(Exists(of_pool)) | (Q(Exists(of_unit)) & (Q(event=None) | ~for_pool_only))
    agreed = Q(alert__rung=Rung.ESCALATION)
    to_people = messages.filter(recipient__isnull=False, news=None)
    seen = to_people.filter(trusted & (theirs | agreed))
    not_seen = to_people.exclude(pk__in=seen.values("pk"))
    not_seen.update(send_at=None, bundle=None, last_error=REASON)
