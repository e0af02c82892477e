"""When something would be due: the counting of the clocks without a clock, saved or not.

What the calculator answers and what intake promises before anything is saved come from here,
through the same functions the clocks use.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla import business_time
from sla.business_time import Schedule
from sla.counting import due_at, due_when_resumed
from sla.models import Norm, Starts
from sla.replaying import Pause

NOTHING = timedelta()


@dataclass(frozen=True)
class Run:
    """From when to when time counted, or will have when it is used up, by which hours."""

    since: datetime
    until: datetime
    schedule: Schedule

    @property
    def amount(self) -> timedelta:
        """The opening time in it."""
        return business_time.elapsed(self.schedule, self.since, self.until)


@dataclass(frozen=True)
class Reckoning:
    """How a deadline came about, whether of a clock, of an intake or of a question.

    The runs end where the time is used up; a norm in days is rounded up to a closing time after
    that. Without a start nothing counts yet. Without `due_at` it stands still, with `left`.
    """

    norm: Norm
    received_at: datetime
    started_at: datetime | None
    event_at: datetime | None = None
    runs: tuple[Run, ...] = ()
    left: timedelta = NOTHING
    due_at: datetime | None = None

    @property
    def whole(self) -> timedelta:
        """All opening time it had: what was used, and what is left."""
        return sum((run.amount for run in self.runs), self.left)

    @property
    def rounded_up(self) -> bool:
        """Whether the time was used up before the closing time at which it is due."""
        if not self.runs or self.due_at is None or not self.norm.in_days:
            return False
        last = self.runs[-1]
        return last.until != self.due_at == business_time.end_of_day_at(last.schedule, last.until)

    @property
    def held_back(self) -> bool:
        """Whether its time was used up before it is due: it never falls due in the past."""
        if not self.runs or self.due_at is None or self.rounded_up:
            return False
        last = self.runs[-1]
        return Run(last.until, self.due_at, last.schedule).amount > NOTHING


def needs_event(norm: Norm) -> bool:
    """Return whether a norm can't be counted before the moment of its event is known."""
    return norm.before_event or norm.starts == Starts.EVENT_END


def calculate(
    norm: Norm,
    schedule: Schedule,
    received_at: datetime,
    started_at: datetime | None,
    *,
    event_at: datetime | None = None,
    pauses: Iterable[Pause] = (),
) -> Reckoning:
    """Return when a norm would be due that starts to count then, and how that came about.

    Pauses are in order and apart from each other; one after it was due changes nothing, and with
    one that has no end it stands still. Raises `NoOpeningError` where the schedule has not
    enough opening time.
    """
    if started_at is None:
        return Reckoning(norm, received_at, None, event_at)
    due = due_at(norm, schedule, started_at, event_at)
    target = business_time.elapsed(schedule, started_at, due)
    since, used, runs = started_at, NOTHING, []
    for pause in pauses:
        if pause.since > due:
            break
        runs.append(Run(since, max(pause.since, since), schedule))
        used += runs[-1].amount
        if pause.until is None:
            left = max(target - used, NOTHING)
            return Reckoning(norm, received_at, started_at, event_at, tuple(runs), left)
        since = max(pause.until, since)
        if not norm.before_event:
            due = due_when_resumed(norm, schedule, since, target - used)
    used_up = business_time.deadline(schedule, since, max(target - used, NOTHING))
    runs.append(Run(since, used_up, schedule))
    return Reckoning(norm, received_at, started_at, event_at, tuple(runs), NOTHING, due)
