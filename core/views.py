"""Choices about the look that a browser keeps, not a person: they hold before signing in too."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

THEME_COOKIE = "theme"
A_YEAR = 365 * 24 * 60 * 60


class Theme(TextChoices):
    """Paper by day, paper by night, or whichever the system has."""

    SYSTEM = "system", _("automatic")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie and go back to where the choice was made."""
    theme = request.POST.get("theme", "")
    if theme not in Theme.values:
        return HttpResponseBadRequest()
    response = HttpResponseRedirect(way_back(request))
    response.set_cookie(
        THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax", secure=request.is_secure()
    )
    return response


def way_back(request: HttpRequest, *, otherwise: str = "/") -> str:
    """Return the address to return to, when it is one of ours: a path from the root."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours and address.startswith("/") else otherwise


def words_typed(request: HttpRequest, name: str = "q") -> str:
    """Return the words someone looks for; no text that is kept has a NUL in it."""
    return " ".join(request.GET.get(name, "").replace("\0", " ").split())
