"""Alerts become messages: to whom, once each, and never to who may not know."""

import pytest

from requests import actions
from requests.alerts import alert_what_is_due
from requests.models import Notification
from sla.models import Alert, Rung
from tests.factories import a_request, a_service, later

SOON = {"hours": 3, "minutes": 30}  # past the warning of four working hours, not past the due
LATE = {"hours": 5}


def told(rung):
    messages = Notification.objects.filter(alert__rung=rung).select_related("recipient")
    return {(message.recipient, message.email) for message in messages}


@pytest.fixture
def team(fatima, joost, marieke, sanne, stranger):
    return fatima, joost, marieke


def test_while_nobody_has_it_the_pool_is_told_and_its_mailbox_gets_one_mail(daan, team, noord):
    fatima, joost, marieke = team
    a_request(daan, by=fatima)

    alert_what_is_due(now=later(**SOON), limit=10)

    assert told(Rung.WARNING) == {(fatima, ""), (joost, ""), (marieke, ""), (None, noord.email)}


def test_who_has_it_is_told_alone(daan, team):
    fatima, joost, _marieke = team
    version = a_service(turnaround_days=None)
    version.norms.create(kind="turnaround", way="working_time", amount=240)
    service_request = a_request(daan, by=fatima, service=version)
    actions.pick_up(service_request, by=joost, now=later(minutes=1))

    alert_what_is_due(now=later(**SOON), limit=10)

    assert told(Rung.WARNING) == {(joost, joost.email)}


def test_the_coordinator_is_told_too_once_it_is_late(daan, team, noord):
    fatima, joost, marieke = team
    a_request(daan, by=fatima)

    alert_what_is_due(now=later(**LATE), limit=10)

    assert told(Rung.BREACH) == {
        (fatima, ""),
        (joost, ""),
        (marieke, marieke.email),
        (None, noord.email),
    }


def test_of_a_confidential_request_only_those_who_may_read_it_hear(daan, team):
    fatima, _joost, _marieke = team
    a_request(daan, by=fatima, confidential=True)

    alert_what_is_due(now=later(**LATE), limit=10)

    assert told(Rung.BREACH) == {(fatima, "")}


def test_an_alert_that_was_overtaken_is_written_but_not_announced(daan, team):
    a_request(daan, by=team[0])

    alert_what_is_due(now=later(**LATE), limit=10)

    assert Alert.objects.filter(rung=Rung.WARNING).exists()
    assert told(Rung.WARNING) == set()


def test_sweeping_again_says_nothing_twice(daan, team):
    a_request(daan, by=team[0])
    alert_what_is_due(now=later(**LATE), limit=10)
    before = Notification.objects.count()

    assert alert_what_is_due(now=later(**LATE), limit=10) == 0
    assert alert_what_is_due(now=later(days=30), limit=10) == 0
    assert Notification.objects.count() == before


@pytest.mark.parametrize("requests", [1, 20])
def test_a_sweep_asks_the_same_questions_for_one_alert_and_for_many(
    daan, team, requests, django_assert_num_queries
):
    for _ in range(requests):
        a_request(daan, by=team[0])
    alert_what_is_due(now=later(minutes=1), limit=100)  # the schedule is read once a process

    with django_assert_num_queries(10):
        assert alert_what_is_due(now=later(**LATE), limit=100) == requests


def test_a_tick_with_nothing_due_is_one_read(daan, team, django_assert_num_queries):
    a_request(daan, by=team[0])

    with django_assert_num_queries(3) as asked:  # the savepoint around it is the test's
        assert alert_what_is_due(now=later(minutes=1), limit=100) == 0
    assert sum("SELECT" in query["sql"] for query in asked.captured_queries) == 1


def test_at_most_the_limit_is_taken_at_once(daan, team):
    for _ in range(3):
        a_request(daan, by=team[0])

    assert [alert_what_is_due(now=later(**LATE), limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.fixture
def of_joost(daan, team):
    fatima, joost, _marieke = team
    service_request = a_request(daan, by=fatima)
    actions.pick_up(service_request, by=joost, now=later(minutes=1))
    return service_request


def leave(person):
    person.pool_memberships.update(until=later(days=-1).date())


def lose_the_account(person):
    person.is_active = False
    person.save()


@pytest.mark.parametrize("go_away", [leave, lose_the_account])
def test_what_somebody_has_who_is_gone_is_nobodys_and_the_pool_hears(
    of_joost, team, noord, go_away
):
    fatima, joost, marieke = team
    go_away(joost)

    alert_what_is_due(now=later(days=10), limit=10)

    assert told(Rung.BREACH) == {
        (fatima, ""),
        (marieke, marieke.email),
        (None, noord.email),
    }


@pytest.mark.parametrize("go_away", [leave, lose_the_account])
def test_a_coordinator_who_is_gone_hears_nothing(of_joost, team, go_away):
    _fatima, joost, marieke = team
    go_away(marieke)

    alert_what_is_due(now=later(days=10), limit=10)

    assert told(Rung.BREACH) == {(joost, joost.email)}
