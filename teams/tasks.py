"""What the workers do about people's long work; see `requests/tasks.py` for how they do things."""

import logging

from celery import shared_task
from django.utils import timezone

from teams.longwork.making import make_next, sweep

logger = logging.getLogger(__name__)
AN_HOUR = 3600


@shared_task(soft_time_limit=AN_HOUR, time_limit=AN_HOUR + 60)
def do_long_work() -> None:
    """Make every file that was asked for, one after the other."""
    while task := make_next(now=timezone.now()):
        logger.info("long task %s done: %s", task.pk, task.kind)


@shared_task(soft_time_limit=50, time_limit=60)
def sweep_long_work() -> None:
    """Take away the files that were made more than a day ago."""
    if gone := sweep(now=timezone.now()):
        logger.info("made files taken away: %d", gone)
