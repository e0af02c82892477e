"""Somebody's deadlines in their own calendar: the page with the secret link, and the calendar."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests.feed import links
from requests.feed.icalendar import as_text
from requests.feed.moments import moments_of
from requests.models import CalendarLink
from teams.http import SignedInRequest


@never_cache
@require_http_methods(["GET", "POST"])
def my_calendar(request: SignedInRequest) -> HttpResponse:
    """Show whether there is a link; make one anew, which is shown only now."""
    address = ""
    if request.method == "POST":
        secret = links.renew(by=request.user, now=timezone.now())
        address = urljoin(settings.BASE_URL, reverse("requests:feed", args=[secret]))
    link = CalendarLink.objects.filter(owner=request.user).first()
    return render(request, "requests/my_calendar.html", {"link": link, "address": address})


@require_POST
def revoke(request: SignedInRequest) -> HttpResponse:
    """Take the link back."""
    links.revoke(by=request.user)
    messages.success(request, _("The link does not work any more."))
    return redirect("requests:my_calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Give the calendar to whoever has its link: what its owner may see at this moment."""
    owner = links.owner_of(secret)
    if owner is None:
        raise Http404
    with translation.override(owner.language):
        text = as_text(_("Deadlines"), moments_of(owner, timezone.now()))
    etag = quote_etag(links.digest_of(text))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response = get_conditional_response(request, etag=etag, response=answer) or answer
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
