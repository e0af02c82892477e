"""How a request stands, from the desk's point of view, at each moment of its life."""

from datetime import date

import pytest

from requests import actions
from requests.models import ServiceRequest, WaitingFor
from requests.standing import State, next_step, standing_of, with_standing
from tests.factories import NOW, a_request, a_service, as_if_written_so, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return a_service(turnaround_days=2)


def now(service_request, at="2026-03-02T10:00"):
    """Read the request anew, as a page does, and say how it stands."""
    fresh = with_standing(ServiceRequest.objects.all()).get(pk=service_request.pk)
    return standing_of(fresh, local(at))


def test_the_next_step_is_what_was_promised_next(daan, fatima, service):
    offered, outside = a_request(daan, by=fatima, service=service), a_request(daan, by=fatima)
    for service_request in (offered, outside):
        actions.pick_up(service_request, by=fatima, now=NOW)

    assert next_step(offered, NOW) == "Finish"
    assert next_step(outside, NOW) == "Let them know"


def waiting(service_request, by, at=NOW, whom=WaitingFor.CLIENT, follow_up_on=None):
    actions.wait(
        service_request,
        waiting_for=whom,
        reason="Welke zaal?",
        follow_up_on=follow_up_on,
        by=by,
        now=at,
    )


def test_new_is_due_when_somebody_must_have_picked_it_up(fatima, daan, service):
    new = now(a_request(daan, by=fatima, service=service))

    assert (new.state, new.word) == (State.NEW, "not picked up")
    assert (new.due.at, new.due.what, new.due.kind) == (local("2026-03-02T14:30"), "pick up", "")


def test_after_picking_up_the_result_is_what_is_due(fatima, daan, service):
    service_request = a_request(daan, by=fatima, service=service)
    actions.pick_up(service_request, by=fatima, now=NOW)

    picked_up = now(service_request)

    assert (picked_up.state, picked_up.word) == (State.OK, "on time")
    assert (picked_up.due.at, picked_up.due.what) == (local("2026-03-04T17:00"), "")


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2026-03-02T13:29", State.NEW),
        ("2026-03-02T13:30", State.NEAR),  # three of the four hours have gone
        ("2026-03-02T14:30", State.NEAR),  # exactly on time is not late
        ("2026-03-02T14:30:01", State.LATE),
    ],
)
def test_nearly_due_and_late_follow_from_the_clock(fatima, daan, service, at, state):
    service_request = a_request(daan, by=fatima, service=service)

    assert now(service_request, at).state == state


def test_urgent_stays_urgent_when_it_is_late(fatima, daan, service):
    service_request = a_request(daan, by=fatima, service=service, urgent_reason="Lunch kwam niet")

    assert now(service_request).due.kind == State.URGENT
    late = now(service_request, "2026-03-02T16:00")
    assert (late.state, late.due.kind) == (State.URGENT, State.LATE)


def test_waiting_for_the_client_shows_the_time_it_would_have_if_answered_now(fatima, daan, service):
    service_request = a_request(daan, by=fatima, service=service)
    actions.pick_up(service_request, by=fatima, now=NOW)
    waiting(service_request, fatima, follow_up_on=date(2026, 3, 3))

    waits = now(service_request, "2026-03-03T10:00")

    assert (waits.state, waits.word) == (State.WAIT, "waits for client")
    assert (waits.due.kind, waits.due.at) == ("still", local("2026-03-05T17:00"))
    assert next_step(service_request, local("2026-03-02T12:00")) == "Ask again tomorrow"


def test_waiting_for_a_third_party_counts_on(fatima, daan, service):
    service_request = a_request(daan, by=fatima, service=service)
    actions.pick_up(service_request, by=fatima, now=NOW)
    waiting(service_request, fatima, whom=WaitingFor.THIRD_PARTY)

    waits = now(service_request)

    assert (waits.state, waits.due.kind) == (State.WAIT, "")
    assert next_step(service_request, NOW) == "Wait for the answer"
    assert now(service_request, "2026-03-05T09:00").state == State.LATE


def test_outside_the_catalogue_promises_a_sign_of_life_and_nothing_more(fatima, daan):
    service_request = a_request(daan, by=fatima)
    actions.pick_up(service_request, by=fatima, now=NOW)

    outside = now(service_request)

    assert (outside.state, outside.due.what) == (State.OUTSIDE, "let them know")
    assert outside.due.at == local("2026-03-04T17:00")


def test_what_is_not_complete_has_no_time_yet(fatima, daan, service):
    with as_if_written_so():
        service.norms.filter(kind="turnaround").update(starts="intake_complete")
    service_request = a_request(daan, by=fatima, service=service, intake_complete=False)
    actions.pick_up(service_request, by=fatima, now=NOW)
    service_request.promise.clocks.filter(kind="update").delete()

    incomplete = now(service_request)

    assert (incomplete.word, incomplete.due) == ("waits for client", None)
    assert next_step(service_request, NOW) == "Ask what is missing"


def test_what_is_done_has_nothing_due(fatima, daan, service):
    service_request = a_request(daan, by=fatima, service=service)
    actions.finish(service_request, text="", by=fatima, now=NOW)

    done = now(service_request)

    assert (done.state, done.word, done.due) == (State.DONE, "done", None)
    assert next_step(service_request, NOW) == ""
