"""What the workers do. Beat wakes each of these every second; with nothing to do it is one read.

All of it is found in rows, so a missed, doubled or killed run loses nothing.
"""

import logging

from celery import shared_task
from django.utils import timezone

from core.health import beat
from requests.alerts import alert_what_is_due
from requests.outbox import send_due_mail

logger = logging.getLogger(__name__)

ALERTS_AT_ONCE = 500
MAILS_AT_ONCE = 1000


@shared_task(soft_time_limit=50, time_limit=60)
def sweep_clocks() -> None:
    """Write every alert that is due, and show that a worker is alive."""
    beat(now=timezone.now())
    while written := alert_what_is_due(now=timezone.now(), limit=ALERTS_AT_ONCE):
        logger.info("alerts written: %d", written)


@shared_task(soft_time_limit=50, time_limit=60)
def send_outbox() -> None:
    """Send the mails whose moment has come, as many as this run has time for."""
    if tried := send_due_mail(now=timezone.now(), limit=MAILS_AT_ONCE):
        logger.info("mails tried: %d", tried)
