"""The queue of someone's pools, which refreshes itself, and the search over everything."""

from collections.abc import Collection
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from core.htmx import render_page
from core.views import words_typed
from pdc.models import SearchDocument
from pdc.search.finding import find
from requests import queue as rows
from requests.exporting import ask_for_spreadsheet, is_made_soon, write_spreadsheet
from requests.filters import Asked, Due, QueueFilter, ask
from requests.forms.many import BAR
from requests.looks import Look, counts_of, look_of, query_of
from requests.models import SavedView
from requests.queue import CHIPS, COUNTED
from requests.search import clients_called, people_called, requests_matching
from requests.strip import day_strip
from sla.models import PoolCalendar
from teams.http import SignedInRequest
from teams.models import Pool

FOUND = 20
UNCHANGED = 204
KEPT = ("q", "show", "view")  # what the form of more filters leaves as it is


@require_GET
def queue(request: SignedInRequest) -> HttpResponse:
    """Show what is open in my pools, due first; who works in no pool goes home."""
    now = timezone.now()
    pools = pools_of(request, now)
    if not pools:
        return redirect("home")
    chosen = [pool for pool in pools if pool.code == request.GET.get("pool")] or pools
    asked = urlencode([(key, value) for key, value in request.GET.items() if key != "seen"])
    version = rows.version(chosen, request.user.pk, asked, get_language(), now=now)
    if request.htmx and request.GET.get("seen") == version:
        return HttpResponse(status=UNCHANGED)
    look = _look(request, now)
    if look.start and not request.htmx and not request.GET:
        return redirect(look.start)
    context = _queue(request, ask(request.user, request.GET, pools=pools, now=now), chosen, now)
    context |= {"version": version, "asked": asked, "now": now, "look": look, "shows": look.shows}
    context |= {"pools": _pools(request, pools, now), "all_pools": _address(request, pool="")}
    context["many"] = BAR
    return render_page(request, "requests/queue.html", context, partial="queue")


@require_GET
def filters(request: SignedInRequest) -> HttpResponse:
    """Show the filters one uses less often: over the list, or as a page of their own."""
    now = timezone.now()
    pools = pools_of(request, now)
    if not pools:
        return redirect("home")
    asked = ask(request.user, request.GET, pools=pools, now=now)
    context = {"filter": asked.narrowed, "more_pools": len(pools) > 1, "kept": KEPT}
    return render_page(request, "requests/filters.html", context, partial="filters")


@require_POST
def export(request: SignedInRequest) -> HttpResponseBase:
    """Give the queue as somebody sees it in a spreadsheet; of much they see how far it is."""
    now = timezone.now()
    pools = pools_of(request, now)
    if not pools:
        return redirect("home")
    name = f"{slugify(gettext('Queue'))}-{timezone.localtime(now):%Y-%m-%d-%H%M}.xlsx"
    columns = _look(request, now).columns
    requests = ask(request.user, request.GET, pools=pools, now=now).requests
    if not is_made_soon(requests):
        query, by = query_of(request.GET), request.user
        task = ask_for_spreadsheet(query, columns, name=name, pools=pools, by=by, now=now)
        return redirect(task)
    made = TemporaryFile()  # noqa: SIM115 - it is closed, and gone, once it was sent
    write_spreadsheet(made, requests, columns, now)
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=name)


def _look(request: SignedInRequest, now: datetime) -> Look:
    try:
        on = timezone.localdate(now)
        return look_of(request.user, on, view=request.GET.get("view", ""))
    except SavedView.DoesNotExist as unseen:
        raise Http404 from unseen


def _pools(request: SignedInRequest, pools: list[Pool], now: datetime) -> list[Any]:
    """Return, for who works in more than one pool, each with how many it would show."""
    if len(pools) == 1:
        return []
    asked = QueryDict(query_of(request.GET))
    queries = {pool.code: urlencode(asked.dict() | {"pool": pool.code}) for pool in pools}
    numbers = counts_of(queries, request.user, pools=pools, now=now)
    return [
        (pool, numbers[pool.code], numbers[pool.code] >= COUNTED, _address(request, pool=pool.code))
        for pool in pools
    ]


def pools_of(request: SignedInRequest, now: datetime) -> list[Pool]:
    """Return the pools someone works in today."""
    return list(request.user.roles_on(timezone.localdate(now)).teams)


def _queue(
    request: SignedInRequest, asked: Asked, pools: Collection[Pool], now: datetime
) -> dict[str, Any]:
    """Return what the page shows of these pools, narrowed as was asked."""
    lines = asked.requests.annotate(asks_me=rows.asks(request.user))
    page = rows.page(lines, after=request.GET.get("after", ""), now=now)
    counts = rows.counts(asked.narrowed.qs, request.user, now)
    calendar = PoolCalendar.objects.select_related("calendar").filter(pool__in=pools).first()
    dues = [line.standing.due for line in page.lines if line.standing.due]
    names = QueueFilter.base_filters
    return {
        "page": page,
        "filter": asked.narrowed,
        "on": [(one, _address(request, **{one.name: ""})) for one in asked.narrowed.on],
        "not_understood": [
            (one, _address(request, **{one.name: ""})) for one in asked.not_understood
        ],
        "show": asked.show,
        "chips": [
            (chip, label, counts[chip.name.lower()], _address(request, show=chip))
            for chip, label in CHIPS.items()
        ],
        "counts": counts,
        "at_least": counts["all"] >= COUNTED,
        "late": _address(request, due=Due.LATE),
        "unfiltered": _address(request, view="", **dict.fromkeys(names, "")),
        "filters": f"{reverse('requests:filters')}{_address(request)}",
        "saved": f"{reverse('requests:saved_views')}{_address(request)}",
        "more": _address(request, after=page.after),
        "first": _address(request),
        "strip": day_strip(calendar.calendar.schedule(), dues, now) if calendar else None,
    }


def _address(request: SignedInRequest, **changes: str) -> str:
    """Return the address of this queue with something changed, from its first line on."""
    kept = {key: value for key, value in request.GET.items() if key not in ("seen", "after")}
    left = {key: value for key, value in (kept | changes).items() if value}
    return f"?{urlencode(left or {'show': 'all'})}"  # with nothing asked it opens one's own view


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
        context |= {
            "requests": requests_matching(words, by=user, on=on)[:FOUND],
            "found": find(words, SearchDocument.objects.visible_to(user, on)),
        }
    return render_page(request, "requests/search.html", context, partial="found")
