"""Real workers on the test's own database, and the requests they find due."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from config.settings import env
from requests.models import ServiceRequest
from sla.models import Alert, Rung
from teams.models import User
from tests.factories import a_request
from tests.processes import start

CELERY = ("-m", "celery")


def test_database() -> str:
    """Return the address of the database this test has."""
    place = urlsplit(os.environ["DATABASE_URL"])
    path = f"{place.path.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    return urlunsplit(place._replace(path=path))


@contextmanager
def a_worker(
    redis_url: str,
    tmp_path: Path,
    *,
    beat: bool = True,
    database_url: str = "",
    email_url: str = "",
    celery: tuple[str, ...] = CELERY,
) -> Iterator[Popen[str]]:
    """Run a worker process, and end it with all it started."""
    program = start(
        [
            *(sys.executable, *celery, "-A", "config", "worker"),
            *("--concurrency", "1", "--loglevel", "info"),
            *(("--beat",) if beat else ()),
        ],
        DATABASE_URL=database_url or test_database(),
        REDIS_URL=redis_url,
        DATA_DIR=str(tmp_path),
        EMAIL_URL=email_url or f"filemail:///{tmp_path}/outbox",
    )
    try:
        yield program
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def due_soon(daan: User, fatima: User, seconds: float) -> ServiceRequest:
    """Log a request whose first reaction, of four hours, falls due in so many seconds."""
    now = timezone.now()
    received = now - timedelta(hours=4) + timedelta(seconds=seconds)
    return a_request(daan, by=fatima, received_at=received, now=now)


def breaches() -> int:
    """Return how many alerts there are of what is past due."""
    return Alert.objects.filter(rung=Rung.BREACH).count()


@contextmanager
def talking_to(url: str) -> Iterator[None]:
    """Let this test speak with another server, and afterwards with its own again."""
    usual = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(env.db_url_config(url))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def somebody_waits_for(cursor: CursorWrapper, table: str) -> bool:
    """Return whether another process waits for a lock on a table."""
    cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
    return cursor.fetchone() is not None
