"""When alerts or mail are late: the health page, the figures and the administrators say so."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from time_machine import travel

from core.health import state
from requests.alerts import alert_what_is_due
from requests.backlog import gauges, tell_administrators
from requests.models import BacklogNotice, Notification
from sla.models import Clock
from tests import factories
from tests.factories import NOW, a_request, set_hours

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def due_at(daan, fatima):
    """When the warning of a first reaction is due, which nobody sweeps."""
    a_request(daan, by=fatima)
    Notification.objects.all().delete()
    Clock.objects.exclude(kind="response").delete()
    return Clock.objects.get().next_rung_at


@pytest.fixture
def noor(db):
    return factories.a_person("Noor Beheer", is_staff=True, language="en")


@pytest.fixture
def mailed_at(daan, fatima):
    """When the confirmation of a request is to be mailed, which nobody does."""
    a_request(daan, by=fatima)
    Clock.objects.all().delete()
    return Notification.objects.get().send_at


def figures(now):
    return {gauge.name: gauge.value for gauge in gauges(now)}


def test_alerts_may_be_a_minute_late(due_at):
    assert state(now=due_at + MINUTE)["alerts"] == "ok"
    assert state(now=due_at + MINUTE + SECOND)["alerts"] == "behind by 61 seconds"


def test_mail_may_be_five_minutes_late(mailed_at):
    assert state(now=mailed_at + 5 * MINUTE)["mail"] == "ok"
    assert state(now=mailed_at + 6 * MINUTE)["mail"] == "behind by 360 seconds"


def test_once_the_sweep_caught_up_all_is_well(due_at):
    late = due_at + 5 * MINUTE
    alert_what_is_due(now=late, limit=10)

    assert state(now=late)["alerts"] == "ok"


def test_the_figures_of_alerts(due_at):
    assert figures(due_at - SECOND)["alerts_overdue"] == 0
    late = figures(due_at + MINUTE)
    assert (late["alerts_overdue"], late["alerts_late_seconds"]) == (1, 60)


def test_the_figures_of_mail(mailed_at):
    late = figures(mailed_at + MINUTE)
    assert (late["mails_waiting"], late["mails_late_seconds"]) == (1, 60)
    assert (late["mails_retried"], late["mails_given_up"]) == (0, 0)

    Notification.objects.update(attempts=1)
    assert figures(NOW)["mails_retried"] == 1
    Notification.objects.update(attempts=7, send_at=None)
    assert (figures(NOW)["mails_retried"], figures(NOW)["mails_given_up"]) == (0, 1)
    Notification.objects.update(sent_at=NOW)
    assert figures(NOW)["mails_given_up"] == 0


def test_the_clocks_of_a_calendar_that_changed_are_counted_until_they_are_counted_anew(
    due_at, noord
):
    assert figures(NOW)["clocks_to_recount"] == 0
    set_hours(noord.own_calendar.calendar, {"mon": [("08:30", "17:00")]}, now=NOW)

    assert figures(NOW)["clocks_to_recount"] == 1


def test_who_administers_gets_a_mail_after_five_minutes(due_at, noor):
    assert tell_administrators(now=due_at + 5 * MINUTE) == 0
    assert tell_administrators(now=due_at + 7 * MINUTE) == 1

    (message,) = mail.outbox
    assert message.to == [noor.email]
    assert message.subject == "Alerts and mail are late"
    assert "Alerts are 7 minutes late." in message.body
    assert "Mail is" not in message.body


def test_mail_that_is_late_is_a_reason_too(mailed_at, noor):
    assert tell_administrators(now=mailed_at + 9 * MINUTE) == 1

    assert "Mail is 9 minutes late." in mail.outbox[0].body


def test_it_is_told_again_after_an_hour_and_not_before(due_at, noor):
    told = [
        tell_administrators(now=due_at + minutes * MINUTE) for minutes in (10, 11, 69, 70, 71, 130)
    ]

    assert told == [1, 0, 0, 1, 0, 1]
    assert BacklogNotice.objects.count() == 3


def test_what_could_not_be_mailed_is_tried_the_next_minute(due_at, noor, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(ConnectionRefusedError):
        tell_administrators(now=due_at + 10 * MINUTE)
    assert not BacklogNotice.objects.exists()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tell_administrators(now=due_at + 11 * MINUTE) == 1


def test_only_who_administers_and_may_sign_in_is_told(due_at, fatima):
    factories.a_person("Piet Weg", is_staff=True, is_active=False)

    assert tell_administrators(now=due_at + 10 * MINUTE) == 0


def test_who_administers_sees_above_every_page_that_alerts_are_late(client, noor, due_at, settings):
    settings.LANGUAGE_CODE = "en"
    client.force_login(noor)
    page = reverse("requests:alerts")
    with travel(due_at + MINUTE, tick=False):
        assert "Alerts are late." not in client.get(page).content.decode()
    with travel(due_at + 2 * MINUTE, tick=False):
        assert "Alerts are late." in client.get(page).content.decode()


def test_who_does_not_administer_sees_and_asks_nothing_of_it(
    client, fatima, due_at, settings, django_assert_max_num_queries
):
    settings.LANGUAGE_CODE = "en"
    client.force_login(fatima)
    with (
        travel(due_at + 9 * MINUTE, tick=False),
        django_assert_max_num_queries(50) as asked,
    ):
        html = client.get(reverse("requests:alerts")).content.decode()

    assert "are late" not in html
    assert not any(
        'ORDER BY "sla_clock"."next_rung_at"' in q["sql"] for q in asked.captured_queries
    )
