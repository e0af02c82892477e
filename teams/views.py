"""Coming in, going out, where everyone starts, and being away."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language
from django_htmx.http import HttpResponseClientRedirect

from core.htmx import HtmxRequest
from core.views import A_YEAR, way_back
from teams.absences import absences_to_come, call_off
from teams.demo import guests
from teams.forms import AbsenceForm, SignInForm
from teams.http import SignedInRequest
from teams.models import Language, User


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HtmxRequest) -> HttpResponse:
    """Ask for e-mail address and password; in the demo, offer everyone to be."""
    if request.htmx:
        return leave_for_sign_in(request)
    form = SignInForm(request, data=request.POST or None)
    if form.is_valid():
        return let_in(request, form.get_user())
    return render(
        request,
        "teams/sign_in.html",
        {
            "form": form,
            "next": way_back(request, otherwise=""),
            "guests": guests(timezone.localdate()) if settings.DEMO else None,
        },
    )


def leave_for_sign_in(request: HtmxRequest) -> HttpResponse:
    """Send the whole page to sign in: a fragment was asked for after the session ended.

    The browser followed a redirect on behalf of htmx; the form would land inside a list.
    """
    was_at = request.htmx.current_url_abs_path or "/"
    return HttpResponseClientRedirect(f"{reverse('teams:sign_in')}?{urlencode({'next': was_at})}")


def let_in(request: HttpRequest, user: User) -> HttpResponse:
    """Start a session, in the language of the person unless this browser chose one."""
    login(request, user)
    response = HttpResponseRedirect(way_back(request, otherwise=reverse("home")))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=A_YEAR,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, in this browser and in the mails of who signed in."""
    response = set_language(request)
    language = request.POST.get("language")
    if isinstance(request.user, User) and language in Language.values:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return response


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Be someone, in the demo only."""
    if not settings.DEMO:
        raise Http404
    return let_in(request, get_object_or_404(User, pk=pk, is_active=True))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("teams:sign_in")


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """Send everyone to the room where their day starts."""
    roles = request.user.roles_on(timezone.localdate())
    if roles.is_secretary:
        return redirect("requests:queue")
    if roles.is_client:
        return redirect("requests:portal")
    return render(request, "teams/no_role.html")


@require_http_methods(["GET", "POST"])
def absences(request: SignedInRequest) -> HttpResponse:
    """Show who is away and take down another absence: one's own, or of who one coordinates."""
    today = timezone.localdate()
    sent = request.POST if request.method == "POST" else None
    form = AbsenceForm(sent, by=request.user, today=today)
    if form.is_valid() and form.save():
        messages.success(request, _("Noted. Alerts go to who takes over in the meantime."))
        return redirect("teams:absences")
    coming = absences_to_come(request.user, today)
    return render(request, "teams/absences.html", {"form": form, "coming": coming, "today": today})


@require_POST
def end_absence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an absence back, or end it today when somebody is back early."""
    today = timezone.localdate()
    call_off(get_object_or_404(absences_to_come(request.user, today), pk=pk), on=today)
    messages.success(request, _("The absence was removed."))
    return redirect("teams:absences")
