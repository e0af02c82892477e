"""Drafts of services, for coordinators to read before they are written out."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pdc.models import Proposal, ServiceVersion
from teams.http import SignedInRequest


@require_GET
def draft(request: SignedInRequest, code: str) -> HttpResponse:
    """Show a draft, and the proposals it came of."""
    roles = request.user.roles_on(timezone.localdate())
    if not (roles.is_coordinator or request.user.is_staff):
        raise Http404
    drafts = ServiceVersion.objects.filter(status=ServiceVersion.Status.DRAFT, service__code=code)
    version = drafts.select_related("service__theme__parent").order_by("-number").first()
    if version is None:
        raise Http404
    proposals = Proposal.objects.filter(service=version.service).select_related("made_by")
    context = {"version": version, "proposals": proposals.counted()}
    return render(request, "pdc/draft.html", context)
