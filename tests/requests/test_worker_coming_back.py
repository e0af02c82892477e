"""What waits comes back by real workers: once, also when one of them is killed in the middle."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from requests import actions
from requests.following_up import bring_back
from requests.models import Event, Notification, ServiceRequest, WaitingFor
from tests.factories import a_request
from tests.processes import until
from tests.requests.workers import a_worker, somebody_waits_for

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 40


@pytest.fixture
def waiting(always_open, daan, fatima):
    """Requests that wait for the client, and should have come back a minute ago."""
    now = timezone.now()
    for _ in range(MANY):
        one = a_request(daan, by=fatima, received_at=now, now=now)
        actions.pick_up(one, by=fatima, now=now)
        words = {"waiting_for": WaitingFor.CLIENT, "reason": "Welke zaal?"}
        tomorrow = timezone.localdate(now) + timedelta(days=1)
        actions.wait(one, **words, follow_up_on=tomorrow, by=fatima, now=now)
    ServiceRequest.objects.update(follow_up_at=now - timedelta(minutes=1))


def came_back():
    return Event.objects.filter(kind=Event.Kind.FOLLOW_UP).count()


def left():
    return ServiceRequest.objects.filter(follow_up_at__isnull=False).exists()


def test_a_worker_killed_in_the_middle_loses_nothing_and_tells_nothing_twice(
    waiting, fatima, redis_server, tmp_path
):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE requests_notification IN SHARE MODE")
        with a_worker(redis_server.url(), tmp_path) as worker:  # gets as far as the message
            until(lambda: somebody_waits_for(cursor, "requests_notification"))
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    assert came_back() == 0

    with a_worker(redis_server.url(), tmp_path):
        until(lambda: not left())

    told = Notification.objects.filter(event__kind=Event.Kind.FOLLOW_UP, recipient=fatima)
    assert (came_back(), told.count()) == (MANY, MANY)


def test_two_workers_at_once_share_the_work(waiting):
    now = timezone.now()

    def work(_number):
        total = 0
        while returned := bring_back(now=now, limit=7):
            total += returned
        connections.close_all()
        return total

    with ThreadPoolExecutor(4) as workers:
        shares = list(workers.map(work, range(4)))

    assert sum(shares) == came_back() == MANY
