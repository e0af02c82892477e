"""Publishing what was found good, and letting a service stop."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pdc.models import News, Service, ServiceVersion
from pdc.policies import refuse
from pdc.publishing import policies
from pdc.publishing.auditing import last_audit, locked
from teams.models import User

Status = ServiceVersion.Status
A_DAY = timedelta(days=1)


def last_published(service: Service) -> ServiceVersion | None:
    """Return the version of a service that was published last, also when it is still to begin."""
    published = service.versions.filter(status__in=ServiceVersion.PUBLISHED)
    return published.order_by("-valid_from").first()


@transaction.atomic
def publish(
    version: ServiceVersion, *, valid_from: date, note: str, by: User, now: datetime
) -> None:
    """Let a draft that was found good hold from a day on; the version before ends the day before.

    What is under way keeps the version it was asked under. Who used the service hears of it.
    The service is locked, so that of two who publish one waits and reads what the other did.
    """
    on = timezone.localdate(now)
    service = Service.objects.select_for_update(no_key=True).get(pk=version.service_id)
    version = locked(version)
    before = last_published(service)
    refuse(policies.why_not_publish(version, last_audit(version), by, on))
    refuse(policies.why_not_ready(version))
    refuse(policies.why_not_from(valid_from, before, on))
    if before is not None:
        _end(before, valid_from)
        News.objects.create(version=version, kind=News.Kind.CHANGED, day=valid_from, by=by, at=now)
    version.status, version.valid_from, version.note = Status.PUBLISHED, valid_from, note
    version.published_by, version.published_at = by, now
    version.save(update_fields=["status", "valid_from", "note", "published_by", "published_at"])
    if service.successor_id is not None:  # it is offered again
        service.successor = None
        service.save(update_fields=["successor"])
    if version.author is not None and version.author != by:
        News.objects.create(
            version=version, kind=News.Kind.PUBLISHED, person=version.author, by=by, at=now
        )


@transaction.atomic
def retire(
    service: Service, *, stops: date, successor: Service | None, by: User, now: datetime
) -> None:
    """Let a service not be offered from a day on, and say what to ask for instead."""
    on = timezone.localdate(now)
    service = Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    last = last_published(service)
    refuse(policies.why_not_retire(service, last, successor, by, on))
    refuse(policies.why_not_from(stops, last, on))
    assert last is not None  # or it was refused
    _end(last, stops)
    last.status = Status.RETIRED
    last.save(update_fields=["status"])
    service.successor = successor
    service.save(update_fields=["successor"])
    News.objects.create(version=last, kind=News.Kind.RETIRED, day=stops, by=by, at=now)


def _end(version: ServiceVersion, day: date) -> None:
    """Let a version hold until the day before, unless it ended earlier."""
    if version.valid_until is None or version.valid_until >= day:
        version.valid_until = day - A_DAY
        version.save(update_fields=["valid_until"])
