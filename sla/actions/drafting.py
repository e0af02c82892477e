"""The next version of a service, with the norms that are its standard now."""

from datetime import datetime

from django.db import transaction

from pdc import drafting
from pdc.models import Service, ServiceVersion
from pdc.search.missed import take_missed
from pdc.writing.actions import begin, wrote
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


@transaction.atomic
def call_missed(words: str, service: Service, *, by: User, now: datetime) -> ServiceVersion | None:
    """Make what was not found a search word in the draft of a service, in place of its line.

    Nothing when it is on the list no more, as when somebody else was first.
    """
    if not take_missed(words):
        return None
    draft = start_draft(service, by=by, now=now)
    begin(draft, by=by, now=now)
    if words not in draft.keywords:
        draft.keywords = [*draft.keywords, words]
        draft.save(update_fields=["keywords"])
        wrote(draft, by=by, now=now)
    return draft
