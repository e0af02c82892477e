"""What changes a promise or stops a request: who may, when, and what follows."""

from datetime import timedelta

import pytest

from requests import actions, policies
from requests.models import (
    Channel,
    Decision,
    Event,
    Notification,
    ServiceRequest,
    Status,
    WaitingFor,
)
from requests.policies import Refused
from sla.models import ClockEvent, Norm
from tests.factories import (
    a_client,
    a_manager,
    a_norm,
    a_request,
    a_service,
    as_if_written_so,
    later,
    local,
)

Kind = Norm.Kind
AT = later(minutes=30)
FRIDAY = local("2026-03-06T12:00")


@pytest.fixture
def logged(daan, fatima):
    return a_request(daan, by=fatima, service=a_service())


@pytest.fixture
def outside(daan, fatima, noord):
    a_norm(Kind.DECISION, days=1, pool=noord)
    return a_request(daan, by=fatima)


@pytest.fixture
def other(daan, fatima):
    return a_request(daan, by=fatima, subject="Zaal voor donderdag, nog eens")


def agree(it, by, now=AT, due_at=FRIDAY):
    said = {"with_whom": "Daan Visser", "because": "hij is dan pas terug"}
    actions.agree_date(it, due_at=due_at, **said, by=by, now=now)


def correct(it, by, version=None, now=AT, *, all_known=True):
    actions.correct_service(
        it, service_version=version, because="het is catering", all_known=all_known, by=by, now=now
    )


def urge(it, by, now=AT):
    actions.make_urgent(it, reason="het begint zo", callback_phone="088-1", by=by, now=now)


def wait(it, by, now=AT, waiting_for=WaitingFor.CLIENT):
    how = {"waiting_for": waiting_for, "reason": "?", "follow_up_on": None}
    actions.wait(it, **how, by=by, now=now)


def decide(it, by, decision=Decision.DO_ONCE, now=AT, text="Facilitair kan dit"):
    actions.decide(it, decision=decision, text=text, by=by, now=now)


def decline(it, by):
    actions.decline(it, alternative="Bel het servicepunt", by=by, now=AT)


def cancel(it, by):
    actions.cancel(it, reason="niet meer nodig", by=by, now=AT)


def merge(it, by):
    into = ServiceRequest.objects.exclude(pk=it.pk).earliest("pk")
    actions.merge(it, into=into, by=by, now=AT)


def reopen(it, by, now=AT):
    actions.reopen(it, reason="het licht is stuk", by=by, now=now)


def clock(it, kind=Kind.TURNAROUND):
    return it.promise.clocks.filter(kind=kind).latest("cycle")


DO = {
    "correct": correct,
    "make urgent": urge,
    "agree date": agree,
    "decline": decline,
    "cancel": cancel,
    "merge": merge,
}


@pytest.mark.parametrize("what", [*DO, "decide", "reopen"])
@pytest.mark.parametrize("who", ["sanne", "stranger", "daan"])
def test_only_the_pool_changes_a_request(other, logged, what, who, request):
    do = DO | {"decide": decide, "reopen": reopen}

    with pytest.raises(Refused, match="do not work in"):
        do[what](logged, request.getfixturevalue(who))

    assert [event.kind for event in logged.events.all()] == [Event.Kind.LOGGED]


@pytest.mark.parametrize("what", DO)
@pytest.mark.parametrize("who", ["fatima", "joost", "marieke"])
def test_a_secretary_and_the_coordinator_change_what_the_pool_has(
    other, logged, what, who, request
):
    DO[what](logged, request.getfixturevalue(who))

    assert logged.events.count() == 2


@pytest.mark.parametrize("what", DO)
def test_what_is_done_is_not_changed_any_more(other, logged, fatima, what):
    actions.finish(logged, text="", by=fatima, now=later(minutes=5))

    with pytest.raises(Refused, match="the request is done"):
        DO[what](logged, fatima)


@pytest.mark.parametrize("what", DO)
def test_a_double_click_does_it_once(other, logged, fatima, what):
    again = ServiceRequest.objects.get(pk=logged.pk)
    DO[what](logged, fatima)

    with pytest.raises(Refused):
        DO[what](again, fatima)

    assert logged.events.count() == 2


# Opened again


def test_a_reopened_request_has_all_its_time_and_who_had_it(logged, fatima, joost):
    actions.finish(logged, text="", by=fatima, now=later(minutes=5))

    reopen(logged, joost, now=later(days=1))

    assert (logged.status, logged.assignee) == (Status.IN_PROGRESS, fatima)
    assert clock(logged).due_at == local("2026-03-05T17:00")
    assert Notification.objects.filter(event__kind=Event.Kind.REOPENED).count() == 1


def test_who_opens_it_has_it_when_who_had_it_left_the_pool(logged, fatima, joost):
    actions.finish(logged, text="", by=fatima, now=later(minutes=5))
    fatima.pool_memberships.update(until=later(days=-1).date())

    reopen(logged, joost, now=later(days=1))

    assert logged.assignee == joost


@pytest.mark.parametrize(("when", "may"), [("2026-03-09T17:00", True), ("2026-03-09T17:01", False)])
def test_it_opens_again_until_the_fifth_working_day_closes(logged, fatima, when, may):
    actions.finish(logged, text="", by=fatima, now=AT)

    if may:
        reopen(logged, fatima, now=local(when))
    else:
        with pytest.raises(Refused, match="Log a new request"):
            reopen(logged, fatima, now=local(when))


# Another service


def test_a_corrected_service_is_told_with_its_reason(logged, fatima):
    correct(logged, fatima, a_service("PO-11", "Catering", turnaround_days=5))

    assert logged.promise.service_version.name == "Catering"
    assert clock(logged).due_at == local("2026-03-09T17:00")
    assert logged.events.last().text == ("Vergaderzaal reserveren became Catering: het is catering")


def test_what_the_right_service_asks_and_nobody_answered_is_missing(logged, fatima):
    version = a_service("PO-11", "Catering", questions=[{"key": "aantal", "required": True}])

    correct(logged, fatima, version, all_known=False)

    assert not logged.intake_complete
    assert [field.key for field in logged.missing()] == ["aantal"]


def test_what_was_complete_later_counts_from_then(daan, fatima):
    questions = [{"key": "zaal", "required": True}]
    first, second = a_service("PO-11", questions=questions), a_service("PO-12")
    with as_if_written_so():
        second.norms.filter(kind=Kind.TURNAROUND).update(starts="intake_complete")
    it = a_request(daan, by=fatima, service=first, intake_complete=False)
    actions.complete_intake(
        it, answers={"zaal": "2.14"}, event_at=None, by=fatima, now=later(days=1)
    )

    correct(it, fatima, second, now=later(days=1, hours=1))

    assert clock(it).started_at == later(days=1)


def test_a_service_of_another_day_is_refused(logged, fatima):
    version = a_service("PO-11", valid_until=later(days=-3).date())

    with pytest.raises(Refused, match="not in the catalogue on the day of receipt"):
        correct(logged, fatima, version)


def test_what_waits_for_the_client_still_waits_after_a_correction(daan, fatima):
    it = a_request(daan, by=fatima)
    actions.pick_up(it, by=fatima, now=later(minutes=1))
    wait(it, fatima, now=later(minutes=10))

    correct(it, fatima, a_service(), now=later(hours=2))

    assert clock(it).is_paused
    assert clock(it).consumed == timedelta(minutes=10)


# Urgent, and another date


def test_urgent_with_a_number_is_to_be_called_back(logged, fatima, noord):
    a_norm(Kind.CALLBACK, hours=0.5, pool=noord)

    urge(logged, fatima)
    actions.pick_up(logged, by=fatima, now=later(minutes=31))
    assert clock(logged, Kind.CALLBACK).due_at == later(hours=1)
    actions.contact(logged, channel=Channel.PHONE, text="Komt", by=fatima, now=later(minutes=40))

    assert clock(logged, Kind.CALLBACK).stopped_at == later(minutes=40)
    assert (logged.urgent_reason, logged.promise.urgent) == ("het begint zo", True)


def test_an_urgent_request_logged_with_a_number_is_to_be_called_back(daan, fatima, noord):
    a_norm(Kind.CALLBACK, hours=0.5, pool=noord)

    it = a_request(daan, by=fatima, urgent_reason="nu", callback_phone="088-1")

    assert clock(it, Kind.CALLBACK).due_at == AT


def test_an_agreed_date_is_told_to_the_client(logged, fatima, daan):
    agree(logged, fatima)

    assert clock(logged).due_at == FRIDAY
    assert logged.events.last().text.startswith("Friday 6 March 2026, 12:00, with Daan Visser")
    assert Notification.objects.get(event__kind=Event.Kind.AGREED).recipient == daan


@pytest.mark.parametrize(
    ("due_at", "why"), [(AT, "has passed"), (FRIDAY.replace(year=2062), "Check the year")]
)
def test_a_date_that_passed_or_has_a_wrong_year_is_refused(logged, fatima, due_at, why):
    with pytest.raises(Refused, match=why):
        agree(logged, fatima, due_at=due_at)


def test_outside_the_catalogue_there_is_no_date_to_agree_on(outside, fatima):
    with pytest.raises(Refused, match="Correct the service first"):
        agree(outside, fatima)


def test_who_wants_no_such_mail_still_has_it_in_the_bell(logged, fatima, daan):
    daan.unwanted_mail = ["moved"]
    daan.save()

    agree(ServiceRequest.objects.get(pk=logged.pk), fatima)

    told = Notification.objects.get(event__kind=Event.Kind.AGREED)
    assert (told.recipient, told.email, told.send_at) == (daan, "", None)


# Stopped


@pytest.mark.parametrize(
    ("stop", "status"), [(cancel, Status.CANCELLED), (decline, Status.DECLINED)]
)
def test_what_stops_stays_out_of_the_percentages_and_is_told(logged, fatima, stop, status):
    actions.pick_up(logged, by=fatima, now=later(minutes=5))
    wait(logged, fatima, now=later(minutes=10))

    stop(logged, fatima)

    assert (logged.status, logged.waiting_for) == (status, "")
    assert clock(logged).without_outcome
    assert Notification.objects.filter(event__kind=logged.events.last().kind).count() == 1


def test_both_stories_say_that_two_requests_were_merged(other, logged, fatima):
    actions.merge(logged, into=other, by=fatima, now=AT)

    assert (logged.status, logged.merged_into) == (Status.MERGED, other)
    assert other.number in logged.events.last().text
    assert logged.number in other.events.last().text
    assert other.status == Status.NEW
    assert Notification.objects.filter(event__kind=Event.Kind.MERGED).count() == 1


def test_a_request_is_merged_only_with_another_open_one_of_the_same_unit(
    other, logged, fatima, noord
):
    someone = a_manager(a_client(noord, "HRM"), "Els Smit")
    elsewhere = a_request(someone, by=fatima)
    with pytest.raises(Refused, match="same unit"):
        actions.merge(logged, into=elsewhere, by=fatima, now=AT)
    with pytest.raises(Refused, match="same request"):
        actions.merge(logged, into=logged, by=fatima, now=AT)
    actions.finish(other, text="", by=fatima, now=AT)
    with pytest.raises(Refused, match="one that is open"):
        actions.merge(logged, into=other, by=fatima, now=AT)


def test_a_confidential_request_is_not_merged_with_that_of_somebody_else(logged, projecten, fatima):
    secret = a_request(a_manager(projecten, "Els Smit"), by=fatima, confidential=True)

    with pytest.raises(Refused, match="confidential"):
        actions.merge(logged, into=secret, by=fatima, now=AT)


# Decided


@pytest.mark.parametrize("decision", [Decision.DO_ONCE, Decision.PROPOSE_SERVICE])
def test_what_is_decided_to_be_done_goes_on(outside, marieke, decision):
    decide(outside, marieke, decision)

    assert (outside.status, outside.decision) == (Status.NEW, decision)
    assert clock(outside, Kind.DECISION).stopped_at == AT
    assert Notification.objects.filter(event__kind=Event.Kind.DECIDED).exists()


@pytest.mark.parametrize("decision", [Decision.REFER, Decision.DECLINE])
def test_what_is_decided_not_to_be_done_is_declined_with_a_way_on(outside, marieke, decision):
    decide(outside, marieke, decision)

    assert (outside.status, outside.decision) == (Status.DECLINED, decision)
    assert clock(outside, Kind.DECISION).events.last().kind == ClockEvent.Kind.MET
    assert not outside.promise.clocks.going().exists()
    assert outside.events.last().text == "Facilitair kan dit"


def test_only_the_coordinator_decides(outside, fatima):
    with pytest.raises(Refused, match="The coordinator of the pool decides"):
        decide(outside, fatima)


def test_it_is_decided_once_and_only_outside_the_catalogue(outside, logged, marieke):
    decide(outside, marieke)
    with pytest.raises(Refused, match="decided already"):
        decide(outside, marieke)
    with pytest.raises(Refused, match="nothing to decide"):
        decide(logged, marieke)


def test_what_leaves_the_catalogue_again_is_decided_again(outside, marieke):
    decide(outside, marieke, Decision.PROPOSE_SERVICE)
    correct(outside, marieke, a_service("PO-31"))
    correct(outside, marieke, None)

    decide(outside, marieke, Decision.DO_ONCE)

    assert outside.decision == Decision.DO_ONCE
    assert clock(outside, Kind.DECISION).stopped_at == AT


def test_what_waits_for_a_decision_is_declined_by_deciding_so(outside, fatima, marieke):
    with pytest.raises(Refused, match="The coordinator of the pool decides"):
        actions.decline(outside, alternative="Facilitair", by=fatima, now=AT)
    decide(outside, marieke, Decision.DO_ONCE)

    actions.decline(outside, alternative="Facilitair", by=fatima, now=AT)

    assert outside.status == Status.DECLINED


def test_the_menu_offers_what_is_possible_for_this_person(outside, logged, fatima, marieke):
    def offered(it, by):
        return policies.possible_moves(it, by, now=AT)

    assert Event.Kind.DECIDED in offered(outside, marieke)
    assert Event.Kind.DECIDED not in offered(outside, fatima)
    assert Event.Kind.AGREED not in offered(outside, marieke)
    assert Event.Kind.AGREED in offered(logged, fatima)
