"""Many requests at once: each by its own action, whole or not at all, and nothing twice."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from requests import actions
from requests.actions.doing import JUST_NOW
from requests.bulk import AT_ONCE, do_each
from requests.forms.many import PickUpManyForm
from requests.models import BulkStep, Event, ServiceRequest, Status
from requests.policies import Refused
from tests.factories import NOW, a_request, later
from tests.requests.test_queue import QUEUE
from tests.requests.test_races import at_once

BULK = reverse("requests:bulk")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def three(db, fatima, daan):
    return [a_request(daan, by=fatima, subject=f"Zaal {number}") for number in range(3)]


def send(visitor, name, some, *, htmx=False, **fields):
    pks = [one.pk for one in some]
    sent = {"do": name, "pk": pks, "next": f"{QUEUE}?show=new"} | fields
    return visitor.post(BULK, sent, headers=HTMX if htmx else {})


def statuses():
    return list(ServiceRequest.objects.order_by("pk").values_list("status", flat=True))


def told(visitor):
    return visitor.get(QUEUE).content.decode()


def test_all_are_picked_up_at_once_and_the_list_is_told(desk, three, fatima):
    answer = send(desk, "pick_up", three, htmx=True)

    assert answer["HX-Trigger"] == "panel-close, queue-changed, bulk-done"
    assert "Done with 3 requests." in answer.content.decode()
    assert {one.assignee for one in ServiceRequest.objects.all()} == {fatima}


def test_without_a_script_it_goes_back_to_the_queue(desk, three):
    answer = send(desk, "pick_up", three[:1])

    assert answer.url == f"{QUEUE}?show=new"
    assert "Done with 1 request." in told(desk)


def test_what_somebody_else_was_first_with_is_named_and_the_rest_is_done(desk, three, joost):
    actions.pick_up(three[1], by=joost, now=NOW)

    page = send(desk, "pick_up", three).content.decode()

    assert "Done with 2 requests. Not with these:" in page
    assert "Joost picked this up at 10:00." in page
    assert "Zaal 1" in page
    assert "Zaal 0" not in page
    assert statuses() == ["in_progress"] * 3


def test_what_one_has_already_is_no_trouble(desk, three, fatima):
    actions.pick_up(three[1], by=fatima, now=NOW)

    send(desk, "pick_up", three)
    send(desk, "pick_up", three)

    assert Event.objects.filter(kind=Event.Kind.PICKED_UP).count() == 3


def test_a_form_is_asked_first_and_nothing_happens_yet(desk, three):
    page = send(desk, "note", three, htmx=True).content.decode()

    assert page.strip().startswith("<form")
    assert page.count('name="pk"') == 3
    assert 'name="token"' in page
    assert "Zaal 2" in page
    assert not Event.objects.filter(kind=Event.Kind.NOTE).exists()


def test_a_note_is_written_with_each_and_once_however_often_it_is_sent(desk, three, fatima):
    sent = {"sure": "1", "text": "Let op", "token": str(uuid4())}

    for _again in range(2):
        send(desk, "note", three, **sent)
        assert "Done with 3 requests." in told(desk)

    assert Event.objects.filter(kind=Event.Kind.NOTE, internal=True).count() == 3
    with travel(NOW + JUST_NOW):
        send(desk, "note", three, **sent | {"token": str(uuid4())})
    assert Event.objects.filter(kind=Event.Kind.NOTE).count() == 6


def test_waiting_says_why_and_until_when_of_those_where_it_can_be(desk, three, fatima):
    for one in three[:2]:
        actions.pick_up(one, by=fatima, now=NOW)
    sent = {"waiting_for": "client", "reason": "Welke zaal?", "follow_up_on": "2026-03-05"}

    page = send(desk, "wait", three, sure="1", **sent).content.decode()

    assert "Done with 2 requests." in page
    assert "the request is new" in page
    assert statuses() == [Status.WAITING, Status.WAITING, Status.NEW]
    assert {str(one.follow_up_on) for one in ServiceRequest.objects.filter(status="waiting")} == {
        "2026-03-05"
    }


def test_what_is_wrong_in_the_form_is_said_and_what_was_typed_stays(desk, three):
    token = str(uuid4())
    sent = {"waiting_for": "client", "reason": "Nog iets", "follow_up_on": "2026-03-01"}

    page = send(desk, "wait", three, sure="1", token=token, **sent).content.decode()

    assert "This day has passed" in page
    assert "Nog iets" in page
    assert token in page
    assert statuses() == [Status.NEW] * 3


def test_they_are_given_to_a_colleague_or_back_to_the_pool(desk, three, joost, sanne):
    page = send(desk, "assign", three).content.decode()
    assert "Joost Mulder" in page
    assert "Sanne Kok" not in page

    send(desk, "assign", three, sure="1", to=joost.pk, because="")
    assert {one.assignee for one in ServiceRequest.objects.all()} == {joost}
    send(desk, "hand_back", three, sure="1", reason="Ziek")
    assert statuses() == [Status.NEW] * 3


def test_of_another_pool_nothing_is_done_and_nothing_is_told(desk, three, sanne, stranger):
    theirs = a_request(stranger, by=sanne, subject="Van een ander")

    page = send(desk, "pick_up", [*three, theirs]).content.decode()

    assert "Done with 3 requests." in page
    assert "belongs to a pool you do not work in" in page
    assert "Van een ander" not in page
    theirs.refresh_from_db()
    assert theirs.assignee is None
    send(desk, "pick_up", [theirs])
    assert "Choose some requests first." in told(desk)


def test_confidential_ones_are_for_who_is_named(client, three, joost, daan, fatima):
    hidden = a_request(daan, by=fatima, subject="Geheim", confidential=True)
    client.force_login(joost)

    assert "Geheim" not in send(client, "note", [*three, hidden]).content.decode()
    send(client, "note", [*three, hidden], sure="1", text="x")
    assert not hidden.events.filter(kind=Event.Kind.NOTE).exists()


@pytest.mark.parametrize("pks", [[], ["x"], ["9" * 30]])
def test_nothing_chosen_is_said(desk, three, pks):
    desk.post(BULK, {"do": "pick_up", "pk": pks})

    assert "Choose some requests first." in told(desk)


def test_too_many_are_not_begun(desk, three, fatima):
    desk.post(BULK, {"do": "pick_up", "pk": [one.pk for one in three] + list(range(900, 1000))})

    assert f"At most {AT_ONCE} requests at once." in told(desk)
    assert statuses() == [Status.NEW] * 3
    with pytest.raises(Refused):
        do_each(range(101), lambda one: None, token=uuid4(), by=fatima, now=NOW)


def test_what_nobody_knows_is_not_there_and_a_client_has_no_lines(desk, client, three, daan):
    assert send(desk, "evil", three).status_code == 404
    client.force_login(daan)
    assert send(client, "pick_up", three).url == reverse("home")
    assert client.get(BULK).status_code == 405


def test_asking_costs_the_same_however_many_are_chosen(desk, three, fatima, daan):
    def queries(some):
        with CaptureQueriesContext(connection) as captured:
            send(desk, "note", some)
        return len(captured)

    queries(three)
    assert queries(three) == queries(three[:1])


def test_yesterdays_steps_are_forgotten(desk, three, fatima):
    BulkStep.objects.create(token=uuid4(), service_request=three[0], at=later(days=-2))

    send(desk, "pick_up", three)

    assert BulkStep.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_who_pick_up_the_same_lines_each_line_goes_to_exactly_one(three, fatima, joost):
    pks = [one.pk for one in three]
    outcomes = []

    def pick_all_up(by):
        form = PickUpManyForm({}, about=three[0], by=by, now=NOW)
        outcomes.append(
            do_each(
                pks,
                lambda one: form.perform(one, by=by, now=NOW),
                token=uuid4(),
                by=by,
                now=NOW,
            )
        )

    at_once(lambda: pick_all_up(fatima), lambda: pick_all_up(joost))

    assert sum(outcome.done for outcome in outcomes) == 3
    assert sum(len(outcome.left) for outcome in outcomes) == 3
    assert Event.objects.filter(kind=Event.Kind.PICKED_UP).count() == 3
    assert BulkStep.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_moment_writes_once(three, fatima):
    pks, token = [one.pk for one in three], uuid4()

    def write():
        outcome = do_each(
            pks,
            lambda one: actions.note(one, text="x", by=fatima, now=NOW),
            token=token,
            by=fatima,
            now=NOW,
        )
        assert outcome.done == 3

    at_once(write, write)

    assert Event.objects.filter(kind=Event.Kind.NOTE).count() == 3
