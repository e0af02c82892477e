"""The two servers as children of ours: started, waited for, stopped.

Each dies with its parent (the kernel sees to that), so that not even SIGKILL leaves one.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import redis

from core.embedded.home import EmbeddedError, Home, find_home

DATABASE = "pdc"
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
PR_SET_PDEATHSIG = 1
QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(with_signal: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before its program, so that our end is its end."""

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        _libc.prctl(PR_SET_PDEATHSIG, with_signal)

    return prepare


class Server(ABC):
    """One server process: its command, its address, and how to tell that it answers."""

    name: str
    stop_signal: signal.Signals

    def __init__(self, home: Home, sockets: Path) -> None:
        self.home = home
        self.sockets = sockets
        self.log = home.root / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """Return the program with its arguments, made ready to start."""

    @abstractmethod
    def url(self) -> str:
        """Return the address, as the settings take it."""

    @abstractmethod
    def answers(self) -> bool:
        """Say whether the server is ready for work."""

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = self.command()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),
                **self.whoever_runs_it(),
            )
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                last = self.log.read_text(errors="replace").strip().splitlines()[-3:]
                raise EmbeddedError(f"{self.name} did not start: {' / '.join(last)}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server, by force when it does not listen."""
        if self.process is None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def whoever_runs_it(self) -> dict[str, Any]:
        """Return the options with which a process of this server is started."""
        clean = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        account = self.home.account
        if account is None:
            return {"cwd": "/", "env": clean}
        ids: dict[str, Any] = {"user": account.uid, "group": account.gid, "extra_groups": []}
        return {"cwd": "/", "env": clean, **ids}


class Postgres(Server):
    """PostgreSQL, in a directory of its own and on a socket only."""

    name = "postgres"
    stop_signal = signal.SIGINT

    def __init__(self, home: Home, sockets: Path, *, quick: bool) -> None:
        super().__init__(home, sockets)
        self.quick = quick
        self.directory = home.root / "postgres"

    def command(self) -> list[str]:
        """Return the command, after making the cluster if there is none yet."""
        self.make_cluster()
        options = [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "timezone=UTC",
            *(QUICK if self.quick else []),
        ]
        program = self.home.postgres_programs / "postgres"
        flags = [part for option in options for part in ("-c", option)]
        return [str(program), "-D", str(self.directory), "-k", str(self.sockets), *flags]

    def make_cluster(self) -> None:
        """Run initdb once; a run cut short leaves nothing that looks like a cluster."""
        if self.directory.exists():
            self.home.own(self.directory)
            return self.refuse_other_version()
        unfinished = self.directory.with_name("postgres-unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.home.own(unfinished)
        command = [str(self.home.postgres_programs / "initdb"), "-D", str(unfinished)]
        command += ["-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        done = subprocess.run(
            [*command, "--no-sync", "--no-instructions"],
            capture_output=True,
            text=True,
            check=False,
            **self.whoever_runs_it(),
        )
        if done.returncode:
            raise EmbeddedError(f"initdb failed: {done.stderr.strip()}")
        unfinished.rename(self.directory)
        return None

    def refuse_other_version(self) -> None:
        """Say what to do when the data was made by another major version."""
        made_by = (self.directory / "PG_VERSION").read_text().strip()
        program = self.home.postgres_programs / "postgres"
        ours = subprocess.check_output([program, "--version"], text=True).split()[-1]
        if ours.partition(".")[0] != made_by:
            raise EmbeddedError(
                f"{self.directory} is of PostgreSQL {made_by} and ours is {ours}: "
                "`make reset` removes it, for a fresh start."
            )

    def url(self) -> str:
        """Return the address, in the form that takes a directory of sockets for a host."""
        return f"postgres://{SUPERUSER}@/{self.sockets}/{DATABASE}"

    def answers(self) -> bool:
        """Say whether the database is there, making it the first time."""
        try:
            connection = psycopg2.connect(host=str(self.sockets), user=SUPERUSER, dbname=SUPERUSER)
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
        connection.close()
        return True


class Redis(Server):
    """Redis, in memory only: what it carries can be found again in the database."""

    name = "redis"
    stop_signal = signal.SIGTERM

    def command(self) -> list[str]:
        """Return the command: no port, no snapshots, a socket for us alone."""
        options = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        options += ["--save", "", "--appendonly", "no", "--dir", str(self.sockets)]
        return [str(self.home.redis_server), *options]

    @property
    def socket(self) -> Path:
        """The socket it listens on."""
        return self.sockets / "redis.sock"

    def url(self) -> str:
        """Return the address, as redis-py takes it."""
        return f"unix://{self.socket}?db=0"

    def answers(self) -> bool:
        """Say whether it answers a ping."""
        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False


@contextmanager
def servers(data: Path, *, quick: bool, missing: set[str]) -> Iterator[dict[str, str]]:
    """Run the servers that are missing, and give their addresses by variable.

    `quick` gives up durability, which a test doesn't need.
    """
    home = find_home(data)
    # Not in the data directory: the path of a socket may be no longer than 107 bytes.
    sockets = Path(tempfile.mkdtemp(prefix="pdc-"))
    own = {"DATABASE_URL": Postgres(home, sockets, quick=quick), "REDIS_URL": Redis(home, sockets)}
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, sockets, ignore_errors=True)
        home.own(sockets)
        urls = {}
        for variable in sorted(missing):
            server: Server = own[variable]
            stack.callback(server.stop)
            server.start()
            urls[variable] = server.url()
        yield urls
