"""What the pages of the catalogue show of norms and agreements; they fetch it by its address."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.htmx import render_page
from pdc.comparing import compare_lines
from pdc.models import ServiceVersion
from pdc.policies import may_write
from sla.models import AgreementLine, AgreementVersion
from sla.wording import norm_in_full
from teams.http import SignedInRequest


@require_GET
def norm_changes(request: SignedInRequest, code: str) -> HttpResponse:
    """Say what differs in the norms of two versions; without a first one, all of it is new."""
    if not may_write(request.user, timezone.localdate()):
        raise Http404
    found = ServiceVersion.objects.filter(service__code=code).order_by("number")
    versions = {str(version.number): version for version in found}
    if not versions:
        raise Http404
    new = versions.get(request.GET.get("b", ""), list(versions.values())[-1])
    old = versions.get(request.GET.get("a", ""))
    lines = compare_lines(norm_lines(old) if old else [], norm_lines(new))
    return render_page(
        request, "sla/norm_changes.html", {"version": new, "lines": lines}, partial="norm-changes"
    )


def norm_lines(version: ServiceVersion) -> list[str]:
    """Return the norms of a version, each as a sentence, in a fixed order."""
    norms = version.norms.select_related("calendar").order_by("kind", "urgent")
    said = []
    for norm in norms:
        about = norm.get_kind_display()
        if norm.urgent:
            about = _("%(about)s, urgent") % {"about": about}
        share = _("%(percent)d %% of the times") % {"percent": norm.kpi_percent}
        said.append(f"{about}: {norm_in_full(norm)}, {share}")
    return said


@require_GET
def agreed_lines(request: SignedInRequest, code: str) -> HttpResponse:
    """Name the agreements that promise a service from today on, before it stops."""
    on = timezone.localdate()
    if not request.user.roles_on(on).is_coordinator:
        raise Http404
    version = get_object_or_404(
        ServiceVersion.objects.in_force(on).select_related("service"), service__code=code
    )
    going = AgreementVersion.objects.visible_to(request.user, on).filter(valid_until__gte=on)
    lines = AgreementLine.objects.filter(service=version.service, version__in=going)
    context = {
        "version": version,
        "lines": lines.select_related("version__agreement__client").order_by("version__agreement"),
    }
    return render_page(request, "sla/agreed_lines.html", context, partial="agreed")
