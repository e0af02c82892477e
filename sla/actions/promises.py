"""What can happen to a promise and its clocks: the rows of the table in docs/time.md.

The caller holds the lock on what is timed and is inside a transaction. What changes the terms
themselves is in `sla.actions.revising`.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from sla.actions.clocks import (
    excuse,
    following,
    pause_clock,
    restart,
    resume_clock,
    start,
    stop,
    wait_to_start,
)
from sla.actions.recounting import bring_up_to_date
from sla.models import Clock, ClockEvent, Norm, Promise, Starts
from sla.models.clocks import next_promised
from sla.terms import Terms, terms_of

Kind = Norm.Kind
What = ClockEvent.Kind


def make_promise(
    terms: Terms,
    *,
    received_at: datetime,
    complete: bool,
    event_at: datetime | None = None,
    urgent: bool = False,
    call_back: bool = False,
) -> Promise:
    """Promise what the terms say, from the moment of receipt, and start the clocks.

    A clock whose start is not known yet (the intake is not complete, the event has no date)
    waits with all of its time left; so does the sign of life, until the first reaction. Who
    left a number with an urgent request waits for a call: that has a clock too.
    """
    promise = Promise.objects.create(
        client=terms.client,
        pool=terms.pool,
        service_version=terms.service_version,
        agreement_version=terms.agreement_version,
        received_at=received_at,
        event_at=event_at,
        urgent=urgent,
        short_notice=terms.is_short_notice(received_at, event_at),
    )
    for kind, norm in terms.norms.items():
        if kind == Kind.CALLBACK and not call_back:
            continue
        clock = new_clock(promise, kind, terms)
        since = None
        if kind != Kind.UPDATE:
            since = terms.starts_counting(norm, received_at, complete=complete, event_at=event_at)
        start_or_wait(clock, since=since, at=received_at)
    keep(promise)
    return promise


def intake_completed(promise: Promise, *, at: datetime, event_at: datetime | None = None) -> None:
    """All that was needed is known, perhaps when the event is: what waited for that starts.

    Only now it can turn out that the request came with shorter notice than agreed.
    """
    if event_at is not None:
        promise.event_at = event_at
        terms = terms_of(promise, promise.service_version, urgent=promise.urgent)
        promise.short_notice = terms.is_short_notice(promise.received_at, event_at)
    for clock in going(promise, Kind.RESPONSE, Kind.TURNAROUND):
        if clock.started_at is not None:
            if promise.short_notice and clock.kind == Kind.TURNAROUND:
                excuse(clock, at=at, because=_("shorter notice than agreed"))
            continue
        clock.without_outcome = promise.short_notice and clock.kind == Kind.TURNAROUND
        since = promise.event_at if clock.norm.starts == Starts.EVENT_END else at
        if since is not None and (promise.event_at or not clock.norm.before_event):
            start(clock, since=max(since, at), at=at)
    keep(promise)


def client_was_told(promise: Promise, *, at: datetime, spoken: bool = True) -> None:
    """A person spoke with the client, or picked up the request, which tells who has it.

    The first time meets the response; every time the sign of life starts anew. Who waits for a
    call is not helped by a name: only being spoken with (`spoken`) meets that.
    """
    met = (Kind.RESPONSE, Kind.CALLBACK) if spoken else (Kind.RESPONSE,)
    for clock in going(promise, *met, Kind.UPDATE):
        if clock.kind != Kind.UPDATE:
            stop(clock, What.MET, at=at)
        elif clock.started_at is None:
            start(clock, since=at, at=at)
        elif clock.is_running:
            restart(clock, at=at)
    keep(promise)


def pause(promise: Promise, *, at: datetime, for_third_party: bool = False) -> None:
    """The next move is somebody else's: bank the opening time used, and stand still.

    Waiting for a third party counts on, unless the agreement says otherwise. A clock past its
    due time has nothing left to keep: it stays late, whoever is waited for. And a date agreed
    with the client does not stand still.
    """
    agreed = promise.agreement_version
    if for_third_party and not (agreed and agreed.third_party_pauses):
        return
    for clock in going(promise, Kind.TURNAROUND, Kind.UPDATE):
        if clock.due_at is not None and at <= clock.due_at and not clock.is_agreed:
            pause_clock(clock, at=at)
    keep(promise)


def resume(promise: Promise, *, at: datetime) -> None:
    """The move is ours again: count on with what is left; the sign of life starts anew."""
    for clock in going(promise, Kind.TURNAROUND, Kind.UPDATE):
        if clock.started_at is None:
            continue
        if clock.kind == Kind.UPDATE:
            restart(clock, at=at)
        elif clock.is_paused:
            resume_clock(clock, at=at)
    keep(promise)


def fulfil(promise: Promise, *, at: datetime) -> None:
    """It is done: every clock is met, late or not."""
    for clock in going(promise):
        stop(clock, What.MET, at=at)
    keep(promise)


def decided(promise: Promise, *, at: datetime) -> None:
    """The coordinator said what happens with what is outside the catalogue."""
    for clock in going(promise, Kind.DECISION):
        stop(clock, What.MET, at=at)
    keep(promise)


def end(promise: Promise, *, at: datetime, because: str) -> None:
    """It was cancelled, declined or merged: the clocks stop, and stay out of the percentages."""
    for clock in going(promise):
        stop(clock, What.ENDED, at=at, because=because)
    keep(promise)


def reopen(promise: Promise, *, at: datetime) -> None:
    """It turns out not to be done: what that ended begins a new cycle with its full target.

    The time between is nobody's, and earlier cycles keep what they came to; a date that was
    agreed belonged to those. What still waited for its start waits on.
    """
    promise.agreed_at, promise.agreed_with, promise.agreed_because = None, "", ""
    for kind in (Kind.TURNAROUND, Kind.UPDATE):
        ended = promise.clocks.filter(kind=kind).select_related("norm", "calendar")
        last = ended.order_by("cycle").last()
        if last is None or last.events.filter(kind=What.ENDED).exists():
            continue
        last.promise = promise
        begins = kind == Kind.UPDATE or last.started_at is not None
        clock = following(last)
        clock.without_outcome = promise.short_notice and kind == Kind.TURNAROUND
        start_or_wait(clock, since=_not_before_event(clock, at) if begins else None, at=at)
    keep(promise)


def _not_before_event(clock: Clock, at: datetime) -> datetime:
    """Return from when work on it counts anew: after its event, if that is still to come."""
    event_at = clock.promise.event_at
    after_event = clock.norm.starts == Starts.EVENT_END and event_at is not None
    return max(at, event_at) if after_event and event_at else at


def new_clock(promise: Promise, kind: str, terms: Terms) -> Clock:
    """Return the clock of the next cycle of a kind under these terms, not saved yet."""
    norm = terms.norms[kind]
    return Clock(
        promise=promise,
        norm=norm,
        kind=kind,
        cycle=promise.clocks.filter(kind=kind).count() + 1,
        calendar=terms.calendar_of(norm),
        without_outcome=promise.short_notice and kind == Kind.TURNAROUND,
    )


def start_or_wait(clock: Clock, *, since: datetime | None, at: datetime) -> None:
    """Start a new clock, or keep it until it is known since when it counts."""
    if since is None:
        wait_to_start(clock, at=at)
    else:
        start(clock, since=since, at=at)


def going(promise: Promise, *kinds: str) -> list[Clock]:
    """Return the clocks that have not stopped, locked against the sweep, by the hours of now."""
    clocks = Clock.objects.going().filter(promise=promise)
    if kinds:
        clocks = clocks.filter(kind__in=kinds)
    clocks = clocks.select_for_update(no_key=True, of=("self",))
    found = list(clocks.select_related("norm", "calendar").order_by("pk"))
    for clock in found:
        clock.promise = promise
        bring_up_to_date(clock)
    return found


def keep(promise: Promise) -> None:
    """Save a promise, with what the client was promised next, for the queue."""
    promise.next_due_at = next_promised(promise.clocks.going())
    promise.save()
