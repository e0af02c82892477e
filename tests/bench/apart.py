"""Figures that are measured in a process with servers of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.processes import PROJECT

SERVERS = [sys.executable, "-m", "core.embedded", "--quick"]
KEPT = PROJECT / ".data" / "bench"


def measure(module: str, *chosen: str) -> Iterator[dict[str, object]]:
    """Yield the figures a module prints, the chosen ones or all, on an empty database."""
    with tempfile.TemporaryDirectory(prefix="pdc-bench-") as data:
        Path(data).chmod(0o755)
        yield from measure_on(Path(data), module, *chosen)


def measure_on(data: Path, module: str, *chosen: str) -> Iterator[dict[str, object]]:
    """Yield the figures a module prints, as soon as each is there, on what a directory holds."""
    command = [*SERVERS, "--data", str(data), "--", sys.executable, "-m", module, *chosen]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        yield from map(json.loads, program.stdout)
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, command)
