"""What the workers do. Beat wakes each of these every few seconds; idle, each is one read.

All of it is found in rows, so a missed, doubled or killed run loses nothing. What beat sent is
thrown away when no worker took it before the next (`expires` in the settings), a run with very
much to do ends in time by itself, and one that hangs is ended.
"""

import logging
from time import monotonic

from celery import shared_task
from django.utils import timezone

from core.health import beat
from requests.alerts import alert_what_is_due
from requests.announcing import announce_news
from requests.attachments.adding import sweep_strays
from requests.backlog import tell_administrators
from requests.closing import close_what_is_done
from requests.following_up import bring_back
from requests.mail.outbox import send_due_mail
from requests.outside.announcing import announce_quarter
from requests.recounting import recount_what_lags, tell_what_moved

logger = logging.getLogger(__name__)

ALERTS_AT_ONCE = 2_000
MAILS_AT_ONCE = 1000
CLOCKS_AT_ONCE = 5000
PROMISES_AT_ONCE = 1000
CLOSED_AT_ONCE = 1000
RETURNED_AT_ONCE = 100
NEWS_AT_ONCE = 20

# After so many seconds a run begins no other batch; the next one goes on.
RUN = 25


@shared_task(soft_time_limit=50, time_limit=60)
def sweep_clocks() -> None:
    """Write every alert that is due, and show that a worker is alive."""
    beat(now=timezone.now())
    began = monotonic()
    while monotonic() - began < RUN:
        written = alert_what_is_due(now=timezone.now(), limit=ALERTS_AT_ONCE)
        if not written:
            break
        logger.info("alerts written: %d", written)


@shared_task(soft_time_limit=50, time_limit=60)
def send_outbox() -> None:
    """Send the mails whose moment has come, as many as this run has time for."""
    if tried := send_due_mail(now=timezone.now(), limit=MAILS_AT_ONCE):
        logger.info("mails tried: %d", tried)


@shared_task(soft_time_limit=50, time_limit=60)
def recount_calendars() -> None:
    """Count the clocks of calendars that changed anew, then tell whose date moved."""
    began = monotonic()
    while monotonic() - began < RUN:
        counted = recount_what_lags(limit=CLOCKS_AT_ONCE)
        told = 0 if counted else tell_what_moved(now=timezone.now(), limit=PROMISES_AT_ONCE)
        if not counted and not told:
            break
        logger.info("clocks counted anew: %d, promises told that they moved: %d", counted, told)


@shared_task(soft_time_limit=50, time_limit=60)
def close_done() -> None:
    """Close what was done and not opened again in time."""
    began = monotonic()
    while monotonic() - began < RUN:
        closed = close_what_is_done(now=timezone.now(), limit=CLOSED_AT_ONCE)
        if not closed:
            break
        logger.info("requests closed: %d", closed)


@shared_task(soft_time_limit=50, time_limit=60)
def return_what_waited() -> None:
    """Let come back what waited for a day that has begun."""
    began = monotonic()
    while monotonic() - began < RUN:
        returned = bring_back(now=timezone.now(), limit=RETURNED_AT_ONCE)
        if not returned:
            break
        logger.info("requests that came back: %d", returned)


@shared_task(soft_time_limit=50, time_limit=60)
def announce_catalogue() -> None:
    """Tell who it concerns what happened in the catalogue."""
    began = monotonic()
    while monotonic() - began < RUN:
        told = announce_news(now=timezone.now(), limit=NEWS_AT_ONCE)
        if not told:
            break
        logger.info("news of the catalogue told: %d", told)


@shared_task(soft_time_limit=50, time_limit=60)
def watch_backlog() -> None:
    """Tell the administrators when alerts or mail are far behind."""
    if told := tell_administrators(now=timezone.now()):
        logger.warning("alerts or mail are late; administrators told: %d", told)


@shared_task(soft_time_limit=50, time_limit=60)
def sweep_files() -> None:
    """Take away what lies in the store of files without a row that names it."""
    if gone := sweep_strays(now=timezone.now()):
        logger.info("files that nothing names taken away: %d", gone)


@shared_task(soft_time_limit=50, time_limit=60)
def tell_of_quarter() -> None:
    """Tell the coordinators that what came back in the last quarter can be looked at."""
    if told := announce_quarter(now=timezone.now()):
        logger.info("coordinators told that a quarter can be looked at: %d", told)
