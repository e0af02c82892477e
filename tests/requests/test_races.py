"""Two people, one request, the same moment: one of the two things happens, and it is whole."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from requests import actions
from requests.models import Event, Link, ServiceRequest, Status
from requests.policies import Refused
from sla.models import ClockEvent, Norm
from tests.factories import NOW, a_request, a_service, later, local

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def at_once(*things):
    """Let each thing be done at the same moment; return how many were refused."""
    together = Barrier(len(things))

    def do(thing):
        together.wait()
        try:
            thing()
        except Refused:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(len(things)) as people:
        return sum(people.map(do, things))


def fresh(it):
    return ServiceRequest.objects.get(pk=it.pk)


def test_it_is_either_done_or_cancelled(daan, fatima, joost):
    version = a_service()
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima, service=version)

        refused = at_once(
            lambda it=it: actions.finish(fresh(it), text="", by=fatima, now=later(minutes=5)),
            lambda it=it: actions.cancel(fresh(it), reason="x", by=joost, now=later(minutes=5)),
        )

        after = fresh(it)
        assert refused == 1
        assert after.events.count() == 2
        out = after.promise.clocks.filter(without_outcome=True).exists()
        assert out == (after.status == Status.CANCELLED)


def test_of_two_who_give_it_away_and_one_who_picks_it_up_one_succeeds(daan, fatima, joost, marieke):
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima)
        seen = [fresh(it) for _ in range(3)]

        refused = at_once(
            lambda it=seen[0]: actions.assign(it, to=joost, because="", by=fatima, now=NOW),
            lambda it=seen[1]: actions.assign(it, to=fatima, because="", by=marieke, now=NOW),
            lambda it=seen[2]: actions.pick_up(it, by=marieke, now=NOW),
        )

        assert refused == 2
        assert fresh(it).events.count() == 2
        assert fresh(it).assignee in (joost, fatima, marieke)


def test_two_requests_merged_into_each_other_leave_one_open(daan, fatima, joost):
    for _ in range(ROUNDS):
        one, other = (a_request(daan, by=fatima) for _ in range(2))

        refused = at_once(
            lambda one=one, other=other: actions.merge(
                fresh(one), into=fresh(other), by=fatima, now=NOW
            ),
            lambda one=one, other=other: actions.merge(
                fresh(other), into=fresh(one), by=joost, now=NOW
            ),
        )

        assert refused == 1
        assert {fresh(one).status, fresh(other).status} == {Status.NEW, Status.MERGED}


def test_a_double_click_agrees_on_a_date_once(daan, fatima):
    it = a_request(daan, by=fatima, service=a_service())
    agreed = {"due_at": local("2026-03-12T12:00"), "with_whom": "Daan", "because": "vakantie"}

    refused = at_once(
        *(lambda: actions.agree_date(fresh(it), **agreed, by=fatima, now=NOW) for _ in range(2))
    )

    turnaround = it.promise.clocks.get(kind=Norm.Kind.TURNAROUND)
    assert refused == 1
    assert turnaround.events.filter(kind=ClockEvent.Kind.AGREED).count() == 1
    assert it.events.filter(kind=Event.Kind.AGREED).count() == 1


def test_two_who_link_the_same_pair_at_once_make_one_link(daan, fatima, joost):
    how = {"kind": Link.Kind.BELONGS_WITH, "now": NOW}
    for _ in range(ROUNDS):
        one, other = (a_request(daan, by=fatima) for _ in range(2))

        refused = at_once(
            lambda a=one, b=other: actions.link(fresh(a), to=fresh(b), by=fatima, **how),
            lambda a=one, b=other: actions.link(fresh(b), to=fresh(a), by=joost, **how),
        )

        assert refused == 1
        assert Link.objects.of(one).count() == 1


def test_a_colleague_who_is_asked_twice_at_once_is_asked_once(daan, fatima, joost, marieke):
    how = {"of": joost, "question": "?", "now": NOW}
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima)

        refused = at_once(
            lambda it=it: actions.ask_help(fresh(it), by=fatima, **how),
            lambda it=it: actions.ask_help(fresh(it), by=marieke, **how),
        )

        assert refused == 1
        assert it.helps.count() == 1
