"""The sweeps with a real beat and real workers, and what is left when one is killed.

The rows are committed, so these tests clean the database by emptying it.
"""

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from requests import actions
from requests.alerts import alert_what_is_due
from requests.mail.outbox import send_due_mail
from requests.models import Event, Notification, ServiceRequest, Status
from sla.models import Alert, Clock, Promise, Rung
from tests.factories import a_request
from tests.processes import until
from tests.requests.workers import a_worker, breaches, due_soon, somebody_waits_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_deadline_that_passes_is_in_the_bell_and_in_the_mail(
    always_open, daan, fatima, joost, noord, redis_server, tmp_path
):
    noord.norms.update(warnings=[])
    with a_worker(redis_server.url(), tmp_path):
        service_request = due_soon(daan, fatima, seconds=4)
        until(breaches)
        until(lambda: not Notification.objects.filter(send_at__isnull=False).exists())

    alert = Alert.objects.get(rung=Rung.BREACH)
    assert timedelta() <= alert.found_at - alert.due_at < timedelta(seconds=10)
    assert Notification.objects.in_bell_of(joost).unread().filter(alert=alert).count() == 1
    mails = "".join(file.read_text() for file in (tmp_path / "outbox").iterdir())
    assert mails.count(f"[{service_request.number}]") == 2  # received, due
    assert f"To: {noord.email}" in mails


def test_what_is_saved_while_redis_is_away_is_found_when_it_is_back(
    always_open, daan, fatima, redis_server, tmp_path
):
    with a_worker(redis_server.url(), tmp_path):
        due_soon(daan, fatima, seconds=-1)
        until(lambda: breaches() == 1)
        redis_server.stop()

        due_soon(daan, fatima, seconds=-1)
        assert ServiceRequest.objects.count() == 2
        assert breaches() == 1
        redis_server.start()

        until(lambda: breaches() == 2)


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    always_open, daan, fatima, joost, redis_server, tmp_path
):
    copies(due_soon(daan, fatima, seconds=-60), 2_000)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE requests_notification IN SHARE MODE")
        with a_worker(redis_server.url(), tmp_path) as worker:  # gets as far as the messages
            until(lambda: somebody_waits_for(cursor, "requests_notification"))
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    assert Alert.objects.count() == 0

    with a_worker(redis_server.url(), tmp_path):
        until(lambda: not Clock.objects.past_next_rung(timezone.now()).exists())

    assert breaches() == 2_001
    told = Notification.objects.filter(alert__rung=Rung.BREACH).values_list("recipient")
    assert set(Counter(told).values()) == {2_001}


def test_a_worker_killed_while_it_closes_what_is_done_loses_nothing_and_doubles_nothing(
    always_open, daan, fatima, redis_server, tmp_path
):
    then = timezone.now() - timedelta(days=14)
    for _ in range(5):
        it = a_request(daan, by=fatima, received_at=then)
        actions.finish(it, text="", by=fatima, now=then)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE requests_event IN SHARE MODE")
        with a_worker(redis_server.url(), tmp_path) as worker:  # gets as far as the stories
            until(lambda: somebody_waits_for(cursor, "requests_event"))
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    assert ServiceRequest.objects.filter(status=Status.DONE).count() == 5

    with a_worker(redis_server.url(), tmp_path):
        until(lambda: not ServiceRequest.objects.filter(status=Status.DONE).exists())

    closed = Event.objects.filter(kind=Event.Kind.CLOSED).values_list("service_request", flat=True)
    assert len(closed) == len(set(closed)) == 5


def test_two_sweeps_at_once_share_the_work(always_open, daan, fatima):
    copies(due_soon(daan, fatima, seconds=-60), 400)
    now = timezone.now()

    def sweep(_number):
        total = 0
        while written := alert_what_is_due(now=now, limit=50):
            total += written
        connections.close_all()
        return total

    with ThreadPoolExecutor(4) as workers:
        shares = list(workers.map(sweep, range(4)))

    assert sum(shares) == 802  # of each the warning and the breach
    assert breaches() == 401


def test_two_senders_at_once_send_each_mail_once(always_open, daan, fatima, tmp_path, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    for _ in range(30):
        due_soon(daan, fatima, seconds=3600)
    now = timezone.now()

    def send(_number):
        while send_due_mail(now=now, limit=3):
            pass
        connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(send, range(4)))

    mails = "".join(file.read_text() for file in tmp_path.iterdir())
    assert mails.count("Message-ID:") == len(set(Notification.objects.values_list("message_id")))
    assert not Notification.objects.filter(sent_at__isnull=True).exists()


def test_a_form_sent_twice_at_the_same_instant_is_one_request(always_open, daan, fatima):
    token, together = uuid4(), Barrier(4)

    def send(_number):
        together.wait()
        service_request = a_request(daan, by=fatima, token=token)
        connections.close_all()
        return service_request.pk

    with ThreadPoolExecutor(4) as browsers:
        saved = set(browsers.map(send, range(4)))

    assert len(saved) == 1
    assert (ServiceRequest.objects.count(), Notification.objects.count()) == (1, 1)


def test_an_action_and_a_sweep_never_wait_for_each_other_in_a_circle(
    always_open, daan, fatima, joost
):
    logged = [due_soon(daan, fatima, seconds=-1) for _ in range(40)]
    together = Barrier(2)

    def pick_all_up():
        together.wait()
        for service_request in logged:
            actions.pick_up(service_request, by=joost, now=timezone.now())
        connections.close_all()

    def sweep_all():
        together.wait()
        for _ in logged:
            alert_what_is_due(now=timezone.now(), limit=3)
        connections.close_all()

    with ThreadPoolExecutor(2) as both:
        for outcome in [both.submit(pick_all_up), both.submit(sweep_all)]:
            outcome.result()

    assert ServiceRequest.objects.filter(assignee=joost).count() == 40


def copies(service_request: ServiceRequest, number: int) -> None:
    """Save many requests just like this one, without the story."""
    clocks = list(service_request.promise.clocks.all())
    promises = Promise.objects.bulk_create([copy(service_request.promise) for _ in range(number)])
    Clock.objects.bulk_create(
        [copy(clock, promise=promise) for promise in promises for clock in clocks]
    )
    ServiceRequest.objects.bulk_create(
        [copy(service_request, promise=promise, token=uuid4()) for promise in promises]
    )


def copy(row, **changes):
    """Return a new row with other values in some fields."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    for name in changes:
        values.pop(f"{name}_id", None)
    return type(row)(**{**values, "id": None, **changes})
