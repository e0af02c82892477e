"""Our own servers come up when asked, and never outlive whoever asked."""

import os
import signal
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from core.embedded.home import ACCOUNT, ELSEWHERE, LINK, forget
from tests.processes import all_gone, family, line_with, start, until

EMBEDDED = [sys.executable, "-m", "core.embedded"]
USES_BOTH = """
import os, environ, psycopg2, redis
url = environ.Env.db_url_config(os.environ["DATABASE_URL"])
connection = psycopg2.connect(host=url["HOST"], user=url["USER"], dbname=url["NAME"])
connection.autocommit = True
cursor = connection.cursor()
for extension in ("pg_trgm", "unaccent", "btree_gist"):
    cursor.execute(f"CREATE EXTENSION {extension}")
cursor.execute("SHOW fsync")
print("fsync", *cursor.fetchone(), "redis", redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
"""
STAYS = ["sh", "-c", "echo up; exec sleep 600"]


def enterable() -> Path:
    """Make a directory that anybody may enter; pytest's own are closed."""
    place = Path(tempfile.mkdtemp(prefix="pdc-test-"))
    place.chmod(0o755)
    return place


@pytest.fixture(scope="module")
def data():
    """A data directory that is used again and again, as making a cluster takes seconds."""
    place = enterable()
    yield place
    forget(place)


@pytest.fixture
def fresh():
    """A data directory where nothing ever ran."""
    place = enterable()
    yield place
    forget(place)


def run(*words: str | Path, **environment: str) -> tuple[int, str]:
    """Run a command with our own servers to its end."""
    program = start([*EMBEDDED, "--data", *map(str, words)], **environment)
    output, _ = program.communicate(timeout=60)
    return program.returncode, output


def cluster(data: Path) -> Path:
    """Return where PostgreSQL keeps its files; elsewhere where the checkout is closed."""
    return (data / LINK if (data / LINK).exists() else data) / "postgres"


def test_a_command_finds_both_servers_and_its_data_again_the_next_time(fresh):
    code, output = run(fresh, "--", sys.executable, "-c", USES_BOTH)
    code_again, output_again = run(fresh, "--", sys.executable, "-c", USES_BOTH)

    assert output.splitlines()[-1] == "fsync on redis True"
    assert code == 0
    assert 'extension "pg_trgm" already exists' in output_again
    assert code_again == 1


def test_a_quick_server_gives_up_durability(data):
    assert "fsync off" in run(data, "--quick", "--", sys.executable, "-c", USES_BOTH)[1]


def test_the_code_of_the_command_is_passed_on(data):
    assert run(data, "--quick", "--", "sh", "-c", "exit 7")[0] == 7
    assert run(data, "--quick", "--", "sh", "-c", "kill -KILL $$")[0] == 128 + signal.SIGKILL


def test_a_command_that_is_not_there_is_named(data):
    code, output = run(data, "--quick", "--", "no-such-command")

    assert "no-such-command could not be run: No such file or directory." in output
    assert code == 1


def test_who_has_servers_gets_none(fresh):
    given = {"DATABASE_URL": "postgres://there/pdc", "REDIS_URL": "redis://there"}

    code, output = run(fresh, "--", "env", **given)

    assert "DATABASE_URL=postgres://there/pdc" in output
    assert "REDIS_URL=redis://there" in output
    assert code == 0
    assert not cluster(fresh).exists()


def test_only_the_server_that_is_missing_is_started(fresh):
    _, output = run(fresh, "--", "env", DATABASE_URL="postgres://there/pdc")

    assert "DATABASE_URL=postgres://there/pdc" in output
    assert "REDIS_URL=unix://" in output
    assert not cluster(fresh).exists()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_server_and_no_command_outlives_us(data, asked):
    program = start([*EMBEDDED, "--data", str(data), "--quick", "--", *STAYS])
    line_with(program, "up")
    started = family(program)
    names = {process.name() for process in started}

    program.send_signal(asked)
    program.wait(timeout=30)

    assert {"postgres", "redis-server"} <= names
    until(lambda: all_gone(started))


def test_what_a_command_leaves_running_is_ended_by_force_if_need_be(data):
    stubborn = "trap '' TERM; echo $$; while :; do sleep 1; done"
    leaves = f"setsid sh -c {stubborn!r} & sleep 0.5"
    code, output = run(data, "--quick", "--", "sh", "-c", leaves)

    assert code == 0
    assert not psutil.pid_exists(int(output.splitlines()[-1]))


def test_a_second_run_on_the_same_data_says_who_is_first(data):
    first = start([*EMBEDDED, "--data", str(data), "--quick", "--", *STAYS])
    line_with(first, "up")

    code, output = run(data, "--quick", "--", *STAYS)
    _, reset = run(data, "--reset")
    first.terminate()
    first.wait(timeout=30)

    assert code == 1
    assert f"in use by process {first.pid}" in output
    assert f"in use by process {first.pid}" in reset
    assert data.exists()


def test_data_of_another_version_is_refused_with_what_to_do(data):
    run(data, "--quick", "--", "true")
    version = cluster(data) / "PG_VERSION"
    ours = version.read_text()
    version.write_text("17\n")

    code, output = run(data, "--quick", "--", "true")
    version.write_text(ours)

    assert code == 1
    assert "is of PostgreSQL 17" in output
    assert "make reset" in output


def test_a_cluster_cut_short_is_made_anew(fresh):
    run(fresh, "--quick", "--", "true")
    cluster(fresh).rename(cluster(fresh).with_name("postgres-unfinished"))

    assert run(fresh, "--quick", "--", "true")[0] == 0
    assert cluster(fresh).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")
def test_as_root_the_servers_run_under_an_account_of_their_own(data):
    program = start([*EMBEDDED, "--data", str(data), "--quick", "--", *STAYS])
    line_with(program, "up")
    servers = [one for one in family(program) if one.name() in {"postgres", "redis-server"}]

    assert {server.username() for server in servers} == {ACCOUNT}
    program.terminate()
    program.wait(timeout=30)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")
def test_a_closed_directory_stays_closed_and_the_servers_live_elsewhere(tmp_path):
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    data = closed / "data"

    code, output = run(data, "--", sys.executable, "-c", USES_BOTH)
    place = (data / LINK).resolve()

    assert code == 0
    assert f"{ACCOUNT} can't reach {data}: PostgreSQL and Redis live in {place}" in output
    assert place.parent == ELSEWHERE
    assert closed.stat().st_mode & 0o777 == 0o700
    _, output = run(data, "--reset")
    assert f"removed {place} {data}" in output
    assert not place.exists()
    assert not data.exists()
