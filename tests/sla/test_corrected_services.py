"""A service that was corrected, in all its cases (docs/time.md, "service corrected").

It is Monday 2 March 2026, 10:00, in calendar A.
"""

from sla import actions
from sla.models import Alert, ClockEvent, Norm, Rung, Starts, Way
from tests.factories import NOW, a_norm, a_service, an_agreement, later, local
from tests.sla.promises import breaches, correct, due, events, the_clock, urge, working_time

Kind, What = Norm.Kind, ClockEvent.Kind


def test_corrected_withdraws_a_breach_that_no_longer_holds_with_the_reason(promise_of):
    promise = promise_of(working_time(4))
    actions.client_was_told(promise, at=NOW)
    actions.write_due_alerts(now=local("2026-03-03T09:00"), limit=10)
    assert breaches(promise).exists()

    correct(promise, a_service(turnaround_days=5), at=local("2026-03-03T09:30"))

    assert not breaches(promise).exists()
    withdrawn = Alert.objects.get(clock__promise=promise, rung=Rung.BREACH)
    assert "het ging om de catering" in withdrawn.withdrawn_because
    assert not the_clock(promise).is_late(local("2026-03-03T09:30"))


def test_corrected_tells_a_breach_anew_when_that_too_has_passed(promise_of):
    promise = promise_of(working_time(4))
    actions.write_due_alerts(now=local("2026-03-03T09:00"), limit=10)
    correct(promise, working_time(12, "PO-21"), at=local("2026-03-03T09:30"))

    actions.write_due_alerts(now=local("2026-03-05T09:00"), limit=10)

    told = Alert.objects.filter(clock=the_clock(promise), rung=Rung.BREACH)
    assert [alert.withdrawn_at is None for alert in told.order_by("pk")] == [False, True]


def test_corrected_to_a_target_that_passed_is_due_now_never_in_the_past(promise_of):
    promise = promise_of(a_service(turnaround_days=5))
    at = local("2026-03-04T10:00")

    correct(promise, working_time(4), at=at)

    assert the_clock(promise).due_at == at
    assert not the_clock(promise).is_late(at)


def before_event(code, days):
    version = a_service(code, turnaround_days=None)
    a_norm(Kind.TURNAROUND, days=days, way=Way.DAYS_BEFORE, service_version=version)
    return version


def test_corrected_what_is_best_effort_before_its_event_stays_so(promise_of):
    promise = promise_of(before_event("PO-20", 1), event_at=local("2026-03-05T10:00"))
    actions.pause(promise, at=later(hours=1))
    actions.resume(promise, at=local("2026-03-06T10:00"))
    assert the_clock(promise).without_outcome

    correct(promise, before_event("PO-21", 2), at=local("2026-03-06T11:00"))

    clock = the_clock(promise)
    assert (clock.without_outcome, clock.next_rung_at, due(promise)) == (True, None, "Tue 03 17:00")
    assert not clock.is_late(later(days=9))


def test_corrected_to_before_an_event_what_was_late_stays_late(promise_of):
    promise = promise_of(working_time(4), event_at=local("2026-03-05T10:00"))
    at = local("2026-03-04T10:00")

    correct(promise, before_event("PO-21", 2), at=at)

    assert due(promise) == "Tue 03 17:00"
    assert the_clock(promise).is_late(at)


def test_corrected_to_before_an_event_an_agreed_date_still_counts(promise_of):
    promise = promise_of(a_service(turnaround_days=5), event_at=local("2026-03-05T10:00"))
    said = {"with_whom": "Daan", "because": "hij is er dan pas"}
    actions.agree_date(promise, local("2026-03-05T09:00"), **said, at=NOW)

    correct(promise, before_event("PO-21", 2), at=local("2026-03-04T10:00"))

    assert the_clock(promise).is_late(local("2026-03-05T09:01"))


def test_corrected_what_was_late_keeps_its_hour_where_the_new_target_is_shorter(promise_of):
    promise = promise_of(working_time(4))
    at = local("2026-03-04T10:00")

    correct(promise, working_time(2, "PO-21"), at=at)

    assert due(promise) == "Mon 02 14:30"


def test_corrected_a_met_response_gets_the_due_time_it_should_have_had(promise_of):
    promise = promise_of(a_service("PO-01", response_hours=1))
    actions.client_was_told(promise, at=later(hours=2))
    assert the_clock(promise, Kind.RESPONSE).is_late(NOW)

    correct(promise, a_service("PO-02", response_hours=4), at=later(hours=3))
    assert not the_clock(promise, Kind.RESPONSE).is_late(NOW)

    correct(promise, a_service("PO-03", response_hours=1), at=later(hours=4))
    assert due(promise, Kind.RESPONSE) == "Mon 02 14:30"  # it was on time, and stays so


def test_corrected_into_the_catalogue_starts_what_should_have_been_promised(promise_of, noord):
    a_norm(Kind.DECISION, days=1, pool=noord)
    promise = promise_of(None)
    actions.client_was_told(promise, at=NOW)
    actions.pause(promise, at=later(hours=1))
    actions.resume(promise, at=local("2026-03-03T10:00"))

    correct(promise, working_time(8), at=local("2026-03-03T10:30"))

    assert due(promise) == "Wed 04 09:00"  # an hour on Monday, seven from Tuesday 10:00
    assert events(promise, Kind.DECISION)[-1] == What.MET


def test_corrected_out_of_the_catalogue_ends_without_outcome_and_asks_a_decision(promise_of, noord):
    a_norm(Kind.DECISION, days=1, pool=noord)
    promise = promise_of(a_service())

    correct(promise, None, at=later(hours=1))

    assert events(promise)[-1] == What.ENDED
    assert the_clock(promise).without_outcome
    assert due(promise, Kind.DECISION) == "Tue 03 17:00"


def test_corrected_to_what_waits_for_the_intake_stands_still_until_then(promise_of):
    promise = promise_of(working_time(4))

    version = working_time(4, "PO-21", starts=Starts.INTAKE_COMPLETE)
    correct(promise, version, at=later(hours=1), complete_at=None)
    assert due(promise) is None
    actions.intake_completed(promise, at=local("2026-03-04T08:30"))

    assert due(promise) == "Wed 04 12:30"


def test_corrected_keeps_the_agreement_of_the_receipt(promise_of, projecten):
    promise = promise_of(working_time(4))
    version = a_service(turnaround_days=5)
    an_agreement(projecten, services=[version.service], turnaround_days=1)  # of later

    correct(promise, version, at=later(hours=1))

    assert due(promise) == "Mon 09 17:00"
    assert promise.agreement_version is None


def test_corrected_a_request_made_urgent_is_urgent_from_then_on(promise_of):
    promise = promise_of(working_time(8))
    urge(promise, at=later(hours=1))
    version = working_time(16, "PO-21")
    a_norm(Kind.TURNAROUND, hours=2, urgent=True, service_version=version)

    correct(promise, version, at=later(hours=1, minutes=30))

    assert due(promise) == "Mon 02 13:30"
