"""What can happen to one clock. It banks what it used when it pauses, and is due when its
schedule has been open long enough for the rest; each change is an event with its cause.
"""

from datetime import datetime

from sla import business_time
from sla.actions.ladder import arm
from sla.business_time import NoOpeningError
from sla.counting import due_at, due_when_resumed
from sla.models import Clock, ClockEvent

What = ClockEvent.Kind


def start(clock: Clock, *, since: datetime, at: datetime) -> None:
    """Let a clock count from a moment, with the full target of its norm."""
    schedule = clock.calendar.schedule()
    clock.started_at = clock.running_since = since
    clock.due_at = due_at(clock.norm, schedule, since, clock.promise.event_at)
    clock.target = business_time.elapsed(schedule, since, clock.due_at)
    clock.counted_under = clock.calendar.revision
    arm(clock)
    clock.save()
    record(clock, What.STARTED, at=at, due_after=clock.due_at)


def pause_clock(clock: Clock, *, at: datetime) -> None:
    """Bank what was used, and stand still: nothing is due."""
    due_before = clock.due_at
    bank(clock, at=at)
    clock.due_at = None
    clock.save()
    record(clock, What.PAUSED, at=at, due_before=due_before)


def resume_clock(clock: Clock, *, at: datetime) -> None:
    """Count on with what is left."""
    assert clock.started_at is not None  # asked of started clocks only
    clock.due_at = due_from(clock, at)
    clock.running_since = max(at, clock.started_at)
    arm(clock, alerted=set(clock.alerts.filter(withdrawn_at=None).values_list("rung", "level")))
    clock.save()
    record(clock, What.RESUMED, at=at, due_after=clock.due_at)


def stop(clock: Clock, what: ClockEvent.Kind, *, at: datetime) -> None:
    """Stop for good; a paused clock gets the due time it would have had."""
    due_before = clock.due_at
    if clock.due_at is None:
        clock.due_at = due_if_resumed(clock, at)
    bank(clock, at=at)
    clock.stopped_at = at
    clock.save()
    record(clock, what, at=at, due_before=due_before, due_after=clock.due_at)


def restart(clock: Clock, *, at: datetime) -> None:
    """End this cycle as met and begin the next with the full target."""
    stop(clock, What.MET, at=at)
    following = Clock(
        promise=clock.promise,
        norm=clock.norm,
        kind=clock.kind,
        cycle=clock.cycle + 1,
        calendar=clock.calendar,
    )
    start(following, since=at, at=at)


def bank(clock: Clock, *, at: datetime) -> None:
    """Add the opening time since it last began to run to what it used."""
    if clock.running_since is not None:
        schedule = clock.calendar.schedule()
        clock.consumed += business_time.elapsed(schedule, clock.running_since, at)
    clock.running_since = clock.next_rung_at = None
    clock.next_rung, clock.next_level = "", 0


def due_if_resumed(clock: Clock, at: datetime) -> datetime | None:
    """Return when a paused clock would fall due if it went on now.

    None if it never started, or if its desk does not open any more.
    """
    try:
        return due_from(clock, at)
    except NoOpeningError:
        return None


def due_from(clock: Clock, at: datetime) -> datetime | None:
    """Return when it is due if it counts on from a moment; None if it never started."""
    if clock.target is None or clock.started_at is None:
        return None
    schedule = clock.calendar.schedule()
    if clock.norm.before_event:
        return due_at(clock.norm, schedule, clock.started_at, clock.promise.event_at)
    left = clock.target - clock.consumed
    return due_when_resumed(clock.norm, schedule, max(at, clock.started_at), left)


def record(
    clock: Clock,
    what: ClockEvent.Kind,
    *,
    at: datetime,
    due_before: datetime | None = None,
    due_after: datetime | None = None,
    because: str = "",
) -> None:
    """Add a line to the history of a clock: what happened, what it did to its due time, and why."""
    ClockEvent.objects.create(
        clock=clock,
        kind=what,
        at=at,
        because=because,
        due_before=due_before,
        due_after=due_after,
    )
