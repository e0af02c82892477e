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
from pdc import search
from pdc.models import ServiceVersion
from requests.intake import IntakeForm, askers_matching
from requests.models import ServiceRequest
from requests.outlook import outlook_of, outlooks
from requests.policies import Refused
from requests.standing import standing_of, with_standing
from sla.models import AgreementVersion
from teams.http import SignedInRequest

HITS = 6
LIKELY = 0.7  # from here on it is said that a service is probably not in the catalogue


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


@require_http_methods(["GET", "POST"])
def services(request: SignedInRequest) -> HttpResponse:
    """Offer the services that are meant by what was typed, each with its promise.

    Also what was said so far tells; that is sent, for it does not belong in an address.
    """
    now = at_the_desk(request)
    form = IntakeForm(request.POST or request.GET, by=request.user, now=now)
    form.is_valid()
    context = offered(form) | {"outside": outlook_of(form, None), "now": now}
    return render(request, "requests/_hits.html", context)


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


def offered(form: IntakeForm) -> dict[str, Any]:
    """Return the services that are meant, with what they would promise whoever asks.

    And whether it is probably outside the catalogue: of a single word one can't tell yet.
    """
    words = str(form.data.get("subject", ""))
    if not words.strip():
        return {"words": "", "hits": []}
    on, text = timezone.localdate(form.received), str(form.data.get("text", ""))
    meant = search.suggest(text, HITS, typing=words, on=on)
    return {
        "words": words.strip(),
        "hits": hits(form, meant.versions),
        "likely_outside": meant.off_catalogue > LIKELY and len(words.split()) > 1,
    }


def hits(form: IntakeForm, versions: list[ServiceVersion]) -> list[Any]:
    """Return services with what they would promise whoever asks."""
    if form.asker is None:
        return [(version, None) for version in versions]
    return outlooks(
        form.asker.client,
        versions,
        received_at=form.received,
        urgent=bool(form.cleaned_data.get("urgent")),
    )


def found(form: IntakeForm, now: datetime) -> dict[str, Any]:
    """Return what there is to choose from, for a browser that can't search while one types."""
    people = askers_matching(str(form.data.get("who", "")), by=form.by, on=now)
    return {"people": people, **offered(form)}


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
