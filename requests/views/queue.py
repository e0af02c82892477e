"""The queue of someone's pools, which refreshes itself, and the search over everything."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from core.htmx import render_page
from core.views import words_typed
from pdc.models import ServiceVersion
from requests import queue as rows
from requests.filters import QueueFilter
from requests.models import ServiceRequest
from requests.queue import CHIPS, COUNTED, Show
from requests.search import clients_called, people_called, requests_matching
from requests.strip import day_strip
from sla.models import PoolCalendar
from teams.http import SignedInRequest
from teams.models import Pool

FOUND = 20
UNCHANGED = 204


@require_GET
def queue(request: SignedInRequest) -> HttpResponse:
    """Show what is open in my pools, due first; who works in no pool goes home."""
    now = timezone.now()
    roles = request.user.roles_on(timezone.localdate(now))
    if not roles.is_secretary:
        return redirect("home")
    pools = list(Pool.objects.filter(pk__in=roles.pools))
    chosen = [pool for pool in pools if pool.code == request.GET.get("pool")] or pools
    asked = urlencode([(key, value) for key, value in request.GET.items() if key != "seen"])
    version = rows.version(chosen, request.user.pk, asked, get_language(), now=now)
    if request.htmx and request.GET.get("seen") == version:
        return HttpResponse(status=UNCHANGED)
    context = _queue(request, chosen, now)
    context |= {"version": version, "asked": asked, "now": now}
    return render_page(request, "requests/queue.html", context, partial="queue")


def _queue(request: SignedInRequest, pools: Collection[Pool], now: datetime) -> dict[str, Any]:
    """Return what the page shows of these pools, narrowed as was asked."""
    user = request.user
    mine = ServiceRequest.objects.worked_by(user, timezone.localdate(now)).open()
    narrowed = QueueFilter(request.GET, mine.filter(promise__pool__in=pools), pools=pools)
    show = _chip(request)
    page = rows.page(
        narrowed.qs.filter(rows.condition(show, user, now)),
        after=request.GET.get("after", ""),
        now=now,
    )
    counts = rows.counts(narrowed.qs, user, now)
    calendar = PoolCalendar.objects.select_related("calendar").filter(pool__in=pools).first()
    dues = [line.standing.due for line in page.lines if line.standing.due]
    return {
        "page": page,
        "filter": narrowed,
        "show": show,
        "chips": [
            (chip, label, counts[chip.name.lower()], _address(request, show=chip))
            for chip, label in CHIPS.items()
        ],
        "counts": counts,
        "at_least": counts["all"] >= COUNTED,
        "unfiltered": _address(request, **dict.fromkeys(QueueFilter.base_filters, "")),
        "more": _address(request, after=page.after),
        "first": _address(request),
        "strip": day_strip(calendar.calendar.schedule(), dues, now) if calendar else None,
    }


def _chip(request: SignedInRequest) -> Show:
    wanted = request.GET.get("show", "")
    return Show(wanted) if wanted in list(Show) else Show.ALL


def _address(request: SignedInRequest, **changes: str) -> str:
    """Return the address of this queue with something changed, from its first line on."""
    kept = {key: value for key, value in request.GET.items() if key not in ("seen", "after")}
    return f"?{urlencode({key: value for key, value in (kept | changes).items() if value})}"


@require_GET
def search(request: SignedInRequest) -> HttpResponse:
    """Find requests, services, and for the desk people and clients, by number or by words."""
    words = words_typed(request)
    user, on = request.user, timezone.localdate()
    roles = user.roles_on(on)
    context: dict[str, Any] = {"words": words, "pools": roles.pools}
    if words and roles.is_secretary:
        context |= {
            "people": people_called(words, by=user, on=on)[:FOUND],
            "clients": clients_called(words, by=user, on=on)[:FOUND],
        }
    if words:
        services = ServiceVersion.objects.in_force(on).select_related("service__theme")
        context |= {
            "requests": requests_matching(words, by=user, on=on)[:FOUND],
            "services": services.matching(words)[:FOUND],
        }
    return render_page(request, "requests/search.html", context, partial="found")
