"""A new request at the desk: the page, or the panel over any page, and what it offers."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, trigger_client_event

from core.htmx import render_page
from pdc.models import ServiceVersion
from requests.intake import IntakeForm, askers_matching
from requests.models import ServiceRequest
from requests.outlook import outlook_of, outlooks
from requests.policies import Refused
from requests.standing import standing_of, with_standing
from sla.models import AgreementVersion
from teams.http import SignedInRequest

HITS = 6


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Take down a request; whatever is wrong with it, what was typed stays."""
    now = at_the_desk(request)
    form = IntakeForm(request.POST or None, by=request.user, now=now)
    if form.is_valid() and "find" not in request.POST:
        try:
            return answer_saved(request, form.save())
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = intake_context(request, form, now)
    if form.is_bound and "find" in request.POST:
        context |= {"finding": True, **found(form, now)}
    return render_page(request, "requests/new.html", context, partial="panel")


@require_GET
def people(request: SignedInRequest) -> HttpResponse:
    """Offer the people who are meant by what was typed."""
    now = at_the_desk(request)
    words = request.GET.get("who", "").strip()
    offered = askers_matching(words, by=request.user, on=now)
    return render(request, "requests/_people.html", {"people": offered, "words": words})


@require_GET
def services(request: SignedInRequest) -> HttpResponse:
    """Offer the services that are meant by what was typed, each with its promise."""
    now = at_the_desk(request)
    form = IntakeForm(request.GET, by=request.user, now=now)
    form.is_valid()
    words = request.GET.get("subject", "").strip()
    context = {"hits": hits(form, words), "words": words, "outside": outlook_of(form, None)}
    return render(request, "requests/_hits.html", context | {"now": now})


@require_POST
def promise(request: SignedInRequest) -> HttpResponse:
    """Say what can be promised by the form so far; nothing is saved.

    A form is sent, not asked for by address: what people say does not belong in logs.
    """
    now = at_the_desk(request)
    form = IntakeForm(request.POST, by=request.user, now=now)
    form.is_valid()
    context = intake_context(request, form, now)
    context["new_service"] = shown(request, "shown_service") != pk_of(form.version)
    context["new_client"] = shown(request, "shown_requester") != pk_of(form.asker)
    return render(request, "requests/_promise.html", context)


def at_the_desk(request: SignedInRequest) -> datetime:
    """Return the time it is; for whoever works in no pool the desk does not exist."""
    now = timezone.now()
    if not request.user.roles_on(timezone.localdate(now)).is_secretary:
        raise Http404
    return now


def intake_context(request: SignedInRequest, form: IntakeForm, now: datetime) -> dict[str, Any]:
    """Return what the page shows: the form, the promise, and the unit of who asks."""
    context: dict[str, Any] = {"form": form, "now": now}
    if not form.is_bound:
        return context
    context["outlook"] = outlook_of(form, form.version)
    if form.asker is not None:
        client, on = form.asker.client, timezone.localdate(now)
        received_on = timezone.localdate(form.received)
        context["agreed"] = AgreementVersion.objects.agreed_with(client, received_on)
        asked = ServiceRequest.objects.worked_by(request.user, on).filter(promise__client=client)
        those = with_standing(asked.open().due_first())[:HITS]
        context["open_requests"] = [(one, standing_of(one, now)) for one in those]
    return context


def hits(form: IntakeForm, words: str) -> list[Any]:
    """Return the services that match, with what they would promise whoever asks."""
    if not words:
        return []
    on = timezone.localdate(form.received)
    matching = ServiceVersion.objects.in_force(on).matching(words).select_related("service")[:HITS]
    if form.asker is None:
        return [(version, None) for version in matching]
    return outlooks(
        form.asker.client,
        matching,
        received_at=form.received,
        urgent=bool(form.cleaned_data.get("urgent")),
    )


def found(form: IntakeForm, now: datetime) -> dict[str, Any]:
    """Return what there is to choose from, for a browser that can't search while one types."""
    return {
        "people": askers_matching(str(form.data.get("who", "")), by=form.by, on=now),
        "hits": hits(form, str(form.data.get("subject", "")).strip()),
    }


def answer_saved(request: SignedInRequest, service_request: ServiceRequest) -> HttpResponse:
    """Say its number: over the page it was opened on, or else in the queue."""
    number = {"number": service_request.number, "subject": service_request.subject}
    messages.success(request, _("Logged as %(number)s: %(subject)s") % number)
    if not request.htmx:
        return redirect("requests:queue")
    response = reswap(render(request, "core/_messages.html", {"oob": True}), "none")
    trigger_client_event(response, "draft-saved")
    return trigger_client_event(response, "panel-close")


def pk_of(chosen: Any) -> str:
    """Return what the page remembers of what it shows."""
    return str(chosen.pk) if chosen else ""


def shown(request: SignedInRequest, name: str) -> str:
    """Return what the page shows already: that is not swapped while one types in it."""
    return request.POST.get(name, "")
