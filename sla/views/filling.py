"""Whether an agreement fits the hours of its pools, beside the agreement or as a page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from sla.filling import filling_of
from sla.filling.gauge import gauge_of
from sla.policies import versions_kept_by
from teams.http import SignedInRequest


@require_GET
def filling(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how full each pool is that somebody coordinates, with this version of an agreement."""
    on = timezone.localdate()
    kept = versions_kept_by(request.user, on).select_related("agreement")
    version = get_object_or_404(kept, pk=pk)
    coordinated = request.user.roles_on(on).coordinates
    pools = version.agreement.pools.filter(pk__in=coordinated)
    fillings = [filling_of(pool, version, on) for pool in pools]
    context = {
        "version": version,
        "agreement": version.agreement,
        "fillings": [(filled, gauge_of(filled)) for filled in fillings],
        "is_draft": version.status not in version.BINDING,
    }
    return render_page(request, "sla/filling.html", context, partial="filling")
