"""Why a deadline is when it is: for the desk and for whoever asked, in place or as a page."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from pdc.models import ServiceVersion
from requests.models import ServiceRequest
from requests.outlook import outlooks
from requests.standing import next_clock
from requests.tracking import units_of
from sla.models import Clock
from sla.why.derivation import derivation
from sla.wording import full_moment, norm_in_full
from teams.http import SignedInRequest


@require_GET
def why(request: SignedInRequest, pk: int, clock_pk: int | None = None) -> HttpResponse:
    """Tell how one deadline was counted: that of a clock, or else the one that is next.

    Who asked reads it without what the desk wrote about it.
    """
    now = timezone.now()
    on = timezone.localdate(now)
    seen = ServiceRequest.objects.visible_to(request.user, on).select_related("promise__pool")
    service_request = get_object_or_404(seen, pk=pk)
    clock = _clock(service_request, clock_pk)
    at_desk = ServiceRequest.objects.worked_by(request.user, on).filter(pk=pk).exists()
    context = {
        "service_request": service_request,
        "clock": clock,
        "at_desk": at_desk,
        "rows": derivation(clock, now=now, for_client=not at_desk),
        "title": full_moment(clock.due_at) if clock.due_at else clock.get_kind_display(),
        "calculator": _calculator(clock),
    }
    template = "requests/_derivation.html" if request.htmx else "requests/why.html"
    return render(request, template, context)


@require_GET
def offer(request: SignedInRequest, code: str) -> HttpResponse:
    """Tell how what a service promises someone's unit now was counted."""
    now = timezone.now()
    on = timezone.localdate(now)
    unit = units_of(request.user, on)[0]
    services = ServiceVersion.objects.in_force(on).offered_to([unit.pk]).select_related("service")
    version = get_object_or_404(services, service__code=code)
    _version, outlook = outlooks(unit, [version], received_at=now)[0]
    template = "requests/_reasons.html" if request.htmx else "requests/why_offer.html"
    return render(request, template, {"version": version, "outlook": outlook})


def _clock(service_request: ServiceRequest, pk: int | None) -> Clock:
    """Return a clock of a request with all its derivation tells; 404 where there is none."""
    clocks = service_request.promise.clocks.select_related(
        "norm__agreement_line__version__agreement", "norm__service_version", "calendar"
    ).prefetch_related("events", "alerts")
    clock = get_object_or_404(clocks, pk=pk) if pk else next_clock(list(clocks))
    if clock is None:
        raise Http404
    clock.promise = service_request.promise
    return clock


def _calculator(clock: Clock) -> str:
    """Return the address where the desk can try this norm with other moments."""
    promise, zone = clock.promise, clock.calendar.schedule().zone
    event_at = promise.event_at
    asked = {
        "calendar": clock.calendar.code,
        "since": f"{promise.received_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "norm": norm_in_full(clock.norm),
        "event": f"{event_at.astimezone(zone):%Y-%m-%dT%H:%M}" if event_at else "",
    }
    return f"{reverse('sla:calculator')}?{urlencode(asked)}"
