"""Whether alerts and mail keep up with what is due, and who is told when they do not."""

from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.health import OK, UNREACHABLE
from core.metrics import Gauge
from requests.models import BacklogNotice, Notification
from sla.actions.recounting import behind, lagging
from sla.models import Clock
from teams.models import User

ALERTS_MAY_BE_LATE = timedelta(minutes=1)
MAIL_MAY_BE_LATE = timedelta(minutes=5)
TELL_AFTER = timedelta(minutes=5)
TELL_AGAIN_AFTER = timedelta(hours=1)

ABOUT = {
    "alerts_overdue": "Clocks whose next alert is due and not written yet.",
    "alerts_late_seconds": "Since the oldest of those was due.",
    "mails_waiting": "Mails whose moment has come and that were not sent yet.",
    "mails_late_seconds": "Since the moment of the oldest of those.",
    "mails_retried": "Mails that failed and will be tried again.",
    "mails_given_up": "Mails that failed and are not tried any more.",
    "clocks_to_recount": "Clocks to be counted anew after their calendar changed.",
}

# The number of the lock that who tells the administrators has; nothing else takes such a lock.
LOCK = 0x6C617465


def alerts_keep_up(now: datetime) -> str:
    """Return "ok", or how long ago the oldest alert was due that was not written yet."""
    return _state(_alerts_late_by(now), ALERTS_MAY_BE_LATE)


def mail_keeps_up(now: datetime) -> str:
    """Return "ok", or how long ago the oldest mail should have been tried.

    Mails that wait with an error and were never tried wait for a mail server.
    """
    waiting = Notification.objects.filter(send_at__isnull=False, attempts=0)
    if waiting.exclude(last_error="").exists():
        return UNREACHABLE
    return _state(_mail_late_by(now), MAIL_MAY_BE_LATE)


def gauges(now: datetime) -> list[Gauge]:
    """Return the figures of the sweep and the outbox; each is read from an index of what is due."""
    mails = Notification.objects
    figures = {
        "alerts_overdue": Clock.objects.past_next_rung(now).count(),
        "alerts_late_seconds": _alerts_late_by(now).total_seconds(),
        "mails_waiting": mails.to_send(now).count(),
        "mails_late_seconds": _mail_late_by(now).total_seconds(),
        "mails_retried": mails.filter(send_at__isnull=False, attempts__gt=0).count(),
        "mails_given_up": mails.given_up().count(),
        "clocks_to_recount": sum(
            behind(calendar.pk, calendar.revision).count() for calendar in lagging()
        ),
    }
    return [Gauge(name, ABOUT[name], value) for name, value in figures.items()]


@transaction.atomic
def tell_administrators(*, now: datetime) -> int:
    """Mail those who administer when alerts or mail are far behind; return how many.

    Not again within the hour, whoever asks and whatever was restarted: what was told is a row.
    """
    late = _alerts_late_by(now), _mail_late_by(now)
    if max(late) <= TELL_AFTER or not _alone():
        return 0
    if BacklogNotice.objects.filter(at__gt=now - TELL_AGAIN_AFTER).exists():
        return 0
    state = f"alerts {alerts_keep_up(now)}, mail {mail_keeps_up(now)}"
    BacklogNotice.objects.create(at=now, state=state)
    told = User.objects.filter(is_staff=True, is_active=True)
    for person in told:
        with translation.override(person.language):
            _mail_to(person, *late).send()
    return len(told)


def _alerts_late_by(now: datetime) -> timedelta:
    oldest = Clock.objects.past_next_rung(now).values_list("next_rung_at", flat=True).first()
    return now - oldest if oldest else timedelta()


def _mail_late_by(now: datetime) -> timedelta:
    oldest = Notification.objects.to_send(now).values_list("send_at", flat=True).first()
    return now - oldest if oldest else timedelta()


def _state(late: timedelta, may_be: timedelta) -> str:
    return OK if late <= may_be else f"behind by {late.total_seconds():.0f} seconds"


def _alone() -> bool:
    """Return whether no other worker tells them at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        (alone,) = cursor.fetchone()
    return bool(alone)


def _mail_to(person: User, alerts_late: timedelta, mail_late: timedelta) -> EmailMessage:
    lines = [
        _("The product is behind with its work. Nothing is lost: it is done later."),
        *(
            [_("Alerts are %(minutes)d minutes late.") % _minutes(alerts_late)]
            if alerts_late
            else []
        ),
        *([_("Mail is %(minutes)d minutes late.") % _minutes(mail_late)] if mail_late else []),
        _("See whether the workers run, and whether they have enough room."),
        urljoin(settings.BASE_URL, reverse("healthz")),
    ]
    return EmailMessage(
        subject=_("Alerts and mail are late"), body="\n\n".join(lines), to=[person.email]
    )


def _minutes(late: timedelta) -> dict[str, int]:
    return {"minutes": late // timedelta(minutes=1)}
