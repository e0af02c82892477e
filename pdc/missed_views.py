"""What people looked for and did not find: kept without who, and a list for coordinators."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pdc.models import SearchDocument
from pdc.search.finding import find
from pdc.search.missed import keep_missed, leave_missed, not_found_lately, propose_missed
from pdc.views import visitor
from teams.http import SignedInRequest


@require_POST
def miss(request: SignedInRequest) -> HttpResponse:
    """Count what somebody was done looking for, if nothing is found for it."""
    visitor(request)
    words, on = " ".join(request.POST.get("q", "").replace("\0", " ").split()), timezone.localdate()
    if not find(words, SearchDocument.objects.visible_to(request.user, on)).kinds:
        keep_missed(words, on)
    return HttpResponse()


@require_GET
def missed(request: SignedInRequest) -> HttpResponse:
    """List what was not found of late, most often first."""
    if not visitor(request).is_coordinator:
        raise Http404
    return render(request, "pdc/missed.html", {"missed": not_found_lately(timezone.localdate())})


@require_POST
def settle_missed(request: SignedInRequest) -> HttpResponse:
    """Propose a service for what was not found, or take it off the list."""
    if not visitor(request).is_coordinator:
        raise Http404
    words = request.POST.get("words", "").replace("\0", " ")
    if "propose" not in request.POST:
        leave_missed(words)
    elif proposal := propose_missed(words, by=request.user, now=timezone.now()):
        messages.success(request, _("%(title)s is proposed.") % {"title": proposal})
    return redirect("pdc:missed")
