"""What requests say of the catalogue; its page of management fetches it by its address."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from pdc.models import ServiceVersion
from sla.models import Promise
from teams.http import SignedInRequest

A_YEAR = timedelta(days=365)


@require_GET
def never_asked(request: SignedInRequest) -> HttpResponse:
    """Name the services that were offered all of last year, and that nobody asked for."""
    now = timezone.now()
    on = timezone.localdate(now)
    if not request.user.roles_on(on).is_coordinator:
        raise Http404
    asked = Promise.objects.filter(
        service_version__service=OuterRef("service"), received_at__gte=now - A_YEAR
    )
    offered = ServiceVersion.objects.filter(
        service=OuterRef("service"),
        status__in=ServiceVersion.PUBLISHED,
        valid_from__lte=on - A_YEAR,
    )
    versions = ServiceVersion.objects.in_force(on).filter(Exists(offered), ~Exists(asked))
    found = list(versions.select_related("service").order_by("service__code"))
    return render_page(
        request, "requests/never_asked.html", {"found": found}, partial="never-asked"
    )
