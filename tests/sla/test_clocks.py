"""Each thing that can happen to a promise, with the clock before and after (docs/time.md).

The pool's week is calendar A: Monday to Friday 08:30-12:30 and 13:00-17:00; it is Monday
2 March 2026, 10:00.
"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from sla import actions
from sla.models import ClockEvent, Norm, Starts, Way
from tests.factories import NOW, a_norm, a_service, an_agreement, later, local
from tests.sla.promises import due, the_clock

Kind = Norm.Kind


def test_clocks_start_at_the_moment_of_receipt(promise_of):
    promise = promise_of(a_service(response_hours=4, turnaround_days=2))

    assert due(promise, Kind.RESPONSE) == "Mon 02 14:30"
    assert due(promise) == "Wed 04 17:00"
    assert promise.next_due_at == local("2026-03-02T14:30")


def test_nothing_is_promised_to_be_ready_outside_the_catalogue(promise_of):
    promise = promise_of(None)

    assert not promise.clocks.filter(kind=Kind.TURNAROUND).exists()
    assert due(promise, Kind.RESPONSE) == "Mon 02 14:30"


def test_the_first_contact_meets_the_response_and_starts_the_sign_of_life(promise_of):
    promise = promise_of(a_service())
    assert the_clock(promise, Kind.UPDATE).is_paused

    actions.client_was_told(promise, at=later(minutes=20))

    response = the_clock(promise, Kind.RESPONSE)
    assert response.stopped_at == later(minutes=20)
    assert not response.is_late(later(days=30))
    assert due(promise, Kind.UPDATE) == "Wed 04 17:00"
    assert promise.next_due_at == local("2026-03-04T17:00")


def test_each_contact_starts_the_sign_of_life_anew_and_keeps_what_the_earlier_came_to(promise_of):
    promise = promise_of(a_service())
    actions.client_was_told(promise, at=NOW)

    actions.client_was_told(promise, at=later(days=1))

    first, second = promise.clocks.filter(kind=Kind.UPDATE).order_by("cycle")
    assert first.stopped_at == later(days=1)
    assert (second.cycle, due(promise, Kind.UPDATE)) == (2, "Thu 05 17:00")


def test_waiting_for_the_client_banks_what_was_used_and_leaves_no_due_time(promise_of):
    promise = promise_of(a_service())

    actions.pause(promise, at=local("2026-03-02T16:00"))

    clock = the_clock(promise)
    assert clock.consumed == timedelta(hours=5, minutes=30)  # the lunch break does not count
    assert (clock.due_at, clock.next_rung, clock.next_rung_at) == (None, "", None)
    assert not clock.is_late(later(days=30))


def test_pausing_and_resuming_a_working_time_clock(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, hours=8, service_version=version)
    promise = promise_of(version, received_at=local("2026-03-02T09:00"))

    actions.pause(promise, at=local("2026-03-02T16:00"))
    actions.resume(promise, at=local("2026-03-03T10:00"))

    assert due(promise) == "Tue 03 11:30"


def test_pausing_and_resuming_in_closed_time_counts_from_the_next_opening(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, hours=4, service_version=version)
    promise = promise_of(version, received_at=local("2026-03-06T15:00"))

    actions.pause(promise, at=local("2026-03-06T18:00"))
    actions.resume(promise, at=local("2026-03-08T20:00"))

    assert due(promise) == "Mon 09 10:30"


def test_a_working_days_clock_is_rounded_up_to_the_last_close_when_resumed(promise_of):
    promise = promise_of(a_service(turnaround_days=2))  # until Wednesday 17:00

    actions.pause(promise, at=local("2026-03-02T12:00"))
    actions.resume(promise, at=local("2026-03-03T09:00"))

    # 21.5 hours less 2 used: on Thursday at 12:30, so Thursday's closing time
    assert due(promise) == "Thu 05 17:00"


@pytest.mark.parametrize("norm", [{"hours": 4}, {"days": 1}])
@pytest.mark.parametrize("resumed", [True, False])
def test_waiting_does_not_make_what_is_late_on_time_again(promise_of, norm, resumed):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, service_version=version, **norm)
    promise = promise_of(version)
    due_before = the_clock(promise).due_at
    late = local("2026-03-04T10:30")

    actions.pause(promise, at=late)
    assert the_clock(promise).is_late(late)
    if resumed:
        actions.resume(promise, at=late + timedelta(hours=1))
    actions.fulfil(promise, at=late + timedelta(hours=2))

    assert the_clock(promise).due_at == due_before
    assert the_clock(promise).is_late(later(days=9))


def test_waiting_at_the_due_time_itself_is_not_late(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, hours=4, service_version=version)
    promise = promise_of(version)

    actions.pause(promise, at=local("2026-03-02T14:30"))

    assert the_clock(promise).is_paused


def test_each_resume_starts_the_sign_of_life_anew_also_where_nothing_was_paused(promise_of):
    promise = promise_of(a_service())
    actions.client_was_told(promise, at=NOW)
    actions.pause(promise, at=later(hours=1), for_third_party=True)

    actions.resume(promise, at=later(days=1))

    assert due(promise, Kind.UPDATE) == "Thu 05 17:00"


def test_waiting_for_a_third_party_counts_on_unless_that_was_agreed(promise_of, projecten):
    promise = promise_of(a_service("PO-01"))
    actions.pause(promise, at=later(hours=1), for_third_party=True)
    assert the_clock(promise).is_running

    an_agreement(projecten, third_party_pauses=True)
    agreed = promise_of(a_service("PO-02"))
    actions.pause(agreed, at=later(hours=1), for_third_party=True)
    assert the_clock(agreed).is_paused


@pytest.mark.parametrize(
    ("done_at", "late"), [("2026-03-04T17:00", False), ("2026-03-04T17:01", True)]
)
def test_done_is_late_only_after_the_due_time(promise_of, done_at, late):
    promise = promise_of(a_service())

    actions.fulfil(promise, at=local(done_at))

    assert the_clock(promise).is_late(later(days=90)) is late
    assert promise.next_due_at is None
    assert not promise.clocks.going().exists()


def test_done_while_waiting_is_measured_by_the_due_time_it_would_have_had(promise_of):
    promise = promise_of(a_service())
    actions.pause(promise, at=later(hours=1))

    actions.fulfil(promise, at=later(days=30))

    clock = the_clock(promise)
    assert clock.due_at > clock.stopped_at
    assert not clock.is_late(later(days=60))


def test_a_turnaround_waits_for_the_intake_to_be_complete(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, hours=4, service_version=version, starts=Starts.INTAKE_COMPLETE)
    promise = promise_of(version, complete=False)
    assert due(promise) is None

    actions.intake_completed(promise, at=local("2026-03-03T08:00"))

    assert due(promise) == "Tue 03 12:30"
    assert the_clock(promise).consumed == timedelta()


def test_a_turnaround_can_start_at_the_end_of_the_event(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, days=3, service_version=version, starts=Starts.EVENT_END)
    meeting = local("2026-03-05T15:00")

    known = promise_of(version, event_at=meeting)
    unknown = promise_of(version)
    assert due(unknown) is None
    actions.intake_completed(unknown, at=later(hours=1), event_at=meeting)

    assert due(known) == due(unknown) == "Tue 10 17:00"


def test_pausing_before_the_event_has_ended_uses_nothing(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, days=3, service_version=version, starts=Starts.EVENT_END)
    promise = promise_of(version, event_at=local("2026-03-05T15:00"))

    actions.pause(promise, at=later(hours=1))
    actions.resume(promise, at=later(hours=2))

    assert the_clock(promise).consumed == timedelta()
    assert due(promise) == "Tue 10 17:00"


def test_before_the_event_the_due_time_stays_where_it_is_through_waiting(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, days=3, way=Way.DAYS_BEFORE, service_version=version)
    promise = promise_of(version, event_at=local("2026-03-11T10:00"))
    assert due(promise) == "Fri 06 17:00"

    actions.pause(promise, at=later(hours=1))
    actions.resume(promise, at=later(days=1))

    assert due(promise) == "Fri 06 17:00"


def test_a_norm_before_an_event_without_a_date_waits_for_it(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(Kind.TURNAROUND, hours=2, way=Way.TIME_BEFORE, service_version=version)
    promise = promise_of(version)
    assert due(promise) is None

    actions.intake_completed(promise, at=later(hours=1), event_at=local("2026-03-11T10:00"))

    assert due(promise) == "Tue 10 16:30"  # with 90 minutes on the day itself


def test_a_cut_off_gives_today_or_the_next_open_day(promise_of):
    version = a_service(turnaround_days=None)
    a_norm(
        Kind.TURNAROUND,
        way=Way.CUT_OFF,
        cut_off="12:00",
        same_day="16:00",
        next_day="12:00",
        service_version=version,
    )
    version.refresh_from_db()

    assert due(promise_of(version)) == "Mon 02 16:00"
    assert due(promise_of(version, received_at=local("2026-03-02T12:00"))) == "Tue 03 12:00"


def test_short_notice_is_best_effort_never_a_breach(promise_of):
    version = a_service(min_notice=5)
    promise = promise_of(version, event_at=local("2026-03-05T15:00"))

    assert promise.short_notice
    assert the_clock(promise).next_rung_at is None
    assert not the_clock(promise).is_late(later(days=30))
    assert actions.write_due_alerts(now=later(minutes=1), limit=10) == []


@pytest.mark.parametrize("norm", [{"days": 2}, {"days": 5, "way": Way.DAYS_BEFORE}])
def test_short_notice_that_turns_out_with_the_intake_is_best_effort_too(promise_of, norm):
    version = a_service(min_notice=5, turnaround_days=None)
    a_norm(Kind.TURNAROUND, service_version=version, starts=Starts.INTAKE_COMPLETE, **norm)
    promise = promise_of(version, complete=False)
    assert not promise.short_notice

    actions.intake_completed(promise, at=later(hours=1), event_at=local("2026-03-03T15:00"))

    promise.refresh_from_db()
    assert promise.short_notice
    assert the_clock(promise).next_rung_at is None
    assert not the_clock(promise).is_late(later(days=30))


def test_the_first_reaction_is_promised_before_what_is_best_effort(promise_of):
    version = a_service(min_notice=5, turnaround_days=None)
    a_norm(Kind.TURNAROUND, days=5, way=Way.DAYS_BEFORE, service_version=version)

    promise = promise_of(version, event_at=local("2026-03-03T15:00"))

    assert the_clock(promise).due_at < promise.received_at
    assert promise.next_due_at == the_clock(promise, Kind.RESPONSE).due_at


def test_enough_notice_is_no_short_notice(promise_of):
    promise = promise_of(a_service(min_notice=5), event_at=local("2026-03-10T15:00"))

    assert not promise.short_notice


def test_every_change_of_a_due_time_is_on_record(promise_of):
    promise = promise_of(a_service())
    actions.pause(promise, at=later(hours=1))
    actions.resume(promise, at=later(days=1))
    actions.fulfil(promise, at=later(days=2))

    events = the_clock(promise).events.all()
    What = ClockEvent.Kind
    assert [event.kind for event in events] == [
        What.STARTED,
        What.PAUSED,
        What.RESUMED,
        What.MET,
    ]
    assert events[0].due_after == events[1].due_before == local("2026-03-04T17:00")
    assert events[1].due_after is None


def test_the_database_refuses_two_clocks_of_one_kind_for_one_promise(promise_of):
    clock = the_clock(promise_of(a_service()))
    clock.pk, clock.cycle = None, 2

    with pytest.raises(IntegrityError, match="sla_clock_one_going"), transaction.atomic():
        clock.save()


def test_a_norm_has_exactly_one_owner(noord):
    with pytest.raises(IntegrityError, match="sla_norm_one_owner"), transaction.atomic():
        a_norm(pool=noord, service_version=a_service())
    with pytest.raises(IntegrityError, match="sla_norm_one_owner"), transaction.atomic():
        a_norm()


def test_only_one_version_of_an_agreement_is_in_force_at_a_time(projecten):
    version = an_agreement(projecten)
    version.pk, version.number = None, 2
    version.valid_from = date(2026, 1, 1)

    with pytest.raises(IntegrityError, match="sla_version_one_in_force"), transaction.atomic():
        version.save()
