"""The beat counts the seconds that really pass, so that setting the machine's clock can't stop it.

Celery's own compares times of day: put back by an hour, it would wake nobody for an hour.
What it has to wake is found in rows, so it keeps no file of when it last did.
"""

from calendar import timegm
from collections.abc import Callable
from time import monotonic
from typing import Any

from celery.beat import ScheduleEntry, Scheduler


class SteadyScheduler(Scheduler):
    """Wakes each task every so many seconds of running time."""

    def is_due(self, entry: ScheduleEntry) -> tuple[bool, float]:
        """Return that it is time, and in how many seconds again: only what is due is asked."""
        return True, entry.schedule.seconds  # type: ignore[union-attr]

    def _when(
        self, entry: ScheduleEntry, next_time_to_run: float, mktime: Callable[..., Any] = timegm
    ) -> float:
        return monotonic() + max(next_time_to_run, 0)
