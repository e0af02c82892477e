"""The life of a clock as a table: what can happen to it in which state, and where that leads.

Each transition in `sla.actions.clocks` is held to it; docs/states.md is drawn from it.
"""

from enum import StrEnum

from sla.models import Clock, ClockEvent

What = ClockEvent.Kind


class State(StrEnum):
    """How time passes for a clock."""

    WAITS = "waits to start"
    RUNS = "runs"
    PAUSED = "is paused"
    STOPPED = "has stopped"


WAITS, RUNS, PAUSED, STOPPED = State
GOING = (WAITS, RUNS, PAUSED)
STAYS = frozenset((state, state) for state in GOING)

MOVES: dict[ClockEvent.Kind, frozenset[tuple[State, State]]] = {
    What.WAITING_TO_START: frozenset({(WAITS, WAITS)}),
    What.STARTED: frozenset({(WAITS, RUNS)}),
    What.PAUSED: frozenset({(RUNS, PAUSED)}),
    What.RESUMED: frozenset({(PAUSED, RUNS)}),
    # Another norm can begin at another moment: one that has been, or that is not there yet.
    What.CORRECTED: STAYS
    | {(WAITS, RUNS), (WAITS, PAUSED), (RUNS, WAITS), (PAUSED, WAITS), (STOPPED, STOPPED)},
    What.MADE_URGENT: STAYS,
    What.AGREED: frozenset((state, RUNS) for state in GOING),
    What.CALENDAR: STAYS,
    What.MET: frozenset((state, STOPPED) for state in GOING),
    What.ENDED: frozenset((state, STOPPED) for state in GOING),
}


def state_of(clock: Clock) -> State:
    """Return how time passes for a clock now."""
    if clock.stopped_at is not None:
        return STOPPED
    if clock.is_running:
        return RUNS
    return WAITS if clock.started_at is None else PAUSED
