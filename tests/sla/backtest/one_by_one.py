"""The same count request by request, as its clock would have gone: the oracle of the backtest."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np

from sla.backtest.cases import Cases
from sla.business_time import Schedule, elapsed
from sla.business_time.bulk import to_micros
from sla.counting import due_at, due_when_resumed
from sla.models import Norm

Waits = Sequence[tuple[datetime, datetime]]


class Past(NamedTuple):
    """A request of the past: started, waited for the client, done, and its event if it has one."""

    start: datetime
    stop: datetime
    waits: Waits = ()
    event: datetime | None = None


def would_have_met(past: Past, norm: Norm, schedule: Schedule) -> bool | None:
    """Return whether a request would have met a norm; None where it would be best effort."""
    due = due_at(norm, schedule, past.start, past.event)
    if due < past.start:
        return None
    since, left = past.start, elapsed(schedule, past.start, due)
    for begun, ended in past.waits:
        if begun > due:
            return False
        left -= elapsed(schedule, since, begun)
        since = ended
        if not norm.before_event:
            due = due_when_resumed(norm, schedule, ended, left)
        elif due < ended:
            return None
    return past.stop <= due


def one_by_one(pasts: Sequence[Past], norm: Norm, schedule: Schedule) -> tuple[int, int]:
    """Return how many would have met a norm, and of how many."""
    came_to = [would_have_met(past, norm, schedule) for past in pasts]
    return came_to.count(True), len(came_to) - came_to.count(None)


def as_cases(pasts: Sequence[Past], *, with_event: bool) -> Cases:
    """Return requests as the backtest takes them."""
    waits = [(place, wait) for place, past in enumerate(pasts) for wait in past.waits]
    moments = (
        to_micros([past.start for past in pasts]),
        to_micros([past.stop for past in pasts]),
        to_micros([past.event or past.stop for past in pasts] if with_event else []),
    )
    whose = np.array([place for place, _wait in waits], np.intp)
    begun, ended = (to_micros([wait[end] for _place, wait in waits]) for end in (0, 1))
    return Cases.of_moments(*moments, (whose, begun, ended))
