"""`make demo` for real: it gets ready, says so, and leaves nothing behind."""

import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.embedded.home import forget
from tests.processes import all_gone, family, line_with, start, until

PARTS = ("database", "redis", "worker", "alerts", "mail")
MAKE = ["make", "--silent", "demo", f"PYTHON={os.environ.get('PYTHON', 'python3')}"]


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One data directory for all of these, as loading the organisation takes a while."""
    place = Path(tempfile.mkdtemp(prefix="pdc-test-"))
    place.chmod(0o755)
    yield place
    forget(place)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo(data: Path, port: int) -> subprocess.Popen[str]:
    return start(MAKE, DATA_DIR=str(data), PORT=str(port))


def get(port: int, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return connection.getresponse()


@pytest.mark.parametrize("way", ["SIGTERM to make", "Ctrl-C", "SIGTERM to the supervisor"])
def test_the_demo_gets_ready_and_leaves_nothing_behind(data, port, way):
    program = demo(data, port)
    said = line_with(program, "ready ")
    answer = get(port, "/healthz")
    processes = family(program)
    names = [process.name() for process in processes]

    match way:
        case "SIGTERM to make":
            program.terminate()
        case "Ctrl-C":
            os.killpg(program.pid, signal.SIGINT)
        case _:
            processes[0].terminate()
    program.communicate(timeout=30)

    assert said == f"ready http://127.0.0.1:{port}\n"
    assert answer.status == 200
    assert json.loads(answer.read()) == dict.fromkeys(PARTS, "ok")
    assert "postgres" in names
    assert "redis-server" in names
    until(lambda: all_gone(processes))


def test_a_port_that_is_taken_is_named(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        program = demo(data, port)
        output, _ = program.communicate(timeout=60)

    assert f"port {port} is taken" in output
    assert program.returncode != 0
