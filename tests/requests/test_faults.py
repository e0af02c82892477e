"""What goes wrong with machines, for real: every alert is still written and told exactly once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from requests.models import Notification
from sla.models import Alert, Clock, Rung
from tests import factories
from tests.processes import until
from tests.requests.workers import a_worker, breaches, due_soon, talking_to

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = 3600


def told_once() -> bool:
    """Say whether nobody heard twice of one alert."""
    heard = Notification.objects.filter(alert__isnull=False)
    return set(Counter(heard.values_list("alert", "recipient", "email")).values()) <= {1}


def shifted(tmp_path, *, seconds: int):
    """Return how to run Celery with a wrong clock, and the file that sets it."""
    file = tmp_path / "seconds"
    file.write_text(str(seconds))
    return ("-m", "tests.shifted", str(file)), file


def test_an_hour_of_downtime_is_made_up_for(always_open, daan, fatima, redis_server, tmp_path):
    down = [due_soon(daan, fatima, seconds=-HOUR * part / 10) for part in range(1, 11)]

    with a_worker(redis_server.url(), tmp_path):
        until(lambda: not Clock.objects.past_next_rung(timezone.now()).exists())
        until(lambda: breaches() == len(down))

    alerts = Alert.objects.filter(rung=Rung.BREACH)
    assert sorted(alert.due_at for alert in alerts) == sorted(
        clock.due_at for one in down for clock in one.promise.clocks.filter(kind="response")
    )
    assert all(alert.found_at > alert.due_at for alert in alerts)
    told = Notification.objects.filter(alert__isnull=False)
    assert set(told.values_list("alert__rung", flat=True)) == {Rung.BREACH}
    assert set(Counter(told.values_list("service_request", "recipient", "email")).values()) == {1}


def test_a_clock_an_hour_ahead_and_put_right_again(
    always_open, daan, fatima, redis_server, tmp_path
):
    celery, clock = shifted(tmp_path, seconds=HOUR)
    with a_worker(redis_server.url(), tmp_path, celery=celery):
        too_early = due_soon(daan, fatima, seconds=HOUR / 2)
        until(lambda: breaches() == 1)
        clock.write_text("0")
        due_soon(daan, fatima, seconds=2)
        until(lambda: breaches() == 2)
        due_soon(daan, fatima, seconds=-1)
        until(lambda: breaches() == 3)

    early = too_early.promise.clocks.get(kind="response")
    assert early.alerts.filter(rung=Rung.BREACH).count() == 1
    assert not early.is_late(timezone.now())  # what was told too early did not make it late
    assert told_once()


def test_a_clock_an_hour_behind_and_put_right_again(
    always_open, daan, fatima, redis_server, tmp_path
):
    celery, clock = shifted(tmp_path, seconds=-HOUR)
    with a_worker(redis_server.url(), tmp_path, celery=celery):
        not_yet = due_soon(daan, fatima, seconds=-60)
        due_soon(daan, fatima, seconds=-HOUR - 60)
        until(lambda: breaches() == 1)
        assert not Alert.objects.filter(clock__promise=not_yet.promise, rung=Rung.BREACH).exists()
        clock.write_text("0")
        until(lambda: breaches() == 2)

    found = Alert.objects.get(clock__promise=not_yet.promise, rung=Rung.BREACH)
    assert found.found_at - found.due_at < timedelta(minutes=5)
    assert told_once()


def test_postgres_restarted_loses_nothing_and_doubles_nothing(
    postgres_server, redis_server, tmp_path
):
    url = postgres_server.url()
    with talking_to(url):
        pool = factories.a_pool()
        factories.always_open(pool)
        fatima, daan = factories.a_secretary(pool), factories.a_manager(factories.a_client(pool))
        with a_worker(redis_server.url(), tmp_path, database_url=url):
            due_soon(daan, fatima, seconds=-1)
            until(lambda: breaches() == 1)
            due_soon(daan, fatima, seconds=1)
            connection.close()
            postgres_server.stop()
            postgres_server.start()
            until(lambda: breaches() == 2)
            due_soon(daan, fatima, seconds=-1)
            until(lambda: breaches() == 3)
        assert told_once()
