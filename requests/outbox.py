"""Sending the outbox: each mail at least once, recognisable when it is repeated."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urljoin

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation

from requests.models import Notification

logger = logging.getLogger(__name__)

# How long to wait after the first, second, ... attempt that failed; then it is given up.
RETRIES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]

# After so many seconds a run begins no other mail, so that its worker never has to be stopped.
RUN = 25

# The number of the lock that the one run at a time has; nothing else here takes such a lock.
LOCK = 0x6D61696C


def send_due_mail(*, now: datetime, limit: int) -> int:
    """Send the mails whose moment has come and return how many were tried.

    Each is settled before the next is begun. What a dying worker had in hand is sent again,
    under the same message id. Where mail hangs it holds up this run only: there is never a
    second one, so the other workers stay free for what can't wait.
    """
    if not Notification.objects.to_send(now).exists():
        return 0
    started, tried = monotonic(), 0
    with _only_run() as alone:
        while alone and tried < limit and monotonic() - started < RUN and _send_next(now):
            tried += 1
    return tried


@contextmanager
def _only_run() -> Iterator[bool]:
    """Say whether no other run is going on; PostgreSQL forgets a run whose worker died."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@transaction.atomic
def _send_next(now: datetime) -> bool:
    notification = (
        Notification.objects.to_send(now)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related(
            "recipient",
            "event__by",
            "alert__clock",
            "service_request__requested_by",
            "service_request__assignee",
            "service_request__promise__pool",
            "service_request__promise__service_version",
        )
        .first()
    )
    if notification is not None:
        _send(notification, now)
    return notification is not None


def _send(notification: Notification, now: datetime) -> None:
    notification.attempts += 1
    try:
        as_mail(notification).send()
    except SoftTimeLimitExceeded:  # says something of the worker, not of the mail
        raise
    except Exception as problem:  # one mail must not hold up all others
        left = RETRIES[notification.attempts - 1 :]
        notification.send_at = now + left[0] if left else None
        notification.last_error = str(problem)
        logger.warning("mail %s failed", notification.message_id, exc_info=problem)
    else:
        notification.send_at, notification.sent_at = None, now
    notification.save(update_fields=["attempts", "send_at", "sent_at", "last_error"])


def as_mail(notification: Notification) -> EmailMultiAlternatives:
    """Return the message as a mail in the language of who gets it.

    All mails about one request have one subject and refer to one root, so that they thread.
    """
    service_request = notification.service_request
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    language = notification.recipient.language if notification.recipient else settings.LANGUAGE_CODE
    context = {
        "notification": notification,
        "service_request": service_request,
        "link": urljoin(settings.BASE_URL, notification.get_absolute_url()),
    }
    with translation.override(language):
        mail = EmailMultiAlternatives(
            subject=" ".join(f"[{service_request.number}] {service_request.subject}".split()),
            body=render_to_string("email/message.txt", context),
            to=[notification.email],
            headers={
                "Message-ID": f"<{notification.message_id}@{domain}>",
                "References": f"<{service_request.token}@{domain}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string("email/message.html", context), "text/html")
    return mail
