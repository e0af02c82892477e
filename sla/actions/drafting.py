"""The next version of a service, with the norms that are its standard now."""

from datetime import datetime

from django.db import transaction

from pdc import drafting
from pdc.models import Service, ServiceVersion
from sla.models import Norm
from teams.models import User


@transaction.atomic
def start_draft(service: Service, *, by: User, now: datetime) -> ServiceVersion:
    """Start writing the next version of a service, or find the one that was started."""
    draft, held = drafting.start_draft(service, by=by, now=now)
    if held is not None:
        norms = list(Norm.objects.filter(service_version=held))
        for norm in norms:
            norm.pk, norm.service_version = None, draft
        Norm.objects.bulk_create(norms)
    return draft
