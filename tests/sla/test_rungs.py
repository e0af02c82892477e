"""The ladder of a clock: a warning, then the due time, each told once and only while it runs."""

from datetime import timedelta

from sla import actions
from sla.models import Alert, Norm, Rung
from tests.factories import NOW, a_norm, a_service, later, local
from tests.sla.promises import the_clock

Kind = Norm.Kind


def test_the_warning_and_the_breach_are_each_written_once(promise_of):
    version = a_service(turnaround_days=None, response_hours=None)
    a_norm(Kind.TURNAROUND, hours=8, service_version=version)
    promise = promise_of(version, received_at=local("2026-03-02T14:00"))
    promise.clocks.filter(kind=Kind.RESPONSE).delete()
    warning, breach = local("2026-03-03T11:30"), local("2026-03-03T14:00")

    assert actions.write_due_alerts(now=warning - timedelta(seconds=1), limit=10) == []
    (first,) = actions.write_due_alerts(now=warning, limit=10)
    assert actions.write_due_alerts(now=breach - timedelta(seconds=1), limit=10) == []
    (second,) = actions.write_due_alerts(now=breach + timedelta(hours=1), limit=10)
    assert actions.write_due_alerts(now=breach + timedelta(days=9), limit=10) == []

    assert (first.rung, first.due_at) == (Rung.WARNING, warning)
    assert (second.rung, second.due_at) == (Rung.BREACH, breach)
    assert second.found_at == breach + timedelta(hours=1)


def test_a_sweep_that_was_down_writes_what_it_missed_and_announces_the_last(promise_of):
    promise = promise_of(a_service(response_hours=4, turnaround_days=None))

    (announced,) = actions.write_due_alerts(now=later(days=1), limit=10)

    written = Alert.objects.filter(clock__promise=promise).order_by("due_at")
    assert [alert.rung for alert in written] == [Rung.WARNING, Rung.BREACH]
    assert announced.rung == Rung.BREACH
    assert {alert.found_at for alert in written} == {later(days=1)}


def test_a_paused_clock_is_quiet(promise_of):
    promise = promise_of(a_service())
    actions.client_was_told(promise, at=NOW)
    actions.pause(promise, at=later(hours=1))

    assert actions.write_due_alerts(now=later(days=60), limit=10) == []


def test_a_warning_that_was_given_is_not_given_again_after_a_pause(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, hours=4, service_version=version)
    promise = promise_of(version)
    actions.client_was_told(promise, at=NOW)
    actions.write_due_alerts(now=local("2026-03-02T14:00"), limit=10)

    actions.pause(promise, at=local("2026-03-02T14:00"))
    actions.resume(promise, at=local("2026-03-03T09:00"))

    assert the_clock(promise).next_rung == Rung.BREACH
    assert the_clock(promise).next_rung_at == local("2026-03-03T09:30")
