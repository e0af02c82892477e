"""Drafting an agreement: started from another, and written in place on one page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from pdc.draft_views import kept
from pdc.policies import Refused
from pdc.writing.actions import Sheet
from sla.agreeing.drafting import throw_away, why_not_draft
from sla.agreeing.forms import NewAgreementForm
from sla.agreeing.length import AIM, length_of
from sla.agreeing.people import People
from sla.agreeing.sheets import PARTS, read_part, write_part
from sla.agreeing.smart import check
from sla.agreeing.starting import start_agreement, start_next
from sla.models import AgreementVersion
from sla.reading import read_lines
from teams.http import SignedInRequest


@require_http_methods(["GET", "POST"])
def agreement_new(request: SignedInRequest) -> HttpResponse:
    """Start the first agreement with a client."""
    now = timezone.now()
    form = NewAgreementForm(request.POST or None, by=request.user, on=timezone.localdate(now))
    if not form.may_start:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            draft = start_agreement(**form.chosen(), by=request.user, now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("sla:agreement_draft", draft.pk)
    return render(request, "sla/agreeing/new.html", {"form": form})


@require_POST
def agreement_next(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start the next version of an agreement from this one, or go on with the one there is."""
    now = timezone.now()
    readable = AgreementVersion.objects.of_pools(request.user, timezone.localdate(now))
    source = get_object_or_404(readable, pk=pk)
    try:
        draft = start_next(source, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("sla:agreement_detail", pk)
    return redirect("sla:agreement_draft", draft.pk)


@require_GET
def agreement_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a draft to write in; who doesn't coordinate its pools reads it."""
    return draft_page(request, find_draft(request, pk))


@require_http_methods(["GET", "POST"])
def agreement_part(request: SignedInRequest, pk: int, part: str) -> HttpResponse:
    """Keep what was typed in a part of a draft."""
    version = find_draft(request, pk)
    if part not in PARTS:
        raise Http404
    if request.method != "POST":
        return redirect_to(version, part)
    try:
        sheet = write_part(version, part, request.POST, by=request.user, now=timezone.now())
    except Refused as refused:
        return refused_in(request, version, refused)
    if not request.htmx:
        removed = sheet.rows is not None and sheet.rows.removed
        if sheet.is_kept and not removed:
            return redirect_to(version, part)
        return draft_page(request, version, sheet)
    context = {"version": version, "sheet": sheet, "words": PARTS[part], "writing": f"#at-{part}"}
    return kept(request, sheet, context, anew="sla/agreeing/_writing.html", place=f"#at-{part}")


@require_GET
def agreement_beside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what is to be said of a draft as a whole: what is missing, and how long it is."""
    version = find_draft(request, pk)
    return render(request, "sla/agreeing/_beside.html", _beside(version))


@require_http_methods(["GET", "POST"])
def agreement_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a draft can go, and throw it away."""
    version = find_draft(request, pk)
    if request.method == "POST":
        try:
            throw_away(version, by=request.user, now=timezone.now())
        except Refused as refused:
            return refused_in(request, version, refused)
        messages.success(request, _("The draft is thrown away."))
        return redirect("sla:agreement_list")
    return render(request, "sla/agreeing/discard.html", _head(request, version))


def find_draft(request: SignedInRequest, pk: int) -> AgreementVersion:
    """Return a draft of one of somebody's pools."""
    drafts = AgreementVersion.objects.of_pools(request.user, timezone.localdate()).filter(
        status=AgreementVersion.Status.DRAFTED
    )
    related = drafts.select_related("agreement__client", "calendar", "written_by")
    return get_object_or_404(related.prefetch_related("agreement__pools"), pk=pk)


def redirect_to(version: AgreementVersion, part: str) -> HttpResponse:
    """Go to a part of the page of a draft."""
    response = redirect("sla:agreement_draft", version.pk)
    response["Location"] += f"#{part}"
    return response


def refused_in(
    request: SignedInRequest, version: AgreementVersion, refused: Refused
) -> HttpResponse:
    """Say why it was not done, on the page of the agreement."""
    messages.error(request, str(refused))
    there = redirect("sla:agreement_draft", version.pk)
    return HttpResponseClientRedirect(there["Location"]) if request.htmx else there


def draft_page(
    request: SignedInRequest, version: AgreementVersion, sent: Sheet | None = None
) -> HttpResponse:
    """Show the whole page of a draft, with what was sent where it could not all be kept."""
    people = People(version, timezone.localdate())
    sheets = {
        name: sent if sent and sent.name == name else read_part(version, name, people)
        for name in PARTS
    }
    context = _head(request, version) | _beside(version)
    context |= {
        "parts": {
            name: {"sheet": sheet, "words": PARTS[name], "writing": f"#at-{name}"}
            for name, sheet in sheets.items()
        },
        "sheet": sent or sheets["period"],
        "kept_at": None,
    }
    return render(request, "sla/agreeing/draft.html", context)


def _head(request: SignedInRequest, version: AgreementVersion) -> dict[str, Any]:
    on = timezone.localdate()
    return {
        "version": version,
        "agreement": version.agreement,
        "why_not": why_not_draft(version, request.user, on),
    }


def _beside(version: AgreementVersion) -> dict[str, Any]:
    on = timezone.localdate()
    lines = read_lines(version, on)
    return {
        "version": version,
        "lines": lines,
        "check": check(version, lines),
        "length": length_of(version, lines),
        "most_pages": AIM,
        "plan": version.drafting_steps.progress(on),
        "on": on,
    }
