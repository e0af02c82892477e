"""Programs started for real, watched and ended; for tests of what runs around Django."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parent.parent


def start(command: list[str], **environment: str) -> subprocess.Popen[str]:
    """Start a program in a session of its own, without the servers this test run has."""
    own = {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "PORT", "DEMO", "EMAIL_URL", "MAKEFLAGS"}
    inherited = {name: value for name, value in os.environ.items() if name not in own}
    return subprocess.Popen(
        command,
        env={**inherited, "PYTHONUNBUFFERED": "1", **environment},
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )


def hear_interrupts() -> None:
    """Let a program hear Ctrl-C, also where these tests run in the background and do not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def family(program: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return every process a program has started so far, and theirs."""
    return psutil.Process(program.pid).children(recursive=True)


def line_with(program: subprocess.Popen[str], text: str) -> str:
    """Read the program's output up to a line with this text; return that line."""
    assert program.stdout
    read = []
    for line in program.stdout:
        read.append(line)
        if text in line:
            return line
    raise AssertionError(f"ended without saying {text!r}:\n{''.join(read)}")


def until(happens: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something that other processes bring about."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def all_gone(processes: list[psutil.Process]) -> bool:
    """Say whether none of them runs any more."""
    return not any(
        process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes
    )
