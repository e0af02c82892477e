"""What can happen to one clock. It banks what it used when it pauses, and is due when its
schedule has been open long enough for the rest; each change is an event with its cause.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sla import business_time
from sla.actions.ladder import arm, rungs_of
from sla.actions.moves import MOVES, state_of
from sla.business_time import NoOpeningError
from sla.counting import due_at, due_before_event, due_when_resumed
from sla.models import Clock, ClockEvent, Rung

What = ClockEvent.Kind


@contextmanager
def changing(
    clock: Clock, what: ClockEvent.Kind, *, at: datetime, because: str = ""
) -> Iterator[None]:
    """Save what is done to a clock inside, with a line in its history: due before and after.

    Raises `ValueError` where that can't happen to a clock in its state (`MOVES`).
    """
    state, due_before = state_of(clock), clock.due_at
    yield
    if (state, state_of(clock)) not in MOVES[what]:
        raise ValueError(
            f"{what.label}: not of a clock that {state}, to one that {state_of(clock)}"
        )
    clock.save()
    ClockEvent.objects.create(
        clock=clock,
        kind=what,
        at=at,
        because=because[:300],
        due_before=due_before,
        due_after=clock.due_at,
    )


def wait_to_start(clock: Clock, *, at: datetime) -> None:
    """Keep a clock whose start is not known yet, with all of its time left."""
    with changing(clock, What.WAITING_TO_START, at=at):
        clock.counted_under = clock.calendar.revision


def start(clock: Clock, *, since: datetime, at: datetime) -> None:
    """Let a clock count from a moment, with the full target of its norm."""
    with changing(clock, What.STARTED, at=at):
        schedule = clock.calendar.schedule()
        clock.started_at = clock.running_since = since
        due = due_at(clock.norm, schedule, since, clock.promise.event_at)
        clock.target = business_time.elapsed(schedule, since, due)
        _fall_due(clock, due, at=at)
        clock.counted_under = clock.calendar.revision
        arm(clock)


def pause_clock(clock: Clock, *, at: datetime) -> None:
    """Bank what was used, and stand still: nothing is due."""
    with changing(clock, What.PAUSED, at=at):
        bank(clock, at=at)
        clock.due_at = None


def resume_clock(clock: Clock, *, at: datetime) -> None:
    """Count on with what is left."""
    assert clock.started_at is not None  # asked of started clocks only
    with changing(clock, What.RESUMED, at=at):
        _fall_due(clock, due_from(clock, at), at=at)
        clock.running_since = max(at, clock.started_at)
        rearm(clock)


def stop(clock: Clock, what: ClockEvent.Kind, *, at: datetime, because: str = "") -> None:
    """Stop for good; a paused clock gets the due time it would have had."""
    with changing(clock, what, at=at, because=because):
        if clock.due_at is None:
            _fall_due(clock, due_if_resumed(clock, at), at=at)
        clock.without_outcome |= what == What.ENDED
        bank(clock, at=at)
        clock.stopped_at = at


def excuse(clock: Clock, *, at: datetime, because: str) -> None:
    """Make it best effort: it can't be late, and stays out of the percentages."""
    clock.without_outcome = True
    disarm(clock)
    clock.save()
    withdraw(clock, at=at, because=because)


def restart(clock: Clock, *, at: datetime) -> None:
    """End this cycle as met and begin the next with the full target."""
    stop(clock, What.MET, at=at)
    start(following(clock), since=at, at=at)


def following(clock: Clock) -> Clock:
    """Return the clock of the next cycle, not saved yet."""
    return Clock(
        promise=clock.promise,
        norm=clock.norm,
        kind=clock.kind,
        cycle=clock.cycle + 1,
        calendar=clock.calendar,
    )


def bank(clock: Clock, *, at: datetime) -> None:
    """Add the opening time since it last began to run to what it used."""
    if clock.running_since is not None:
        schedule = clock.calendar.schedule()
        clock.consumed += business_time.elapsed(schedule, clock.running_since, at)
    clock.running_since = None
    disarm(clock)


def disarm(clock: Clock) -> None:
    """Let no alert follow."""
    clock.next_rung, clock.next_level, clock.next_rung_at = "", 0, None


def rearm(clock: Clock) -> None:
    """Set the next rung of the ladder of a clock that runs; what was told is not told again."""
    told = clock.alerts.filter(withdrawn_at=None).values_list("rung", "level")
    arm(clock, alerted=set(told))


def settle(clock: Clock, *, at: datetime, because: str) -> None:
    """Bring the alerts of a clock in line with a due time that was changed, and why it was."""
    withdraw(clock, at=at, because=because)
    if clock.is_running:
        rearm(clock)
    else:
        disarm(clock)


def withdraw(clock: Clock, *, at: datetime, because: str) -> None:
    """Take back, with the reason, the alerts of a clock that no longer hold; none is erased.

    Those are the rungs of a running clock that are still to come; of one that does not run, that
    it is past due and what came after that.
    """
    told = clock.alerts.filter(withdrawn_at=None)
    if clock.is_running and not clock.without_outcome:
        ahead = {(coming.rung, coming.level) for coming in rungs_of(clock) if coming.at > at}
        untrue = [alert.pk for alert in told if (alert.rung, alert.level) in ahead]
    elif clock.is_late(at):
        return
    else:
        untrue = [alert.pk for alert in told if alert.rung != Rung.WARNING]
    told.filter(pk__in=untrue).update(withdrawn_at=at, withdrawn_because=because[:300])


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
    if clock.norm.before_event:
        return _due_before_event(clock, clock.started_at, at)
    since, left = max(at, clock.started_at), clock.target - clock.consumed
    return due_when_resumed(clock.norm, clock.calendar.schedule(), since, left)


def _due_before_event(clock: Clock, started_at: datetime, at: datetime) -> datetime:
    """Return when a paused clock is due that is counted back from an event: as when it paused.

    If its norm is another since, as that should have been from the start, or from when it was
    made urgent.
    """
    due, since = None, started_at
    for event in clock.events.all():
        match event.kind:
            case What.PAUSED:
                due, since = event.due_before, event.at
            case What.CORRECTED:
                due, since = None, started_at
            case What.MADE_URGENT if clock.norm.urgent:
                due, since = None, event.at
    event_at = clock.promise.event_at
    return due_before_event(clock.norm, clock.calendar, event_at, since=since, until=at, due=due)


def _fall_due(clock: Clock, due: datetime | None, *, at: datetime) -> None:
    """Give a clock that did not run its due time.

    What is counted back from an event can lie behind us already: then it is best effort, for no
    breach begins in the past.
    """
    clock.due_at = due
    clock.without_outcome |= due is not None and due < at
