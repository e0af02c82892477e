"""What somebody asked, or their unit did: as lists to search, and counted by service and month."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from core.paging import page_of
from core.views import words_typed
from requests.history import history_of
from requests.models import OPEN, ServiceRequest
from requests.queue import standing_still
from requests.search import first_words, said_in
from requests.tracking import asked_by, asked_for, tracked, units_of, version_of
from teams.http import SignedInRequest
from teams.models import User

A_PAGE = 20
SERVICES = 25


@require_GET
def asked(request: SignedInRequest) -> HttpResponse:
    """List what somebody asked, or all of their units; what is open, or what was done."""
    now = timezone.now()
    on = timezone.localdate(now)
    units = units_of(request.user, on)
    whose = "unit" if request.GET.get("whose") == "unit" else "mine"
    show = "done" if request.GET.get("show") == "done" else "open"
    words, service = first_words(words_typed(request)), words_typed(request, "service")
    # once more, by number: then an index has what one unit asked in order
    found = asked_by(request.user, on).filter(promise__client__in=units)
    found = wanted(found, request.user, whose=whose, words=words, service=service)
    page = request.GET.get("page")
    version = version_of(found, now, whose, show, words, service, page)
    if request.GET.get("seen") == version:
        return HttpResponse(status=204)
    lines = page_of(in_order(found, show), page, A_PAGE)
    query = request.GET.copy()
    for name in ("page", "seen"):
        query.pop(name, None)
    context = {
        "now": now,
        "version": version,
        "whose": whose,
        "show": show,
        "words": words,
        "service": service,
        "page": lines,
        "mine": tracked(lines.lines, now),
        "query": query.urlencode(),
    }
    return render_page(request, "requests/asked.html", context, partial="mine")


def wanted(
    asked: "QuerySet[ServiceRequest]", user: User, *, whose: str, words: str, service: str
) -> "QuerySet[ServiceRequest]":
    """Return those that somebody asked or that were asked for them, with these words."""
    if whose == "mine":
        asked = asked_for(asked, user)
    if service:
        asked = asked.filter(promise__service_version__service__code=service)
    return asked.filter(said_in(words)) if words else asked


def in_order(asked: "QuerySet[ServiceRequest]", show: str) -> list["QuerySet[ServiceRequest]"]:
    """Return what is open, due first and then what stands still; or what was done, newest first."""
    if show == "done":
        return [asked.exclude(status__in=OPEN).order_by("-changed_at", "-pk")]
    still_open = asked.filter(status__in=OPEN)
    running = still_open.filter(promise__next_due_at__isnull=False)
    return [running.order_by("promise__next_due_at", "promise_id"), standing_still(still_open)]


@require_GET
def history(request: SignedInRequest) -> HttpResponse:
    """Count what was done for the units of somebody in the last twelve months."""
    now = timezone.now()
    on = timezone.localdate(now)
    units_of(request.user, on)
    counted = history_of(request.user, on)
    page = Paginator(counted.lines, SERVICES).get_page(request.GET.get("page"))
    return render(request, "requests/history.html", {"history": counted, "page": page})
