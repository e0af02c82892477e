"""Whatever happens to a clock, what is told of it adds up to its deadline."""

import random
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from sla import actions
from sla.actions.recounting import recount
from sla.calculator import NOTHING
from sla.models import Calendar, Clock, Norm, Way
from sla.terms import terms_for
from sla.why.derivation import derivation
from sla.why.reckoning import reckoning_of
from sla.wording import clock_time
from tests.factories import NOW, a_client, a_norm, a_pool, a_service, local

pytestmark = pytest.mark.django_db
READY = Norm.Kind.TURNAROUND
NORMS: dict[str, dict[str, Any]] = {
    "PO-1": {"way": Way.WORKING_TIME, "amount": 1200},
    "PO-2": {"way": Way.WORKING_DAYS, "amount": 4},
    "PO-3": {"way": Way.CUT_OFF, "cut_off": time(12), "same_day": time(16), "next_day": time(12)},
    "PO-4": {"way": Way.DAYS_BEFORE, "amount": 2},
}
WEEKS = [
    [["08:30", "12:30"], ["13:00", "17:00"]],
    [["09:00", "12:00"]],
    [["07:00", "19:00"]],
]


class Life:
    """A promise to which one thing after another happens."""

    def __init__(self, seed: int, code: str) -> None:
        self.chance = random.Random(f"{seed}-{code}")
        pool = a_pool()
        self.services = [a_service(one, turnaround_days=None) for one in NORMS]
        for version in self.services:
            a_norm(READY, service_version=version, **NORMS[version.service.code])
            a_norm(READY, hours=2, urgent=True, service_version=version)
        self.client, self.pool = a_client(pool), pool
        self.calendar = pool.own_calendar.calendar
        self.at = NOW + timedelta(minutes=self.chance.randrange(24 * 60))
        version = next(one for one in self.services if one.service.code == code)
        self.promise = actions.make_promise(
            self.terms(version, urgent=False),
            received_at=self.at,
            complete=True,
            event_at=local("2026-03-20T10:00"),
        )

    def terms(self, version, *, urgent):
        return terms_for(self.client, self.pool, version, urgent=urgent, received_at=NOW)

    @property
    def clock(self) -> Clock:
        return Clock.objects.filter(promise=self.promise, kind=READY).latest("cycle")

    def goes_on(self) -> str:
        """Let some time pass, and then something happen."""
        self.at += timedelta(minutes=self.chance.randrange(1, 14 * 60), seconds=17)
        step = self.chance.choice(
            [self.pauses, self.resumes, self.changes_hours, self.changes_hours, self.is_corrected]
            + [self.is_urgent, self.is_agreed] * (self.chance.random() < 0.2)
        )
        step()
        self.promise.refresh_from_db()
        return step.__name__

    def pauses(self):
        actions.pause(self.promise, at=self.at)

    def resumes(self):
        actions.resume(self.promise, at=self.at)

    def changes_hours(self):
        hours = {
            "timezone": "Europe/Amsterdam",
            "weekly": dict.fromkeys(("mon", "tue", "wed", "thu"), self.chance.choice(WEEKS)),
        }
        calendar = Calendar.objects.get(pk=self.calendar.pk)
        draft = actions.draft(calendar, hours, note="Anders", by=None, now=self.at)
        actions.put_in_force(draft, moves=self.chance.random() < 0.5, now=self.at)
        recount(Calendar.objects.get(pk=self.calendar.pk), limit=100)

    def is_corrected(self):
        version = self.chance.choice(self.services)
        actions.correct_service(
            self.promise, version, complete_at=NOW, because="Vergist", at=self.at
        )

    def is_urgent(self):
        version = self.promise.service_version
        terms = self.terms(version, urgent=True)
        actions.make_urgent(self.promise, terms, at=self.at, call_back=False)

    def is_agreed(self):
        due = self.at + timedelta(days=self.chance.randrange(1, 9))
        actions.agree_date(self.promise, due, with_whom="Daan", because="Zaal bezet", at=self.at)


def told_sum(clock: Clock, now: datetime) -> tuple[timedelta, int]:
    rows = derivation(clock, now=now)
    amounts = [row.amount for row in rows if row.amount and row.kind != "total"]
    return sum(amounts, NOTHING), sum(row.days for row in rows)


def nothing_was_left(reckoning, clock) -> bool:
    """Whether it had used more than its target already when it last went on."""
    return reckoning.whole > clock.target and not reckoning.runs[-1].amount


@pytest.mark.parametrize("code", NORMS)
@pytest.mark.parametrize("seed", range(6))
def test_what_is_told_adds_up_after_everything_that_happens(seed, code):
    life = Life(seed, code)
    happened = []
    for _step in range(10):
        happened.append(life.goes_on())
        clock = life.clock
        amount, days = told_sum(clock, life.at)
        reckoning = reckoning_of(clock)

        if clock.norm.before_event:
            assert days == clock.norm.amount, happened
        elif days:
            assert (days, reckoning.due_at) == (
                clock.norm.amount,
                clock.norm_due_at or clock.due_at,
            )
        elif amount:
            used = clock.consumed + reckoning.left if reckoning.due_at is None else clock.target
            assert amount == used or nothing_was_left(reckoning, clock), happened
        if clock.due_at:
            assert derivation(clock, now=life.at)[-1].shown == clock_time(clock.due_at)
