"""The events table of docs/time.md: a test for each row, with its rule for a name.

It is Monday 2 March 2026, 10:00, in calendar A. A response norm is 4 hours, a turnaround 2 days,
unless a test says otherwise.
"""

from datetime import timedelta

import pytest

from sla import actions
from sla.models import ClockEvent, Norm, Starts, Way
from tests.factories import NOW, a_norm, a_service, an_agreement, later, local, set_hours
from tests.sla.promises import breaches, correct, due, events, the_clock, urge, working_time

Kind, What = Norm.Kind, ClockEvent.Kind
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
DAAN = {"with_whom": "Daan Visser", "because": "hij is tot vrijdag weg"}


def test_logged_clocks_start_at_the_moment_of_receipt(promise_of):
    promise = promise_of(a_service(), received_at=local("2026-02-27T16:00"))

    assert due(promise, Kind.RESPONSE) == "Mon 02 11:30"
    assert the_clock(promise).started_at == local("2026-02-27T16:00")


def test_logged_a_turnaround_waits_for_the_intake_or_the_end_of_the_event(promise_of):
    after_intake = promise_of(working_time(4, starts=Starts.INTAKE_COMPLETE), complete=False)
    after_event = promise_of(
        working_time(4, "PO-21", starts=Starts.EVENT_END), event_at=local("2026-03-04T10:00")
    )

    assert events(after_intake) == [What.WAITING_TO_START]
    assert due(after_event) == "Wed 04 14:30"


def test_logged_work_after_an_event_that_was_asked_later_counts_from_the_receipt(promise_of):
    version = working_time(4, starts=Starts.EVENT_END)

    promise = promise_of(version, event_at=NOW - timedelta(days=7))

    assert due(promise) == "Mon 02 14:30"


@pytest.mark.parametrize("spoken", [True, False])
def test_picked_up_or_the_first_contact_meets_the_response(promise_of, spoken):
    promise = promise_of(a_service())

    actions.client_was_told(promise, at=later(minutes=5), spoken=spoken)

    assert the_clock(promise, Kind.RESPONSE).stopped_at == later(minutes=5)


def test_waiting_for_the_client_pauses_turnaround_and_update(promise_of):
    promise = promise_of(a_service())
    actions.client_was_told(promise, at=NOW)

    actions.pause(promise, at=later(hours=1))

    for kind in (Kind.TURNAROUND, Kind.UPDATE):
        clock = the_clock(promise, kind)
        assert (clock.consumed, clock.due_at) == (timedelta(hours=1), None)


@pytest.mark.parametrize("pauses", [True, False])
def test_waiting_for_a_third_party_pauses_only_where_the_agreement_says_so(
    promise_of, projecten, pauses
):
    an_agreement(projecten, third_party_pauses=pauses)
    promise = promise_of(a_service())

    actions.pause(promise, at=later(hours=1), for_third_party=True)

    assert the_clock(promise).is_paused is pauses


def test_resumed_is_due_with_what_is_left_and_days_round_up_to_the_last_close(promise_of):
    hours, days = promise_of(working_time(8)), promise_of(a_service(turnaround_days=2))
    for promise in (hours, days):
        actions.pause(promise, at=later(hours=2))
        actions.resume(promise, at=local("2026-03-03T09:00"))

    assert due(hours) == "Tue 03 15:30"
    assert due(days) == "Thu 05 17:00"


def test_resumed_after_its_event_passed_is_best_effort_not_a_breach_in_the_past(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, days=1, way=Way.DAYS_BEFORE, service_version=version)
    promise = promise_of(version, event_at=local("2026-03-04T10:00"))
    actions.pause(promise, at=later(hours=1))

    actions.resume(promise, at=local("2026-03-05T10:00"))

    assert the_clock(promise).without_outcome
    assert not the_clock(promise).is_late(later(days=9))


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (1, True)])
def test_done_is_late_when_it_stopped_after_it_was_due(promise_of, seconds, late):
    promise = promise_of(a_service())

    actions.fulfil(promise, at=local("2026-03-04T17:00") + timedelta(seconds=seconds))

    assert the_clock(promise).is_late(later(days=9)) is late


def test_reopened_begins_a_new_cycle_with_the_full_target_and_keeps_the_earlier_outcome(
    promise_of,
):
    promise = promise_of(a_service())
    actions.client_was_told(promise, at=NOW)
    actions.fulfil(promise, at=local("2026-03-05T09:00"))  # a day late

    actions.reopen(promise, at=local("2026-03-09T10:00"))

    first, second = promise.clocks.filter(kind=Kind.TURNAROUND).order_by("cycle")
    assert first.is_late(later(days=9))
    assert (second.consumed, due(promise)) == (timedelta(), "Wed 11 17:00")
    assert due(promise, Kind.UPDATE) == "Wed 11 17:00"
    assert promise.clocks.filter(kind=Kind.RESPONSE).count() == 1


def test_reopened_what_waited_for_its_start_waits_on(promise_of):
    promise = promise_of(working_time(4, starts=Starts.INTAKE_COMPLETE), complete=False)
    actions.fulfil(promise, at=later(hours=1))

    actions.reopen(promise, at=later(days=1))

    assert (the_clock(promise).cycle, due(promise)) == (2, None)


def test_reopened_after_its_event_is_best_effort(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, days=1, way=Way.DAYS_BEFORE, service_version=version)
    promise = promise_of(version, event_at=local("2026-03-04T10:00"))
    actions.fulfil(promise, at=later(hours=1))

    actions.reopen(promise, at=local("2026-03-05T10:00"))

    assert the_clock(promise).without_outcome


def test_reopened_forgets_a_date_that_was_agreed_before(promise_of):
    promise = promise_of(a_service())
    actions.agree_date(promise, later(days=9), **DAAN, at=NOW)
    actions.fulfil(promise, at=later(days=1))

    actions.reopen(promise, at=later(days=2))

    assert promise.agreed_at is None
    assert due(promise) == "Fri 06 17:00"
    assert the_clock(promise).norm_due_at is None


def test_corrected_is_due_by_the_target_that_should_have_applied_pauses_included(promise_of):
    promise = promise_of(working_time(8))
    actions.pause(promise, at=later(hours=1))
    actions.resume(promise, at=local("2026-03-03T10:00"))

    correct(promise, working_time(4, "PO-21"), at=local("2026-03-03T11:00"))

    assert due(promise) == "Tue 03 13:30"  # an hour was used on Monday
    assert the_clock(promise).norm.service_version == promise.service_version


def test_made_urgent_is_due_at_the_earlier_of_the_old_and_the_urgent_target(promise_of):
    sooner, later_on = working_time(16), working_time(2, "PO-21")
    for version in (sooner, later_on):
        a_norm(Kind.TURNAROUND, hours=4, urgent=True, service_version=version)
    promises = [promise_of(version) for version in (sooner, later_on)]

    for promise in promises:
        urge(promise, at=later(hours=1))

    assert [due(promise) for promise in promises] == ["Mon 02 15:30", "Mon 02 12:00"]


def test_made_urgent_without_an_urgent_target_promises_nothing_more(promise_of):
    promise = promise_of(a_service())

    urge(promise, at=later(hours=1))

    assert (promise.urgent, due(promise)) == (True, "Wed 04 17:00")


def test_made_urgent_too_late_for_its_event_promises_nothing_more(promise_of):
    version = working_time(16)
    a_norm(Kind.TURNAROUND, way="days_before", amount=5, urgent=True, service_version=version)
    promise = promise_of(version, event_at=local("2026-03-05T10:00"))
    promised = due(promise)

    urge(promise, at=later(hours=1))

    assert (promise.urgent, due(promise)) == (True, promised)


def test_made_urgent_while_waiting_has_the_urgent_target_left(promise_of):
    version = working_time(16)
    a_norm(Kind.TURNAROUND, hours=2, urgent=True, service_version=version)
    promise = promise_of(version)
    actions.pause(promise, at=later(hours=1))

    urge(promise, at=later(hours=2))
    assert due(promise) is None
    actions.resume(promise, at=local("2026-03-03T10:00"))

    assert due(promise) == "Tue 03 12:00"


def test_an_urgent_request_with_a_number_is_called_back_not_only_picked_up(promise_of, noord):
    a_norm(Kind.CALLBACK, hours=0.5, pool=noord)
    promise = promise_of(a_service(), urgent=True, call_back=True)
    assert due(promise, Kind.CALLBACK) == "Mon 02 10:30"
    assert promise.next_due_at == the_clock(promise, Kind.RESPONSE).due_at  # it is no promise

    actions.client_was_told(promise, at=later(minutes=5), spoken=False)
    assert the_clock(promise, Kind.CALLBACK).is_running
    actions.client_was_told(promise, at=later(minutes=9))

    assert the_clock(promise, Kind.CALLBACK).stopped_at == later(minutes=9)


def test_nobody_is_called_back_without_a_number_or_when_it_can_wait(promise_of, noord):
    a_norm(Kind.CALLBACK, hours=0.5, pool=noord)

    version = a_service()
    for how in ({"urgent": True}, {"call_back": True}):
        promise = promise_of(version, **how)
        assert not promise.clocks.filter(kind=Kind.CALLBACK).exists()


def test_an_agreed_date_is_the_due_time_beside_that_of_the_norm(promise_of):
    promise = promise_of(a_service())

    actions.agree_date(promise, local("2026-03-12T12:00"), **DAAN, at=later(hours=1))

    assert due(promise) == "Thu 12 12:00"
    assert the_clock(promise).norm_due_at == local("2026-03-04T17:00")
    event = the_clock(promise).events.last()
    assert (event.kind, event.because) == (What.AGREED, "Daan Visser: hij is tot vrijdag weg")


def test_nothing_but_another_agreement_moves_an_agreed_date(promise_of, noord):
    version = a_service(turnaround_days=2)
    a_norm(Kind.TURNAROUND, hours=1, urgent=True, service_version=version)
    promise = promise_of(version)
    actions.agree_date(promise, local("2026-03-12T12:00"), **DAAN, at=later(hours=1))

    actions.pause(promise, at=later(hours=2))
    actions.resume(promise, at=later(days=1))
    urge(promise, at=later(days=1, hours=1))
    correct(promise, working_time(1), at=later(days=1, hours=2))
    calendar = noord.own_calendar.calendar
    set_hours(calendar, {"mon": [("08:30", "12:30")]}, now=later(days=1, hours=3))
    actions.client_was_told(promise, at=later(days=1, hours=4))
    assert due(promise) == "Thu 12 12:00"

    actions.agree_date(promise, local("2026-03-13T12:00"), **DAAN, at=later(days=2))
    assert due(promise) == "Fri 13 12:00"


def test_an_agreed_date_lets_a_clock_that_stood_still_run_again(promise_of):
    promise = promise_of(a_service())
    actions.pause(promise, at=later(hours=1))

    actions.agree_date(promise, local("2026-03-12T12:00"), **DAAN, at=later(days=1))

    assert the_clock(promise).is_running
    assert promise.next_due_at == the_clock(promise, Kind.RESPONSE).due_at


def test_an_agreed_date_withdraws_a_breach(promise_of):
    promise = promise_of(working_time(4))
    actions.client_was_told(promise, at=NOW)
    actions.write_due_alerts(now=local("2026-03-03T09:00"), limit=10)

    actions.agree_date(promise, local("2026-03-12T12:00"), **DAAN, at=local("2026-03-03T10:00"))

    assert not breaches(promise).exists()
    assert the_clock(promise).next_rung_at > local("2026-03-03T10:00")


@pytest.mark.parametrize("due_at", [NOW, later(hours=-1)])
def test_a_date_in_the_past_is_not_agreed(promise_of, due_at):
    with pytest.raises(ValueError, match="past"):
        actions.agree_date(promise_of(a_service()), due_at, **DAAN, at=NOW)


def test_calendar_changed_keeps_the_promised_date_by_default(promise_of, noord):
    promise = promise_of(working_time(8))

    set_hours(
        noord.own_calendar.calendar,
        dict.fromkeys(WEEKDAYS, (("08:30", "12:30"),)),
        now=later(hours=1),
    )
    actions.client_was_told(promise, at=later(hours=2))
    actions.pause(promise, at=later(hours=2))
    actions.resume(promise, at=later(hours=2))

    assert What.CALENDAR in events(promise)
    assert due(promise) == "Tue 03 10:00"  # as promised: what is open until then is left


def test_agreement_renewed_keeps_the_version_of_the_local_day_of_receipt(promise_of, projecten):
    version = a_service(turnaround_days=5)
    old = an_agreement(projecten, services=[version.service], valid_until=NOW.date())

    promise = promise_of(version, received_at=local("2026-03-02T23:59"))
    after = promise_of(version, received_at=local("2026-03-03T00:00"))

    assert promise.agreement_version == old
    assert after.agreement_version is None


def test_cancelled_declined_or_merged_stops_without_outcome(promise_of):
    promise = promise_of(working_time(4))

    actions.end(promise, at=later(days=9), because="niet meer nodig")

    assert not promise.clocks.going().exists()
    assert all(clock.without_outcome for clock in promise.clocks.all())
    assert not the_clock(promise).is_late(later(days=9))
    assert the_clock(promise).events.last().because == "niet meer nodig"


def test_a_decision_meets_its_own_norm_and_promises_nothing(promise_of, noord):
    a_norm(Kind.DECISION, days=1, pool=noord)
    promise = promise_of(None)
    assert due(promise, Kind.DECISION) == "Tue 03 17:00"
    assert promise.next_due_at == the_clock(promise, Kind.RESPONSE).due_at

    actions.decided(promise, at=later(hours=1))

    assert the_clock(promise, Kind.DECISION).stopped_at == later(hours=1)


def test_short_notice_that_turns_out_later_takes_a_breach_back(promise_of):
    promise = promise_of(a_service(turnaround_days=0, min_notice=5))
    actions.write_due_alerts(now=local("2026-03-03T09:00"), limit=10)
    at = local("2026-03-03T10:00")

    actions.intake_completed(promise, at=at, event_at=local("2026-03-05T10:00"))

    assert the_clock(promise).without_outcome
    assert not breaches(promise).filter(clock__kind=Kind.TURNAROUND).exists()
