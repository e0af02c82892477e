"""A new request at the desk: the page, or the panel over any page, and what it offers."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Case, F, QuerySet, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap, trigger_client_event

from core.htmx import render_page
from core.views import words_typed
from pdc import search
from pdc.models import ServiceVersion
from requests import actions, drafts
from requests.intake import IntakeForm, askers_matching
from requests.models import Channel, Draft, ServiceRequest
from requests.outlook import outlook_of, outlooks
from requests.policies import Refused
from requests.request_form import RequestForm
from requests.standing import standing_of, with_standing
from sla.models import AgreementVersion
from teams.http import SignedInRequest

HITS = 6
LONGEST_SUBJECT = 200
LIKELY = 0.7  # from here on it is said that a service is probably not in the catalogue
NUMBER = re.compile(r"\d{1,18}")


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Take down a request; whatever is wrong with it, what was typed stays."""
    now = at_the_desk(request)
    form = form_to_begin_with(request, now)
    if request.method == "POST" and form.is_valid() and "find" not in request.POST:
        try:
            service_request = form.save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.forget(form.cleaned_data["token"], by=request.user)
            return answer_saved(request, service_request, now)
    return page(request, form, now)


def page(request: SignedInRequest, form: IntakeForm, now: datetime, **more: Any) -> HttpResponse:
    """Show the form with all that was typed in it, and what was left open before."""
    context = intake_context(request, form, now) | more
    if request.method == "POST" and "find" in request.POST:
        if form.version and shown(request, "shown_service") != pk_of(form.version):
            form.fill_from(form.last_time)
        context |= {"finding": True, **found(form, now)}
    elif form.from_last_time:
        form.last = form.last_time
    if request.method == "GET":
        context["drafts"] = drafts_beside(form, now)
    return render_page(request, "requests/new.html", context, partial="panel")


def drafts_beside(form: IntakeForm, now: datetime) -> "QuerySet[Draft]":
    """Return what whoever has this form before them left open besides."""
    return drafts.beside(drafts.as_token(str(form["token"].value())), by=form.by, now=now)


def form_to_begin_with(request: SignedInRequest, now: datetime) -> IntakeForm:
    """Return the form: as it was sent, as it was left open, of the same caller, or empty."""
    by = request.user
    if request.method == "POST":
        return IntakeForm(request.POST, by=by, now=now)
    token = drafts.as_token(request.GET.get("draft"))
    if draft := drafts.find(token, by=by, now=now):
        return IntakeForm.resumed(drafts.typed_in(draft, now), by=by, now=now)
    if before := before_in_this_call(request, now):
        return form_of_same_caller(request, before, now)
    form = IntakeForm(by=by, now=now)
    form.initial["subject"] = words_typed(request, "subject")[:LONGEST_SUBJECT]
    return form


def before_in_this_call(request: SignedInRequest, now: datetime) -> ServiceRequest | None:
    """Return what the same caller asked just before."""
    number = request.GET.get("after", "")
    seen = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now))
    return seen.filter(pk=int(number)).first() if NUMBER.fullmatch(number) else None


def form_of_same_caller(
    request: SignedInRequest, service_request: ServiceRequest, now: datetime
) -> IntakeForm:
    """Return the form for the next request of one call."""
    typed = drafts.of_same_caller(service_request, now)
    return IntakeForm.resumed(typed, by=request.user, now=now)


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
    changed = what_changed(request, form)
    context = intake_context(request, form, now) | changed
    return render(request, "requests/_promise.html", context)


def what_changed(request: SignedInRequest, form: RequestForm) -> dict[str, bool]:
    """Return which parts of the page are not what it shows; new questions begin as last time."""
    new_service = shown(request, "shown_service") != pk_of(form.version)
    new_client = shown(request, "shown_requester") != pk_of(form.asker)
    fresh = new_service or (new_client and form.nothing_answered)
    if fresh:
        form.fill_from(form.last_time)
    return {"new_service": new_service, "new_client": new_client, "new_answers": fresh}


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
        client = form.asker.client
        received_on = timezone.localdate(form.received)
        context["agreed"] = AgreementVersion.objects.agreed_with(client, received_on)
        asked = asked_before(request, now).filter(promise__client=client)
        own_first = Case(When(requested_by=form.asker.user_id, then=0), default=1)
        due_first = F("promise__next_due_at").asc(nulls_last=True)
        those = with_standing(asked).order_by(own_first, due_first, "pk")[:HITS]
        context["open_requests"] = [(one, standing_of(one, now)) for one in those]
    return context


def offered(form: RequestForm) -> dict[str, Any]:
    """Return the services that are meant, with what they would promise whoever asks.

    And whether it is probably outside the catalogue: of a single word one can't tell yet.
    """
    words = str(form.data.get("subject", ""))
    if not words.strip():
        return {"words": "", "hits": []}
    on, text = timezone.localdate(form.received), str(form.data.get("text", ""))
    client = form.asker.client_id if form.asker else None
    meant = search.suggest(text, HITS, typing=words, on=on, client=client)
    return {
        "words": words.strip(),
        "hits": hits(form, meant.versions),
        "likely_outside": meant.off_catalogue > LIKELY and len(words.split()) > 1,
    }


def hits(form: RequestForm, versions: list[ServiceVersion]) -> list[Any]:
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


def answer_saved(
    request: SignedInRequest, service_request: ServiceRequest, now: datetime
) -> HttpResponse:
    """Say its number; when the same caller asks more, over the next form."""
    number = {"number": service_request.number, "subject": service_request.subject}
    logged = _("Logged as %(number)s: %(subject)s") % number
    if "more" not in request.POST:
        return answer_done(request, logged)
    if not request.htmx:
        messages.success(request, logged)
        return redirect(f"{reverse('requests:new')}?after={service_request.pk}")
    form = form_of_same_caller(request, service_request, now)
    context = intake_context(request, form, now) | {"before": service_request}
    response = render_page(request, "requests/new.html", context, partial="panel")
    return trigger_client_event(response, "draft-saved")


def answer_done(request: SignedInRequest, said: str) -> HttpResponse:
    """Say what was done: over the page the form was opened on, or else in the queue."""
    messages.success(request, said)
    if not request.htmx:
        return redirect("requests:queue")
    if urlsplit(request.htmx.current_url or "").path == reverse("requests:new"):
        elsewhere = HttpResponseClientRedirect(reverse("requests:queue"))
        return trigger_client_event(elsewhere, "draft-saved")
    response = reswap(render(request, "core/_messages.html", {"oob": True}), "none")
    trigger_client_event(response, "draft-saved")
    return trigger_client_event(response, "panel-close")


@require_POST
def add_to(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add what was typed to a request that was open already, instead of logging it anew.

    A mail is a note on it: the client wrote, and nobody answered yet.
    """
    now = at_the_desk(request)
    service_request = get_object_or_404(asked_before(request, now), pk=pk)
    form = IntakeForm.resumed(request.POST, by=request.user, now=now)
    channel = Channel(form.cleaned_data.get("channel") or Channel.PHONE)
    said = form.what_was_said
    number = {"number": service_request.number, "subject": service_request.subject}
    if not said:
        form.add_error("text", _("Write down what was said. Then add it to %(number)s.") % number)
        return page(request, form, now)
    try:
        if channel == Channel.EMAIL:
            actions.note(service_request, text=said, by=request.user, now=now)
        else:
            actions.contact(service_request, channel=channel, text=said, by=request.user, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, form, now)
    drafts.forget(form.cleaned_data.get("token"), by=request.user)
    return answer_done(request, _("Added to %(number)s: %(subject)s") % number)


def asked_before(request: SignedInRequest, now: datetime) -> "QuerySet[ServiceRequest]":
    """Return what somebody at the desk can add a call to: what is open in their pools."""
    return ServiceRequest.objects.worked_by(request.user, timezone.localdate(now)).open()


def pk_of(chosen: Any) -> str:
    """Return what the page remembers of what it shows."""
    return str(chosen.pk) if chosen else ""


def shown(request: SignedInRequest, name: str) -> str:
    """Return what the page shows already: that is not swapped while one types in it."""
    return request.POST.get(name, "")
