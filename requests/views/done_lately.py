"""What somebody did lately, to put in an inventory round with one press; nobody else sees it."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from pdc.inventory.forms import called
from pdc.models import InventoryLine, InventoryRound
from requests.done_lately import done_lately as done_by
from teams.http import SignedInRequest

MOST = 12


@require_GET
def done_lately(request: SignedInRequest, pk: int) -> HttpResponse:
    """Suggest the services somebody worked on, of which they have no line in a round yet."""
    now = timezone.now()
    on = timezone.localdate(now)
    rounds = InventoryRound.objects.open().visible_to(request.user, on)
    inventory = get_object_or_404(rounds, pk=pk)
    lines = InventoryLine.objects.filter(part__round=inventory, part__person=request.user)
    written = set(lines.exclude(service=None).values_list("service", flat=True))
    done = [one for one in done_by(request.user, now=now) if one.service not in written]
    offered = called(on).filter(service__in=[one.service for one in done])
    names = {version.service_id: version.called for version in offered}  # type: ignore[attr-defined]
    suggested = [(one, names[one.service], uuid4()) for one in done if one.service in names]
    context = {"round": inventory, "suggested": suggested[:MOST]}
    return render_page(request, "requests/done_lately.html", context, partial="done")
