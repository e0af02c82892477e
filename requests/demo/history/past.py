"""One request that is over, told step by step: the rows that the real actions would leave."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from pdc.models import ServiceVersion
from requests.demo.history.clocks import PastClock, Watched
from requests.demo.teams import Team
from requests.models import Channel, Event, Status, Verdict, WaitingFor
from requests.policies import DAYS_TO_REOPEN, MOVES
from sla.business_time import day_deadline
from sla.models import Cause, ClockEvent, Norm, Starts
from sla.terms import Terms
from teams.models import User

Kind = Event.Kind
What = ClockEvent.Kind
RESPONSE, TURNAROUND, UPDATE = Norm.Kind.RESPONSE, Norm.Kind.TURNAROUND, Norm.Kind.UPDATE


class Asked(NamedTuple):
    """What came in, with the team that does it and the terms that hold."""

    received_at: datetime
    terms: Terms
    watched: list[Watched]
    team: Team
    version: ServiceVersion
    requested_by: User
    channel: Channel
    subject: str
    text: str
    urgent_reason: str
    event_at: datetime | None
    complete: bool
    contact_name: str = ""
    reference: str | None = None


class Told(NamedTuple):
    """A line of the story."""

    kind: str
    at: datetime
    by: User | None
    channel: str = ""
    text: str = ""
    internal: bool = False


class Rated(NamedTuple):
    """What the client thought of it."""

    verdict: Verdict
    mark: int | None
    sentence: str
    at: datetime
    by: User | None
    via: Channel


@dataclass
class Past:
    """A request while its story is told; each verb is the action of that name."""

    asked: Asked
    status: Status = Status.NEW
    assignee: User | None = None
    closes_at: datetime | None = None
    waiting_for: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    clocks: list[PastClock] = field(default_factory=list)
    story: list[Told] = field(default_factory=list)
    causes: list[tuple[PastClock, Cause, datetime]] = field(default_factory=list)
    spent: list[tuple[User, date, int, datetime]] = field(default_factory=list)
    rating: Rated | None = None
    short_notice: bool = False
    answered: bool = True

    def log(self, *, by: User) -> None:
        """Take it down, and start its clocks."""
        asked, at = self.asked, self.asked.received_at
        self.short_notice = asked.terms.is_short_notice(at, asked.event_at)
        self.answered = asked.complete
        for watched in asked.watched:
            best_effort = self.short_notice and watched.norm.kind == TURNAROUND
            clock = PastClock(watched, asked.event_at, best_effort=best_effort)
            since = None
            if watched.norm.kind != UPDATE:
                since = asked.terms.starts_counting(
                    watched.norm, at, complete=asked.complete, event_at=asked.event_at
                )
            self._begin(clock, since, at)
        self._tell(Kind.LOGGED, at, by, channel=asked.channel, text=asked.text)

    def pick_up(self, at: datetime, *, by: User) -> None:
        """Somebody takes it, which is the first reaction."""
        self._move(Kind.PICKED_UP, at, by)
        self.assignee = by
        self._client_was_told(at)

    def hand_back(self, at: datetime, *, by: User) -> None:
        """Give it back to the pool."""
        self._move(Kind.HANDED_BACK, at, by)
        self.assignee = None

    def contact(self, at: datetime, *, by: User, channel: Channel, text: str) -> None:
        """Speak with the client."""
        self._tell(Kind.CONTACT, at, by, channel=channel, text=text)
        self._client_was_told(at)

    def wait(self, at: datetime, *, by: User, waiting_for: WaitingFor, reason: str) -> None:
        """Let somebody else have the next move; a third party stops the clock where agreed."""
        self._move(Kind.WAITING, at, by, text=reason)
        self.waiting_for = waiting_for
        agreed = self.asked.terms.agreement_version
        if waiting_for == WaitingFor.CLIENT or (agreed and agreed.third_party_pauses):
            for clock in self._going(TURNAROUND, UPDATE):
                if clock.due_at is not None and at <= clock.due_at:
                    clock.pause(at)

    def resume(self, at: datetime, *, by: User, text: str) -> None:
        """Go on."""
        self._move(Kind.RESUMED, at, by, text=text)
        self.waiting_for = ""
        for clock in self._going(TURNAROUND, UPDATE):
            if clock.started_at is None:
                continue
            if clock.kind == UPDATE:
                self._restart(clock, at)
            elif clock.is_paused:
                clock.resume(at)

    def complete_intake(self, at: datetime, *, by: User, answers: dict[str, Any]) -> None:
        """Learn the rest: what waited for that starts to count."""
        self.answers, self.answered = answers, True
        self._tell(Kind.ANSWERED, at, by)
        event_at = self.asked.event_at
        for clock in self._going(RESPONSE, TURNAROUND):
            if clock.started_at is None:
                after_event = clock.by.norm.starts == Starts.EVENT_END
                since = event_at if after_event else at
                if since is not None:
                    clock.start(max(since, at), at)
        if self.waiting_for == WaitingFor.CLIENT:
            self.resume(at, by=by, text="")

    def spend(self, at: datetime, *, by: User, on: date, minutes: int) -> None:
        """Write down the time it took."""
        self.spent.append((by, on, minutes, at))

    def finish(self, at: datetime, *, by: User, text: str, cause: Cause | None = None) -> None:
        """Be done, with why it is late where it is."""
        self._move(Kind.DONE, at, by, text=text)
        self.assignee, self.waiting_for = self.assignee or by, ""
        self.closes_at = day_deadline(self.asked.team.schedule, at, DAYS_TO_REOPEN)
        self._stop_all(What.MET, at)
        late = self.late() if cause is not None else []
        if cause is not None and late:
            self.causes = [one for one in self.causes if one[0] not in late]
            self.causes += [(clock, cause, at) for clock in late]
            self._tell(Kind.LATE_CAUSE, at, by, text=str(cause.label), internal=True)

    def cancel(self, at: datetime, *, by: User, reason: str) -> None:
        """Stop because it is not needed any more."""
        self._move(Kind.CANCELLED, at, by, text=reason)
        self._stop_all(What.ENDED, at, reason)

    def decline(self, at: datetime, *, by: User, alternative: str) -> None:
        """Stop because it can't be done."""
        self._move(Kind.DECLINED, at, by, text=alternative)
        self._stop_all(What.ENDED, at, _("declined"))

    def ask_again(self, at: datetime, *, by: User, text: str) -> None:
        """Let the client say what is still to be done: it goes on with all of its time."""
        self._move(Kind.REOPENED, at, by, channel=Channel.PORTAL, text=text)
        self.closes_at = None
        for kind in (TURNAROUND, UPDATE):
            cycles = [clock for clock in self.clocks if clock.kind == kind]
            last = max(cycles, key=lambda clock: clock.cycle, default=None)
            if last is not None:
                best_effort = self.short_notice and kind == TURNAROUND
                begins = kind == UPDATE or last.started_at is not None
                since = self._not_before_event(last, at) if begins else None
                self._begin(last.following(best_effort=best_effort), since, at)

    def confirm(self, at: datetime, *, by: User) -> None:
        """Let the client say that nothing is left to ask."""
        self._move(Kind.CONFIRMED, at, by, channel=Channel.PORTAL)

    def close(self) -> None:
        """Close by itself."""
        assert self.closes_at is not None
        self._move(Kind.CLOSED, self.closes_at, None)

    def discuss(self, at: datetime, *, by: User, text: str) -> None:
        """Let the client keep it for the conversation."""
        self._tell(Kind.TO_DISCUSS, at, by, channel=Channel.PORTAL, text=text)

    def rate(self, at: datetime, *, by: User | None, verdict: Verdict) -> None:
        """Let the client say how it went, in the portal or by the link that was mailed."""
        via = Channel.PORTAL if by else Channel.EMAIL
        self.rating = Rated(verdict, None, "", at, by, via)
        self._tell(Kind.RATED, at, by, channel=via)

    def say_more(self, at: datetime, *, mark: int, sentence: str) -> None:
        """Let them give a mark, perhaps with a sentence."""
        assert self.rating is not None
        self.rating = self.rating._replace(mark=mark, sentence=sentence)
        words = " · ".join(part for part in (f"{mark}/10", sentence) if part)
        self._tell(Kind.RATED, at, self.rating.by, channel=self.rating.via, text=words)

    def late(self) -> list[PastClock]:
        """Return what is to be explained: the clocks that `to_explain` finds."""
        newest = {clock.kind: clock for clock in sorted(self.clocks, key=lambda each: each.cycle)}
        again = TURNAROUND in newest and newest[TURNAROUND].cycle > 1
        kinds = (TURNAROUND,) if again else (RESPONSE, TURNAROUND)
        return [newest[kind] for kind in kinds if kind in newest and newest[kind].is_late]

    def clock(self, kind: Norm.Kind) -> PastClock | None:
        """Return the clock of a kind that is still going."""
        return next(iter(self._going(kind)), None)

    @property
    def changed_at(self) -> datetime:
        """When something last happened."""
        return max(told.at for told in self.story)

    def _client_was_told(self, at: datetime) -> None:
        for clock in self._going(RESPONSE, UPDATE):
            if clock.kind != UPDATE:
                clock.stop(What.MET, at)
            elif clock.started_at is None:
                clock.start(at, at)
            elif clock.running_since is not None:
                self._restart(clock, at)

    def _restart(self, clock: PastClock, at: datetime) -> None:
        clock.stop(What.MET, at)
        self._begin(clock.following(), at, at)

    def _begin(self, clock: PastClock, since: datetime | None, at: datetime) -> None:
        self.clocks.append(clock)
        if since is None:
            clock.wait_to_start(at)
        else:
            clock.start(since, at)

    def _not_before_event(self, clock: PastClock, at: datetime) -> datetime:
        event_at = clock.event_at
        after_event = clock.by.norm.starts == Starts.EVENT_END and event_at is not None
        return max(at, event_at) if after_event and event_at else at

    def _going(self, *kinds: str) -> list[PastClock]:
        return [each for each in self.clocks if each.stopped_at is None and each.kind in kinds]

    def _stop_all(self, what: ClockEvent.Kind, at: datetime, because: str = "") -> None:
        for clock in [each for each in self.clocks if each.stopped_at is None]:
            clock.stop(what, at, because)

    def _move(self, kind: Event.Kind, at: datetime, by: User | None, **said: Any) -> None:
        move = MOVES[kind]
        assert self.status in move.since
        self.status = move.to or self.status
        self._tell(kind, at, by, **said)

    def _tell(
        self,
        kind: Event.Kind,
        at: datetime,
        by: User | None,
        *,
        channel: str = "",
        text: str = "",
        internal: bool = False,
    ) -> None:
        self.story.append(Told(kind.value, at, by, channel, text, internal))
