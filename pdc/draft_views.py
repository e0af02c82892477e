"""Writing the catalogue: the drafts there are, and the pages on which one is written."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from pdc.drafting import start_service
from pdc.forms import NewServiceForm
from pdc.models import ProcessStep, Proposal, ServiceVersion
from pdc.policies import Refused, may_write, why_not_write
from pdc.writing.actions import (
    PROCESS,
    TEXT,
    Sheet,
    process_of,
    read_sheet,
    throw_away,
    write_sheet,
)
from teams.http import SignedInRequest

GROUPS = [
    (gettext_lazy("What it is"), ("name", "summary", "included", "excluded", "quality_criteria")),
    (
        gettext_lazy("Asking for it"),
        ("requesters", "channels", "client_responsibilities", "min_notice", "urgent_condition"),
    ),
    (gettext_lazy("Finding it"), ("keywords", "typos")),
    (gettext_lazy("Effort"), ("effort_minutes", "effort_unit", "review_month")),
    (gettext_lazy("Is it still worth it?"), ("worth", "obsolete", "automatable")),
]


@require_http_methods(["GET", "POST"])
def drafts(request: SignedInRequest) -> HttpResponse:
    """List what is being written, and start a service that is not there yet."""
    if not may_write(request.user, timezone.localdate()):
        raise Http404
    form = NewServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        service = start_service(name, by=request.user, now=timezone.now())
        return redirect("pdc:draft", service.code)
    versions = ServiceVersion.objects.being_written().select_related("service__theme", "author")
    context = {"form": form, "versions": versions.order_by("-written_at", "-pk")}
    return render(request, "pdc/drafts.html", context)


@require_http_methods(["GET", "POST"])
def draft(request: SignedInRequest, code: str, name: str = TEXT) -> HttpResponse:
    """Show a page of a draft beside what holds now, and keep what is typed on it."""
    version = find_draft(request, code)
    if request.method != "POST":
        return draft_page(request, version, read_sheet(version, name))
    now = timezone.now()
    try:
        sheet = write_sheet(version, name, request.POST, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(request.path)
    if request.htmx:
        return kept(request, sheet, sheet_context(request, version, sheet))
    if not sheet.is_kept:
        return draft_page(request, version, sheet)
    if sheet.rows is None or not sheet.rows.removed:
        return redirect(request.path)
    return draft_page(request, version, sheet)


@require_POST
def draft_discard(request: SignedInRequest, code: str) -> HttpResponse:
    """Throw a draft away."""
    try:
        throw_away(find_draft(request, code), by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("pdc:draft", code)
    messages.success(request, _("The draft is thrown away."))
    return redirect("pdc:drafts")


def kept(
    request: SignedInRequest,
    sheet: Sheet,
    context: dict[str, Any],
    *,
    anew: str = "",
    place: str = "#writing",
) -> HttpResponse:
    """Answer what was typed: what is to be said beside it, or all of it drawn anew in its place."""
    context = context | {"kept_at": timezone.localtime()}
    redrawn = "do" in request.POST or (sheet.rows is not None and sheet.rows.redrawn)
    template = anew or f"{sheet.template}#writing"
    response = render(request, template if redrawn else "pdc/_kept.html", context)
    if redrawn:
        response = reswap(retarget(response, place), "outerHTML")
    if redrawn or sheet.is_kept:
        trigger_client_event(response, "draft-kept")
    return trigger_client_event(response, "draft-written")


def draft_page(request: SignedInRequest, version: ServiceVersion, sheet: Sheet) -> HttpResponse:
    """Show a whole page of a draft."""
    proposals = Proposal.objects.filter(service=version.service).select_related("made_by")
    alive = proposals.exclude(status=Proposal.Status.DECLINED)
    context = sheet_context(request, version, sheet) | {"proposals": alive.counted()}
    return render(request, sheet.template, context)


def sheet_context(
    request: SignedInRequest, version: ServiceVersion, sheet: Sheet
) -> dict[str, Any]:
    """Return what the page of a draft shows, and what holds now beside it."""
    on = timezone.localdate()
    held = ServiceVersion.objects.in_force(on).filter(service=version.service).first()
    context: dict[str, Any] = draft_context(request, version) | {"sheet": sheet, "held": held}
    if sheet.form is not None:
        other = held if sheet.name == TEXT else held and process_of(held)
        parts = {part.field.name: part for part in sheet.form.parts(other)}
        context["parts"] = list(parts.values())
        groups = GROUPS if sheet.name == TEXT else [("", tuple(parts))]
        context["groups"] = [(title, [parts[name] for name in names]) for title, names in groups]
    if sheet.name == PROCESS and held is not None:
        context["held_steps"] = ProcessStep.objects.filter(process__version=held)
    return context


def draft_context(request: SignedInRequest, version: ServiceVersion) -> dict[str, Any]:
    """Return what the head of each page of a draft shows."""
    why_not = why_not_write(version, request.user, timezone.localdate())
    return {
        "version": version,
        "why_not": why_not,
        "writers": version.writers.all(),
        "remarks_open": list(version.remarks.filter(settled_at=None).select_related("by")),
    }


def find_draft(request: SignedInRequest, code: str) -> ServiceVersion:
    """Return the draft of a service, for who writes the catalogue."""
    if not may_write(request.user, timezone.localdate()):
        raise Http404
    drafts = ServiceVersion.objects.being_written().select_related(
        "service__theme__parent", "author"
    )
    return get_object_or_404(drafts, service__code=code)
