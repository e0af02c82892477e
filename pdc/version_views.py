"""The versions of a service through the years, and what differs between any two of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pdc.comparing import compare
from pdc.models import Audit, Service, ServiceVersion
from pdc.models.catalogue import ServiceVersionQuerySet
from pdc.policies import may_write
from teams.http import SignedInRequest


def versions_of(request: SignedInRequest, code: str) -> tuple[Service, ServiceVersionQuerySet]:
    """Return a service with its versions, newest first, for who writes the catalogue."""
    if not may_write(request.user, timezone.localdate()):
        raise Http404
    service = get_object_or_404(Service, code=code)
    found = ServiceVersion.objects.filter(service=service).order_by("-number")
    return service, found.select_related("service", "author", "published_by")


@require_GET
def versions(request: SignedInRequest, code: str) -> HttpResponse:
    """List the versions of a service: from when, by whom, who audited it and what clients heard."""
    service, found = versions_of(request, code)
    shown = list(found)
    good = Audit.objects.filter(version__in=shown, verdict=Audit.Verdict.GOOD)
    audited = {audit.version_id: audit for audit in good.select_related("auditor").order_by("pk")}
    lines = [(version, audited.get(version.pk)) for version in shown]
    roles = request.user.roles_on(timezone.localdate())
    context = {"service": service, "lines": lines, "newest": shown[0] if shown else None}
    return render(request, "pdc/versions.html", {**context, "may_retire": roles.is_coordinator})


@require_GET
def compare_versions(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what differs between two versions; without a choice, between the last two."""
    service, found = versions_of(request, code)
    shown = list(found.prefetch_related("intake_fields"))
    if not shown:
        raise Http404
    by_number = {str(version.number): version for version in shown}
    new = by_number.get(request.GET.get("b", ""), shown[0])
    older = next((each for each in shown if each.number < new.number), new)
    old = by_number.get(request.GET.get("a", ""), older)
    parts = compare(old, new)
    context = {
        "service": service,
        "versions": shown,
        "old": old,
        "new": new,
        "parts": [part for part in parts if part.differs],
        "same": [part for part in parts if not part.differs],
    }
    return render(request, "pdc/compare.html", context)
