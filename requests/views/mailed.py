"""What a link in a mail opens, without signing in: to confirm that it is done, and to rate it.

Opening the link never does anything by itself, for programs that scan mail open every link. The
page has the answer that was clicked in the mail ready, and sends it at the first sign of a
person (a pointer that moves), or with its button; the address then has what was given.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from requests import actions, invitations
from requests.forms.portal import FORMS, ClientForm, RateForm
from requests.invitations import Invitation, Purpose
from requests.models import Channel, Status, Verdict
from requests.policies import AlreadyRated, Refused

GONE = 410


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Ask how it went, with what was clicked in the mail ready; keep it once; offer to say more."""
    now = timezone.now()
    try:
        invitation = invitations.read(Purpose.RATE, token, now=now)
    except Refused as refused:
        return _no_more(request, str(refused))
    form = _sent(request, invitation, now)
    if form is None:
        return redirect(request.path)
    verdict = request.GET.get("verdict", "")
    context = {
        "form": form,
        "more_form": form if not isinstance(form, RateForm) else FORMS["say_more"](),
        "rating": getattr(invitation.service_request, "rating", None),
        "verdict": Verdict(verdict) if verdict in Verdict.values else None,
        "verdicts": Verdict.choices,
    }
    return _show(request, invitation, "requests/mailed_rate.html", context)


def _sent(request: HttpRequest, invitation: Invitation, now: datetime) -> ClientForm | None:
    """Return the form to show; None when what was sent was kept, or had been before."""
    if request.method != "POST":
        return RateForm()
    form = FORMS["say_more" if "say_more" in request.POST else "rate"](request.POST)
    if not form.is_valid():
        return form
    try:
        form.perform(invitation.service_request, by=None, now=now)  # type: ignore[arg-type]
    except AlreadyRated:
        return None
    except Refused as refused:
        form.add_error(None, str(refused))
        return form
    return None


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether there are other questions; close it when who got the mail says there are none."""
    now = timezone.now()
    try:
        invitation = invitations.read(Purpose.CONFIRM, token, now=now)
        service_request = invitation.service_request
        if not invitations.is_newest(invitation) or service_request.is_open:
            raise Refused(str(invitations.NEWER))
    except Refused as refused:
        return _no_more(request, str(refused))
    if request.method == "POST" and service_request.status == Status.DONE:
        with suppress(Refused):  # somebody was first; the page then says how it is
            by = invitation.recipient
            actions.confirm(service_request, by=by, now=now, channel=Channel.EMAIL)
        return redirect(request.path)
    return _show(request, invitation, "requests/mailed_confirm.html", {})


def _show(
    request: HttpRequest, invitation: Invitation, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Show a page in the language of the mail, unless another was chosen in this browser."""
    has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    language = translation.get_language() if has_chosen else invitation.recipient.language
    service_request = invitation.service_request
    shown = {"service_request": service_request, "pool": service_request.promise.pool}
    with translation.override(language):
        return render(request, template, shown | context)


def _no_more(request: HttpRequest, reason: str) -> HttpResponse:
    """Say why a link does not work, and what does."""
    return render(request, "requests/mailed_no_more.html", {"reason": reason}, status=GONE)
