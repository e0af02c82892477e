"""Making what was asked for, one file at a time, and clearing away what is a day old."""

import logging
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import override

from core.alone import alone
from teams.longwork import files
from teams.longwork.asking import take_what_is_there
from teams.longwork.kinds import kind_of
from teams.models import LongTask

logger = logging.getLogger(__name__)

LOCK = 0x6C6F6E67
ATTEMPTS = 3
A_STRAY_AFTER = timedelta(hours=2)


def make_next(*, now: datetime) -> LongTask | None:
    """Make what was asked first, and return it; nothing while another worker is at work.

    There is never more than one at it, so the other workers stay free for what can't wait. What
    a dying worker had in hand is begun anew by the next one.
    """
    if not LongTask.objects.under_way().exists():
        return None
    with alone(LOCK) as is_alone:
        task = LongTask.objects.under_way().select_related("asked_by").first()
        if not is_alone or task is None:
            return None
        if not take_what_is_there(task, now):
            _make(task)
        return task


def _make(task: LongTask) -> None:
    """Make the file, and settle it for everybody who waits for the same."""
    same = LongTask.objects.same_as(task).under_way()
    if task.attempts >= ATTEMPTS:
        same.update(failed_at=timezone.now(), problem="ended before it was ready, time and again")
        return
    same.update(attempts=task.attempts + 1, done=0, total=0)
    stored = uuid4()
    try:
        with override(task.language), files.writing(stored) as file:
            kind_of(task).make(task, file, lambda done, total: _tell(task, done, total))
    except (OperationalError, InterfaceError):  # says something of the database, not of the work
        raise
    except Exception as problem:  # one that fails must not hold up all others
        logger.exception("long task %s failed", task.pk)
        same.update(failed_at=timezone.now(), problem=repr(problem))
        return
    if not same.update(finished_at=timezone.now(), stored=stored):
        files.remove(stored)


def _tell(task: LongTask, done: int, total: int) -> None:
    LongTask.objects.same_as(task).under_way().update(done=min(done, total), total=total)


def sweep(*, now: datetime) -> int:
    """Take away what is over for a day, with the files that are nobody's; return how many."""
    LongTask.objects.past_keeping(now).delete()
    old = files.older_than(now - A_STRAY_AFTER)
    kept = set(LongTask.objects.filter(stored__in=old).values_list("stored", flat=True))
    gone = set(old) - kept
    for stored in gone:
        files.remove(stored)
    return len(gone)
