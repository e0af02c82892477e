"""What people looked for and did not find: kept without who, and a list for coordinators."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pdc.models import SearchDocument, ServiceVersion
from pdc.search.finding import find
from pdc.search.missed import keep_missed, leave_missed, not_found_lately, propose_missed
from pdc.views import visitor
from teams.http import SignedInRequest

COUNTED, FOR_A_WHILE = "missed", 10 * 60  # a cookie, and how many seconds it lasts


@require_POST
def miss(request: SignedInRequest) -> HttpResponse:
    """Count what somebody was done looking for, if nothing is found for it.

    Who waits and then presses Enter looks for the same: their browser remembers that it was
    counted, by a sign that says nothing of the words, for nobody here keeps who looked for what.
    """
    visitor(request)
    words, on = " ".join(request.POST.get("q", "").replace("\0", " ").split()), timezone.localdate()
    response = HttpResponse()
    sign = salted_hmac("pdc.missed", f"{on} {words.lower()}").hexdigest()
    if request.COOKIES.get(COUNTED) == sign:
        return response
    if not find(words, SearchDocument.objects.visible_to(request.user, on)).kinds:
        keep_missed(words, on)
        response.set_cookie(
            COUNTED,
            sign,
            max_age=FOR_A_WHILE,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@require_GET
def missed(request: SignedInRequest) -> HttpResponse:
    """List what was not found of late, most often first."""
    if not visitor(request).is_coordinator:
        raise Http404
    return render(request, "pdc/missed.html", missed_context())


def missed_context() -> dict[str, Any]:
    """Return what the list shows: the words, and the services they may belong to."""
    on = timezone.localdate()
    services = ServiceVersion.objects.in_force(on).order_by("service__code")
    names = services.values_list("service__code", "name")
    return {"missed": not_found_lately(on), "services": names}


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
