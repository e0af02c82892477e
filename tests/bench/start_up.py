"""From installed dependencies to a demo that is ready: the first start and the second."""

import os
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from core.embedded.home import forget
from tests.processes import line_with, start


def figures() -> Iterator[dict[str, object]]:
    """Start the demo twice on one new data directory."""
    data = Path(tempfile.mkdtemp(prefix="pdc-bench-"))
    data.chmod(0o755)
    cores = {"cores": os.cpu_count()}
    try:
        for name, aim in (("demo.first_start", 60), ("demo.second_start", 15)):
            seconds = round(seconds_to_ready(data), 1)
            beside = {"aim": aim, **cores}
            yield {"figure": name, "value": seconds, "unit": "s", "beside": beside}
    finally:
        forget(data)


def seconds_to_ready(data: Path) -> float:
    """Start the demo, wait until it says it is ready, and stop it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    program = start(["make", "--silent", "demo"], DATA_DIR=str(data), PORT=str(port))
    try:
        line_with(program, "ready ")
        return time.monotonic() - began
    finally:
        program.terminate()
        program.communicate(timeout=60)
