"""Mail with a real worker and a real mail server, each of which dies in the middle.

The rows are committed, so these tests clean the database by emptying it.
"""

import os
import signal
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.utils import timezone

from requests.mail.outbox import send_due_mail
from requests.models import Notification, ServiceRequest
from sla.models import Alert, Norm, Rung
from tests import factories
from tests.factories import a_request
from tests.processes import line_with, start, until
from tests.requests.workers import a_worker, talking_to

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 40


@contextmanager
def a_mail_server(folder: Path, *options: str, port: int = 0):
    """Run a mail server that keeps what it takes in a folder; give its port."""
    folder.mkdir(exist_ok=True)
    program = [sys.executable, "-m", "tests.mail_sink", "--folder", str(folder)]
    sink = start([*program, "--port", str(port), *options])
    try:
        yield int(line_with(sink, "ready").split()[1])
    finally:
        sink.kill()
        sink.communicate()


@pytest.fixture
def mailing_to(redis_server, tmp_path):
    """Run a worker that mails to a port."""

    def worker(port: int, database_url: str = ""):
        mail = f"smtp://127.0.0.1:{port}"
        return a_worker(redis_server.url(), tmp_path, database_url=database_url, email_url=mail)

    return worker


def taken(folder: Path):
    """Return the mails that a mail server took so far, oldest first."""
    files = sorted(folder.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def parts(mail) -> list[str]:
    return [part.get_content() for part in mail.iter_parts()]


def log_many(daan, fatima, number: int) -> None:
    for _ in range(number):
        a_request(daan, by=fatima, received_at=timezone.now())


def waiting() -> int:
    return Notification.objects.filter(send_at__isnull=False).count()


def alerted(service_request, person, sent_at) -> None:
    """Put an alert about a request in the outbox."""
    clock = service_request.promise.clocks.get(kind=Norm.Kind.RESPONSE)
    alert = Alert.objects.create(clock=clock, rung=Rung.BREACH, due_at=sent_at, found_at=sent_at)
    Notification.objects.create(
        service_request=service_request,
        alert=alert,
        recipient=person,
        email=person.email,
        created_at=sent_at,
        send_at=sent_at,
    )


def test_what_a_killed_worker_had_in_hand_is_sent_again_the_same(
    daan, fatima, joost, tmp_path, mailing_to
):
    log_many(daan, fatima, 3)
    first, *_others, last = ServiceRequest.objects.order_by("pk")
    long_due = timezone.now() - timedelta(hours=1)
    alerted(first, joost, long_due)
    alerted(last, joost, long_due)
    before, after = tmp_path / "before", tmp_path / "after"
    with (
        a_mail_server(before, "--wait", "60") as port,
        mailing_to(port) as worker,
    ):
        until(lambda: taken(before))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert waiting() == 5

    late = a_request(daan, by=fatima, received_at=timezone.now())
    alerted(late, joost, long_due)
    with a_mail_server(after) as port, mailing_to(port):
        until(lambda: waiting() == 1)  # the alert that came up since waits a quarter of an hour

    (in_hand,), repeated = taken(before), taken(after)
    assert len({mail["Message-ID"] for mail in repeated}) == len(repeated) == 5
    (again,) = (mail for mail in repeated if mail["Message-ID"] == in_hand["Message-ID"])
    assert parts(again) == parts(in_hand)
    assert again["Subject"] == in_hand["Subject"]
    assert first.number in parts(again)[0]
    assert last.number in parts(again)[0]
    assert late.number not in parts(again)[0]


def test_a_mail_server_that_was_down_gets_every_mail_when_it_is_back(
    daan, fatima, tmp_path, mailing_to
):
    log_many(daan, fatima, 3)
    folder = tmp_path / "mail"
    with a_mail_server(folder) as port:
        pass
    with mailing_to(port):
        until(lambda: not Notification.objects.filter(last_error="").exists())
        assert set(Notification.objects.values_list("attempts", flat=True)) == {0}

        with a_mail_server(folder, port=port):
            Notification.objects.update(send_at=timezone.now())  # a minute later
            until(lambda: not waiting())

    assert len({mail["Message-ID"] for mail in taken(folder)}) == len(taken(folder)) == 3


def test_a_mail_server_that_hangs_up_now_and_then_gets_every_mail(daan, fatima, tmp_path, settings):
    """The mail during which it hung up, without an answer, is repeated under its message id."""
    log_many(daan, fatima, 10)
    with a_mail_server(tmp_path / "mail", "--hang-up-after", "3") as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert send_due_mail(now=timezone.now(), limit=100) == 10

    assert not waiting()
    times = Counter(mail["Message-ID"] for mail in taken(tmp_path / "mail"))
    assert len(times) == 10
    assert sorted(times.values()) == [1] * 7 + [2] * 3


def test_a_database_that_restarts_in_the_middle_loses_no_mail(
    postgres_server, tmp_path, mailing_to
):
    url, folder = postgres_server.url(), tmp_path / "mail"
    with talking_to(url):
        pool = factories.a_pool()
        fatima = factories.a_secretary(pool)
        for number in range(MANY):
            unit = factories.a_client(pool, str(number))
            log_many(factories.a_manager(unit, f"Daan {number}"), fatima, 1)
    with a_mail_server(folder, "--wait", "0.1") as port, mailing_to(port, url):
        until(lambda: len(taken(folder)) > MANY // 4)
        postgres_server.stop()
        postgres_server.start()
        until(lambda: len({mail["To"] for mail in taken(folder)}) == MANY)

    times = Counter(mail["Message-ID"] for mail in taken(folder))
    assert len(times) == MANY
    assert sum(times.values()) <= MANY + 1
