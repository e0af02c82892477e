"""Sending the outbox: each mail at least once, recognisable when it is repeated."""

import logging
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from requests.models import Notification

logger = logging.getLogger(__name__)

# How long to wait after the first, second, ... attempt that failed; then it is given up.
RETRIES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]


@transaction.atomic
def send_due_mail(*, now: datetime, limit: int) -> int:
    """Send the mails whose moment has come and return how many were tried.

    The rows are held while they are sent, so two workers never send the same one; what a
    dying worker had in hand is sent again, under the same message id.
    """
    notifications = list(
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
        )[:limit]
    )
    if notifications:
        connection = get_connection()
        for notification in notifications:
            _send(notification, connection, now)
        connection.close()
    return len(notifications)


def _send(notification: Notification, connection: BaseEmailBackend, now: datetime) -> None:
    notification.attempts += 1
    try:
        as_mail(notification, connection).send()
    except Exception as problem:  # one mail must not hold up all others
        left = RETRIES[notification.attempts - 1 :]
        notification.send_at = now + left[0] if left else None
        notification.last_error = str(problem)
        logger.warning("mail %s failed", notification.message_id, exc_info=problem)
    else:
        notification.send_at, notification.sent_at = None, now
    notification.save(update_fields=["attempts", "send_at", "sent_at", "last_error"])


def as_mail(notification: Notification, connection: BaseEmailBackend) -> EmailMultiAlternatives:
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
            subject=f"[{service_request.number}] {service_request.subject}",
            body=render_to_string("email/message.txt", context),
            to=[notification.email],
            connection=connection,
            headers={
                "Message-ID": f"<{notification.message_id}@{domain}>",
                "References": f"<{service_request.token}@{domain}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string("email/message.html", context), "text/html")
    return mail
