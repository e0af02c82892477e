"""Which alerts go in one mail: those for one address whose moment has come.

Somebody who got such a mail gets the next one a quarter of an hour later at the earliest, with
all that came up meanwhile. Who must be called back is told at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from core.bulk import update_rows
from requests.models import Notification
from sla.models import Norm, Rung
from teams.models import PoolMembership

QUARTER = timedelta(minutes=15)

Address = tuple[int | None, str]


@transaction.atomic
def bundle_due(*, now: datetime) -> None:
    """Settle which alerts go in which mail, so that sending only has to follow.

    What no longer matters is not mailed and stays in the bell: what was withdrawn or done
    meanwhile, and what is for somebody who left. What was agreed as escalation is told however
    it went on.
    """
    due = Notification.objects.to_send(now).filter(bundle=None)
    due.filter(recipient__is_active=False).update(send_at=None)
    _bundle_news(due.filter(recipient__is_active=True))
    by_address: dict[Address, list[Any]] = defaultdict(list)
    dropped = []
    for alert in _alerts(due, timezone.localdate(now)):
        if _matters(alert):
            by_address[alert.recipient_id, alert.email].append(alert)
        else:
            dropped.append(alert.pk)
    Notification.objects.filter(pk__in=dropped).update(send_at=None)
    quiet = _quiet_until(now) if by_address else {}
    bundles, later = [], []
    for address, alerts in by_address.items():
        until = quiet.get(address)
        if until is None or any(alert.about == Norm.Kind.CALLBACK for alert in alerts):
            bundle = uuid4()
            bundles += [(alert.pk, bundle) for alert in alerts]
        else:
            later += [(alert.pk, until) for alert in alerts]
    update_rows(Notification, "id", ["bundle"], bundles)
    update_rows(Notification, "id", ["send_at"], later)


def _bundle_news(due: QuerySet[Notification]) -> None:
    """Settle that what somebody hears of the catalogue at one moment goes in one mail."""
    news = due.filter(news__isnull=False).values_list("pk", "recipient_id")
    bundles: dict[int | None, UUID] = defaultdict(uuid4)
    update_rows(Notification, "id", ["bundle"], [(pk, bundles[person]) for pk, person in news])


def _alerts(due: QuerySet[Notification], on: date) -> Iterable[Any]:
    of_pool = PoolMembership.objects.on(on).filter(
        user=OuterRef("recipient"), pool=OuterRef("service_request__promise__pool")
    )
    return (
        due.filter(alert__isnull=False)
        .annotate(
            rung=F("alert__rung"),
            about=F("alert__clock__kind"),
            stopped_at=F("alert__clock__stopped_at"),
            withdrawn_at=F("alert__withdrawn_at"),
            of_pool=Exists(of_pool),
        )
        .values_list(
            *("pk", "recipient_id", "email", "rung", "about", "stopped_at", "withdrawn_at"),
            "of_pool",
            named=True,
        )
    )


def _matters(alert: Any) -> bool:
    """Return whether an alert is still worth a mail; a mailbox is always of the pool."""
    if alert.withdrawn_at is not None:
        return False
    if alert.rung == Rung.ESCALATION:
        return True
    return alert.stopped_at is None and (alert.recipient_id is None or alert.of_pool)


def _quiet_until(now: datetime) -> dict[Address, datetime]:
    """Return until when the addresses get no other mail that were mailed just now, or will be."""
    mailed = Notification.objects.filter(bundle__isnull=False)
    recent = mailed.filter(Q(sent_at__gt=now - QUARTER) | Q(send_at__isnull=False))
    by_address = recent.values_list("recipient_id", "email")
    quiet = {}
    for person, email, sent_at, send_at in by_address.annotate(Max("sent_at"), Max("send_at")):
        if send_at is None:
            quiet[person, email] = sent_at + QUARTER
        else:
            quiet[person, email] = send_at if send_at > now else now + QUARTER
    return quiet
