"""`python -m tests.shifted FILE ARGUMENTS`: Celery on a machine whose clock is wrong.

The file says by how many seconds, and is read again and again: a test sets the clock meanwhile.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Thread

import time_machine
from celery.__main__ import main

LOOK_AGAIN = 0.1


def keep_wrong(by: Path, clock: time_machine.Traveller, offset: list[float]) -> None:
    """Set the clock anew whenever the file says another number of seconds."""
    while True:
        wanted = float(by.read_text() or 0)
        clock.shift(timedelta(seconds=wanted - offset[0]))
        offset[0] = wanted
        time.sleep(LOOK_AGAIN)


def run(by: Path) -> int:
    """Run Celery with a wrong clock, in this process and in all it forks."""
    offset = [float(by.read_text())]
    with time_machine.travel(timedelta(seconds=offset[0]), tick=True) as clock:

        def watch() -> None:
            Thread(target=keep_wrong, args=(by, clock, offset), daemon=True).start()

        watch()
        os.register_at_fork(after_in_child=watch)
        return int(main() or 0)


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv.pop(1))))
