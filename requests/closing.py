"""What is done closes by itself when nobody opened it again in time."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from core.sparing import sparing
from requests.models import Event, ServiceRequest, Status


def close_what_is_done(*, now: datetime, limit: int) -> int:
    """Close up to so many requests whose time to be opened again is over; return how many.

    Each closes at that time, whenever it is found. What somebody is just doing something with is
    skipped: the next run finds it as they left it.
    """
    due = ServiceRequest.objects.past_closing(now)
    return sparing(partial(_close, now), due, "closes_at", now=now, limit=limit)


@transaction.atomic
def _close(now: datetime, limit: int) -> int:
    found = ServiceRequest.objects.past_closing(now).select_for_update(
        skip_locked=True, no_key=True
    )
    over: dict[int, Any] = dict(found.values_list("pk", "closes_at")[:limit])
    Event.objects.bulk_create(
        Event(service_request_id=pk, kind=Event.Kind.CLOSED, at=at) for pk, at in over.items()
    )
    ServiceRequest.objects.filter(pk__in=over).update(
        status=Status.CLOSED, changed_at=Greatest(F("changed_at"), F("closes_at"))
    )
    return len(over)
