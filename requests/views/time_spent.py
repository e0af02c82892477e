"""Time spent, on the page of a request and in the topbar."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.views import way_back
from requests import actions
from requests.forms.time_spent import TimeForm
from requests.models import ServiceRequest, TimeEntry
from requests.policies import Refused
from requests.time_spent import time_on
from requests.views.detail import show
from requests.views.parts import answer_part, held_by_my_pools
from sla import wording
from teams.http import SignedInRequest

TIMER = "timer-changed"
BY_HAND = "by-hand"


@require_GET
def time(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draw the time spent on a request again, after the timer was stopped elsewhere."""
    now = timezone.now()
    return _time(request, held_by_my_pools(request, pk, now), now)


@require_POST
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start the timer; what ran is stopped, and that is said."""
    now = timezone.now()
    service_request = held_by_my_pools(request, pk, now)
    try:
        stopped = actions.start_timer(service_request, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if stopped is not None:
            _say_it_stopped(request, stopped)
    return _time(request, service_request, now)


@require_POST
def stop(request: SignedInRequest) -> HttpResponse:
    """Stop the timer, from the topbar of any page or from the page of its request."""
    stopped = actions.stop_timer(by=request.user, now=timezone.now())
    if stopped is not None:
        _say_it_stopped(request, stopped)
    return _timer(request)


@require_POST
def book(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down minutes by hand."""
    now = timezone.now()
    service_request = held_by_my_pools(request, pk, now)
    form = _form(request, BY_HAND)
    if form.is_valid():
        try:
            actions.book_time(service_request, **form.cleaned_data, by=request.user, now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
    if form.is_valid():
        return _time(request, service_request, now)
    return _refused(request, service_request, now, form, BY_HAND)


@require_POST
def correct(request: SignedInRequest, entry_pk: int) -> HttpResponse:
    """Correct or remove what one wrote down oneself; of somebody else's there is nothing here."""
    now = timezone.now()
    entry = get_object_or_404(TimeEntry.objects.of(request.user), pk=entry_pk)
    of = BY_HAND if entry.withdrawn_at else entry.pk
    form = _form(request, of)
    kept = False
    try:
        if "remove" in request.POST:
            actions.remove_time(entry_pk=entry.pk, by=request.user, now=now)
            kept = True
        elif form.is_valid():
            said = form.cleaned_data
            actions.correct_time(entry_pk=entry.pk, **said, by=request.user, now=now)
            kept = True
    except Refused as refused:
        form.add_error(None, str(refused))
    mine = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now))
    service_request = mine.filter(pk=entry.service_request_id).select_related("promise").first()
    if not kept and service_request and not request.htmx:
        return _refused(request, service_request, now, form, of)
    if not kept:
        _say_errors(request, form)
    if "topbar" in request.POST:
        return _timer(request, kept=kept)
    return _time(request, service_request, now, kept=kept) if service_request else redirect("home")


def _form(request: SignedInRequest, of: int | str) -> TimeForm:
    return TimeForm(request.POST, auto_id=f"%s-{of}")


def _refused(
    request: SignedInRequest,
    service_request: ServiceRequest,
    now: datetime,
    form: TimeForm,
    of: int | str,
) -> HttpResponse:
    """Say what is in the way; what was typed stays in its form, with script or without."""
    if not request.htmx:
        return show(request, service_request.pk, now, typing=of, typed=form)
    _say_errors(request, form)
    return _time(request, service_request, now, kept=False)


def _time(
    request: SignedInRequest, service_request: ServiceRequest, now: datetime, *, kept: bool = True
) -> HttpResponse:
    context: dict[str, Any] = {
        "time_spent": time_on(service_request, request.user, now),
        "now": now,
        "timer_too": True,
    }
    return answer_part(request, service_request, "time", context, kept=kept)


def _timer(request: SignedInRequest, *, kept: bool = True) -> HttpResponse:
    """Draw the timer of the topbar again; the page it stands on asks for what it shows of it."""
    if not request.htmx:
        return HttpResponseRedirect(way_back(request))
    response = render(request, "requests/_part.html", {"part": "requests/_timer.html"})
    response["HX-Trigger"] = TIMER
    if not kept:
        response["HX-Reswap"] = "none"
    return response


def _say_it_stopped(request: SignedInRequest, stopped: TimeEntry) -> None:
    number = stopped.service_request.number
    if stopped.minutes is None:
        text = _("Your timer of %(number)s ran for too long to be right. How long did you work?")
        messages.warning(request, text % {"number": number})
        return
    text = _("%(amount)s booked on %(number)s.")
    amount = wording.amount_in_words(stopped.amount)
    messages.success(request, text % {"amount": amount, "number": number})


def _say_errors(request: SignedInRequest, form: TimeForm) -> None:
    for error in [error for of_field in form.errors.values() for error in of_field]:
        messages.error(request, str(error))
