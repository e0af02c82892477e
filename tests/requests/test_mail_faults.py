"""Mail with a real worker and a real mail server, each of which dies in the middle.

The rows are committed, so these tests clean the database by emptying it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from core.embedded import find_home
from core.embedded.servers import Postgres
from requests.models import Notification, ServiceRequest
from requests.outbox import send_due_mail
from sla.models import Alert, Norm, Rung
from tests.factories import a_request
from tests.processes import PROJECT, line_with, start, until

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 40
FILL = f"""
from django.utils import timezone
from tests.factories import *
pool = a_pool()
fatima, now = a_secretary(pool), timezone.now()
for number in range({MANY}):
    daan = a_manager(a_client(pool, str(number)), f"Daan {{number}}")
    a_request(daan, by=fatima, received_at=now)
"""


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


@contextmanager
def a_worker(port: int, tmp_path: Path, database: str):
    """Run a worker with its beat that mails to a port, and end it with all it started."""
    program = start(
        [
            *(sys.executable, "-m", "celery", "-A", "config", "worker"),
            *("--concurrency", "1", "--loglevel", "info", "--beat"),
        ],
        DATABASE_URL=database,
        REDIS_URL=os.environ["REDIS_URL"],
        DATA_DIR=str(tmp_path),
        EMAIL_URL=f"smtp://127.0.0.1:{port}",
    )
    try:
        yield program
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.communicate()


@pytest.fixture
def database() -> str:
    """The address of the database of these tests, for other processes."""
    place = urlsplit(os.environ["DATABASE_URL"])
    path = f"{place.path.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    return urlunsplit(place._replace(path=path))


@pytest.fixture
def own_postgres():
    """A PostgreSQL of this test's own, with our tables, which it can stop and start."""
    place = Path(tempfile.mkdtemp(prefix="pdc-test-"))  # short, and open to its account
    place.chmod(0o711)
    home = find_home(place)
    server = Postgres(home, home.own(place / "sockets"), quick=True)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(place)


def manage(database: str, *command: str) -> None:
    environment = os.environ | {"DATABASE_URL": database}
    program = [sys.executable, "manage.py", *command]
    subprocess.run(program, cwd=PROJECT, env=environment, check=True, capture_output=True)


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
    daan, fatima, joost, tmp_path, database
):
    log_many(daan, fatima, 3)
    first, *_others, last = ServiceRequest.objects.order_by("pk")
    long_due = timezone.now() - timedelta(hours=1)
    alerted(first, joost, long_due)
    alerted(last, joost, long_due)
    before, after = tmp_path / "before", tmp_path / "after"
    with (
        a_mail_server(before, "--wait", "60") as port,
        a_worker(port, tmp_path, database) as worker,
    ):
        until(lambda: taken(before))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert waiting() == 5

    late = a_request(daan, by=fatima, received_at=timezone.now())
    alerted(late, joost, long_due)
    with a_mail_server(after) as port, a_worker(port, tmp_path, database):
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
    daan, fatima, tmp_path, database
):
    log_many(daan, fatima, 3)
    folder = tmp_path / "mail"
    with a_mail_server(folder) as port:
        pass
    with a_worker(port, tmp_path, database):
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


def test_a_database_that_restarts_in_the_middle_loses_no_mail(own_postgres, tmp_path):
    manage(own_postgres.url(), "migrate")
    manage(own_postgres.url(), "shell", "-c", FILL)
    folder = tmp_path / "mail"
    with (
        a_mail_server(folder, "--wait", "0.1") as port,
        a_worker(port, tmp_path, own_postgres.url()),
    ):
        until(lambda: len(taken(folder)) > MANY // 4)
        own_postgres.stop()
        own_postgres.start()
        until(lambda: len({mail["To"] for mail in taken(folder)}) == MANY)

    times = Counter(mail["Message-ID"] for mail in taken(folder))
    assert len(times) == MANY
    assert sum(times.values()) <= MANY + 1
