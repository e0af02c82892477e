"""What a pool promises where nothing else was agreed, for its coordinator to set in words."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.htmx import render_page
from sla.actions import replace_default
from sla.forms.defaults import are_right, default_forms
from sla.models import Norm, PoolCalendar
from sla.norm_words import EXAMPLES
from sla.policies import pools_kept_by
from teams.http import SignedInRequest


@require_GET
def norm_pools(request: SignedInRequest) -> HttpResponse:
    """Let somebody who coordinates more than one pool choose which."""
    pools = list(pools_kept_by(request.user, timezone.localdate()))
    if not pools and not request.user.is_staff:
        raise Http404
    if len(pools) == 1:
        return redirect("sla:norm_defaults", pools[0].code)
    return render(request, "sla/norm_pools.html", {"pools": pools})


@require_http_methods(["GET", "POST"])
def norm_defaults(request: SignedInRequest, code: str) -> HttpResponse:
    """Show and replace the default norms of a pool; what was promised before stays."""
    now = timezone.now()
    pool = get_object_or_404(pools_kept_by(request.user, timezone.localdate(now)), code=code)
    own = get_object_or_404(PoolCalendar.objects.select_related("calendar"), pool=pool)
    current = Norm.objects.filter(pool=pool, retired_at=None).select_related("calendar")
    lines = default_forms(current, request.POST or None)
    if request.method == "POST" and are_right(lines) and "try" not in request.POST:
        with transaction.atomic():
            changed = [
                replace_default(pool, line.kind, line.wanted(), urgent=line.urgent, now=now)
                for line in lines
            ]
        if any(changed):
            messages.success(request, _("Saved. Requests that come in from now on count by this."))
        return redirect("sla:norm_defaults", code)
    context = {
        "pool": pool,
        "lines": [(line, line.example(own.calendar, now)) for line in lines],
        "examples": [str(example) for example in EXAMPLES[:4]],
    }
    return render_page(request, "sla/norm_defaults.html", context, partial="norms")
