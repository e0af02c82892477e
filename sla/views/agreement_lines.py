"""The lines of a draft: found in the catalogue, added, written and taken out."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget, trigger_client_event

from pdc.draft_views import kept
from pdc.models import SearchDocument, ServiceVersion
from pdc.policies import Refused
from pdc.search.finding import find
from pdc.writing.actions import Sheet
from sla.agreeing.drafting import why_not_draft
from sla.agreeing.line_form import find_line, open_line, write_line
from sla.agreeing.lines import add_line, remove_line, take_standard
from sla.agreeing.smart import ASKS, asking_for_event, lacks
from sla.models import AgreementVersion
from sla.reading import ReadLine, day_within, read_lines
from sla.views.agreement_drafts import find_draft, redirect_to, refused_in
from teams.http import SignedInRequest

PART = "services"


@require_http_methods(["GET", "POST"])
def agreement_lines(request: SignedInRequest, pk: int) -> HttpResponse:
    """Find services of the catalogue for a draft, and add one."""
    version = find_draft(request, pk)
    if request.method != "POST":
        context = {"version": version, "found": _found(version, request.GET.get("q", ""))}
        whole = "sla/agreeing/services.html"
        template = "sla/agreeing/_found_services.html" if request.htmx else whole
        return render(request, template, context | {"words": request.GET.get("q", "")})
    service = request.POST.get("service", "")
    if not (service.isdecimal() and len(service) < 18):
        raise Http404
    try:
        line = add_line(version, int(service), by=request.user, now=timezone.now())
    except Refused as refused:
        return refused_in(request, version, refused)
    if request.htmx:
        return table(request, version, opened=line.pk)
    return redirect("sla:agreement_line", version.pk, line.pk)


@require_http_methods(["GET", "POST"])
def agreement_line(request: SignedInRequest, pk: int, line: int) -> HttpResponse:
    """Open a line of a draft to write in, and keep what is typed."""
    now = timezone.now()
    version = find_draft(request, pk)
    read = find_line(version, line, now)
    if read is None:
        raise Http404
    if request.method != "POST":
        return _line_page(request, version, read, open_line(read))
    do = request.POST.get("do", "")
    try:
        sheet = write_line(version, read, request.POST, by=request.user, now=now)
        if do == "remove":
            remove_line(version, line, by=request.user, now=now)
        elif do == "standard":
            take_standard(version, line, by=request.user, now=now)
            sheet = _anew(version, line)
    except Refused as refused:
        return refused_in(request, version, refused)
    if do == "remove" or (do == "done" and sheet.is_kept):
        return table(request, version) if request.htmx else redirect_to(version, PART)
    if not request.htmx:
        return _line_page(request, version, read, sheet)
    return kept(
        request,
        sheet,
        _line_context(request, version, read, sheet),
        anew="sla/agreeing/_line.html",
        place=f"#line-{line}",
    )


def table(
    request: SignedInRequest, version: AgreementVersion, *, opened: int | None = None
) -> HttpResponse:
    """Answer with all lines of a draft, one of them open to write in."""
    lines = read_lines(version, timezone.localdate())
    context: dict[str, Any] = {"version": version, "lines": lines, "sheet": Sheet("lines")}
    context["kept_at"] = timezone.localtime()
    for read in lines:
        if read.line.pk == opened:
            context |= _line_context(request, version, read, open_line(read)) | {"opened": opened}
    response = render(request, "sla/agreeing/_lines.html", context)
    response = reswap(retarget(response, "#lines"), "outerHTML")
    for event in ("draft-kept", "draft-written", "lines-changed"):
        trigger_client_event(response, event)
    return response


def _anew(version: AgreementVersion, line: int) -> Sheet:
    read = find_line(version, line, timezone.now())
    if read is None:
        raise Http404
    return open_line(read)


def _line_page(
    request: SignedInRequest, version: AgreementVersion, read: ReadLine, sheet: Sheet
) -> HttpResponse:
    context = _line_context(request, version, read, sheet)
    if not request.htmx:
        return render(request, "sla/agreeing/line.html", context)
    piece = "line_beside" if "beside" in request.GET else "line"
    return render(request, f"sla/agreeing/_{piece}.html", context)


def _line_context(
    request: SignedInRequest, version: AgreementVersion, read: ReadLine, sheet: Sheet
) -> dict[str, Any]:
    on = timezone.localdate()
    asking = asking_for_event([read])
    return {
        "version": version,
        "agreement": version.agreement,
        "why_not": why_not_draft(version, request.user, on),
        "read": read,
        "line": read.line,
        "sheet": sheet,
        "form": sheet.lines[0],
        "lacking": [(one.label, ASKS[one]) for one in lacks(read, version, asking)],
        "writing": f"#line-{read.line.pk}",
    }


def _found(version: AgreementVersion, words: str) -> list[tuple[ServiceVersion, bool]]:
    """Return the services that words may mean, each with whether it is in the draft already."""
    if not words.strip():
        return []
    day = day_within(version, timezone.localdate())
    offered = SearchDocument.objects.in_force(day).offered_to([version.agreement.client_id])
    there = set(version.lines.values_list("service", flat=True))
    services = find(words, offered, [SearchDocument.Kind.SERVICE]).versions
    return [(service, service.service_id in there) for service in services]
