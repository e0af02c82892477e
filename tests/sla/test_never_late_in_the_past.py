"""Whatever happens to a promise: what was not late at a moment does not become late at it after.

Random lives, with hours that change, services that turn out to be others, urgency and agreed dates
in any order; after each step every clock is asked about every moment before it. What is counted
back from an event stays where it was promised, and does not fall due by what we do.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pdc.models import ServiceVersion
from sla import actions
from sla.models import AgreementVersion, Clock, Norm, Promise, Starts, Way
from sla.terms import terms_of
from sla.why.derivation import derivation
from sla.wording import clock_time
from tests.factories import NOW, a_calendar, a_norm, a_service, an_agreement, as_if_written_so
from tests.sla.calendars import change, count_all

Kind = Norm.Kind
HOUR = timedelta(hours=1)
WEEKS = {
    "as usual": [["08:30", "12:30"], ["13:00", "17:00"]],
    "mornings": [["08:30", "12:30"]],
    "long": [["07:00", "19:00"]],
}
BEFORE_EVENT = (Way.DAYS_BEFORE, Way.TIME_BEFORE)
MONDAY_TO_FRIDAY = ("mon", "tue", "wed", "thu", "fri")


@pytest.fixture
def services(projecten, noord):
    """Services of every way to count and to start, some with an urgent norm."""
    versions = [None]
    norms = [
        {"hours": 4},
        {"days": 1},
        {"days": 5},
        {"hours": 12, "starts": Starts.INTAKE_COMPLETE},
        {"days": 2, "starts": Starts.EVENT_END},
        {"days": 1, "way": Way.DAYS_BEFORE},
        {"hours": 6, "way": Way.TIME_BEFORE},
        {"way": Way.CUT_OFF, "cut_off": "12:00", "same_day": "16:00", "next_day": "12:00"},
    ]
    for number, norm in enumerate(norms):
        version = a_service(f"PO-{number}", turnaround_days=None, response_hours=1 + number)
        a_norm(Kind.TURNAROUND, service_version=version, **norm)
        if number % 2:
            a_norm(Kind.TURNAROUND, hours=2, urgent=True, service_version=version)
            a_norm(Kind.RESPONSE, hours=0.5, urgent=True, service_version=version)
        versions.append(ServiceVersion.objects.get(pk=version.pk))
    a_norm(Kind.CALLBACK, hours=0.5, pool=noord)
    a_norm(Kind.DECISION, days=1, pool=noord)
    an_agreement(projecten, third_party_pauses=True)
    return versions


class ALife:
    """One promise, to which anything may happen that can.

    Its calendar is its own: the hours of a calendar are remembered, also of a life that is undone.
    """

    def __init__(self, promise_of, services, *, first):
        self.services, self.calendar = services, a_calendar("of this life")
        with as_if_written_so():
            AgreementVersion.objects.update(calendar=self.calendar)
        self.at = NOW + timedelta(seconds=17)  # nothing falls due by a norm at such a moment
        self.hours_changed_at = None
        self.promise: Promise = promise_of(
            services[first], complete=True, event_at=NOW + timedelta(days=4)
        )
        self.done = self.event_was_moved = False
        self.promised = self.before_event()

    def step(self, what, choice, hours):
        self.at += hours * HOUR
        self.promise.refresh_from_db()
        if self.done and what != "reopen":
            return
        getattr(self, what)(choice)

    def tell(self, choice):
        actions.client_was_told(self.promise, at=self.at, spoken=bool(choice % 2))

    def pause(self, choice):
        actions.pause(self.promise, at=self.at, for_third_party=bool(choice % 2))

    def resume(self, _choice):
        actions.resume(self.promise, at=self.at)

    def complete(self, choice):
        event_at = NOW + timedelta(days=choice)
        self.event_was_moved = True
        actions.intake_completed(self.promise, at=self.at, event_at=event_at)

    def fulfil(self, _choice):
        actions.fulfil(self.promise, at=self.at)
        self.done = True

    def reopen(self, _choice):
        if self.done:
            actions.reopen(self.promise, at=self.at)
        self.done = False

    def correct(self, choice):
        actions.correct_service(
            self.promise,
            self.services[choice % len(self.services)],
            complete_at=[self.at, NOW, None][choice % 3],
            because="een andere dienst",
            at=self.at,
        )

    def urge(self, choice):
        if not self.promise.urgent:
            terms = terms_of(self.promise, self.promise.service_version, urgent=True)
            actions.make_urgent(self.promise, terms, at=self.at, call_back=bool(choice % 2))

    def agree(self, choice):
        if self.promise.clocks.going().filter(kind=Kind.TURNAROUND).exists():
            due = self.at + timedelta(hours=1 + 7 * choice)
            said = {"with_whom": "Daan", "because": "hij is er dan pas"}
            actions.agree_date(self.promise, due, **said, at=self.at)

    def change_hours(self, choice):
        hours = list(WEEKS.values())[choice % len(WEEKS)]
        moves = choice % 4 == 0
        weekly = dict.fromkeys(MONDAY_TO_FRIDAY, hours)
        change(self.calendar, weekly=weekly, moves=moves, now=self.at)
        count_all(self.calendar)
        self.hours_changed_at = self.at
        if moves:
            self.promised.clear()

    def sweep(self, _choice):
        actions.write_due_alerts(now=self.at, limit=100)

    def end(self, _choice):
        actions.end(self.promise, at=self.at, because="niet meer nodig")

    def before_event(self):
        """Return when each clock that is counted back from the event, and runs, is due."""
        running = Clock.objects.going().filter(
            promise=self.promise, norm__way__in=BEFORE_EVENT, running_since__isnull=False
        )
        running = running.filter(norm_due_at=None, due_at__isnull=False)
        return {(clock.pk, clock.norm_id): clock.due_at for clock in running}

    def due_now(self):
        """Return which clocks counted back from the event fall due by what was done just now.

        When the hours change they can, for no date moves to before the change.
        """
        if self.at == self.hours_changed_at:
            return set()
        outcomes = Clock.objects.going().filter(promise=self.promise, without_outcome=False)
        outcomes = outcomes.filter(norm__way__in=BEFORE_EVENT, norm_due_at=None)
        return set(outcomes.filter(due_at=self.at).values_list("pk", flat=True))

    def late(self, moments):
        """Return at which of these moments each clock counts as late."""
        return {
            (clock.pk, moment)
            for clock in Clock.objects.filter(promise=self.promise)
            for moment in moments
            if clock.is_late(self.at) and clock.due_at < moment
        }


STEPS = ["tell", "pause", "resume", "complete", "fulfil", "reopen", "correct", "correct"]
STEPS += ["urge", "agree", "change_hours", "sweep"]
QUIET = ["pause", "resume", "change_hours"]  # nothing that gives another norm or another date
HOURS_LATER = st.sampled_from([0, 0.5, 3, 7, 24, 31, 96])


def steps_of(names):
    a_step = st.tuples(st.sampled_from(names), st.integers(0, 12), HOURS_LATER)
    return st.lists(a_step, min_size=6, max_size=12)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    first=st.sampled_from([1, 6, 7]),
    steps=steps_of(STEPS) | steps_of(QUIET),
    ends=st.booleans(),
)
@example(first=6, steps=[("complete", 0, 0), ("agree", 0, 0), ("correct", 1, 3)], ends=False)
def test_no_action_makes_late_what_was_not(promise_of, services, first, steps, ends):
    with transaction.atomic():
        life = ALife(promise_of, services, first=first)
        for what, choice, hours in [*steps, *([("end", 0, 24)] if ends else [])]:
            moments = [life.at + part * hours * HOUR for part in (0, 0.5, 1)]
            then_late = _late_by_then(life, moments)

            life.step(what, choice, hours)

            assert life.late(moments) <= then_late, what
            assert not life.due_now(), what
            _stays_where_it_was_promised(life, what)
            _alerts_hold(life)
        _why_is_told(life)
        transaction.set_rollback(True)


def _late_by_then(life, moments):
    """Return what would be late at each moment if nothing more happened."""
    return {
        (clock.pk, moment)
        for clock in Clock.objects.filter(promise=life.promise)
        for moment in moments
        if clock.is_late(moment)
    }


def _stays_where_it_was_promised(life, what):
    """Neither waiting nor a change that keeps dates moves what is counted back from the event."""
    now = life.before_event()
    if what not in ("correct", "urge") and not life.event_was_moved:
        assert {key: now[key] for key in now.keys() & life.promised.keys()}.items() <= (
            life.promised.items()
        ), what
    life.promised |= now


def _alerts_hold(life):
    """What was told to be past due is so, or was withdrawn."""
    for clock in Clock.objects.filter(promise=life.promise, without_outcome=False):
        for alert in clock.alerts.filter(rung="breach", withdrawn_at=None):
            assert clock.is_late(life.at) or clock.due_at == life.at or alert.due_at >= clock.due_at


def _why_is_told(life):
    """Each deadline can still say why, and where it ends is the deadline."""
    for clock in Clock.objects.filter(promise=life.promise, started_at__isnull=False):
        rows = derivation(clock, now=life.at)
        if clock.due_at is not None:
            assert rows[-1].shown == clock_time(clock.due_at)
