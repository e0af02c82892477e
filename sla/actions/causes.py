"""Saying why something was later than agreed."""

from collections.abc import Iterable
from datetime import datetime

from sla.models import Cause, Clock, LateCause, Norm, Promise

Kind = Norm.Kind


def to_explain(clocks: Iterable[Clock], now: datetime) -> list[Clock]:
    """Return which of the clocks of a promise are outside the agreement, of what counts.

    That is the first reaction and the result, as they stand now: what came before it was opened
    again was explained then. What is best effort is never late.
    """
    newest = {clock.kind: clock for clock in sorted(clocks, key=lambda clock: clock.cycle)}
    turnaround = newest.get(Kind.TURNAROUND)
    again = turnaround is not None and turnaround.cycle > 1
    asked = [Kind.TURNAROUND] if again else [Kind.RESPONSE, Kind.TURNAROUND]
    return [newest[kind] for kind in asked if kind in newest and newest[kind].is_late(now)]


def say_why_late(promise: Promise, cause: Cause, word: str, *, at: datetime) -> int:
    """Keep why a promise was later than agreed; return of how many clocks that is the cause.

    Said again, it takes the place of what was said before.
    """
    promised = promise.clocks.filter(kind__in=(Kind.RESPONSE, Kind.TURNAROUND))
    late = to_explain(promised, at)
    said = {"cause": cause, "word": word if cause == Cause.OTHER else "", "said_at": at}
    for clock in late:
        LateCause.objects.update_or_create(clock=clock, defaults=said)
    return len(late)
