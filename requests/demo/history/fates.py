"""How a request of the history fares: about as well as was agreed, some services worse than that.

What it takes is a share of its own clock's time, from a lognormal spread of which the part that
the KPI names lies under the whole. So norms are met about as often as agreed, and another norm
would be met as often as the curve says.
"""

import math
import random
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from statistics import NormalDist

from django.utils import timezone

from pdc.models import IntakeField
from requests.demo import sentences
from requests.demo.history import words
from requests.demo.history.asked import season
from requests.demo.history.past import Asked, Past
from requests.models import Channel, Status, Verdict, WaitingFor
from sla.business_time import deadline
from sla.models import Cause, Norm, Starts
from teams.models import User

HOUR = timedelta(hours=1)
A_MOMENT = timedelta(minutes=2)
TURNAROUND = Norm.Kind.TURNAROUND
CANCELS, DECLINES, HANDS_BACK, WAITS = 0.02, 0.004, 0.04, 0.2
FOR_CLIENT, EXPLAINED, BOOKED = 0.8, 0.85, 0.6
ASKS_AGAIN, CONFIRMS, RATES, SAYS_MORE, DISCUSSES = 0.015, 0.35, 0.3, 0.4, 0.006
SPREAD, REACTS = 0.55, 0.6  # of the logarithm of the share of its time that something takes
BETTER_THAN_AGREED = 1.5  # percent
# In which percentage a service is in time whatever was agreed, and the spread of it. Most minutes
# take less than three days of the five they have.
PACE: dict[str, tuple[float, float]] = {
    "PO-13": (95.5, 0.5),
    "PO-03": (86, 0.6),
    "IM-33": (82, 0.6),
    "IM-15": (87, 0.5),
    "FI-02": (89, 0.7),
}
CAUSES = (Cause.PEAK, Cause.INPUT, Cause.PEAK, Cause.UNCLEAR, Cause.NORM, Cause.ILLNESS)
Type = IntakeField.Type


class Unfinished(Exception):  # noqa: N818 - it is no fault: it was still to come
    """Something would have been open at the end, and that is not history."""


def fate(asked: Asked, dice: random.Random, until: datetime) -> Past | None:
    """Return how a request went, or nothing when it was not over before a moment."""
    life = _Life(asked, dice, until)
    try:
        life.live()
    except Unfinished:
        return None
    life.afterwards()
    return life.past


class _Life:
    """One request with its dice, and who has it."""

    def __init__(self, asked: Asked, dice: random.Random, until: datetime) -> None:
        self.asked, self.dice, self.until = asked, dice, until
        self.past = Past(asked)
        self.schedule = asked.team.schedule
        self.theme = asked.version.service.code.partition("-")[0]

    def live(self) -> None:
        """Let it come in, be picked up, be done or be stopped."""
        dice, past = self.dice, self.past
        at = self.asked.received_at
        past.log(by=self.somebody(at))
        at = self.by(self.reacts_at())
        past.pick_up(at, by=self.somebody(at))
        if dice.random() < HANDS_BACK:
            at = self.later(at, 0.3, 2)
            past.hand_back(at, by=self.who)
            at = self.later(at, 0.2, 1.5)
            past.pick_up(at, by=self.somebody(at))
        if not past.answered:
            at = self.ask_what_is_missing(at)
        if dice.random() < CANCELS + DECLINES:
            self.stop(self.later(at, 0.5, 6))
        else:
            self.finish(self.work(at))

    @property
    def who(self) -> User:
        """Who has it."""
        assert self.past.assignee is not None
        return self.past.assignee

    def somebody(self, at: datetime) -> User:
        """Return one of the team who is at work."""
        return self.asked.team.somebody(at, self.dice)

    def by(self, at: datetime) -> datetime:
        """Return a moment that has to lie before the end of the history."""
        if at >= self.until:
            raise Unfinished
        return at

    def later(self, at: datetime, least: float, most: float) -> datetime:
        """Return a moment so many working hours later, between two numbers."""
        return self.by(deadline(self.schedule, at, self.dice.uniform(least, most) * HOUR))

    def channel(self) -> Channel:
        """Return how the client is told."""
        return self.dice.choice((Channel.PHONE, Channel.EMAIL))

    def reacts_at(self) -> datetime:
        """Return when somebody picks it up."""
        received_at = self.asked.received_at
        clock = self.past.clock(Norm.Kind.RESPONSE)
        if clock is None or clock.target is None:
            return self.later(received_at, 0.1, 3)
        share = _share(clock.by.norm.kpi_percent + BETTER_THAN_AGREED, REACTS, self.dice)
        wait = min(clock.target * share, 9 * HOUR)
        return deadline(clock.by.schedule, received_at, max(wait, A_MOMENT))

    def ask_what_is_missing(self, at: datetime) -> datetime:
        """Ask the client for the rest; the work starts when it is there."""
        at = self.later(at, 0.1, 0.6)
        text = self.dice.choice(sentences.ASKED)
        self.past.contact(at, by=self.who, channel=self.channel(), text=text)
        reason = self.dice.choice(sentences.MISSING)
        self.past.wait(at, by=self.who, waiting_for=WaitingFor.CLIENT, reason=reason)
        at = self.later(at, 1, 14)
        self.past.complete_intake(at, by=self.who, answers=self.answers())
        return at

    def answers(self) -> dict[str, object]:
        """Return answers to all that was asked."""
        day = timezone.localdate(self.asked.received_at).isoformat()
        return {
            field.key: field.choices[0] if field.choices else _answer(field.type, day)
            for field in self.asked.version.intake_fields.all()
            if field.required or field.is_event
        }

    def work(self, at: datetime) -> datetime:
        """Do it, perhaps with a wait on the way; return when it is ready."""
        clock, dice = self.past.clock(TURNAROUND), self.dice
        if clock is None or clock.target is None or clock.started_at is None:
            return self.keep_in_touch(at, self.later(at, 2, 14))
        takes = clock.target * self.share(clock.by.norm)
        begins = max(at, clock.started_at)
        done_at = max(deadline(clock.by.schedule, clock.started_at, takes), at + A_MOMENT)
        if dice.random() < WAITS and clock.by.norm.starts != Starts.EVENT_END:
            paused_at = deadline(clock.by.schedule, begins, takes * dice.uniform(0.1, 0.5))
            if at < paused_at < done_at:
                at = self.wait(self.keep_in_touch(at, self.by(paused_at)))
                left = max(takes - clock.consumed, timedelta(minutes=10))
                done_at = deadline(clock.by.schedule, at, left)
        return self.keep_in_touch(at, self.by(done_at))

    def share(self, norm: Norm) -> float:
        """Return which part of its time the work takes; in a peak everything takes longer."""
        usual = norm.kpi_percent + BETTER_THAN_AGREED, SPREAD
        in_time, spread = PACE.get(self.asked.version.service.code, usual)
        busy = season(timezone.localdate(self.asked.received_at))
        return _share(in_time, spread, self.dice) * (0.8 + 0.2 * busy)

    def wait(self, at: datetime) -> datetime:
        """Let the client, or another, have the next move for a while."""
        if self.dice.random() < FOR_CLIENT:
            whom, reason = WaitingFor.CLIENT, self.dice.choice(sentences.REASONS)
        else:
            whom, reason = WaitingFor.THIRD_PARTY, self.dice.choice(sentences.THIRD_PARTIES)
        self.past.wait(at, by=self.who, waiting_for=whom, reason=reason)
        at = self.later(at, 2, 14)
        self.past.resume(at, by=self.who, text=self.dice.choice(sentences.ANSWERED))
        return at

    def keep_in_touch(self, at: datetime, until: datetime) -> datetime:
        """Tell the client how it stands every day or two; return that moment."""
        while (contact_at := self.later(at, 9, 16)) < until:
            at = contact_at
            text = sentences.news(self.theme, self.dice)
            self.past.contact(at, by=self.who, channel=self.channel(), text=text)
        return until

    def stop(self, at: datetime) -> None:
        """Stop before it is done."""
        if self.dice.random() < CANCELS / (CANCELS + DECLINES):
            self.past.cancel(at, by=self.who, reason=self.dice.choice(words.CANCELLED))
        else:
            self.past.decline(at, by=self.who, alternative=self.dice.choice(words.DECLINED))

    def finish(self, at: datetime) -> None:
        """Tell the client that it is ready, and perhaps write down what it took."""
        dice, effort = self.dice, self.asked.version.effort_minutes
        if effort and not self.past.spent and dice.random() < BOOKED:
            minutes = min(round(effort * dice.lognormvariate(0, 0.35)) or 1, 8 * 60)
            self.past.spend(at, by=self.who, on=timezone.localdate(at), minutes=minutes)
        cause = dice.choice(CAUSES) if dice.random() < EXPLAINED else None
        self.past.finish(at, by=self.who, text=dice.choice(sentences.DONE), cause=cause)

    def afterwards(self) -> None:
        """Let the client do something with what was done, as far as there is time for that."""
        with suppress(Unfinished):
            if self.past.status == Status.DONE:
                self.hear_the_client()
        closes_at = self.past.closes_at
        if self.past.status == Status.DONE and closes_at is not None and closes_at < self.until:
            self.past.close()

    def hear_the_client(self) -> None:
        """Let them ask again, confirm, rate or keep it for the conversation."""
        dice, past, client = self.dice, self.past, self.asked.requested_by
        at = past.changed_at
        if dice.random() < ASKS_AGAIN:
            at = self.ask_again(at)
        if dice.random() < CONFIRMS:
            at = self.later(at, 0.5, 6)
            past.confirm(at, by=client)
        if dice.random() < RATES:
            at = self.later(at, 0.1, 3)
            self.rate(at, client if dice.random() < 0.5 else None)
        if dice.random() < DISCUSSES:
            at = self.later(at, 0.1, 3)
            past.discuss(at, by=client, text=dice.choice(sentences.TO_DISCUSS))

    def ask_again(self, at: datetime) -> datetime:
        """Let it be opened again and be done again, if that is over in time."""
        again_at = self.later(at, 0.5, 6)
        done_at = self.later(again_at, 1, 6)
        self.past.ask_again(
            again_at, by=self.asked.requested_by, text=self.dice.choice(words.AGAIN)
        )
        self.finish(done_at)
        return done_at

    def rate(self, at: datetime, by: User | None) -> None:
        """Say how it went; what was late could more often be better."""
        good = self.dice.random() < (0.5 if self.past.late() else 0.88)
        self.past.rate(at, by=by, verdict=Verdict.GOOD if good else Verdict.COULD_BE_BETTER)
        if self.dice.random() < SAYS_MORE:
            mark = self.dice.choice((8, 8, 9, 7) if good else (5, 6, 6))
            sentence = self.dice.choice(sentences.THANKS if good else sentences.BETTER)
            self.past.say_more(at, mark=mark, sentence=sentence)


def _answer(kind: str, day: str) -> object:
    dated = {Type.DATE: day, Type.DATETIME: f"{day}T10:00", Type.TIME: "10:00"}
    return (dated | {Type.NUMBER: 8, Type.BOOLEAN: True}).get(Type(kind), sentences.ANSWER)


@cache
def _beyond(in_time: float) -> float:
    """Return how many times the spread the whole time lies above the median."""
    return NormalDist().inv_cdf(min(in_time, 99.0) / 100)


def _share(in_time: float, spread: float, dice: random.Random) -> float:
    """Return a share of the time, of which so many percent lie under one."""
    return math.exp(dice.gauss(-_beyond(in_time) * spread, spread))
