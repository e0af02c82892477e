"""Outside the catalogue: what waits for a decision, decided from the list.

Whoever works in a pool reads it; its coordinator decides.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.htmx import render_page
from core.views import words_typed
from requests import queue
from requests.forms.outside import DecideForm, signposts_for
from requests.models import Decision, ServiceRequest
from requests.outside import waiting
from requests.outside.quarters import NEWS, Quarter
from requests.outside.room import rooms
from requests.policies import Refused
from teams.http import SignedInRequest
from teams.models import Pool, Roles

PAGE = "requests/outside.html"
UNCHANGED = 204


@require_GET
def outside(request: SignedInRequest) -> HttpResponse:
    """Show what waits for a decision, with the form of one that somebody decides."""
    now = timezone.now()
    if request.htmx and request.GET.get("seen") == _version(request, now):
        return HttpResponse(status=UNCHANGED)
    context = _context(request, now) | _around(request, now)
    chosen, how = request.GET.get("decide", ""), request.GET.get("as", "")
    if chosen.isdecimal() and how in Decision.values:
        service_request = _waiting(request, int(chosen[:9]), now)
        form = DecideForm(about=service_request, by=request.user, now=now)
        form.initial = {"decision": how}
        context |= _opened(form, service_request, context["lines"])
        if request.htmx:
            return render(request, "requests/_decide_here.html", context)
    return render_page(request, PAGE, context, partial="waiting")


@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide from the list, and show what waits then; what is refused is said in words."""
    now = timezone.now()
    theirs = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now))
    service_request = get_object_or_404(theirs.with_people(), pk=pk)
    form = DecideForm(request.POST, about=service_request, by=request.user, now=now)
    if not form.is_valid():
        context = _context(request, now) | _around(request, now)
        context |= _opened(form, service_request, context["lines"])
        return render_page(request, PAGE, context, partial="waiting")
    try:
        form.perform(service_request, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        about = {
            "subject": service_request.subject,
            "decision": service_request.get_decision_display(),
        }
        messages.success(request, _("%(subject)s: %(decision)s. The client hears it.") % about)
    if not request.htmx:
        return redirect("requests:outside")
    return render(request, f"{PAGE}#waiting", _context(request, now) | {"told": True})


@require_GET
def signposts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer who can help with a request, while one types."""
    theirs = ServiceRequest.objects.worked_by(request.user, timezone.localdate())
    hits = signposts_for(get_object_or_404(theirs, pk=pk), words_typed(request, "who_helps"))
    return render(request, "requests/_signpost_hits.html", {"hits": hits})


def desk_of(request: SignedInRequest, now: datetime) -> Roles:
    """Return what somebody is at a desk; for whoever is at none there is no such room."""
    roles = request.user.roles_on(timezone.localdate(now))
    if not roles.is_secretary:
        raise Http404
    return roles


def _version(request: SignedInRequest, now: datetime) -> str:
    """Return what changes as soon as the list would."""
    return queue.version(desk_of(request, now).teams, request.user.pk, get_language(), now=now)


def _context(request: SignedInRequest, now: datetime) -> dict[str, Any]:
    roles = desk_of(request, now)
    found = waiting.waiting_for_decision(request.user, now)
    lines = waiting.lines(found, now)
    whole = len(lines) if len(lines) < waiting.SHOWN else found.count()
    return {
        "lines": lines,
        "whole": whole,
        "more": whole - len(lines),
        "hidden": waiting.hidden(request.user, roles.pools, now),
        "version": _version(request, now),
        "coordinates": roles.coordinates,
        "now": now,
    }


def _around(request: SignedInRequest, now: datetime) -> dict[str, Any]:
    """Return what stands around the list: the free room, and that a quarter is over."""
    on = timezone.localdate(now)
    pools = list(Pool.objects.filter(pk__in=request.user.roles_on(on).pools))
    quarter = Quarter.of(on)
    ready = quarter.previous if on - quarter.first < NEWS else None
    return {"rooms": rooms(pools, on), "ready": ready}


def _waiting(request: SignedInRequest, pk: int, now: datetime) -> ServiceRequest:
    found = waiting.waiting_for_decision(request.user, now).with_people()  # type: ignore[attr-defined]
    service_request: ServiceRequest = get_object_or_404(found, pk=pk)
    return service_request


def _opened(
    form: DecideForm, service_request: ServiceRequest, lines: list[waiting.Waiting]
) -> dict[str, Any]:
    """Return what shows the form under its line, or on top when the line is not there any more."""
    form.auto_id = "decide-%s"
    said = form["decision"].value()
    decision = Decision(said) if said in Decision.values else Decision.DO_ONCE
    first = "signpost" if decision == Decision.REFER else "text"
    form.fields["text"].widget.attrs["autofocus"] = first == "text"
    return {
        "decide_form": form,
        "deciding": service_request,
        "decision": decision,
        "in_list": any(line.service_request == service_request for line in lines),
        "service_request": service_request,
    }
