"""The signpost: every desk reads it, coordinators keep it."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.htmx import render_page
from core.views import words_typed
from pdc.forms import SignpostForm
from pdc.models import Signpost
from teams.http import SignedInRequest
from teams.models import Roles


@require_GET
def signposts(request: SignedInRequest) -> HttpResponse:
    """Show who helps with what is not ours, or who the words could mean."""
    roles = _desk(request)
    words = words_typed(request)
    known = Signpost.objects.annotate(referred=Count("service_requests")).order_by("name")
    found = known.active().meant_by(words)
    context = {
        "found": found,
        "words": words,
        "retired": [] if words else known.filter(active=False),
        "keeps": roles.is_coordinator,
    }
    return render_page(request, "pdc/signposts.html", context, partial="found")


@require_http_methods(["GET", "POST"])
def signpost_edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Add a signpost, change one or take one out of use; what was referred there stays so."""
    if not _desk(request).is_coordinator:
        raise Http404
    signpost = get_object_or_404(Signpost, pk=pk) if pk else None
    form = SignpostForm(request.POST or None, instance=signpost)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        said = _("%(name)s is on the signpost.") if saved.active else _("%(name)s is out of use.")
        messages.success(request, said % {"name": saved})
        return redirect("pdc:signposts")
    return render(request, "pdc/signpost_edit.html", {"form": form, "signpost": signpost})


def _desk(request: SignedInRequest) -> Roles:
    roles = request.user.roles_on(timezone.localdate())
    if not roles.is_secretary:
        raise Http404
    return roles
