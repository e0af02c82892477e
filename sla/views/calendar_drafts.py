"""Drafted hours: what they would change and move, and whether they are to hold."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.htmx import render_page
from sla.actions import OvertakenError, discard, draft, put_in_force
from sla.calendars.comparing import differences, on_top
from sla.calendars.previewing import Preview, Shift, may_move, preview
from sla.models import Calendar, CalendarVersion, Clock
from sla.policies import pools_kept_by
from sla.views.calendars import kept
from teams.http import SignedInRequest

SHOWN = 50


class Moving(NamedTuple):
    """One line of what would move."""

    clock: Clock
    shift: Shift


@require_GET
def calendar_draft(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Show what drafted hours change, and count, a part at a time, what they would move."""
    now = timezone.now()
    version = drafted(request, code, pk)
    before = Preview.read(request.GET.get("counted", ""))
    so_far = preview(version, before, now)
    keeps_list = bool(request.htmx and before.listed)
    lines = [] if keeps_list else moving(request, so_far, now)
    so_far = replace(so_far, listed=before.listed or len(lines))
    context: dict[str, Any] = {
        "calendar": version.calendar,
        "version": version,
        "overtaken": version.made_from != version.calendar.revision,
        "so_far": so_far,
        "total": max(may_move(version, now).count(), so_far.clocks),
        "lines": lines,
        "keeps_list": keeps_list,
        "now": now,
    }
    if not request.htmx:
        context["differences"] = differences(version.calendar.schedule(), version.schedule())
    return render_page(request, "sla/calendar_draft.html", context, partial="counts")


def moving(request: SignedInRequest, so_far: Preview, now: datetime) -> list[Moving]:
    """Return what moves first, of the pools somebody keeps: a name is not for every pool."""
    pools = pools_kept_by(request.user, timezone.localdate(now))
    shifts = {shift.clock: shift for shift in so_far.shifts}
    clocks = (
        Clock.objects.filter(pk__in=shifts, promise__pool__in=pools)
        .select_related("promise__client", "promise__service_version")
        .order_by("due_at", "pk")
    )
    return [Moving(clock, shifts[clock.pk]) for clock in clocks[:SHOWN]]


@require_POST
def calendar_apply(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Let drafted hours hold from now on, keeping or moving what was promised."""
    version = drafted(request, code, pk)
    try:
        put_in_force(version, moves=request.POST.get("dates") == "move", now=timezone.now())
    except OvertakenError:
        if version.calendar.versions.filter(pk=pk, number=None).exists():
            return redirect("sla:calendar_draft", code, pk)
        messages.info(request, _("This draft is in force already, or thrown away."))
        return redirect("sla:calendar_detail", code)
    messages.success(request, _("The new hours hold from now on."))
    return redirect("sla:calendar_detail", code)


@require_POST
def calendar_redo(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Make the same change to the hours that came into force meanwhile."""
    version = drafted(request, code, pk)
    calendar = version.calendar
    base = get_object_or_404(calendar.versions, number=version.made_from)
    hours = on_top(base.schedule(), version.schedule(), calendar.schedule())
    try:
        anew = draft(calendar, hours, note=version.note, by=request.user, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("sla:calendar_edit", code)
    discard(version)
    return redirect("sla:calendar_draft", code, anew.pk)


@require_POST
def calendar_discard(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Throw drafted hours away."""
    discard(drafted(request, code, pk))
    messages.info(request, _("The draft is gone. The hours stay as they were."))
    return redirect("sla:calendar_detail", code)


def drafted(request: SignedInRequest, code: str, pk: int) -> CalendarVersion:
    """Return a draft of a calendar somebody may change."""
    calendar: Calendar = kept(request, code)
    version = get_object_or_404(calendar.versions.filter(number=None), pk=pk)
    version.calendar = calendar
    return version
