"""The portal: what can I ask, where are my requests, what did we agree."""

from datetime import date, datetime

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from core.views import words_typed
from pdc.models import ServiceVersion
from requests.models import OPEN, ServiceRequest
from requests.outlook import Outlook, outlooks
from requests.tracking import (
    KEPT_IN_SIGHT,
    answers_in_words,
    asked_by,
    story,
    track,
    tracked,
    units_of,
    version_of,
)
from sla.models import AgreementVersion
from sla.reading import read_lines
from teams.http import SignedInRequest
from teams.models import Client, User

A_PAGE = 20
OFFERED = 6
LINES = 6


@require_GET
def portal(request: SignedInRequest) -> HttpResponse:
    """Answer the three questions of a client; only what changed, when a part asks for itself."""
    now = timezone.now()
    on = timezone.localdate(now)
    units = units_of(request.user, on)
    if request.GET.get("part") == "offers":
        words = words_typed(request)
        context = {"offers": offers(units, words, now), "words": words, "now": now}
        return render(request, "requests/portal.html#offers", context)
    asked = asked_by(request.user, on)
    show_done = request.GET.get("show") == "done"
    version = version_of(asked, now, show_done, request.GET.get("page"))
    if request.GET.get("seen") == version:
        return HttpResponse(status=204)
    context = {
        "now": now,
        "version": version,
        "show_done": show_done,
        **my_requests(asked, request.GET.get("page"), now, show_done=show_done),
    }
    if not request.htmx:
        context |= {"units": units, "offers": offers(units, "", now), **agreed_by(request.user, on)}
    return render_page(request, "requests/portal.html", context, partial="mine")


@require_GET
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one request to who asked: its steps, its times and its story."""
    now = timezone.now()
    asked = asked_by(request.user, timezone.localdate(now))
    version = version_of(asked.filter(pk=pk), now, pk)
    if request.GET.get("seen") == version and asked.filter(pk=pk).exists():
        return HttpResponse(status=204)
    service_request = get_object_or_404(
        asked.prefetch_related("promise__service_version__intake_fields"), pk=pk
    )
    context = {
        "now": now,
        "version": version,
        "tracked": track(service_request, now),
        "service_request": service_request,
        "story": story(service_request),
        "answers": list(answers_in_words(service_request)),
        "missing": service_request.missing() if service_request.waits_for_answers else [],
    }
    return render_page(request, "requests/portal_detail.html", context, partial="progress")


def my_requests(
    asked: "QuerySet[ServiceRequest]", page: str | None, now: datetime, *, show_done: bool
) -> dict[str, object]:
    """Return what is open, due first, with what was done lately; or all that was ever done."""
    if show_done:
        done = asked.exclude(status__in=OPEN).order_by("-changed_at", "-pk")
        found = Paginator(done, A_PAGE).get_page(page)
        return {"page": found, "mine": tracked(found, now)}
    still_open = Paginator(asked.open().due_first(), A_PAGE).get_page(page)  # type: ignore[attr-defined]
    lately = asked.exclude(status__in=OPEN).filter(changed_at__gte=now - KEPT_IN_SIGHT)
    done_lately = lately.order_by("-changed_at", "-pk")[:3] if still_open.number == 1 else ()
    return {
        "page": still_open,
        "mine": tracked(still_open, now),
        "lately": tracked(done_lately, now),
    }


def offers(units: list[Client], words: str, now: datetime) -> list[tuple[ServiceVersion, Outlook]]:
    """Return what can be asked and would be promised now: what matches, or what is agreed."""
    unit, on = units[0], timezone.localdate(now)
    in_force = ServiceVersion.objects.in_force(on).select_related("service")
    if words:
        chosen = in_force.matching(words)[:OFFERED]
    else:
        agreed = AgreementVersion.objects.in_force(on).filter(agreement__client=unit)
        often = agreed.order_by("-lines__volume_per_month").values_list("lines__service", flat=True)
        services = [service for service in often[:OFFERED] if service]
        chosen = (in_force.filter(service__in=services) if services else in_force)[:OFFERED]
    return outlooks(unit, chosen, received_at=now)


def agreed_by(user: User, on: date) -> dict[str, object]:
    """Return the agreement that holds for someone's units, with its first lines."""
    theirs = user.client_memberships.on(on).values("client")
    agreements = (
        AgreementVersion.objects.in_force(on)
        .filter(agreement__client__in=theirs)
        .select_related("agreement__client")
        .prefetch_related("agreement__pools")
        .order_by("agreement__name")
    )
    first = agreements.first()
    lines = read_lines(first, on) if first else []
    lines.sort(key=lambda read: -(read.line.volume_per_month or 0))
    return {"agreement_version": first, "lines": lines[:LINES], "more_agreements": agreements[1:]}
