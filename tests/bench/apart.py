"""Figures that need an empty database: measured in a process with servers of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SERVERS = [sys.executable, "-m", "core.embedded", "--quick"]


def measure(module: str, *chosen: str) -> Iterator[dict[str, object]]:
    """Yield the figures a module prints, as soon as each is there; the chosen ones, or all."""
    with tempfile.TemporaryDirectory(prefix="pdc-bench-") as data:
        Path(data).chmod(0o755)
        command = [*SERVERS, "--data", data, "--", sys.executable, "-m", module, *chosen]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout
            yield from map(json.loads, program.stdout)
        if program.returncode:
            raise subprocess.CalledProcessError(program.returncode, command)
