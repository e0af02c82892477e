"""Writing the next version of a service, with its norms."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from pdc.models import Service
from pdc.policies import may_write
from sla.actions import start_draft
from teams.http import SignedInRequest


@require_POST
def start(request: SignedInRequest, code: str) -> HttpResponse:
    """Start the next version of a service, and go where it is written."""
    now = timezone.now()
    if not may_write(request.user, timezone.localdate(now)):
        raise Http404
    service = get_object_or_404(Service, code=code)
    start_draft(service, by=request.user, now=now)
    return redirect("pdc:draft", code)
