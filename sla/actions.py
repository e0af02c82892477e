"""What can happen to a promise and its clocks: the rows of the table in docs/time.md.

The caller holds the lock on what is timed and is inside a transaction. Time is counted
here and nowhere else: a clock banks what it used when it pauses, and is due when its
schedule has been open long enough for the rest.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from sla import business_time
from sla.business_time import NoOpeningError
from sla.counting import due_at, due_when_resumed, warning_at
from sla.models import Alert, Clock, ClockEvent, Norm, Promise, Rung, Starts
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
            _record(clock, What.WAITING_TO_START, at=received_at)
        else:
            _start(clock, since=since, at=received_at)
    _promise_next(promise)
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
            _start(clock, since=since, at=at)
    _promise_next(promise)


def client_was_told(promise: Promise, *, at: datetime) -> None:
    """A person spoke with the client, or picked up the request, which tells who has it.

    The first time meets the response; every time the sign of life starts anew.
    """
    for clock in _going(promise, Kind.RESPONSE, Kind.UPDATE):
        if clock.kind == Kind.RESPONSE:
            _stop(clock, What.MET, at=at)
        elif clock.started_at is None:
            _start(clock, since=at, at=at)
        elif clock.is_running:
            _restart(clock, at=at)
    _promise_next(promise)


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
            _pause(clock, at=at)
    _promise_next(promise)


def resume(promise: Promise, *, at: datetime) -> None:
    """The move is ours again: count on with what is left; the sign of life starts anew."""
    for clock in _going(promise, Kind.TURNAROUND, Kind.UPDATE):
        if clock.started_at is None:
            continue
        if clock.kind == Kind.UPDATE:
            _restart(clock, at=at)
        elif clock.is_paused:
            _resume(clock, at=at)
    _promise_next(promise)


def fulfil(promise: Promise, *, at: datetime) -> None:
    """It is done: every clock is met, late or not."""
    for clock in _going(promise):
        _stop(clock, What.MET, at=at)
    _promise_next(promise)


def due_if_resumed(clock: Clock, at: datetime) -> datetime | None:
    """Return when a paused clock would fall due if it went on now.

    None if it never started, or if its desk does not open any more.
    """
    try:
        return _due_from(clock, at)
    except NoOpeningError:
        return None


def _due_from(clock: Clock, at: datetime) -> datetime | None:
    if clock.target is None or clock.started_at is None:
        return None
    schedule = clock.calendar.schedule()
    if clock.norm.before_event:
        return due_at(clock.norm, schedule, clock.started_at, clock.promise.event_at)
    left = clock.target - clock.consumed
    return due_when_resumed(clock.norm, schedule, max(at, clock.started_at), left)


def write_due_alerts(*, now: datetime, limit: int) -> list[Alert]:
    """Write the alerts whose instant has passed, each once, and move the clocks on.

    Takes up to `limit` clocks and skips those another worker or action holds. Returns the
    alerts to announce: for a clock that passed several rungs at once only the last.
    """
    clocks = list(
        Clock.objects.past_next_rung(now)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("promise")[:limit]
    )
    written: list[Alert] = []
    announced: list[Alert] = []
    for clock in clocks:
        passed = list(_climb(clock, now))
        written += passed
        announced.append(passed[-1])
    Alert.objects.bulk_create(written)
    Clock.objects.bulk_update(clocks, ["next_rung", "next_rung_at"])
    return announced


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


def _start(clock: Clock, *, since: datetime, at: datetime) -> None:
    schedule = clock.calendar.schedule()
    clock.started_at = clock.running_since = since
    clock.due_at = due_at(clock.norm, schedule, since, clock.promise.event_at)
    clock.target = business_time.elapsed(schedule, since, clock.due_at)
    _arm(clock)
    clock.save()
    _record(clock, What.STARTED, at=at, due_after=clock.due_at)


def _pause(clock: Clock, *, at: datetime) -> None:
    due_before = clock.due_at
    _bank(clock, at=at)
    clock.due_at = None
    clock.save()
    _record(clock, What.PAUSED, at=at, due_before=due_before)


def _resume(clock: Clock, *, at: datetime) -> None:
    assert clock.started_at is not None  # asked of started clocks only
    clock.due_at = _due_from(clock, at)
    clock.running_since = max(at, clock.started_at)
    _arm(clock, alerted=set(clock.alerts.values_list("rung", flat=True)))
    clock.save()
    _record(clock, What.RESUMED, at=at, due_after=clock.due_at)


def _stop(clock: Clock, what: ClockEvent.Kind, *, at: datetime) -> None:
    """Stop for good; a paused clock gets the due time it would have had."""
    due_before = clock.due_at
    if clock.due_at is None:
        clock.due_at = due_if_resumed(clock, at)
    _bank(clock, at=at)
    clock.stopped_at = at
    clock.save()
    _record(clock, what, at=at, due_before=due_before, due_after=clock.due_at)


def _restart(clock: Clock, *, at: datetime) -> None:
    """End this cycle as met and begin the next with the full target."""
    _stop(clock, What.MET, at=at)
    following = Clock(
        promise=clock.promise,
        norm=clock.norm,
        kind=clock.kind,
        cycle=clock.cycle + 1,
        calendar=clock.calendar,
    )
    _start(following, since=at, at=at)


def _bank(clock: Clock, *, at: datetime) -> None:
    if clock.running_since is not None:
        schedule = clock.calendar.schedule()
        clock.consumed += business_time.elapsed(schedule, clock.running_since, at)
    clock.running_since = clock.next_rung_at = None
    clock.next_rung = ""


def _arm(clock: Clock, *, alerted: Collection[str] = ()) -> None:
    """Set the first rung of the ladder that was not alerted yet.

    What is best effort (short notice) has none: it can't be outside the agreement.
    """
    assert clock.running_since is not None  # only a running clock climbs
    assert clock.due_at is not None
    clock.next_rung, clock.next_rung_at = "", None
    if clock.without_outcome or Rung.BREACH in alerted:
        return
    clock.next_rung, clock.next_rung_at = Rung.BREACH, clock.due_at
    if Rung.WARNING not in alerted:
        schedule = clock.calendar.schedule()
        moment = warning_at(clock.norm, schedule, clock.running_since, clock.due_at, clock.consumed)
        if moment is not None:
            clock.next_rung, clock.next_rung_at = Rung.WARNING, moment


def _climb(clock: Clock, now: datetime) -> Iterator[Alert]:
    """Yield an alert for each rung that has passed, and leave the clock at the next."""
    while clock.next_rung_at is not None and clock.next_rung_at <= now:
        rung = Rung(clock.next_rung)
        yield Alert(clock=clock, rung=rung, due_at=clock.next_rung_at, found_at=now)
        if rung == Rung.WARNING:
            clock.next_rung, clock.next_rung_at = Rung.BREACH, clock.due_at
        else:
            clock.next_rung, clock.next_rung_at = "", None


def _record(
    clock: Clock,
    what: ClockEvent.Kind,
    *,
    at: datetime,
    due_before: datetime | None = None,
    due_after: datetime | None = None,
) -> None:
    ClockEvent.objects.create(
        clock=clock, kind=what, at=at, due_before=due_before, due_after=due_after
    )


def _promise_next(promise: Promise) -> None:
    promise.next_due_at = next_promised(promise.clocks.going())
    promise.save(update_fields=["next_due_at", "event_at", "short_notice"])
