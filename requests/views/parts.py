"""What the parts of a request's page that change by themselves have in common."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from requests.models import ServiceRequest
from teams.http import SignedInRequest

CHANGED = "request-changed"
KEPT = "kept"


def held_by_my_pools(request: SignedInRequest, pk: int, now: datetime) -> ServiceRequest:
    """Return a request somebody works on, or answer that there is none."""
    mine = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now))
    return get_object_or_404(mine.select_related("promise"), pk=pk)


def answer_part(
    request: SignedInRequest,
    service_request: ServiceRequest,
    part: str,
    context: dict[str, Any],
    *,
    kept: bool = True,
) -> HttpResponse:
    """Draw one part of the page again, with what there is to say; the whole page without htmx.

    What else the page shows of it is asked for at once. A form whose text was `kept` is emptied.
    """
    if not request.htmx:
        return redirect(f"{service_request.get_absolute_url()}#{part}")
    shown = {"service_request": service_request, "part": f"requests/_{part}.html", **context}
    response = render(request, "requests/_part.html", shown)
    response["HX-Trigger"] = f"{CHANGED}, {KEPT}" if kept else CHANGED
    if not kept:
        response["HX-Reswap"] = "none"  # what was typed stays, and beside it stands what is wrong
    return response
