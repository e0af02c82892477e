"""The ladder of a clock: warnings, then the due time, then escalation; each told once."""

from datetime import timedelta

import pytest

from sla import actions
from sla.models import Alert, EscalationStep, Norm, Rung
from tests.factories import NOW, a_norm, a_service, an_agreement, later, local, set_hours
from tests.sla.promises import the_clock

Kind = Norm.Kind
Trigger = EscalationStep.Trigger
FOREVER = later(days=60)


@pytest.fixture
def ready_in(promise_of):
    """Promise a service of which only the turnaround runs, in so many working hours."""

    def make(hours, *, received_at=NOW, **norm):
        version = a_service(turnaround_days=None, response_hours=None)
        a_norm(Kind.TURNAROUND, hours=hours, service_version=version, **norm)
        promise = promise_of(version, received_at=received_at)
        promise.clocks.exclude(kind=Kind.TURNAROUND).delete()
        return promise

    return make


@pytest.fixture
def agreed(projecten):
    """Agree on steps of escalation: what makes each happen, and its amount."""

    def make(*steps):
        watched = [{"trigger": trigger, "amount": amount} for trigger, amount in steps]
        return an_agreement(projecten, steps=watched)

    return make


def sweep(now):
    return [(passed.rung, passed.level) for passed in actions.write_due_alerts(now=now, limit=100)]


def ladder(promise):
    """Sweep each time the next rung is passed; return the rungs with the local time of each."""
    clock = the_clock(promise)
    while clock.next_rung_at:
        assert sweep(clock.next_rung_at - timedelta(microseconds=1)) == []
        assert sweep(clock.next_rung_at) != []
        clock.refresh_from_db()
    assert sweep(FOREVER) == []
    return [
        (alert.rung, alert.level, f"{alert.due_at.astimezone(NOW.tzinfo):%a %d %H:%M}")
        for alert in Alert.objects.filter(clock=clock).order_by("pk")
    ]


def test_the_warning_and_the_breach_are_each_written_once(ready_in):
    promise = ready_in(8, received_at=local("2026-03-02T14:00"))

    assert ladder(promise) == [("warning", 75, "Tue 03 11:30"), ("breach", 0, "Tue 03 14:00")]


def test_a_norm_may_warn_more_than_once_or_never(ready_in):
    assert ladder(ready_in(4, warnings=[50, 75])) == [
        ("warning", 50, "Mon 02 12:00"),
        ("warning", 75, "Mon 02 13:30"),
        ("breach", 0, "Mon 02 14:30"),
    ]


def test_without_warnings_the_first_rung_is_the_breach(ready_in):
    assert ladder(ready_in(4, warnings=[])) == [("breach", 0, "Mon 02 14:30")]


def test_the_steps_of_the_agreement_come_at_a_share_when_due_and_after_it(ready_in, agreed):
    agreed(
        (Trigger.SHARE, 50),
        (Trigger.BREACH, 0),
        (Trigger.MINUTES_AFTER, 120),
        (Trigger.DAYS_AFTER, 3),
        (Trigger.PEOPLE, 0),
    )

    assert ladder(ready_in(4)) == [
        ("escalation", 1, "Mon 02 12:00"),
        ("warning", 75, "Mon 02 13:30"),
        ("breach", 0, "Mon 02 14:30"),
        ("escalation", 2, "Mon 02 14:30"),
        ("escalation", 3, "Mon 02 16:30"),
        ("escalation", 4, "Thu 05 17:00"),
    ]


def test_what_was_due_at_closing_time_was_due_that_day(ready_in, agreed):
    agreed((Trigger.DAYS_AFTER, 1))
    promise = ready_in(0, way="working_days", amount=0, warnings=[])

    assert ladder(promise) == [
        ("breach", 0, "Mon 02 17:00"),
        ("escalation", 1, "Tue 03 17:00"),
    ]


def test_a_step_for_which_the_desk_never_opens_again_is_left_out(ready_in, agreed, noord):
    agreed((Trigger.DAYS_AFTER, 3))
    last_day = {"2026-03-02": [["08:30", "17:00"]]}
    set_hours(noord.own_calendar.calendar, {}, last_day, now=NOW)

    assert ladder(ready_in(4, warnings=[])) == [("breach", 0, "Mon 02 14:00")]


@pytest.mark.parametrize("kind", [Kind.UPDATE, Kind.CALLBACK, Kind.DECISION])
def test_escalation_is_about_the_work_and_not_about_the_pools_own_affairs(
    promise_of, agreed, noord, kind
):
    agreed((Trigger.BREACH, 0))
    noord.norms.filter(kind=kind).delete()
    norm = a_norm(kind, hours=1, pool=noord)
    promise = promise_of(None)
    promise.clocks.all().delete()
    clock = promise.clocks.create(
        norm=norm, kind=kind, calendar=noord.own_calendar.calendar, counted_under=1
    )
    actions.clocks.start(clock, since=NOW, at=NOW)

    assert sweep(FOREVER) == [(Rung.WARNING, 75), (Rung.BREACH, 0)]


def test_the_silence_is_alarmed_when_the_client_heard_nothing_for_long(promise_of):
    promise = promise_of(a_service(turnaround_days=None))
    actions.client_was_told(promise, at=NOW)
    due = the_clock(promise, Kind.UPDATE).due_at

    assert sweep(due) == [(Rung.WARNING, 75), (Rung.BREACH, 0)]
    actions.client_was_told(promise, at=due)
    assert sweep(due + timedelta(minutes=1)) == []
    assert the_clock(promise, Kind.UPDATE).cycle == 2


def test_a_sweep_that_was_down_writes_all_it_missed_with_both_instants(ready_in, agreed):
    agreed((Trigger.BREACH, 0))
    promise = ready_in(4)

    assert sweep(later(days=1)) == [(Rung.WARNING, 75), (Rung.BREACH, 0), (Rung.ESCALATION, 1)]

    written = Alert.objects.filter(clock__promise=promise).order_by("pk")
    due = local("2026-03-02T14:30")
    assert [alert.due_at for alert in written] == [local("2026-03-02T13:30"), due, due]
    assert {alert.found_at for alert in written} == {later(days=1)}


def test_a_paused_clock_is_quiet(promise_of):
    promise = promise_of(a_service())
    actions.client_was_told(promise, at=NOW)
    actions.pause(promise, at=later(hours=1))

    assert sweep(FOREVER) == []


def test_a_clock_that_stopped_before_the_sweep_came_writes_nothing(ready_in):
    promise = ready_in(4)
    actions.fulfil(promise, at=later(hours=5))

    assert sweep(FOREVER) == []


def test_a_warning_that_was_given_is_not_given_again_after_a_pause(ready_in):
    promise = ready_in(4)
    sweep(local("2026-03-02T14:00"))

    actions.pause(promise, at=local("2026-03-02T14:00"))
    actions.resume(promise, at=local("2026-03-03T09:00"))

    assert the_clock(promise).next_rung == Rung.BREACH
    assert the_clock(promise).next_rung_at == local("2026-03-03T09:30")


def test_what_was_withdrawn_is_told_again_when_it_is_true_again(ready_in):
    promise = ready_in(4, warnings=[])
    due = local("2026-03-02T14:30")
    assert sweep(due) == [(Rung.BREACH, 0)]
    clock = the_clock(promise)
    clock.alerts.update(withdrawn_at=due, withdrawn_because="andere dienst")
    clock.due_at = later(days=1)
    actions.clocks.rearm(clock)
    clock.save()

    assert sweep(later(days=1)) == [(Rung.BREACH, 0)]
    assert clock.alerts.count() == 2


def test_clocks_of_a_calendar_that_changed_wait_until_they_are_counted_anew(ready_in, noord):
    promise = ready_in(4)
    set_hours(noord.own_calendar.calendar, {"mon": [("08:30", "17:00")]}, now=later(minutes=1))

    assert sweep(later(days=1)) == []
    promise.clocks.update(counted_under=2)
    assert sweep(later(days=1)) != []


def test_two_alerts_with_the_same_norm_and_other_agreements_have_their_own_steps(
    ready_in, promise_of, agreed
):
    plain = ready_in(4)
    agreed((Trigger.BREACH, 0))
    escalating = promise_of(plain.service_version)
    escalating.clocks.exclude(kind=Kind.TURNAROUND).delete()

    sweep(FOREVER)

    rungs = {
        promise: list(
            Alert.objects.filter(clock__promise=promise)
            .order_by("pk")
            .values_list("rung", flat=True)
        )
        for promise in (plain, escalating)
    }
    assert rungs == {
        plain: ["warning", "breach"],
        escalating: ["warning", "breach", "escalation"],
    }


def test_a_clock_at_a_rung_that_was_told_already_holds_up_no_other(ready_in):
    first = the_clock(ready_in(4))
    assert sweep(local("2026-03-02T13:30")) == [(Rung.WARNING, 75)]
    type(first).objects.update(next_rung="warning", next_level=75, next_rung_at=NOW)

    assert sweep(local("2026-03-02T14:30")) == [(Rung.BREACH, 0)]
