"""The guide behind `?`: a short one for each role, written apart in every language."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_GET

from teams.http import SignedInRequest
from teams.models import Roles

# What each guide is called, in the order they are offered. Its words: a template per language.
GUIDES = {
    "desk": gettext_lazy("At the desk"),
    "coordinator": gettext_lazy("Coordinating"),
    "client": gettext_lazy("Asking for something"),
}


def guides_for(roles: Roles) -> list[str]:
    """Return the guides for what someone is, the one they need most first."""
    wanted = {
        "desk": roles.is_secretary,
        "coordinator": roles.is_coordinator,
        "client": roles.is_client,
    }
    return [name for name in GUIDES if wanted[name]]


@require_GET
def guide(request: SignedInRequest, name: str = "") -> HttpResponse:
    """Show the guide for someone's role; without a name, the first that is theirs."""
    theirs = guides_for(request.user.roles_on(timezone.localdate()))
    if not theirs:
        raise Http404
    if not name:
        return redirect("requests:guide", theirs[0])
    if name not in theirs:
        raise Http404
    context = {
        "name": name,
        "title": GUIDES[name],
        "guides": [(one, GUIDES[one]) for one in theirs],
        "words": f"requests/guide/{name}.{get_language()}.html",
    }
    return render(request, "requests/guide.html", context)
