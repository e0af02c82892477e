"""Proposals for the catalogue: the list, a new one, and the page where one is decided."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.paging import page_of
from pdc.forms import DeclineForm, ProposalForm, ProposalRemarkForm
from pdc.models import Proposal, ServiceVersion
from pdc.policies import Refused
from pdc.proposals import decline, propose_once, say, take_over
from pdc.views import visitor
from teams.http import SignedInRequest

A_PAGE = 30


@require_GET
def proposals(request: SignedInRequest) -> HttpResponse:
    """List the proposals somebody may read: what is open first."""
    roles = visitor(request)
    seen = Proposal.objects.visible_to(request.user, timezone.localdate())
    lines = seen.open_first().select_related("service", "made_by", "decided_by")
    page = page_of([lines], request.GET.get("page"), A_PAGE)
    return render(request, "pdc/proposals.html", {"page": page, "for_pool": roles.is_secretary})


@require_http_methods(["GET", "POST"])
def proposal_new(request: SignedInRequest) -> HttpResponse:
    """Propose a new service, or that one of the catalogue becomes otherwise or goes."""
    visitor(request)
    version = _service_asked(request)
    begin = {"title": request.GET.get("title", ""), "kind": request.GET.get("kind", "")}
    form = ProposalForm(request.POST or None, initial=begin, about=version is not None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        service = version.service if version else None
        try:
            made = propose_once(**said, service=service, by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(title)s is proposed.") % {"title": made})
            return redirect(made)
    return render(request, "pdc/proposal_new.html", {"form": form, "version": version})


@require_http_methods(["GET", "POST"])
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a proposal with what was said of it, and say something."""
    found = _find(request, pk)
    form = ProposalRemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        say(found, **form.cleaned_data, by=request.user, now=timezone.now())
        return redirect(found)
    return _page(request, found, form=form)


@require_POST
def proposal_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a proposal over, or decline it with the reason; a new service leads to its draft."""
    if not visitor(request).is_coordinator:
        raise Http404
    found = _find(request, pk)
    how: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    form = DeclineForm(request.POST)
    try:
        if request.POST.get("do") == "take":
            taken = take_over(found, **how)
            if taken.kind == Proposal.Kind.NEW and taken.service is not None:
                return redirect("pdc:draft", taken.service.code)
        elif form.is_valid():
            decline(found, **form.cleaned_data, **how)
        else:
            return _page(request, found, decline_form=form)
    except Refused as refused:
        messages.error(request, str(refused))
        return _page(request, _find(request, pk), decline_form=form)
    return redirect(found)


def _page(request: SignedInRequest, found: Proposal, **forms: Any) -> HttpResponse:
    """Show a proposal, and to who works in a pool where to go on with it."""
    on, roles = timezone.localdate(), visitor(request)
    context: dict[str, Any] = {
        "proposal": found,
        "remarks": found.remarks.select_related("by"),
        "form": ProposalRemarkForm(),
        "decline_form": DeclineForm(),
        "for_pool": roles.is_secretary,
        "decides": roles.is_coordinator,
    }
    if found.service_id:
        context["version"] = _offered(request, on).filter(service=found.service_id).first()
        drafts = ServiceVersion.objects.being_written().filter(service=found.service_id)
        context["being_written"] = roles.is_secretary and drafts.exists()
    return render(request, "pdc/proposal.html", context | forms)


def _find(request: SignedInRequest, pk: int) -> Proposal:
    """Return a proposal somebody may read."""
    visitor(request)
    seen = Proposal.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(seen.select_related("service", "made_by", "decided_by"), pk=pk)


def _service_asked(request: SignedInRequest) -> ServiceVersion | None:
    """Return the service the address names, as somebody sees it; nothing if it names none."""
    code = request.GET.get("service", "").replace("\0", "")
    if not code:
        return None
    return get_object_or_404(_offered(request, timezone.localdate()), service__code=code)


def _offered(request: SignedInRequest, on: date) -> "QuerySet[ServiceVersion]":
    """Return what is offered today, as far as somebody sees it."""
    seen = ServiceVersion.objects.in_force(on).visible_to(request.user, on)
    return seen.select_related("service")
