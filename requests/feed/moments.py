"""What stands in somebody's calendar: looked up anew each time, by what they may see that day."""

from datetime import datetime
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from requests.feed.icalendar import Moment
from requests.models import ServiceRequest
from requests.tracking import asked_for
from sla.models import Clock, Norm
from teams.models import User

MOST = 500
Kind = Norm.Kind


def moments_of(person: User, now: datetime) -> list[Moment]:
    """Return what was promised to somebody, and what they have in hand, soonest first."""
    on = timezone.localdate(now)
    theirs = asked_for(ServiceRequest.objects.asked_by_units_of(person, on), person)
    in_hand = ServiceRequest.objects.worked_by(person, on).filter(assignee=person)
    found = {one.pk: _promised(one) for one in _running(theirs)}
    found |= {one.pk: _to_do(one) for one in _running(in_hand)}
    return sorted(found.values(), key=lambda moment: (moment.at, moment.uid))


def _running(service_requests: "QuerySet[ServiceRequest]") -> list[ServiceRequest]:
    running = service_requests.open().filter(  # type: ignore[attr-defined]
        promise__next_due_at__isnull=False
    )
    whole = running.select_related("promise__service_version").prefetch_related(
        Prefetch("promise__clocks", queryset=Clock.objects.going())
    )
    return list(whole.order_by("promise__next_due_at", "promise_id")[:MOST])


def _promised(service_request: ServiceRequest) -> Moment:
    """Return when something is ready for who asked it; as long as that is not known, what is."""
    due = {clock.kind: clock.due_at for clock in service_request.promise.clocks.all()}
    ready = due.get(Kind.TURNAROUND)
    words = _("Ready: %(what)s") if ready else _("You hear from us: %(what)s")
    address = reverse("requests:portal_detail", args=[service_request.pk])
    return _moment(service_request, ready or service_request.promise.next_due_at, words, address)


def _to_do(service_request: ServiceRequest) -> Moment:
    address = service_request.get_absolute_url()
    return _moment(service_request, service_request.promise.next_due_at, "%(what)s", address)


def _moment(
    service_request: ServiceRequest, at: datetime | None, words: str, address: str
) -> Moment:
    """Return the moment; of what is confidential only its number: others see a calendar too."""
    assert at is not None
    number, version = service_request.number, service_request.promise.service_version
    secret = service_request.confidential
    service = version.name if version and not secret else ""
    return Moment(
        uid=f"request-{service_request.pk}@{urlsplit(settings.BASE_URL).hostname}",
        at=at,
        changed_at=service_request.changed_at,
        summary=words % {"what": number if secret else service_request.subject},
        description=f"{number} · {service}" if service else number,
        url=urljoin(settings.BASE_URL, address),
    )
