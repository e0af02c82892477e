"""From a promise to the request it is of: the way back up for pages that know promises only."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from requests.models import ServiceRequest
from teams.http import SignedInRequest


@require_GET
def of_promise(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go to the request a promise is of, for who may work on it."""
    mine = ServiceRequest.objects.worked_by(request.user, timezone.localdate())
    return redirect(get_object_or_404(mine, promise=pk))
