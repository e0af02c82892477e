"""What people do with requests, one rule a test."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from requests import actions, policies
from requests.models import Channel, Event, Notification, ServiceRequest, Status, WaitingFor
from requests.policies import AlreadyPickedUp, Refused
from sla.models import Norm
from teams.models import User
from tests.factories import NOW, a_request, a_service, as_if_written_so, later, set_hours


@pytest.fixture
def logged(daan, fatima):
    return a_request(daan, by=fatima, service=a_service())


def wait(service_request, *, by, now, waiting_for=WaitingFor.CLIENT):
    actions.wait(
        service_request,
        waiting_for=waiting_for,
        reason="Welke zaal?",
        follow_up_on=None,
        by=by,
        now=now,
    )


def story(service_request):
    return [event.kind for event in service_request.events.all()]


def test_a_request_is_logged_with_its_promise_and_confirmed_to_the_client(logged, daan):
    assert logged.status == Status.NEW
    assert logged.promise.next_due_at == later(hours=4, minutes=30)
    assert story(logged) == [Event.Kind.LOGGED]
    mail = Notification.objects.get()
    assert (mail.recipient, mail.email, mail.send_at) == (daan, daan.email, NOW)


def test_the_number_says_the_year_it_was_logged(logged):
    assert logged.number == f"2026-{logged.pk:06d}"


def test_a_form_that_is_sent_twice_is_one_request(daan, fatima):
    token = uuid4()

    first = a_request(daan, by=fatima, token=token)
    second = a_request(daan, by=fatima, token=token)

    assert first == second
    assert Notification.objects.count() == 1


def test_another_request_from_the_same_form_is_not_lost(daan, fatima):
    token = uuid4()

    first = a_request(daan, by=fatima, token=token, subject="Zaal")
    second = a_request(daan, by=fatima, token=token, subject="Lunch")

    assert {first.subject, second.subject} == {"Zaal", "Lunch"}
    assert ServiceRequest.objects.count() == 2


@pytest.mark.parametrize("year", [202, 2015, 2037, 9998])
def test_an_event_in_a_year_that_was_typed_wrong_is_refused(daan, fatima, year):
    with pytest.raises(Refused, match="Check the year"):
        a_request(daan, by=fatima, event_at=NOW.replace(year=year))


@pytest.mark.parametrize(
    "left", [{"is_active": False}, {"client_memberships": "ended"}], ids=["inactive", "moved"]
)
def test_who_left_is_not_mailed(logged, fatima, daan, left):
    if "is_active" in left:
        User.objects.filter(pk=daan.pk).update(**left)
    else:
        daan.client_memberships.update(until=NOW.date() - timedelta(days=1))

    actions.pick_up(logged, by=fatima, now=later(minutes=5))

    assert not Notification.objects.filter(event__kind=Event.Kind.PICKED_UP).exists()


@pytest.mark.parametrize(
    ("received", "why"),
    [(timedelta(seconds=1), "in the future"), (-timedelta(days=31, seconds=1), "31 days at most")],
)
def test_a_receipt_lies_at_most_31_days_back_and_never_ahead(daan, fatima, received, why):
    with pytest.raises(Refused, match=why):
        a_request(daan, by=fatima, received_at=NOW + received, now=NOW)

    assert not ServiceRequest.objects.exists()


def test_a_receipt_of_31_days_back_is_accepted(daan, fatima):
    a_request(daan, by=fatima, received_at=NOW - timedelta(days=31), now=NOW)


def test_nobody_logs_for_a_pool_they_do_not_work_in(daan, sanne, stranger):
    for person in (sanne, stranger, daan):
        with pytest.raises(Refused, match="do not work in the pool"):
            a_request(daan, by=person)


def test_a_request_is_picked_up_by_exactly_one_of_two_secretaries(logged, fatima, joost):
    stale = ServiceRequest.objects.get(pk=logged.pk)

    actions.pick_up(logged, by=fatima, now=later(minutes=5))
    with pytest.raises(AlreadyPickedUp, match=r"Fatima.*10:05"):
        actions.pick_up(stale, by=joost, now=later(minutes=6))

    assert ServiceRequest.objects.get().assignee == fatima


def test_picking_up_tells_the_client_who_has_it_and_is_the_first_reaction(logged, fatima, daan):
    actions.pick_up(logged, by=fatima, now=later(minutes=5))

    response = logged.promise.clocks.get(kind=Norm.Kind.RESPONSE)
    assert response.stopped_at == later(minutes=5)
    told = Notification.objects.get(event__kind=Event.Kind.PICKED_UP)
    assert (told.recipient, told.event.by) == (daan, fatima)


def test_the_confirmation_is_no_first_reaction(logged):
    assert logged.promise.clocks.get(kind=Norm.Kind.RESPONSE).is_running


def test_an_internal_note_is_no_contact(logged, fatima):
    actions.note(logged, text="Altijd drie opties geven", by=fatima, now=later(minutes=5))

    assert logged.promise.clocks.get(kind=Norm.Kind.RESPONSE).is_running
    assert not logged.events.seen_by_client().filter(kind=Event.Kind.NOTE).exists()
    assert not Notification.objects.filter(event__kind=Event.Kind.NOTE).exists()


@pytest.mark.parametrize(
    ("channel", "mails"), [(Channel.PHONE, 0), (Channel.DESK, 0), (Channel.EMAIL, 1)]
)
def test_contact_counts_whatever_the_channel_and_only_mail_is_sent(logged, fatima, channel, mails):
    actions.contact(logged, channel=channel, text="Komt goed", by=fatima, now=later(minutes=5))

    assert not logged.promise.clocks.get(kind=Norm.Kind.RESPONSE).is_running
    assert Notification.objects.filter(event__kind=Event.Kind.CONTACT).count() == mails


def test_handing_back_makes_it_the_pools_again_and_the_time_goes_on(logged, fatima, joost):
    actions.pick_up(logged, by=fatima, now=later(minutes=5))
    due = logged.promise.clocks.get(kind=Norm.Kind.TURNAROUND).due_at

    actions.hand_back(logged, reason="Ik ga naar huis", by=fatima, now=later(minutes=9))
    actions.pick_up(logged, by=joost, now=later(minutes=10))

    assert logged.assignee == joost
    assert logged.promise.clocks.get(kind=Norm.Kind.TURNAROUND).due_at == due


def test_waiting_for_the_client_stops_the_clock_until_resumed(logged, fatima):
    actions.pick_up(logged, by=fatima, now=later(minutes=5))
    wait(logged, by=fatima, now=later(minutes=10))
    assert logged.promise.clocks.get(kind=Norm.Kind.TURNAROUND).is_paused
    assert logged.waiting_reason == "Welke zaal?"

    actions.resume(logged, text="De grote zaal", by=fatima, now=later(minutes=20))

    assert logged.promise.clocks.get(kind=Norm.Kind.TURNAROUND).is_running
    assert (logged.status, logged.waiting_for) == (Status.IN_PROGRESS, "")


def test_done_is_told_and_whoever_does_it_at_once_has_it(logged, joost):
    actions.finish(logged, text="De zaal is geboekt.", by=joost, now=later(minutes=5))

    assert (logged.status, logged.assignee) == (Status.DONE, joost)
    assert logged.promise.next_due_at is None
    assert Notification.objects.filter(event__kind=Event.Kind.DONE).count() == 1


def test_done_while_waiting_waits_no_more(logged, fatima):
    actions.pick_up(logged, by=fatima, now=later(minutes=5))
    wait(logged, by=fatima, now=later(minutes=10))

    actions.finish(logged, text="", by=fatima, now=later(minutes=20))

    assert (logged.status, logged.waiting_for) == (Status.DONE, "")


def test_completing_the_intake_starts_what_waited_for_it(daan, fatima):
    version = a_service(questions=[{"key": "zaal", "required": True}])
    with as_if_written_so():
        version.norms.filter(kind=Norm.Kind.TURNAROUND).update(starts="intake_complete")
    logged = a_request(daan, by=fatima, service=version, intake_complete=False)
    assert [field.key for field in logged.missing()] == ["zaal"]

    actions.complete_intake(
        logged, answers={"zaal": "2.14"}, event_at=None, by=fatima, now=later(hours=1)
    )

    assert logged.missing() == []
    assert logged.promise.clocks.get(kind=Norm.Kind.TURNAROUND).started_at == later(hours=1)
    with pytest.raises(Refused, match="Nothing is missing"):
        actions.complete_intake(logged, answers={}, event_at=None, by=fatima, now=later(hours=2))


def test_what_a_waiting_request_waited_for_makes_it_go_on(daan, fatima):
    version = a_service(questions=[{"key": "zaal", "required": True}])
    with as_if_written_so():
        version.norms.filter(kind=Norm.Kind.TURNAROUND).update(starts="intake_complete")
    logged = a_request(daan, by=fatima, service=version, intake_complete=False)
    actions.pick_up(logged, by=fatima, now=later(minutes=5))
    wait(logged, by=fatima, now=later(minutes=10))

    actions.complete_intake(
        logged, answers={"zaal": "2.14"}, event_at=None, by=fatima, now=later(hours=1)
    )

    assert (logged.status, logged.waiting_for) == (Status.IN_PROGRESS, "")
    assert all(clock.is_running for clock in logged.promise.clocks.going())


@pytest.mark.parametrize("has_calendar", [True, False])
def test_a_calendar_that_never_opens_is_refused_in_words(daan, fatima, noord, has_calendar):
    set_hours(noord.own_calendar.calendar, {}, now=NOW)
    if not has_calendar:
        noord.own_calendar.delete()

    with pytest.raises(Refused, match="has no opening hours"):
        a_request(daan, by=fatima)


def test_a_calendar_emptied_meanwhile_is_refused_in_words(logged, fatima, noord):
    actions.pick_up(logged, by=fatima, now=later(minutes=5))
    wait(logged, by=fatima, now=later(minutes=10))
    set_hours(noord.own_calendar.calendar, {}, now=later(minutes=30))

    with pytest.raises(Refused, match="has no opening hours"):
        actions.resume(logged, text="", by=fatima, now=later(hours=1))

    logged.refresh_from_db()
    assert logged.status == Status.WAITING


DO = {
    "pick up": lambda it, by: actions.pick_up(it, by=by, now=later(minutes=1)),
    "hand back": lambda it, by: actions.hand_back(it, reason="", by=by, now=later(minutes=1)),
    "contact": lambda it, by: actions.contact(
        it, channel=Channel.PHONE, text="x", by=by, now=later(minutes=1)
    ),
    "note": lambda it, by: actions.note(it, text="x", by=by, now=later(minutes=1)),
    "wait": lambda it, by: wait(it, by=by, now=later(minutes=1)),
    "resume": lambda it, by: actions.resume(it, text="", by=by, now=later(minutes=1)),
    "complete": lambda it, by: actions.complete_intake(
        it, answers={}, event_at=None, by=by, now=later(minutes=1)
    ),
    "finish": lambda it, by: actions.finish(it, text="", by=by, now=later(minutes=1)),
}


@pytest.mark.parametrize("what", DO)
@pytest.mark.parametrize("who", ["sanne", "stranger", "daan"])
def test_only_the_pool_acts_on_a_request(logged, what, who, request):
    with pytest.raises(Refused, match="do not work in"):
        DO[what](logged, request.getfixturevalue(who))

    logged.refresh_from_db()
    assert (logged.status, story(logged)) == (Status.NEW, [Event.Kind.LOGGED])


@pytest.mark.parametrize("what", DO)
def test_a_confidential_request_is_for_those_named_on_it(daan, fatima, joost, what):
    secret = a_request(daan, by=fatima, service=a_service(), confidential=True)

    with pytest.raises(Refused, match="do not work in"):
        DO[what](secret, joost)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("kind", policies.MOVES)
def test_a_move_is_possible_exactly_where_the_table_says(logged, status, kind):
    logged.status = status

    possible = policies.why_not_move(logged, kind) is None

    assert possible == (status in policies.MOVES[kind].since)


def test_what_is_done_can_not_be_picked_up_again(logged, fatima, joost):
    actions.finish(logged, text="", by=fatima, now=later(minutes=5))

    with pytest.raises(Refused, match="This can't be done now"):
        actions.pick_up(logged, by=joost, now=later(minutes=6))


def test_an_action_that_fails_half_way_changes_nothing(logged, fatima, monkeypatch):
    def broken(*_arguments, **_named):
        raise RuntimeError("the power went")

    monkeypatch.setattr("sla.actions.client_was_told", broken)
    with pytest.raises(RuntimeError):
        actions.pick_up(logged, by=fatima, now=later(minutes=5))

    logged.refresh_from_db()
    assert (logged.status, logged.assignee, story(logged)) == (
        Status.NEW,
        None,
        [Event.Kind.LOGGED],
    )


def test_the_database_refuses_a_request_under_way_that_nobody_has(logged):
    with pytest.raises(IntegrityError, match="requests_somebody_has"), transaction.atomic():
        ServiceRequest.objects.update(status=Status.IN_PROGRESS)


def test_the_database_refuses_waiting_for_nobody(logged, fatima):
    actions.pick_up(logged, by=fatima, now=later(minutes=5))

    with pytest.raises(IntegrityError, match="requests_waiting_says"), transaction.atomic():
        ServiceRequest.objects.update(status=Status.WAITING)
