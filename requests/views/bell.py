"""The bell: what someone was told, in the topbar and on a page of its own."""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from core.htmx import render_page
from requests.models import Notification, QuarterNotice, ServiceRequest
from requests.models.notifications import NotificationQuerySet, QuarterNoticeQuerySet
from requests.outside.quarters import Quarter
from teams.http import SignedInRequest

SHOWN = 50
AT_MOST = 99
QUARTERS = 4


def mine(request: SignedInRequest) -> NotificationQuerySet:
    """Return the messages of someone about what they may still see."""
    seen = ServiceRequest.objects.visible_to(request.user, timezone.localdate())
    told = Notification.objects.in_bell_of(request.user)
    of_theirs = Exists(seen.filter(pk=OuterRef("service_request")))
    return told.filter(of_theirs | Q(news__isnull=False))


def _quarters(request: SignedInRequest) -> QuarterNoticeQuerySet:
    """Return what somebody who coordinates was told of quarters."""
    return QuarterNotice.objects.in_bell_of(request.user, timezone.localdate())


@require_GET
def bell(request: SignedInRequest) -> HttpResponse:
    """Show the latest messages, those not read yet first."""
    told = mine(request).select_related(
        "service_request__promise__pool",
        "service_request__promise__client",
        "event__by",
        "event__on_behalf_of",
        "event__whom",
        "service_request__requested_by",
        "service_request__signpost",
        "alert__clock__norm",
        "news__version__service",
        "news__proposal",
        "news__round",
        "news__by",
    )
    unread = list(told.unread()[:SHOWN])
    read = list(told.filter(read_at__isnull=False)[: SHOWN - len(unread)])
    quarters = [(notice, Quarter.read(notice.quarter)) for notice in _quarters(request)[:QUARTERS]]
    context = {
        "new_quarters": [told for told in quarters if told[0].read_at is None],
        "quarters": [told for told in quarters if told[0].read_at is not None],
        "new": len(unread) + sum(notice.read_at is None for notice, _quarter in quarters),
        "unread": unread,
        "read": read,
        "now": timezone.now(),
    }
    return render_page(request, "requests/bell.html", context, partial="messages")


@require_GET
def count(request: SignedInRequest) -> HttpResponse:
    """Draw the bell with how many messages are new; nothing while that is what is shown."""
    unread = mine(request).unread()
    newest = list(unread.values_list("pk", flat=True)[: AT_MOST + 1])
    quarters = _quarters(request).unread().count()
    version = f"{get_language()}-{len(newest)}-{newest[0] if newest else 0}-{quarters}"
    if request.GET.get("seen") == version:
        return HttpResponse(status=204)
    context = {"unread": min(len(newest) + quarters, AT_MOST), "version": version}
    return render(request, "requests/_bell.html", context)


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Count everything in the bell as read."""
    mine(request).unread().update(read_at=timezone.now())
    _quarters(request).unread().update(read_at=timezone.now())
    return redirect("requests:alerts")


@require_GET
def open_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """Count a message as read, and go to what it is about, at the desk or in the portal."""
    now = timezone.now()
    notification = get_object_or_404(mine(request), pk=pk)
    if notification.read_at is None:
        notification.read_at = now
        notification.save(update_fields=["read_at"])
    if notification.news is not None:
        return redirect(notification.news)
    works_on_it = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now)).filter(
        pk=notification.of_request.pk
    )
    page = "requests:detail" if works_on_it.exists() else "requests:portal_detail"
    return redirect(page, notification.service_request_id)
