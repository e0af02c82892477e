"""What the tests of promises ask of one."""

from sla.models import Clock, Norm
from tests.factories import NOW

Kind = Norm.Kind


def the_clock(promise, kind=Kind.TURNAROUND) -> Clock:
    return promise.clocks.filter(kind=kind).latest("cycle")


def due(promise, kind=Kind.TURNAROUND) -> str | None:
    at = the_clock(promise, kind).due_at
    return f"{at.astimezone(NOW.tzinfo):%a %d %H:%M}" if at else None
