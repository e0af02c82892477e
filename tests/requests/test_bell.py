"""The bell: what I was told, how many of it is new, and where it leads."""

import pytest
from django.urls import reverse

from requests import actions
from requests.alerts import alert_what_is_due
from requests.models import Notification
from sla.models import Alert, Clock
from tests.factories import NOW, a_request, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
BELL = reverse("requests:alerts")
COUNT = reverse("requests:bell")


@pytest.fixture
def zaal(fatima, daan):
    return a_request(daan, by=fatima, subject="Zaal")


@pytest.fixture
def breached(zaal):
    """Nobody has it, so the pool is told: a warning, then that it is late."""
    alert_what_is_due(now=local("2026-03-02T14:00"), limit=10)
    alert_what_is_due(now=local("2026-03-02T15:00"), limit=10)
    return zaal


def sentences(response):
    return [
        [notification.alert.rung for notification in response.context[group]]
        for group in ("unread", "read")
    ]


def test_new_messages_come_first_and_newest_on_top(desk, fatima, breached):
    response = desk.get(BELL)
    assert sentences(response) == [["breach", "warning"], []]
    assert "“Zaal” has had no first reaction in the agreed time." in response.content.decode()

    newest = fatima.notifications.order_by("-created_at").first()
    desk.get(newest.get_absolute_url())

    assert sentences(desk.get(BELL)) == [["warning"], ["breach"]]


def test_opening_a_message_counts_it_as_read_and_leads_to_the_request(desk, fatima, breached):
    message = fatima.notifications.first()

    response = desk.get(message.get_absolute_url())

    assert response.url == reverse("requests:detail", args=[breached.pk])
    message.refresh_from_db()
    assert message.read_at == NOW


def test_a_client_is_led_to_the_portal(client, daan, zaal):
    client.force_login(daan)

    response = client.get(daan.notifications.get().get_absolute_url())

    assert response.url == reverse("requests:portal_detail", args=[zaal.pk])


def test_a_message_is_for_its_recipient_only(client, fatima, joost, sanne, stranger, breached):
    message = fatima.notifications.first()
    for person in (joost, sanne, stranger):
        client.force_login(person)
        assert client.get(message.get_absolute_url()).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_who_left_the_pool_is_told_nothing_more_about_its_requests(desk, fatima, breached):
    fatima.pool_memberships.update(until="2026-02-01")

    assert sentences(desk.get(BELL)) == [[], []]
    assert desk.get(fatima.notifications.first().get_absolute_url()).status_code == 404


def test_all_of_mine_is_read_at_once(desk, fatima, joost, breached):
    assert desk.get(reverse("requests:alerts_read")).status_code == 405

    desk.post(reverse("requests:alerts_read"))

    assert not fatima.notifications.unread().exists()


def test_reading_all_leaves_the_messages_of_others(desk, fatima, joost, zaal):
    alert_what_is_due(now=local("2026-03-02T14:00"), limit=10)

    desk.post(reverse("requests:alerts_read"))

    assert Notification.objects.in_bell_of(joost).unread().count() == 1


def test_the_bell_counts_what_is_new_and_answers_204_until_that_changes(desk, fatima, daan, zaal):
    nothing = desk.get(COUNT)
    assert "new" not in nothing.content.decode()
    seen = {"seen": nothing.context["version"]}
    assert desk.get(COUNT, seen).status_code == 204

    alert_what_is_due(now=local("2026-03-02T14:00"), limit=10)
    one = desk.get(COUNT, seen)
    assert "Alerts, 1 new" in one.content.decode()

    seen = {"seen": one.context["version"]}
    assert desk.get(COUNT, seen).status_code == 204
    desk.post(reverse("requests:alerts_read"))
    assert desk.get(COUNT, seen).status_code == 200


def test_a_full_bell_stops_counting(desk, fatima, zaal, monkeypatch):
    monkeypatch.setattr("requests.views.bell.AT_MOST", 1)
    alert_what_is_due(now=local("2026-03-02T14:00"), limit=10)
    alert_what_is_due(now=local("2026-03-02T15:00"), limit=10)

    assert desk.get(COUNT).context["unread"] == 1


def test_whoever_has_it_is_told_and_nobody_else(client, fatima, joost, zaal):
    actions.pick_up(zaal, by=fatima, now=NOW)
    alert_what_is_due(now=local("2026-03-04T17:01"), limit=10)

    client.force_login(joost)
    assert sentences(client.get(BELL)) == [[], []]


STATES = [
    ("response", "warning", 75, "nearly due"),
    ("turnaround", "breach", 0, "past due"),
    ("turnaround", "escalation", 2, "escalation 2"),
    ("update", "warning", 75, "nearly due"),
    ("update", "breach", 0, "silence"),
    ("callback", "warning", 75, "call back"),
    ("callback", "breach", 0, "call back"),
    ("decision", "breach", 0, "past due"),
]


@pytest.mark.parametrize(("kind", "rung", "level", "word"), STATES)
def test_a_line_says_what_an_alert_is(desk, fatima, breached, kind, rung, level, word):
    message = fatima.notifications.unread().filter(alert__rung="breach").get()
    Clock.objects.exclude(pk=message.alert.clock_id).delete()
    Clock.objects.update(kind=kind)
    Alert.objects.filter(rung="warning").delete()
    Alert.objects.filter(pk=message.alert_id).update(rung=rung, level=level)

    line = desk.get(BELL).content.decode().split('class="is"')[1]

    assert f"{word}</span>" in line
    assert "by today 14:30" in line


def test_an_alert_that_was_withdrawn_says_why(desk, fatima, breached):
    Alert.objects.update(withdrawn_at=NOW, withdrawn_because="andere dienst")

    line = desk.get(BELL).content.decode().split('class="is"')[1]

    assert "withdrawn</span>" in line
    assert "an earlier alert no longer holds. andere dienst" in line
    assert "by today" not in line


def test_the_silence_says_how_long_the_client_heard_nothing(desk, fatima, zaal):
    actions.pick_up(zaal, by=fatima, now=NOW)
    alert_what_is_due(now=local("2026-03-04T17:01"), limit=10)

    html = desk.get(BELL).content.decode()

    assert "The client has heard nothing about “Zaal” for 2 working days." in html


@pytest.mark.parametrize("alerts", [1, 12])
def test_the_bell_asks_the_same_questions_for_one_alert_and_for_many(
    desk, daan, fatima, alerts, django_assert_num_queries
):
    for _ in range(alerts):
        a_request(daan, by=fatima)
    alert_what_is_due(now=local("2026-03-02T15:00"), limit=100)
    desk.get(BELL)

    with django_assert_num_queries(8):
        desk.get(BELL)
