"""The clock of a request that is over: what `sla.actions` would have left of it.

It counts with the same functions as the real ones. What the demo's norms don't do is left out:
nothing is counted back from an event, no date is agreed, and no hours change on the way.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sla.actions.ladder import Climb, Ladder, ladder_of
from sla.business_time import Schedule, elapsed
from sla.counting import due_at, due_when_resumed
from sla.models import Calendar, ClockEvent, EscalationStep, Norm
from sla.terms import Terms

What = ClockEvent.Kind
Line = tuple[str, datetime, str, datetime | None, datetime | None]
ALL_OF_IT = 100  # percent of the time: a clock that used less than a share never got to its rung
NOTHING = timedelta()


class Watched(NamedTuple):
    """A norm as all clocks of it count: its hours, its ladder, and the least share on that."""

    norm: Norm
    calendar: Calendar
    schedule: Schedule
    ladder: Ladder
    least: int


def watched(terms: Terms) -> list[Watched]:
    """Return what is watched under these terms, in the order in which clocks are made."""
    nobody_calls = (norm for norm in terms.norms.values() if norm.kind != Norm.Kind.CALLBACK)
    return [_watched(norm, terms) for norm in nobody_calls]


def _watched(norm: Norm, terms: Terms) -> Watched:
    assert not norm.before_event
    agreed, calendar = terms.agreement_version, terms.calendar_of(norm)
    ladder = ladder_of(norm.kind, norm.warnings, agreed.watched_steps if agreed else ())
    shares = [step.amount for step in ladder.steps if step.trigger == EscalationStep.Trigger.SHARE]
    least = min((*ladder.warnings, *shares), default=ALL_OF_IT)
    return Watched(norm, calendar, calendar.schedule(), ladder, least)


class PastClock:
    """One cycle of a clock: its columns, the lines of its history, and its alerts."""

    def __init__(
        self, by: Watched, event_at: datetime | None, *, cycle: int = 1, best_effort: bool = False
    ) -> None:
        self.by, self.event_at, self.cycle = by, event_at, cycle
        self.without_outcome = best_effort
        self.started_at: datetime | None = None
        self.target: timedelta | None = None
        self.consumed = NOTHING
        self.running_since: datetime | None = None
        self.due_at: datetime | None = None
        self.stopped_at: datetime | None = None
        self.history: list[Line] = []
        self.alerts: list[tuple[str, int, datetime, datetime]] = []

    @property
    def kind(self) -> str:
        """What it is about."""
        return self.by.norm.kind

    @property
    def is_paused(self) -> bool:
        """Whether it stands still."""
        return self.stopped_at is None and self.running_since is None

    @property
    def is_late(self) -> bool:
        """Whether it stopped past its due time; what is best effort is never late."""
        if self.stopped_at is None or self.due_at is None or self.without_outcome:
            return False
        return self.stopped_at > self.due_at

    def wait_to_start(self, at: datetime) -> None:
        """Keep all of its time until it is known since when it counts."""
        self._tell(What.WAITING_TO_START, at, None)

    def start(self, since: datetime, at: datetime) -> None:
        """Let it count from a moment."""
        self.started_at = self.running_since = since
        due = due_at(self.by.norm, self.by.schedule, since, self.event_at)
        self.target = elapsed(self.by.schedule, since, due)
        self._fall_due(due, at)
        self._tell(What.STARTED, at, None)

    def pause(self, at: datetime) -> None:
        """Bank what was used, and stand still."""
        before = self.due_at
        self._bank(at)
        self.due_at = None
        self._tell(What.PAUSED, at, before)

    def resume(self, at: datetime) -> None:
        """Count on with what is left."""
        assert self.started_at is not None
        self._fall_due(self._due_if_resumed(at), at)
        self.running_since = max(at, self.started_at)
        self._tell(What.RESUMED, at, None)

    def stop(self, what: ClockEvent.Kind, at: datetime, because: str = "") -> None:
        """Stop for good; a paused clock gets the due time it would have had."""
        before = self.due_at
        if before is None:
            self._fall_due(self._due_if_resumed(at), at)
        self._bank(at)
        self.without_outcome |= what == What.ENDED
        self.stopped_at = at
        self._tell(what, at, before, because)

    def following(self, *, best_effort: bool = False) -> "PastClock":
        """Return the clock of the next cycle."""
        cycle = self.cycle + 1
        return PastClock(self.by, self.event_at, cycle=cycle, best_effort=best_effort)

    def _due_if_resumed(self, at: datetime) -> datetime | None:
        if self.target is None or self.started_at is None:
            return None
        left, since = self.target - self.consumed, max(at, self.started_at)
        return due_when_resumed(self.by.norm, self.by.schedule, since, left)

    def _fall_due(self, due: datetime | None, at: datetime) -> None:
        self.due_at = due
        self.without_outcome |= due is not None and due < at

    def _bank(self, at: datetime) -> None:
        if self.running_since is not None:
            used = self.consumed + elapsed(self.by.schedule, self.running_since, at)
            assert self.target is not None
            if not self.without_outcome and used * ALL_OF_IT >= self.target * self.by.least:
                self._climb(at)
            self.consumed = used
        self.running_since = None

    def _climb(self, until: datetime) -> None:
        """Write the alerts of the rungs up to a moment, each found when it is passed."""
        assert self.running_since is not None
        assert self.due_at is not None
        told = {(rung, level) for rung, level, _due, _found in self.alerts}
        climb = Climb(self.by.schedule, self.running_since, self.due_at, self.consumed)
        coming = self.by.ladder.rungs(climb, told)
        while coming and coming[0].at <= until:
            found_at, rung, level = coming[0]
            self.alerts.append((rung, level, found_at, found_at))
            told.add((rung, level))
            coming = self.by.ladder.rungs(climb, told)

    def _tell(
        self, what: ClockEvent.Kind, at: datetime, before: datetime | None, because: str = ""
    ) -> None:
        self.history.append((what.value, at, because[:300], before, self.due_at))
