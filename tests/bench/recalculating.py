"""What it costs to count the open clocks of a calendar anew, in a process with its own servers."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SERVERS = [sys.executable, "-m", "core.embedded", "--quick"]


def figures() -> Iterator[dict[str, object]]:
    """Measure in a process with servers of its own and an empty database."""
    with tempfile.TemporaryDirectory(prefix="pdc-bench-") as data:
        Path(data).chmod(0o755)
        command = [*SERVERS, "--data", data, "--", sys.executable, "-m", "tests.bench.recounts"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    yield from map(json.loads, done.stdout.splitlines())
