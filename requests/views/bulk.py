"""One thing done with the lines somebody selected in the queue."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.htmx import render_page
from core.views import way_back
from requests.bulk import AT_ONCE, Outcome, do_each
from requests.forms.desk import ActForm
from requests.forms.many import MANY
from requests.models import ServiceRequest
from requests.views.queue import pools_of
from teams.http import SignedInRequest

NAMED = 5


@require_POST
def bulk(request: SignedInRequest) -> HttpResponse:
    """Ask what there is to fill in, or do it with each; say with which it was not done and why."""
    now = timezone.now()
    if not pools_of(request, now):
        return redirect("home")
    pks = {int(pk) for pk in request.POST.getlist("pk") if pk.isdecimal() and len(pk) < 18}
    mine = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now))
    chosen = list(mine.filter(pk__in=pks).with_people().order_by("pk")[: AT_ONCE + 1])
    if not chosen or len(pks) > AT_ONCE:
        return _nothing(request, len(pks))
    name = request.POST.get("do", "")
    if name not in MANY:
        raise Http404
    form = _form(request, name, chosen[0], now)
    if not form.is_bound or not form.is_valid():
        return _page(request, name, {"form": form, "pks": sorted(pks), **_said(chosen)})
    token = _token(request.POST.get("token", ""))

    def do(service_request: ServiceRequest) -> None:
        form.perform(service_request, by=request.user, now=now)

    outcome = do_each(pks, do, token=token, by=request.user, now=now)
    return _told(request, name, outcome)


def _form(request: SignedInRequest, name: str, first: ServiceRequest, now: datetime) -> ActForm:
    """Return the form; bound once it was sent itself, or where it asks nothing."""
    sent = "sure" in request.POST or not MANY[name].base_fields
    form = MANY[name](request.POST if sent else None, about=first, by=request.user, now=now)
    form.auto_id = f"many-{name}-%s"
    for field in list(form.fields.values())[:1]:
        field.widget.attrs["autofocus"] = True
    return form


def _token(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


def _said(chosen: Iterable[ServiceRequest]) -> dict[str, Any]:
    """Return which requests it is about, a few by name."""
    chosen = list(chosen)
    return {"chosen": chosen[:NAMED], "more": len(chosen[NAMED:]), "number": len(chosen)}


def _nothing(request: SignedInRequest, number: int) -> HttpResponse:
    """Say why nothing was begun."""
    told = _("At most %(number)d requests at once. Choose fewer.") % {"number": AT_ONCE}
    messages.warning(request, told if number > AT_ONCE else _("Choose some requests first."))
    return _back(request)


def _told(request: SignedInRequest, name: str, outcome: Outcome) -> HttpResponse:
    """Say how many were done; what was left is named on a page, or over the queue."""
    if outcome.left:
        response = _page(request, name, {"outcome": outcome})
        response["HX-Trigger"] = "queue-changed, bulk-done"
        return response
    number = outcome.done
    done = ngettext("Done with %(number)d request.", "Done with %(number)d requests.", number)
    messages.success(request, done % {"number": number})
    return _back(request)


def _page(request: SignedInRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    about = MANY[name]
    context |= {"do": name, "title": about.title, "token": uuid4(), "next": _queue(request)}
    if typed := request.POST.get("token"):
        context["token"] = _token(typed)
    return render_page(request, "requests/bulk.html", context, partial="panel")


def _queue(request: SignedInRequest) -> str:
    return way_back(request, otherwise=reverse("requests:queue"))


def _back(request: SignedInRequest) -> HttpResponse:
    if not request.htmx:
        return HttpResponseRedirect(_queue(request))
    response = render(request, "core/_messages.html", {"oob": True})
    response["HX-Trigger"] = "panel-close, queue-changed, bulk-done"
    return response
