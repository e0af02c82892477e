"""The standard texts of a pool, filled in for one request."""

import re
from datetime import datetime
from typing import NamedTuple

from django.utils import translation

from requests.mail.sentences import moment
from requests.models import AnswerTemplate, ServiceRequest
from sla.models import Norm

PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Filled(NamedTuple):
    """A standard text as it begins an answer about one request."""

    pk: int
    name: str
    text: str


def texts_for(service_request: ServiceRequest, now: datetime) -> list[Filled]:
    """Return the texts of the pool that has a request, filled in, in one query."""
    values = _values(service_request, now)
    kept = AnswerTemplate.objects.filter(pool=service_request.promise.pool_id)
    return [Filled(one.pk, one.name, _filled(one.text, values)) for one in kept]


def _filled(text: str, values: dict[str, str]) -> str:
    """Fill in what is known; what is not stays as it was typed, for whoever writes to see."""
    return PLACEHOLDER.sub(lambda at: values.get(at[1].lower()) or at[0], text)


def _values(service_request: ServiceRequest, now: datetime) -> dict[str, str]:
    """Return what can be filled in, by the word between braces, in the client's language."""
    asker = service_request.requested_by
    with translation.override(asker.language):
        ready = moment(due_at) if (due_at := _ready_at(service_request, now)) else ""
    return {
        "voornaam": asker.get_short_name(),
        "nummer": service_request.number,
        "klaar": ready,
        "onderwerp": service_request.subject,
    }


def _ready_at(service_request: ServiceRequest, now: datetime) -> datetime | None:
    """Return when it is due to be ready, while that can still be told."""
    clocks = service_request.promise.clocks.all()
    going = [one for one in clocks if one.kind == Norm.Kind.TURNAROUND and one.stopped_at is None]
    dues = [clock.due_at for clock in going if clock.due_at is not None and clock.due_at > now]
    return max(dues, default=None)
