"""Proposing, from the page of a request, that the service it is about changes or goes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pdc.forms import ProposalForm
from pdc.models import ServiceVersion
from requests.models import ServiceRequest
from teams.http import SignedInRequest


@require_GET
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the form with what the request is about, which is sent on to the catalogue.

    Nothing of a request stands in an address, and what is confidential is not filled in.
    """
    on = timezone.localdate()
    seen = ServiceRequest.objects.visible_to(request.user, on)
    about = get_object_or_404(seen.select_related("promise"), pk=pk)
    offered = ServiceVersion.objects.in_force(on).visible_to(request.user, on)
    of_it = offered.filter(service__versions=about.promise.service_version)
    version = of_it.select_related("service").first()
    initial = {} if about.confidential else {"title": about.subject}
    form = ProposalForm(initial=initial, about=version is not None)
    context = {"form": form, "version": version}
    return render(request, "pdc/proposal_new.html", context)
