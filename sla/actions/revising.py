"""What changes when a promise is due: it becomes urgent, or the client agrees to another date.

Neither makes anything late that was not: a due time that would lie behind us becomes now.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from sla import business_time
from sla.actions.clocks import bank, changing, due_from, rearm, settle, start
from sla.actions.promises import going, keep, new_clock
from sla.counting import due_at
from sla.models import Calendar, Clock, ClockEvent, Norm, Promise
from sla.terms import Terms

Kind = Norm.Kind
What = ClockEvent.Kind
PROMISED = (Kind.RESPONSE, Kind.TURNAROUND, Kind.UPDATE)


def make_urgent(promise: Promise, terms: Terms, *, at: datetime, call_back: bool) -> None:
    """Let each clock fall due when its urgent norm says, counted from now, if that is earlier.

    `terms` are those for urgent requests; a kind without an urgent norm of its own stays as it
    is. With a number to call back, that has a clock from now on.
    """
    promise.urgent = True
    for clock in going(promise, *PROMISED):
        norm = terms.norms.get(clock.kind)
        with changing(clock, What.MADE_URGENT, at=at):
            if norm is not None and norm.urgent:
                _hasten(clock, norm, terms.calendar_of(norm), at=at)
    if call_back and Kind.CALLBACK in terms.norms:
        start(new_clock(promise, Kind.CALLBACK, terms), since=at, at=at)
    keep(promise)


def _hasten(clock: Clock, norm: Norm, calendar: Calendar, *, at: datetime) -> None:
    """Take an urgent norm over where it is sooner; what was used is banked first."""
    if clock.started_at is None:
        clock.norm, clock.calendar = norm, calendar
        clock.counted_under = calendar.revision
        return
    since, schedule = max(at, clock.started_at), calendar.schedule()
    urgent_due = due_at(norm, schedule, since, clock.promise.event_at)
    by_norm = clock.norm_due_at or clock.due_at or due_from(clock, at)
    passed = urgent_due < at  # before an event that is too near for it
    if passed or (by_norm is not None and by_norm <= urgent_due):
        return
    was_running, is_agreed = clock.is_running, clock.is_agreed
    bank(clock, at=at)
    clock.norm, clock.calendar, clock.counted_under = norm, calendar, calendar.revision
    clock.target = clock.consumed + business_time.elapsed(schedule, since, urgent_due)
    if is_agreed:
        clock.norm_due_at = urgent_due
    elif was_running:
        clock.due_at = urgent_due
    if was_running:
        clock.running_since = since
        rearm(clock)


def agree_date(
    promise: Promise, due: datetime, *, with_whom: str, because: str, at: datetime
) -> None:
    """Let it be ready on a date agreed with the client; only another agreement moves that.

    What the norm says stands beside it. A clock that stood still runs again, for a date does not
    stand still. Raises `ValueError` without a clock for when it is ready, and for the past.
    """
    if due <= at:
        raise ValueError("a date in the past can't be agreed")
    (clock,) = going(promise, Kind.TURNAROUND)
    promise.agreed_at, promise.agreed_with, promise.agreed_because = due, with_whom, because
    with changing(clock, What.AGREED, at=at, because=f"{with_whom}: {because}"):
        if clock.started_at is None:
            _count_from_now(clock, due, at=at)
        clock.norm_due_at = clock.norm_due_at or clock.due_at or due_from(clock, at) or due
        clock.due_at = due
        clock.running_since = clock.running_since or at
        settle(clock, at=at, because=_("another date was agreed with the client"))
    keep(promise)


def _count_from_now(clock: Clock, due: datetime, *, at: datetime) -> None:
    """Begin a clock that waited for its start: what it waited for is not needed any more."""
    schedule, event_at = clock.calendar.schedule(), clock.promise.event_at
    clock.started_at = clock.running_since = at
    by_norm = due
    if event_at is not None or not clock.norm.before_event:
        by_norm = due_at(clock.norm, schedule, at, event_at)
    clock.norm_due_at = by_norm
    clock.target = business_time.elapsed(schedule, at, by_norm)
