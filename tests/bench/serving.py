"""The product's own web server, and a browser with one connection that it keeps.

Two worker processes as in production. What an answer cost is measured twice: the time that
passed for whoever waits, and the processor time of the workers and of PostgreSQL, which says
more where others use the machine too.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple
from urllib.parse import urlencode

import psutil
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client as Visitor

from teams.models import User
from tests.processes import PROJECT

WORKERS = 2
HTMX = {"HX-Request": "true"}


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes


class Browser:
    """Somebody who signed in, with one connection that is kept."""

    def __init__(self, person: User, port: int) -> None:
        visitor = Visitor()
        visitor.force_login(person)
        self.csrf = _get_new_csrf_string()
        session = visitor.cookies["sessionid"].value
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={self.csrf}"}
        self.wire = HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, address: str, asked: Mapping[str, object] = {}, *, htmx: bool = False) -> Answer:
        """Fetch a page, or a part of it."""
        query = f"?{urlencode(asked)}" if asked else ""
        return self._ask("GET", f"{address}{query}", None, HTMX if htmx else {})

    def post(self, address: str, fields: Mapping[str, object], *, htmx: bool = False) -> Answer:
        """Send a form."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.csrf,
            **(HTMX if htmx else {}),
        }
        return self._ask("POST", address, urlencode(fields), headers)

    def _ask(self, verb: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        with suppress(RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            return self._sent(verb, path, body, headers)
        self.wire.close()  # nothing was asked for a while, and the server dropped it
        return self._sent(verb, path, body, headers)

    def _sent(self, verb: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        self.wire.request(verb, path, body, {**self.headers, **headers})
        response = self.wire.getresponse()
        return Answer(response.status, response.read())


@dataclass
class Cost:
    """What some answers cost: seconds waited for each, and processor seconds of all."""

    waited: list[float] = field(default_factory=list)
    python: float = 0.0
    postgres: float = 0.0

    @property
    def median(self) -> float:
        """The time waited, in milliseconds."""
        return round(median(self.waited) * 1000, 1)

    @property
    def p95(self) -> float:
        """What 95 of 100 take at most, in milliseconds."""
        return round(quantiles(self.waited, n=20)[-1] * 1000, 1)

    @property
    def cpu(self) -> dict[str, float]:
        """Processor time of each answer, in milliseconds."""
        each = 1000 / len(self.waited)
        return {
            "cpu_ms": round(self.python * each, 1),
            "cpu_ms_postgres": round(self.postgres * each, 1),
        }


class Spent(NamedTuple):
    """Processor seconds of processes (by pid), of the workers and of their database."""

    python: dict[int, float]
    postgres: dict[int, float]

    def since(self, before: "Spent") -> tuple[float, float]:
        """Return what was spent since another moment, by those that are still there."""
        python, postgres = (
            sum(seconds - earlier.get(pid, seconds) for pid, seconds in later.items())
            for later, earlier in zip(self, before, strict=True)
        )
        return python, postgres


class Server:
    """The web server with its workers, and the database processes that work for them."""

    def __init__(self, port: int, program: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.program = program

    def browser(self, person: User) -> Browser:
        """Return a browser in which somebody signed in."""
        return Browser(person, self.port)

    def spent(self) -> Spent:
        """Return the processor seconds spent so far by each worker, and by their database."""
        workers = [child.pid for child in psutil.Process(self.program.pid).children()]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            backends = [pid for (pid,) in cursor.fetchall()]
        return Spent({pid: _spent_by(pid) for pid in workers}, {p: _spent_by(p) for p in backends})


def _spent_by(pid: int) -> float:
    """Return the processor seconds of a process, by the scheduler's own fine count."""
    spent = 0
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def cost(server: Server, *asks: Callable[[], object], times: int) -> list[Cost]:
    """Ask each in turn, again and again; so nothing else on the machine favours one of them."""
    costs = [Cost() for _ in asks]
    for ask in asks:
        ask()
    before = server.spent()
    for _ in range(times):
        for ask, costing in zip(asks, costs, strict=True):
            began = time.perf_counter()
            ask()
            costing.waited.append(time.perf_counter() - began)
            after = server.spent()
            python, postgres = after.since(before)
            costing.python += python
            costing.postgres += postgres
            before = after
    return costs


@contextmanager
def serving() -> Iterator[Server]:
    """Run the web server on the database this process talks with."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    program = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
        env={
            **os.environ,
            "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "LOG_LEVEL": "ERROR",
            "PORT": str(port),
            "WEB_CONCURRENCY": str(WORKERS),
        },
        cwd=PROJECT,
        stdout=sys.stderr,
    )
    try:
        _until_it_answers(port)
        yield Server(port, program)
    finally:
        program.terminate()
        program.wait(timeout=30)


def _until_it_answers(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        with suppress(OSError, RemoteDisconnected):
            wire = HTTPConnection("127.0.0.1", port, timeout=5)
            wire.request("GET", "/sign-in/")
            if wire.getresponse().read():
                return
        assert time.monotonic() < until, "the web server does not start"
        time.sleep(0.1)
