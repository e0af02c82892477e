"""The portal: what can I ask, where are my requests, what did we agree."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.htmx import render_page
from core.paging import page_of
from core.views import words_typed
from pdc.models import SearchDocument, ServiceVersion
from pdc.search.finding import find
from requests.forms.portal import form_of
from requests.models import ServiceRequest
from requests.outlook import Outlook, outlooks
from requests.policies import Refused
from requests.story import asker_in
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
from requests.views.asked import in_order
from requests.yours import yours
from sla.models import AgreementVersion
from sla.reading import read_lines
from teams.http import SignedInRequest
from teams.models import Client, User

SAID = {
    "answer": gettext_lazy("Thank you. We go on with it."),
    "answer_intake": gettext_lazy("Thank you. We know all we need now."),
    "confirm": gettext_lazy("Thank you. It is closed."),
    "ask_again": gettext_lazy("It is open again. We go on with it."),
    "discuss": gettext_lazy("It stands on the list for your next conversation."),
    "rate": gettext_lazy("Thank you for your answer."),
    "say_more": gettext_lazy("Thank you. We read it."),
}
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
    version = version_of(asked, now)
    if request.GET.get("seen") == version:
        return HttpResponse(status=204)
    context = {
        "now": now,
        "version": version,
        # once more, by number: then an index has what one unit asked in order
        **my_requests(asked.filter(promise__client__in=units), now),
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
    context = _about(_one_of(asked, pk), request.user, now)
    seen = request.GET.get("yours", context["yours"].key)
    context["others_offered"] = request.htmx and seen != context["yours"].key
    return render_page(request, "requests/portal_detail.html", context, partial="progress")


@require_POST
def act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Do what who asked can do, and go back to the page; or show what is in the way."""
    now = timezone.now()
    asked = asked_by(request.user, timezone.localdate(now))
    service_request = _one_of(asked, pk)
    form = form_of(name, service_request, request.POST)
    refusal = ""
    if form.is_valid():
        try:
            form.perform(service_request, by=request.user, now=now)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, str(SAID[name]))
            return redirect("requests:portal_detail", pk)
    context = _about(_one_of(asked, pk), request.user, now)
    context["forms"][name] = form
    context |= {"refusal": refusal, "typed": form.data.get("text", "")}
    return render(request, "requests/portal_detail.html", context)


def _one_of(asked: "QuerySet[ServiceRequest]", pk: int) -> ServiceRequest:
    """Return one of what somebody asked, with all its page shows; else there is none."""
    whole = asked.prefetch_related("promise__service_version__intake_fields")
    return get_object_or_404(whole, pk=pk)


def _about(service_request: ServiceRequest, user: User, now: datetime) -> dict[str, Any]:
    offered = yours(service_request, user, now)
    one = ServiceRequest.objects.filter(pk=service_request.pk)
    days = story(service_request)
    return {
        "now": now,
        "version": version_of(one, now, service_request.pk),
        "tracked": track(service_request, now),
        "service_request": service_request,
        "asker": asker_in(told.event for _day, lines in days for told in lines),
        "story": days,
        "answers": list(answers_in_words(service_request)),
        "yours": offered,
        "due_by_kind": {one.kind: one.due_at for one in service_request.promise.clocks.all()},
        "forms": {name: form_of(name, service_request) for name in SAID},
        "attachments": service_request.attachments.there()
        .seen_by_client()
        .select_related("uploaded_by"),
    }


def my_requests(asked: "QuerySet[ServiceRequest]", now: datetime) -> dict[str, object]:
    """Return what is open, due first, with what was done lately."""
    found = page_of(in_order(asked, "open"), None, A_PAGE)
    (done,) = in_order(asked, "done")
    lately = done.filter(changed_at__gte=now - KEPT_IN_SIGHT)[:3]
    return {
        "page": found,
        "mine": tracked(found.lines, now),
        "lately": tracked(lately, now),
    }


def offers(units: list[Client], words: str, now: datetime) -> list[tuple[ServiceVersion, Outlook]]:
    """Return what can be asked and would be promised now: what matches, or what is agreed."""
    unit, on = units[0], timezone.localdate(now)
    if words:
        readable = SearchDocument.objects.in_force(on).offered_to([unit.pk])
        found = find(words, readable, [SearchDocument.Kind.SERVICE])
        return outlooks(unit, found.versions[:OFFERED], received_at=now)
    theirs = ServiceVersion.objects.in_force(on).offered_to([unit.pk]).select_related("service")
    agreed = AgreementVersion.objects.in_force(on).filter(agreement__client=unit)
    often = agreed.order_by("-lines__volume_per_month").values_list("lines__service", flat=True)
    services = [service for service in often[:OFFERED] if service]
    chosen = (theirs.filter(service__in=services) if services else theirs)[:OFFERED]
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
