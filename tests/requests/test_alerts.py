"""Alerts become messages: to whom, once each, and never to who may not know."""

import pytest

from requests.alerts import alert_what_is_due
from requests.mail.kinds import MailKind
from requests.models import Notification, ServiceRequest
from sla.models import Alert, Rung
from tests.factories import a_request, later, local
from tests.requests.telling import LATE, SOON, of_whom, told


def test_while_nobody_has_it_the_pool_is_told_and_its_mailbox_gets_one_mail(daan, team, noord):
    fatima, joost, marieke = team
    a_request(daan, by=fatima)

    alert_what_is_due(now=later(**SOON), limit=10)

    assert told(Rung.WARNING) == {(fatima, ""), (joost, ""), (marieke, ""), (None, noord.email)}


def test_who_has_it_is_told_alone(of_joost, team):
    _fatima, joost, _marieke = team

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
    fatima, _joost, marieke = team
    a_request(daan, by=fatima, confidential=True)  # the coordinator is named on it too

    alert_what_is_due(now=later(**LATE), limit=10)

    assert told(Rung.BREACH) == {(fatima, fatima.email), (marieke, marieke.email)}


def test_an_alert_that_was_overtaken_is_written_but_not_announced(daan, team):
    a_request(daan, by=team[0])

    alert_what_is_due(now=later(**LATE), limit=10)

    assert Alert.objects.filter(rung=Rung.WARNING).exists()
    assert told(Rung.WARNING) == set()


def test_each_hears_the_last_rung_that_is_for_them(of_joost, team, escalation):
    """Joost the breach and not the warning, the client's contact the step in between."""
    _fatima, joost, marieke = team
    escalation(trigger="share", amount=80, roles=[], contact=team[0])

    alert_what_is_due(now=later(days=10), limit=10)

    assert told(Rung.WARNING) == set()
    assert told(Rung.ESCALATION) == {(team[0], team[0].email)}
    assert told(Rung.BREACH) == {(joost, joost.email), (marieke, marieke.email)}


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

    with django_assert_num_queries(18):
        assert alert_what_is_due(now=later(**LATE), limit=100) == 2 * requests


def test_a_tick_with_nothing_due_is_one_read(daan, team, django_assert_num_queries):
    a_request(daan, by=team[0])

    with django_assert_num_queries(3) as asked:  # the savepoint around it is the test's
        assert alert_what_is_due(now=later(minutes=1), limit=100) == 0
    assert sum("SELECT" in query["sql"] for query in asked.captured_queries) == 1


def test_at_most_so_many_clocks_are_taken_at_once(daan, team):
    for _ in range(3):
        a_request(daan, by=team[0])

    alerts = [alert_what_is_due(now=later(**LATE), limit=2) for _ in range(3)]

    assert alerts == [4, 2, 0]  # of each clock the warning and the breach


def test_mail_waits_until_the_recipient_is_at_work_and_the_bell_does_not(of_joost, team):
    _fatima, joost, _marieke = team
    joost.pool_memberships.update(
        work_pattern=[{"weeks": "all", "days": {"tue": [["10:00", "12:00"]]}}]
    )

    alert_what_is_due(now=later(**SOON), limit=10)

    message = joost.notifications.get(alert__rung=Rung.WARNING)
    assert message.created_at == later(**SOON)
    assert message.send_at == local("2026-03-03T10:00")


def test_the_mailbox_gets_its_mail_when_the_desk_is_open(daan, team, noord):
    a_request(daan, by=team[0])

    alert_what_is_due(now=local("2026-03-02T21:00"), limit=10)

    mail = Notification.objects.get(recipient=None, alert__rung=Rung.BREACH)
    assert mail.send_at == local("2026-03-03T08:30")


def test_mail_that_somebody_does_not_want_is_only_in_the_bell(of_joost, team):
    _fatima, joost, _marieke = team
    joost.unwanted_mail = ["warning"]
    joost.save()

    alert_what_is_due(now=later(**SOON), limit=10)

    assert told(Rung.WARNING) == {(joost, "")}


def test_what_was_agreed_as_escalation_is_mailed_whatever_somebody_wants(
    of_joost, team, escalation
):
    _fatima, joost, _marieke = team
    joost.unwanted_mail = [kind.value for kind in MailKind]
    joost.save()
    escalation(roles=["assignee"])

    alert_what_is_due(now=later(**LATE), limit=10)

    assert told(Rung.ESCALATION) == {(joost, joost.email)}


def test_a_request_that_is_not_open_any_more_is_told_to_nobody(of_joost):
    ServiceRequest.objects.update(status="closed")

    assert alert_what_is_due(now=later(**SOON), limit=10) == 1
    assert of_whom(Rung.WARNING) == set()
