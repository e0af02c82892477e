"""`python -m core.embedded [--data DIR] [--quick] -- COMMAND`: a command with servers up.

The command gets `DATABASE_URL`, `REDIS_URL` and `DATA_DIR`, and the signals meant for it.
When it ends, whatever it left running ends too, then the servers.
"""

import argparse
import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import environ

from core.embedded import EmbeddedError, forget, servers
from core.embedded.servers import die_with_parent

PROJECT = Path(__file__).resolve().parent.parent.parent
VARIABLES = {"DATABASE_URL", "REDIS_URL"}
WATCHED = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}
PR_SET_CHILD_SUBREAPER = 36
LEFTOVER_SECONDS = 5


def main(arguments: list[str]) -> int:
    """Run the command line; return the command's exit code."""
    options = _parser().parse_args(arguments)
    environ.Env.read_env(PROJECT / ".env")
    data = Path(options.data or os.environ.get("DATA_DIR") or PROJECT / ".data").absolute()
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    try:
        if options.reset:
            return _reset(data)
        return _with_servers(options.command, data, quick=options.quick)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core.embedded", description=__doc__)
    parser.add_argument("--data", help="where the servers keep their files (default: .data)")
    parser.add_argument("--quick", action="store_true", help="trade durability for speed")
    parser.add_argument("--reset", action="store_true", help="remove what the servers made")
    parser.add_argument("command", nargs="*", help="what to run, after --")
    return parser


def _reset(data: Path) -> int:
    if not data.exists():
        return 0
    with contextlib.ExitStack() as locks:
        for place in (data, *(path for path in data.iterdir() if (path / "lock").exists())):
            locks.enter_context(_alone(place))
        print("removed", *forget(data))
    return 0


def _with_servers(command: list[str], data: Path, *, quick: bool) -> int:
    data.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DATA_DIR": str(data)}
    missing = VARIABLES - {name for name in VARIABLES if os.environ.get(name)}
    if not missing:
        return _run(command, environment)
    with _alone(data), servers(data, quick=quick, missing=missing) as urls:
        return _run(command, {**environment, **urls})


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the data directory; two of us would start two servers on one set of files."""
    with (data / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise EmbeddedError(
                f"{data} is in use by process {lock.read().strip()}: stop that one first, "
                "or set DATA_DIR to another directory."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Run the command to its end, passing on what was asked of us."""
    if signal.sigpending() & {signal.SIGINT, signal.SIGTERM}:
        return 130
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    before = _children()
    try:
        child = subprocess.Popen(
            command, env=environment, preexec_fn=die_with_parent(signal.SIGTERM)
        )
    except OSError as error:
        raise EmbeddedError(f"{command[0]} could not be run: {error.strerror}.") from error
    while child.poll() is None:
        received = signal.sigtimedwait(WATCHED, 1)
        # The terminal sends Ctrl-C to the command as well; only a process sends it to us alone.
        if received and received.si_signo != signal.SIGCHLD and received.si_pid:
            child.send_signal(received.si_signo)
    _end(before)
    code = child.returncode
    return code if code >= 0 else 128 - code


def _children() -> set[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return {int(pid) for pid in listed.split()}


def _end(before: set[int]) -> None:
    """End what the command left behind: orphans become our children, which shows them."""
    until = time.monotonic() + LEFTOVER_SECONDS
    while left := _children() - before:
        final = time.monotonic() > until
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL if final else signal.SIGTERM)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
