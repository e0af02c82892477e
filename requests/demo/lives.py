"""How a request fares: a generator that says when it next wants to act, and then acts.

Each life draws from dice of its own, so it goes the same way whoever else is on stage.
"""

import random
from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from pdc.models import IntakeField
from requests import actions
from requests.demo import sentences
from requests.demo.afterwards import afterwards, cause_of
from requests.demo.outside import decision_on
from requests.demo.teams import Team
from requests.importing import Incoming
from requests.models import Channel, Decision, WaitingFor
from sla.business_time import deadline, elapsed
from sla.models import Clock, Norm
from teams.models import User

Type = IntakeField.Type
HOUR = timedelta(hours=1)
DO_ONCE: dict[str, Any] = {"decision": Decision.DO_ONCE, "text": ""}
UNDECIDED = 8 * HOUR  # so long some wait for a decision; a working day is the norm
MINUTES = (10, 15, 20, 25, 30, 40, 45, 60, 90)  # spent on what is outside the catalogue
Steps = Generator[datetime, None, datetime]  # moments to act, and then when it was done
ANSWERS: dict[str, Any] = {
    Type.NUMBER: 8,
    Type.BOOLEAN: True,
    Type.TIME: "10:00",
    Type.EMAIL: "gast@voorbeeld.example",
    Type.PHONE: "088-000 1234",
}


class Life:
    """One request in the hands of one team, with its dice.

    `until` is the end of the play; what lingers is still open by then. A forgotten one is
    picked up by nobody.
    """

    def __init__(
        self,
        incoming: Incoming,
        team: Team,
        *,
        until: datetime,
        lingers: bool = False,
        forgotten: bool = False,
        confidential: bool = False,
    ) -> None:
        self.incoming = incoming
        self.team = team
        self.until = until
        self.lingers = lingers
        self.forgotten = forgotten
        self.confidential = confidential
        self.rng = random.Random(incoming.reference)
        version = incoming.service_version
        self.theme = version.service.code.split("-")[0] if version else ""
        self.assignee: User | None = None

    def live(self) -> Iterator[datetime]:
        """Yield each moment something happens, and let it happen."""
        at = self.incoming.received_at
        yield at
        by = self.team.somebody(at, self.rng)
        self.request = self.incoming.log(by=by, now=at, confidential=self.confidential)
        if self.confidential:  # only who logged it may see it
            self.assignee = by
        at = self.first_reaction()
        yield at
        self.pick_up(at)
        at = yield from self.be_decided(at)
        if not self.request.is_open:
            return
        if self.is_handed_back(at):
            at = yield from self.change_hands(at)
        if not self.request.intake_complete:
            at = yield from self.ask_what_is_missing(at)
        elif not self.lingers and self.rng.random() < 0.25:
            at = yield from self.wait(at)
        if self.lingers:
            at = yield from self.linger(at)
        else:
            at = yield from self.keep_in_touch(at, until=self.done_at(at))
        self.finish(at)
        yield from afterwards(self, at)

    def later(self, at: datetime, least: float, most: float) -> datetime:
        """Return a moment so many working hours later, between two numbers."""
        hours = self.rng.uniform(least, most)
        return deadline(self.team.schedule, at, hours * HOUR)

    def first_reaction(self) -> datetime:
        """Return when somebody picks it up: mostly soon, now and then too late."""
        clock = self.clock(Norm.Kind.RESPONSE)
        in_time = clock is None or clock.due_at is None or clock.due_at > self.until
        if self.forgotten or (self.lingers and in_time and self.rng.random() < 0.6):
            return self.until
        if clock is None or clock.target is None:
            return self.later(self.incoming.received_at, 0.1, 3)
        late = self.rng.random() < 0.03
        share = self.rng.uniform(1.1, 1.6) if late else self.rng.betavariate(1.5, 2.5) * 0.95
        wait = min(clock.target * share, 7 * HOUR)
        return deadline(clock.calendar.schedule(), self.incoming.received_at, wait)

    def pick_up(self, at: datetime) -> None:
        """Let one of the team take it."""
        by = self.assignee or self.team.somebody(at, self.rng)
        actions.pick_up(self.request, by=by, now=at)
        self.assignee = by

    def be_decided(self, at: datetime) -> Steps:
        """Let the coordinator say what happens with it, when it is outside the catalogue."""
        coordinator = self.team.coordinator
        if self.incoming.service_version is not None or self.confidential or not coordinator:
            return at
        fresh = elapsed(self.team.schedule, self.incoming.received_at, self.until) < UNDECIDED
        waits = self.lingers and fresh and self.rng.random() < 0.5
        at = self.until if waits else deadline(self.team.schedule, at, HOUR / 3)
        yield at
        how = DO_ONCE if self.lingers else decision_on(self.request)
        actions.decide(self.request, **how, by=coordinator, now=at)
        return at

    def is_handed_back(self, at: datetime) -> bool:
        """Return whether a colleague has to take it over; what lingers then does so as new."""
        if self.confidential:
            return False
        if not self.lingers:
            return self.rng.random() < 0.06
        left = elapsed(self.team.schedule, at, self.until)
        return 3 * HOUR < left < 10 * HOUR and self.rng.random() < 0.5

    def change_hands(self, at: datetime) -> Steps:
        """Hand it back; a colleague takes it over."""
        at = self.later(at, 0.5, 2)
        yield at
        reason = self.rng.choice(sentences.HANDED_BACK)
        actions.hand_back(self.request, reason=reason, by=self.who(), now=at)
        self.assignee = None
        at = self.until if self.lingers else self.later(at, 1, 6)
        yield at
        self.pick_up(at)
        return at

    def linger(self, at: datetime) -> Steps:
        """Stay open to the end: under way while there is time, else waiting for the client."""
        clock = self.clock(Norm.Kind.TURNAROUND)
        due_at = clock.due_at if clock else None
        if clock is None or due_at is None or due_at > self.until or self.rng.random() < 0.06:
            return (yield from self.keep_in_touch(at, until=self.until))
        schedule = clock.calendar.schedule()
        left = elapsed(schedule, at, due_at)
        at = deadline(schedule, at, left * self.rng.uniform(0.2, 0.7))
        yield at
        text = sentences.news(self.theme, self.rng)
        actions.contact(self.request, channel=self.channel(), text=text, by=self.who(), now=at)
        self.wait_for(WaitingFor.CLIENT, self.rng.choice(sentences.REASONS), at)
        yield self.until
        return self.until

    def ask_what_is_missing(self, at: datetime) -> Steps:
        """Ask the client for the rest; the work starts when it is there."""
        at = self.later(at, 0.1, 0.5)
        yield at
        by, channel = self.who(), self.channel()
        text = self.rng.choice(sentences.ASKED)
        actions.contact(self.request, channel=channel, text=text, by=by, now=at)
        self.wait_for(WaitingFor.CLIENT, self.rng.choice(sentences.MISSING), at)
        at = self.later(at, 3, 16)
        yield at
        by, event_at = self.who(), self.request.promise.event_at
        answers = self.answers()
        actions.complete_intake(self.request, answers=answers, event_at=event_at, by=by, now=at)
        return at

    def answers(self) -> dict[str, Any]:
        """Return answers to all that was asked."""
        day = timezone.localdate(self.incoming.received_at).isoformat()
        dated = {Type.DATE: day, Type.DATETIME: f"{day}T10:00"}
        return {
            field.key: field.choices[0]
            if field.type == Type.CHOICE
            else (ANSWERS | dated).get(field.type, sentences.ANSWER)
            for field in self.request.missing()
        }

    def wait(self, at: datetime) -> Steps:
        """Let the client, or sometimes another party, have the next move for a while."""
        at = self.later(at, 0.5, 3)
        yield at
        text = sentences.news(self.theme, self.rng)
        actions.contact(self.request, channel=self.channel(), text=text, by=self.who(), now=at)
        if self.rng.random() < 0.8:
            self.wait_for(WaitingFor.CLIENT, self.rng.choice(sentences.REASONS), at)
        else:
            self.wait_for(WaitingFor.THIRD_PARTY, self.rng.choice(sentences.THIRD_PARTIES), at)
        at = self.later(at, 3, 15)
        yield at
        text = self.rng.choice(sentences.ANSWERED)
        actions.resume(self.request, text=text, by=self.who(), now=at)
        return at

    def wait_for(self, whom: WaitingFor, reason: str, at: datetime) -> None:
        """Hand over the next move, with a day to ask again."""
        follow_up = timezone.localdate(self.later(at, 16, 24))
        actions.wait(
            self.request,
            waiting_for=whom,
            reason=reason,
            follow_up_on=follow_up,
            by=self.who(),
            now=at,
        )

    def keep_in_touch(self, at: datetime, *, until: datetime) -> Steps:
        """Tell the client how it stands every day or two, until a moment."""
        while (contact_at := self.later(at, 7, 15)) < until:
            at = contact_at
            yield at
            text = sentences.news(self.theme, self.rng)
            actions.contact(self.request, channel=self.channel(), text=text, by=self.who(), now=at)
            if self.rng.random() < 0.1:
                note = self.rng.choice(sentences.NOTES)
                actions.note(self.request, text=note, by=self.who(), now=at)
        yield until
        return until

    def done_at(self, at: datetime) -> datetime:
        """Return when it will be ready: mostly in time, some 1 in 20 late."""
        late = self.rng.random() < 0.05
        clock = self.clock(Norm.Kind.TURNAROUND)
        if clock is None or clock.due_at is None:
            return self.later(at, 2, 14)
        schedule = clock.calendar.schedule()
        if late:
            return self.later(max(at, clock.due_at), 0.5, 5)
        left = elapsed(schedule, at, clock.due_at)
        return deadline(schedule, at, left * self.rng.uniform(0.35, 0.9))

    def finish(self, at: datetime) -> None:
        """Tell the client that it is ready."""
        texts = sentences.DONE if self.theme else sentences.DONE_OUTSIDE
        if not self.theme and not self.confidential:
            minutes, day = self.rng.choice(MINUTES), timezone.localdate(at)
            actions.book_time(
                self.request, minutes=minutes, day=day, note="", by=self.who(), now=at
            )
        text, cause = self.rng.choice(texts), cause_of(self, at)
        actions.finish(self.request, text=text, by=self.who(), now=at, cause=cause)

    def clock(self, kind: Norm.Kind) -> Clock | None:
        """Return the clock of a kind that is still going."""
        going = self.request.promise.clocks.going().select_related("calendar")
        return going.filter(kind=kind).first()

    def channel(self) -> Channel:
        """Return how the client is told: by telephone or by mail."""
        return self.rng.choice([Channel.PHONE, Channel.EMAIL])

    def who(self) -> User:
        """Return who has it."""
        assert self.assignee is not None  # asked only of what was picked up
        return self.assignee
