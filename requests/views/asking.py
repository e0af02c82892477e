"""Asking something in the portal: the page, what it offers while one types, and what is kept."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.views import words_typed
from pdc.models import ServiceVersion
from requests import drafts
from requests.attachments.adding import add_files
from requests.forms.asking import AskForm
from requests.models import Attachment, ServiceRequest
from requests.outlook import outlook_of
from requests.policies import Refused
from requests.views.attachments import say_not_added
from requests.views.intake import LONGEST_SUBJECT, offered, pk_of, shown, what_changed
from teams.http import SignedInRequest

NOTHING_TO_SHOW = 204


def in_the_portal(request: SignedInRequest) -> datetime:
    """Return the time it is; for whoever asks for no unit there is no portal."""
    now = timezone.now()
    if not request.user.roles_on(timezone.localdate(now)).is_client:
        raise Http404
    return now


@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest) -> HttpResponse:
    """Let somebody ask something; whatever is wrong with it, what was typed stays."""
    now = in_the_portal(request)
    form = form_to_begin_with(request, now)
    if request.method == "POST" and form.is_valid() and "find" not in request.POST:
        try:
            service_request = asked(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.forget(form.cleaned_data["token"], by=request.user)
            number = {"number": service_request.number}
            messages.success(request, _("Sent. Your number is %(number)s.") % number)
            return redirect("requests:portal_detail", service_request.pk)
    return page(request, form, now)


def asked(request: SignedInRequest, form: AskForm) -> ServiceRequest:
    """Ask it with the files that may come along; of the others it is said why not."""
    made: list[ServiceRequest] = []

    def with_files(files: list[Attachment]) -> None:
        made.append(form.save(files))

    outcome = add_files(request.FILES.getlist("files"), with_files)
    say_not_added(request, outcome)
    return made[0] if made else form.save()


def page(request: SignedInRequest, form: AskForm, now: datetime, **more: Any) -> HttpResponse:
    """Show the form with all that was typed in it, and what was left open before."""
    if request.method == "POST" and "find" in request.POST:
        if form.version and shown(request, "shown_service") != pk_of(form.version):
            form.fill_from(form.last_time)
        more |= {"finding": True, **offered(form)}
    elif form.from_last_time:
        form.last = form.last_time
    if request.method == "GET":
        more["drafts"] = drafts_beside(form, now)
    return render(request, "requests/ask.html", context_of(form, now) | more)


def context_of(form: AskForm, now: datetime) -> dict[str, Any]:
    """Return what the page shows of the form so far, with what would be promised."""
    return {
        "form": form,
        "now": now,
        "in_portal": True,
        "outlook": outlook_of(form, form.version),
    }


def form_to_begin_with(request: SignedInRequest, now: datetime) -> AskForm:
    """Return the form: as it was sent, as it was left open, or for a service that was chosen."""
    by = request.user
    if request.method == "POST":
        return AskForm(request.POST, by=by, now=now)
    token = drafts.as_token(request.GET.get("draft"))
    if draft := drafts.find(token, by=by, now=now, in_portal=True):
        return AskForm.resumed(drafts.typed_in(draft, now), by=by, now=now)
    data = QueryDict(mutable=True)
    empty = AskForm(by=by, now=now)
    data["token"] = str(uuid4())
    data["requester"] = str(empty.fields["requester"].initial)
    subject, version = words_typed(request, "subject"), chosen(request, empty, now)
    if version is not None:
        data["service"] = str(version.pk)
        subject = subject or version.name
    data["subject"] = subject[:LONGEST_SUBJECT]
    form = AskForm.resumed(data, by=by, now=now)
    form.fill_from(form.last_time)
    return form


def chosen(request: SignedInRequest, form: AskForm, now: datetime) -> ServiceVersion | None:
    """Return the service somebody came for, as it holds today."""
    code = words_typed(request, "service")
    offered_now = form.choosable().in_force(timezone.localdate(now))  # type: ignore[attr-defined]
    found: ServiceVersion | None = offered_now.filter(service__code=code).first() if code else None
    return found


@require_http_methods(["GET", "POST"])
def services(request: SignedInRequest) -> HttpResponse:
    """Offer the services that are meant by what was typed, each with its promise."""
    now = in_the_portal(request)
    form = AskForm(request.POST or request.GET, by=request.user, now=now)
    form.is_valid()
    context = offered(form) | {"outside": outlook_of(form, None), "now": now, "in_portal": True}
    # One word is only what they looked for: the name of the service says more.
    context["completes"] = len(context["words"].split()) == 1
    return render(request, "requests/_hits.html", context)


@require_POST
def promise(request: SignedInRequest) -> HttpResponse:
    """Say what can be promised by the form so far; nothing is saved."""
    now = in_the_portal(request)
    form = AskForm(request.POST, by=request.user, now=now)
    form.is_valid()
    changed = what_changed(request, form)
    return render(request, "requests/_ask_promise.html", context_of(form, now) | changed)


@require_POST
def keep_draft(request: SignedInRequest) -> HttpResponse:
    """Keep what was typed so far; the browser sends it by itself and shows nothing of it."""
    now = in_the_portal(request)
    token = drafts.as_token(request.POST.get("token"))
    if token is not None:
        drafts.keep(request.POST, token, by=request.user, now=now, in_portal=True)
    return HttpResponse(status=NOTHING_TO_SHOW)


@require_POST
def forget_draft(request: SignedInRequest, token: UUID) -> HttpResponse:
    """Throw one away; what is being typed beside it stays."""
    now = in_the_portal(request)
    drafts.forget(token, by=request.user)
    form = AskForm.resumed(request.POST, by=request.user, now=now)
    beside = drafts_beside(form, now)
    if request.htmx:
        context = {"drafts": beside, "now": now, "in_portal": True}
        return render(request, "requests/_drafts.html", context)
    return page(request, form, now, drafts=beside)


def drafts_beside(form: AskForm, now: datetime) -> Any:
    """Return what whoever has this form before them left open besides."""
    token = drafts.as_token(str(form["token"].value()))
    return drafts.beside(token, by=form.by, now=now, in_portal=True)
