"""How it ended: why it was late, what the client thought of it, and until when it can go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from requests.models import Event, Rating, ServiceRequest, Status
from sla.actions import to_explain
from sla.models import Cause, Clock, LateCause


@dataclass(frozen=True)
class Outcome:
    """What the page of a request at the desk says of how it ended."""

    is_late: bool
    cause: LateCause | None
    rating: Rating | None
    closes_at: datetime | None
    to_discuss: Event | None
    causes: list[tuple[str, str]]


def outcome_of(service_request: ServiceRequest, now: datetime) -> Outcome | None:
    """Return how a request ended, of which clocks and story were fetched; None while it goes on.

    What somebody wants to talk about is shown also before.
    """
    over = service_request.status in (Status.DONE, Status.CLOSED)
    late = to_explain(service_request.promise.clocks.all(), now) if over else []
    events = service_request.events.all()
    to_discuss = [event for event in events if event.kind == Event.Kind.TO_DISCUSS]
    if not over and not to_discuss:
        return None
    waits = service_request.status == Status.DONE
    return Outcome(
        is_late=bool(late),
        cause=_cause(late),
        rating=getattr(service_request, "rating", None),
        closes_at=service_request.closes_at if waits else None,
        to_discuss=to_discuss[0] if to_discuss else None,
        causes=[(cause.value, str(cause.label)) for cause in Cause],
    )


def _cause(late: Iterable[Clock]) -> LateCause | None:
    causes = (getattr(clock, "late_cause", None) for clock in late)
    return next((cause for cause in causes if cause), None)
