"""The service of a promise was another than we thought: what should have applied replaces it.

Nothing becomes late by it that was not, and nothing that was told is erased: a breach that no
longer holds is withdrawn with the reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pdc.models import ServiceVersion
from sla.actions.clocks import changing, settle, start, stop, wait_to_start
from sla.actions.promises import going, keep, new_clock
from sla.models import Clock, ClockEvent, Norm, Promise, Starts
from sla.replaying import Count, Hastened, Pause, pauses_of, replay
from sla.terms import Terms, terms_of

Kind = Norm.Kind
What = ClockEvent.Kind
PROMISED = (Kind.RESPONSE, Kind.TURNAROUND, Kind.UPDATE)


def correct_service(
    promise: Promise,
    service_version: ServiceVersion | None,
    *,
    complete_at: datetime | None,
    because: str,
    at: datetime,
) -> None:
    """Let the norms hold that should have held at receipt; None is outside the catalogue.

    The agreement stays the one it was received under. Each clock is due by what it would have
    used, pauses included (`sla.replaying`); `complete_at` is since when all that the new service
    asks is known. Kinds that come in are counted from receipt too; those that fall away end
    without outcome. A date agreed with the client stands.
    """
    promise.service_version = service_version
    correction = Correction.of(promise, complete_at=complete_at, because=because, at=at)
    terms = correction.terms
    promise.short_notice = terms.is_short_notice(promise.received_at, promise.event_at)
    clocks = {clock.kind: clock for clock in going(promise)}
    for kind in PROMISED:
        clock = clocks.get(kind)
        if clock is None:
            correction.of_none_going(kind)
        elif kind in terms.norms:
            correction.of_one_going(clock)
        elif not clock.is_agreed:
            stop(clock, What.ENDED, at=at, because=because)
    _decision(promise, terms, clocks.get(Kind.DECISION), because=because, at=at)
    keep(promise)


def _decision(
    promise: Promise, terms: Terms, clock: Clock | None, *, because: str, at: datetime
) -> None:
    """What comes into the catalogue needs no decision any more; what leaves it does from now on."""
    needed = Kind.DECISION in terms.norms
    if clock is not None and not needed:
        stop(clock, What.MET, at=at, because=because)
    elif clock is None and needed:
        start(new_clock(promise, Kind.DECISION, terms), since=at, at=at)


@dataclass(frozen=True)
class Correction:
    """The terms that should have held for a promise, and those since it was made urgent."""

    promise: Promise
    terms: Terms
    hastened: tuple[datetime, Terms] | None
    complete_at: datetime | None
    because: str
    at: datetime

    @classmethod
    def of(
        cls, promise: Promise, *, complete_at: datetime | None, because: str, at: datetime
    ) -> "Correction":
        """Find the terms of the service that the promise now has."""
        version = promise.service_version
        hastened = None
        urgent_events = ClockEvent.objects.filter(clock__promise=promise, kind=What.MADE_URGENT)
        made_urgent = urgent_events.order_by("at").first()
        if made_urgent is not None:
            hastened = made_urgent.at, terms_of(promise, version, urgent=True)
        urgent = promise.urgent and hastened is None
        terms = terms_of(promise, version, urgent=urgent)
        return cls(promise, terms, hastened, complete_at, because, at)

    def of_one_going(self, clock: Clock) -> None:
        """Let a clock that has not stopped count by its new norm."""
        norm = self.terms.norms[clock.kind]
        late_since = clock.due_at if clock.is_late(self.at) else None
        pauses = pauses_of(clock.events.all())
        count = self._count(clock.kind, self._since(clock), pauses, until=self.at)
        with changing(clock, What.CORRECTED, at=self.at, because=self.because):
            agreed_at = clock.due_at if clock.is_agreed else None
            clock.norm, clock.calendar = norm, self.terms.calendar_of(norm)
            clock.without_outcome = self.promise.short_notice and clock.kind == Kind.TURNAROUND
            if count is not None:
                _take_over(clock, count)
                _not_in_the_past(clock, late_since, at=self.at)
            elif agreed_at is None:
                _wait_anew(clock)
            if count is not None and agreed_at is not None:
                clock.norm_due_at, clock.due_at = clock.due_at, agreed_at
            if agreed_at is not None and agreed_at < self.at and late_since is None:
                clock.without_outcome = True  # best effort when the date passed, and so it stays
            settle(clock, at=self.at, because=self._another_service())

    def of_none_going(self, kind: Kind) -> None:
        """Judge what was met by the new norm, or begin what should have been promised."""
        if kind not in self.terms.norms:
            return
        clocks = self.promise.clocks.filter(kind=kind).select_related("norm", "calendar")
        last = clocks.order_by("cycle").last()
        if last is None or last.without_outcome:
            self._begin(kind)
        elif kind == Kind.RESPONSE and not self._was_done_before():
            self._judge_anew(last)

    def _begin(self, kind: Kind) -> None:
        """Start what should have been promised at receipt, with the pauses there were since."""
        clock = new_clock(self.promise, kind, self.terms)
        wait_to_start(clock, at=self.at)
        others = ClockEvent.objects.filter(clock__promise=self.promise)
        for pause in pauses_of(others.filter(clock__kind=Kind.UPDATE)):
            clock.events.create(kind=What.PAUSED, at=pause.since)
            if pause.until is not None:
                clock.events.create(kind=What.RESUMED, at=pause.until)
        self.of_one_going(clock)

    def _judge_anew(self, clock: Clock) -> None:
        """Give a clock that was met the due time it should have had, unless that makes it late."""
        assert clock.stopped_at is not None
        since = self._since_receipt(clock.kind)
        count = self._count(clock.kind, since, [], until=clock.stopped_at)
        due = count.due_at if count else None
        if count is None or due is None or clock.due_at is None:
            return
        if due < min(clock.due_at, clock.stopped_at):
            return
        clock.promise = self.promise
        with changing(clock, What.CORRECTED, at=self.at, because=self.because):
            count.stand_still(clock.stopped_at)
            _take_over(clock, count)
            clock.due_at = due
            settle(clock, at=self.at, because=self._another_service())

    def _since(self, clock: Clock) -> datetime | None:
        """Return from when a clock should have counted: what was told or reopened since stands."""
        if clock.kind == Kind.UPDATE:
            return clock.started_at or self._first_told_at()
        if clock.cycle > 1 and clock.started_at is not None:
            return clock.started_at
        return self._since_receipt(clock.kind)

    def _since_receipt(self, kind: str) -> datetime | None:
        norm, complete = self.terms.norms[kind], self.complete_at is not None
        since = self.terms.starts_counting(
            norm, self.promise.received_at, complete=complete, event_at=self.promise.event_at
        )
        return self.complete_at if since and norm.starts == Starts.INTAKE_COMPLETE else since

    def _count(
        self, kind: str, since: datetime | None, pauses: list[Pause], *, until: datetime
    ) -> Count | None:
        """Return how a clock of this kind should stand; None if it should not have started."""
        if since is None:
            return None
        norm = self.terms.norms[kind]
        count = Count(norm, self.terms.calendar_of(norm), since, self.promise.event_at)
        return replay(count, pauses, until=until, hastened=self._hastened(kind, until))

    def _hastened(self, kind: str, until: datetime) -> Hastened | None:
        """Return the urgent norm of a kind, if the request was made urgent in time for it."""
        if self.hastened is None or self.hastened[0] > until:
            return None
        moment, terms = self.hastened
        norm = terms.norms.get(kind)
        if norm is None or not norm.urgent:
            return None
        return Hastened(moment, norm, terms.calendar_of(norm))

    def _first_told_at(self) -> datetime | None:
        """Return when the client first heard of a person."""
        met = self.promise.clocks.filter(kind=Kind.RESPONSE, events__kind=What.MET)
        return met.values_list("stopped_at", flat=True).first()

    def _was_done_before(self) -> bool:
        """Whether it was reopened: earlier cycles keep what they came to."""
        return self.promise.clocks.filter(kind=Kind.TURNAROUND, events__kind=What.MET).exists()

    def _another_service(self) -> str:
        return _("another service: %(reason)s") % {"reason": self.because}


def _take_over(clock: Clock, count: Count) -> None:
    """Let a clock stand as it was counted."""
    clock.norm, clock.calendar = count.norm, count.calendar
    clock.counted_under = count.calendar.revision
    clock.started_at, clock.target = count.started_at, count.target
    clock.consumed = count.consumed
    clock.running_since, clock.due_at = count.running_since, count.due_at


def _not_in_the_past(clock: Clock, late_since: datetime | None, *, at: datetime) -> None:
    """Let nothing become late by it: what would lie behind us is due now.

    What is counted back from an event does not move, so it becomes best effort; unless it was
    late already, or is due on a date that was agreed.
    """
    if clock.due_at is None:
        return
    passed = clock.due_at < at
    if passed and clock.norm.before_event and late_since is None and not clock.is_agreed:
        clock.without_outcome = True
    else:
        clock.due_at = max(clock.due_at, late_since or at)


def _wait_anew(clock: Clock) -> None:
    """Take a clock back to before its start, which is not known under the new norm."""
    clock.started_at = clock.running_since = clock.due_at = clock.target = None
    clock.consumed = timedelta()
    clock.counted_under = clock.calendar.revision
