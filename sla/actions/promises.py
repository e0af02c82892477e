"""What can happen to a promise and its clocks: the rows of the table in docs/time.md.

The caller holds the lock on what is timed and is inside a transaction.
"""

from datetime import datetime

from sla.actions.clocks import pause_clock, record, restart, resume_clock, start, stop
from sla.models import Clock, ClockEvent, Norm, Promise, Starts
from sla.models.clocks import next_promised
from sla.terms import Terms, terms_for

Kind = Norm.Kind
What = ClockEvent.Kind


def make_promise(
    terms: Terms,
    *,
    received_at: datetime,
    complete: bool,
    event_at: datetime | None = None,
    urgent: bool = False,
) -> Promise:
    """Promise what the terms say, from the moment of receipt, and start the clocks.

    A clock whose start is not known yet (the intake is not complete, the event has no date)
    waits with all of its time left; so does the sign of life, until the first reaction.
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
        clock = Clock(promise=promise, norm=norm, kind=kind, calendar=terms.calendar_of(norm))
        clock.without_outcome = promise.short_notice and kind == Kind.TURNAROUND
        since = None
        if kind != Kind.UPDATE:
            since = terms.starts_counting(norm, received_at, complete=complete, event_at=event_at)
        if since is None:
            clock.save()
            record(clock, What.WAITING_TO_START, at=received_at)
        else:
            start(clock, since=since, at=received_at)
    promise_next(promise)
    return promise


def intake_completed(promise: Promise, *, at: datetime, event_at: datetime | None = None) -> None:
    """All that was needed is known, perhaps when the event is: what waited for that starts.

    Only now it can turn out that the request came with shorter notice than agreed.
    """
    if event_at is not None:
        promise.event_at = event_at
        terms = terms_for(
            promise.client,
            promise.pool,
            promise.service_version,
            urgent=promise.urgent,
            received_at=promise.received_at,
        )
        promise.short_notice = terms.is_short_notice(promise.received_at, event_at)
    for clock in _going(promise, Kind.RESPONSE, Kind.TURNAROUND):
        if clock.started_at is not None:
            continue
        clock.without_outcome = promise.short_notice and clock.kind == Kind.TURNAROUND
        since = promise.event_at if clock.norm.starts == Starts.EVENT_END else at
        if since is not None and (promise.event_at or not clock.norm.before_event):
            start(clock, since=since, at=at)
    promise_next(promise)


def client_was_told(promise: Promise, *, at: datetime) -> None:
    """A person spoke with the client, or picked up the request, which tells who has it.

    The first time meets the response; every time the sign of life starts anew.
    """
    for clock in _going(promise, Kind.RESPONSE, Kind.UPDATE):
        if clock.kind == Kind.RESPONSE:
            stop(clock, What.MET, at=at)
        elif clock.started_at is None:
            start(clock, since=at, at=at)
        elif clock.is_running:
            restart(clock, at=at)
    promise_next(promise)


def pause(promise: Promise, *, at: datetime, for_third_party: bool = False) -> None:
    """The next move is somebody else's: bank the opening time used, and stand still.

    Waiting for a third party counts on, unless the agreement says otherwise. A clock past its
    due time has nothing left to keep: it stays late, whoever is waited for.
    """
    agreed = promise.agreement_version
    if for_third_party and not (agreed and agreed.third_party_pauses):
        return
    for clock in _going(promise, Kind.TURNAROUND, Kind.UPDATE):
        if clock.due_at is not None and at <= clock.due_at:
            pause_clock(clock, at=at)
    promise_next(promise)


def resume(promise: Promise, *, at: datetime) -> None:
    """The move is ours again: count on with what is left; the sign of life starts anew."""
    for clock in _going(promise, Kind.TURNAROUND, Kind.UPDATE):
        if clock.started_at is None:
            continue
        if clock.kind == Kind.UPDATE:
            restart(clock, at=at)
        elif clock.is_paused:
            resume_clock(clock, at=at)
    promise_next(promise)


def fulfil(promise: Promise, *, at: datetime) -> None:
    """It is done: every clock is met, late or not."""
    for clock in _going(promise):
        stop(clock, What.MET, at=at)
    promise_next(promise)


def _going(promise: Promise, *kinds: str) -> list[Clock]:
    """Return the clocks that have not stopped, locked against the sweep."""
    clocks = Clock.objects.going().filter(promise=promise)
    if kinds:
        clocks = clocks.filter(kind__in=kinds)
    clocks = clocks.select_for_update(no_key=True, of=("self",))
    going = list(clocks.select_related("norm", "calendar").order_by("pk"))
    for clock in going:
        clock.promise = promise
    return going


def promise_next(promise: Promise) -> None:
    """Keep on the promise what the client was promised next, for the queue."""
    promise.next_due_at = next_promised(promise.clocks.going())
    promise.save(update_fields=["next_due_at", "event_at", "short_notice"])
