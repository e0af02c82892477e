"""May a client, and is it possible: each function answers why not, or nothing."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdc.models import ServiceVersion
from requests.policies import Reason
from teams.models import Client, User


def why_not_ask_for(
    client: Client, service_version: ServiceVersion | None, by: User, *, now: datetime
) -> Reason:
    """Return why this person can't ask this for this unit."""
    on = timezone.localdate(now)
    if not by.is_active or not by.client_memberships.on(on).filter(client=client).exists():
        return _("You can't ask something for this unit. Choose one of yours.")
    if service_version is None:
        return None
    offered = ServiceVersion.objects.in_force(on).offered_to([client.pk])
    if not offered.filter(pk=service_version.pk).exists():
        return _("This service is not offered to your unit now. Choose another, or ask it anyway.")
    return None
