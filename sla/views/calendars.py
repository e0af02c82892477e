"""Calendars to look at and to change, for who coordinates a pool that counts by them."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.htmx import render_page
from sla.actions import behind, draft
from sla.business_time import Schedule
from sla.calendars.comparing import dates_in_words, hours_in_words, week_in_words, weekday_name
from sla.calendars.holidays import FIRST_YEAR, LAST_YEAR, holidays_of
from sla.calendars.special_days import copied_to, special_year
from sla.calendars.year_picture import year_picture, years_around
from sla.forms.calendars import (
    HoursForm,
    Stretches,
    StretchFormSet,
    hours_typed,
    initial_of,
    refuse_clashes,
)
from sla.models import Calendar, Clock
from sla.policies import calendars_kept_by
from teams.http import SignedInRequest


def kept(request: SignedInRequest, code: str) -> Calendar:
    """Return a calendar somebody may change; others don't find it."""
    mine = calendars_kept_by(request.user, timezone.localdate())
    return get_object_or_404(mine, code=code)


@require_GET
def calendar_list(request: SignedInRequest) -> HttpResponse:
    """List the calendars someone may change, each with the pools that count by it."""
    mine = calendars_kept_by(request.user, timezone.localdate())
    calendars = list(mine.prefetch_related("pools__pool"))
    if not calendars and not request.user.is_staff:
        raise Http404
    context = {"calendars": [(one, week_in_words(one.schedule())) for one in calendars]}
    return render(request, "sla/calendar_list.html", context)


@require_GET
def calendar_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show a calendar: its week, a year of it as a picture, and the versions it had."""
    today = timezone.localdate()
    calendar = kept(request, code)
    schedule = calendar.schedule()
    year = year_asked(request, today)
    years = years_around(schedule, today)
    context = {
        "calendar": calendar,
        "pools": calendar.pools.select_related("pool"),
        "zone": schedule.timezone,
        "week": week_of(schedule),
        "year": year,
        "earlier": year - 1 if year > min(years) else None,
        "later": year + 1 if year < max(years) else None,
        "months": year_picture(schedule, year, today),
        "special": special_rows(schedule, year),
        "versions": calendar.versions.select_related("made_by").order_by(
            F("number").desc(nulls_first=True), "-pk"
        )[:20],
        **progress_of(calendar),
    }
    return render_page(request, "sla/calendar_detail.html", context, partial="year")


@require_GET
def calendar_progress(request: SignedInRequest, code: str) -> HttpResponse:
    """Say how many clocks were counted anew; the page asks again until all are."""
    calendar = kept(request, code)
    context = {"calendar": calendar, **progress_of(calendar), "asked": True}
    return render(request, "sla/_calendar_progress.html", context)


def progress_of(calendar: Calendar) -> dict[str, int]:
    """Return how many clocks go by a calendar, and how many are counted by its hours of now."""
    total = Clock.objects.going().filter(calendar=calendar).count()
    return {"total": total, "counted": total - behind(calendar, calendar.revision).count()}


def week_of(schedule: Schedule) -> list[tuple[str, str]]:
    """Return the weekdays with their hours in words."""
    return [
        (weekday_name(number), hours_in_words(hours))
        for number, hours in enumerate(schedule.weekly)
    ]


def special_rows(schedule: Schedule, year: int) -> list[tuple[date, str, str, str]]:
    """Return what differs in a year in words: from when, the dates, the name and the hours."""
    special = special_year(schedule.exceptions, year)
    holidays = [
        (day.on, dates_in_words(day.on, day.on), schedule.note_on(day.on) or day.name, "")
        for day in special.ticked
    ]
    others = [
        (one.since, dates_in_words(one.since, one.until), one.name, hours_in_words(one.hours))
        for one in special.stretches
    ]
    return sorted(holidays + others)


@require_http_methods(["GET", "POST"])
def calendar_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Change the hours of a calendar: what is typed is drafted, to see first what it moves."""
    now = timezone.now()
    calendar = kept(request, code)
    year = year_asked(request, timezone.localdate(now))
    if request.method == "GET":
        form, rows = begun(calendar, year, copied=request.GET.get("copy") == str(year - 1))
        return edit_page(request, calendar, form, rows, quiet=True)
    data = request.POST.copy()
    form, rows = HoursForm(data, year=year), Stretches(data)
    if "do" in data:
        helped(data, year)
        return edit_page(request, calendar, form, rows, quiet=True)
    base = calendar.versions.filter(number=form_revision(data)).first()
    schedule = base.schedule() if base else calendar.schedule()
    if form.is_valid() and rows.is_valid() and refuse_clashes(form, rows.typed_forms()):
        drafted = save(request, calendar, form, rows, schedule, now)
        if drafted is not None:
            return redirect("sla:calendar_draft", calendar.code, drafted)
    return edit_page(request, calendar, form, rows, quiet=False)


def begun(calendar: Calendar, year: int, *, copied: bool) -> tuple[HoursForm, StretchFormSet]:
    """Return the form as it begins: a year as it is, or like the one before."""
    schedule = calendar.schedule()
    special = special_year(schedule.exceptions, year)
    if copied:
        special = copied_to(year, special_year(schedule.exceptions, year - 1))
    initial, rows = initial_of(schedule, special)
    if not calendar.revision:
        initial["timezone"] = settings.TIME_ZONE
    return HoursForm(initial=initial, year=year), Stretches(initial=rows)


def helped(data: QueryDict, year: int) -> None:
    """Do what a button in the form asks: tick the usual holidays, or give one more row."""
    if data["do"] == "usual":
        usual = [day.on.isoformat() for day in holidays_of(year) if day.usual]
        data.setlist("holidays", usual)
    else:
        rows = data.get("form-TOTAL_FORMS", "0")
        data["form-TOTAL_FORMS"] = str(int(rows[:3]) + 1 if rows.isdecimal() else 1)


def save(
    request: SignedInRequest,
    calendar: Calendar,
    form: HoursForm,
    rows: StretchFormSet,
    base: Schedule,
    now: datetime,
) -> int | None:
    """Draft what was typed and return its key; or say in the form why that can't be."""
    hours = hours_typed(form, rows.typed_forms(), base)
    if hours == base.to_dict() and calendar.revision:
        form.add_error(None, _("You changed nothing yet."))
        return None
    try:
        version = draft(
            calendar,
            hours,
            note=form.cleaned_data["note"],
            by=request.user,
            now=now,
            made_from=form_revision(request.POST),
        )
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return None
    return version.pk


def edit_page(
    request: SignedInRequest,
    calendar: Calendar,
    form: HoursForm,
    rows: StretchFormSet,
    *,
    quiet: bool,
) -> HttpResponse:
    """Show the form; `quiet` while what is wrong need not be said yet."""
    context: dict[str, Any] = {
        "calendar": calendar,
        "form": form,
        "rows": rows,
        "quiet": quiet,
        "revision": request.POST.get("revision", calendar.revision),
    }
    return render_page(request, "sla/calendar_edit.html", context, partial="dates")


def form_revision(data: QueryDict) -> int:
    """Return the version a form was made from."""
    revision = data.get("revision", "")
    return int(revision[:9]) if revision.isdecimal() else 0


def year_asked(request: HttpRequest, today: date) -> int:
    """Return the year in the address, or this one."""
    asked = request.GET.get("year", "")
    if not asked:
        return today.year
    year = int(asked) if asked.isdecimal() and len(asked) == len(str(LAST_YEAR)) else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year
