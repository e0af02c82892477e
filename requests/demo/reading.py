"""What a secretary makes of a request as it came in: which service, is it complete, and when.

Nobody told the demo what is meant: a request that names no service is read as the desk would,
and what is probably outside the catalogue stays outside. The rest is thrown, with dice of the
request's own: the texts name days of the year they were written in.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone

from pdc.models import ServiceVersion
from pdc.search import suggest
from requests.demo.teams import Team
from requests.importing import Incoming
from sla.business_time import Schedule, next_opening

SURE = 0.5  # likelier than this to be outside, and the desk lets it be
INCOMPLETE = 0.15
DAYS_AHEAD = (1, 36, 15)  # an event: at the least, at the most, and what is usual
EVENT_BEGINS = time(10)


def as_the_desk_reads(incoming: Iterable[Incoming], crews: dict[int, Team]) -> Iterator[Incoming]:
    """Return requests with what the desk makes of each."""
    read = [replace(each, service_version=_service_of(each)) for each in incoming]
    versions = [each.service_version for each in read if each.service_version]
    prefetch_related_objects(versions, "intake_fields")
    for each in read:
        yield _with_answers(each, crews[each.client.pool_id].schedule)


def _service_of(incoming: Incoming) -> ServiceVersion | None:
    """Return the service that was chosen in the portal, or else the one that is surely meant."""
    if incoming.service_version is not None:
        return incoming.service_version
    on = timezone.localdate(incoming.received_at)
    meant = suggest(incoming.text, 1, on=on, client=incoming.client.pk)
    return meant.versions[0] if meant.versions and meant.off_catalogue < SURE else None


def _with_answers(incoming: Incoming, schedule: Schedule) -> Incoming:
    """Return a request that asks for more or doesn't, with its event where the service has one."""
    if incoming.service_version is None:
        return incoming
    questions = incoming.service_version.intake_fields.all()
    dice = random.Random(f"{incoming.reference} reads")
    event_at = _event(incoming.received_at, schedule, dice)
    return replace(
        incoming,
        event_at=event_at if any(asked.is_event for asked in questions) else None,
        intake_complete=dice.random() >= INCOMPLETE
        or not any(asked.required for asked in questions),
    )


def _event(received_at: datetime, schedule: Schedule, dice: random.Random) -> datetime:
    """Return the opening of a day some time ahead, at the earliest tomorrow."""
    ahead = timedelta(days=int(dice.triangular(*DAYS_AHEAD)))
    day = timezone.localdate(received_at) + ahead
    return next_opening(schedule, timezone.make_aware(datetime.combine(day, EVENT_BEGINS)))
