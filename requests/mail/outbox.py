"""Sending the outbox: each mail at least once, recognisable when it is repeated."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from smtplib import SMTPServerDisconnected
from time import monotonic

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMessage, get_connection
from django.db.models import F

from core.alone import alone
from requests.mail.bundling import bundle_due
from requests.mail.letters import Letter, as_mail, letters_due
from requests.models import Notification

logger = logging.getLogger(__name__)

# How long to wait after the first, second, ... attempt that failed; then it is given up.
RETRIES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]

# While the mail server can't be reached no mail counts as tried, so none is given up.
NO_SERVER = timedelta(minutes=1)

# After so many seconds a run begins no other mail, so that its worker never has to be stopped.
RUN = 25

# So many mails are read at once.
BATCH = 100

# The number of the lock that the one run at a time has; nothing else here takes such a lock.
LOCK = 0x6D61696C


class MailServerError(Exception):
    """The mail server can't be reached, which says nothing of the mails."""


def send_due_mail(*, now: datetime, limit: int) -> int:
    """Send the mails whose moment has come and return how many were tried.

    What goes in which mail is committed first, and each mail is settled before the next is
    begun: what a dying worker had in hand is sent again, the same and under the same message
    id. Where mail hangs it holds up this run only: there is never a second one, so the other
    workers stay free for what can't wait.
    """
    if not Notification.objects.to_send(now).exists():
        return 0
    started, tried = monotonic(), 0
    with alone(LOCK) as is_alone, Postman() as postman:
        if not is_alone:
            return 0
        bundle_due(now=now)
        for letter in islice(_due(now), limit):
            if monotonic() - started >= RUN or not _send(letter, postman, now):
                break
            tried += 1
    return tried


def _due(now: datetime) -> Iterator[Letter]:
    """Yield the mails that are due; each must be settled before the next is asked for."""
    while letters := letters_due(now=now, limit=BATCH):
        yield from letters


def _send(letter: Letter, postman: "Postman", now: datetime) -> bool:
    """Send a mail and settle how that went; return whether there is a server for the next."""
    rows = letter.rows()
    try:
        postman.deliver(as_mail(letter))
    except SoftTimeLimitExceeded:  # says something of the worker, not of the mail
        raise
    except MailServerError as problem:
        logger.warning("the mail server can't be reached: %s", problem)
        waiting = Notification.objects.to_send(now)
        waiting.update(send_at=now + NO_SERVER, last_error=str(problem))
        return False
    except Exception as problem:  # one mail must not hold up all others
        logger.warning("mail %s failed", letter.identity, exc_info=problem)
        left = RETRIES[letter.first.attempts :]
        send_at = now + left[0] if left else None
        rows.update(attempts=F("attempts") + 1, send_at=send_at, last_error=str(problem))
    else:
        rows.update(attempts=F("attempts") + 1, send_at=None, sent_at=now)
    return True


class Postman:
    """One connection to the mail server for a whole run, made anew after trouble."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_open = False

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *_problem: object) -> None:
        self._close()

    def deliver(self, mail: EmailMessage) -> None:
        """Hand a mail over; raise `MailServerError` without a server, else what went wrong.

        A server may hang up between two mails (some do so after a number of them): the second
        of those is tried once more over a new connection.
        """
        may_be_stale = self._is_open
        self._open()
        mail.connection = self._connection
        try:
            mail.send()
        except Exception as problem:
            self._close()
            if not (may_be_stale and hung_up(problem)):
                raise
            self.deliver(mail)

    def _open(self) -> None:
        if self._is_open:
            return
        try:
            self._connection.open()
        except OSError as problem:  # also what the server says to refuse us
            raise MailServerError(str(problem)) from problem
        self._is_open = True

    def _close(self) -> None:
        self._is_open = False
        with suppress(OSError):
            self._connection.close()


def hung_up(problem: Exception) -> bool:
    """Return whether the server ended the connection; silence until time is up is no such end."""
    if isinstance(problem, SMTPServerDisconnected):
        return not isinstance(problem.__context__, TimeoutError)
    return getattr(problem, "smtp_code", None) == 421
