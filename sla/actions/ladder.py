"""The ladder of a clock: warnings, the moment it is due, and what was agreed to come after that.

A clock stores its next rung only. All rungs follow from its norm, its agreement, its hours and
its due time, so one that was moved is armed anew and nothing needs to be moved with it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sla.business_time import Schedule, ScheduleError, day_deadline, deadline
from sla.counting import warning_at
from sla.models import Clock, EscalationStep, Norm, Rung

Trigger = EscalationStep.Trigger

# What was agreed about escalation is about the work; a sign of life, a call and a decision are
# the pool's own affair.
ESCALATES = (Norm.Kind.RESPONSE, Norm.Kind.TURNAROUND)
ORDER: list[str] = [Rung.WARNING, Rung.BREACH, Rung.ESCALATION]


class Coming(NamedTuple):
    """A rung of a ladder: when it is passed, which it is, and the share or step it stands for."""

    at: datetime
    rung: str
    level: int


class Climb(NamedTuple):
    """How a running clock counts: the hours, since when, until when, and what it had used."""

    schedule: Schedule
    since: datetime
    due: datetime
    used: timedelta


class Ladder(NamedTuple):
    """What a norm warns at, in percent, and the steps of the agreement that a clock can watch."""

    warnings: tuple[int, ...]
    steps: tuple[EscalationStep, ...]

    def rungs(self, climb: Climb, told: Collection[tuple[str, int]] = ()) -> list[Coming]:
        """Return the rungs not told yet, in order of time.

        A share of the time is behind a clock that is late, or that had used it before it began
        to run; it is not told any more. Nor is a step after the last opening of a calendar.
        """
        late = (Rung.BREACH, 0) in told
        found = [] if late else [Coming(climb.due, Rung.BREACH, 0)]
        for percent in self.warnings:
            if late or (Rung.WARNING, percent) in told:
                continue
            if at := _share(percent, climb):
                found.append(Coming(at, Rung.WARNING, percent))
        for step in self.steps:
            if (late and step.trigger == Trigger.SHARE) or (Rung.ESCALATION, step.level) in told:
                continue
            if at := _moment(step, climb):
                found.append(Coming(at, Rung.ESCALATION, step.level))
        return sorted(found, key=lambda each: (each.at, ORDER.index(each.rung), each.level))


def ladder_of(kind: str, warnings: Iterable[int], steps: Iterable[EscalationStep]) -> Ladder:
    """Return the ladder of a clock of this kind, from its norm's warnings and its agreement."""
    return Ladder(tuple(warnings), tuple(steps) if kind in ESCALATES else ())


def arm(clock: Clock, *, alerted: Collection[tuple[str, int]] = ()) -> None:
    """Set the first rung of the ladder that was not alerted yet.

    What is best effort (short notice) has none: it can't be outside the agreement.
    """
    clock.next_rung, clock.next_level, clock.next_rung_at = "", 0, None
    if clock.without_outcome:
        return
    for coming in rungs_of(clock, alerted)[:1]:
        clock.next_rung_at, clock.next_rung, clock.next_level = coming


def rungs_of(clock: Clock, alerted: Collection[tuple[str, int]] = ()) -> list[Coming]:
    """Return the rungs of a running clock that were not alerted yet, in order of time."""
    assert clock.running_since is not None  # only a running clock climbs
    assert clock.due_at is not None
    agreed = clock.promise.agreement_version if clock.kind in ESCALATES else None
    ladder = ladder_of(clock.kind, clock.norm.warnings, agreed.watched_steps if agreed else ())
    climb = Climb(clock.calendar.schedule(), clock.running_since, clock.due_at, clock.consumed)
    return ladder.rungs(climb, alerted)


def _share(percent: int, climb: Climb) -> datetime | None:
    return warning_at(percent, climb.schedule, climb.since, climb.due, climb.used)


def _moment(step: EscalationStep, climb: Climb) -> datetime | None:
    """Return when a step is taken.

    Days after are the end of the n-th working day after the one on which it was due; what was
    due at closing time was due on the day that then ended.
    """
    try:
        match step.trigger:
            case Trigger.SHARE:
                return _share(step.amount, climb)
            case Trigger.BREACH:
                return climb.due
            case Trigger.MINUTES_AFTER:
                return deadline(climb.schedule, climb.due, timedelta(minutes=step.amount))
            case Trigger.DAYS_AFTER:
                ended = climb.due - timedelta(microseconds=1)
                return day_deadline(climb.schedule, ended, step.amount)
    except ScheduleError:
        return None
    return None
