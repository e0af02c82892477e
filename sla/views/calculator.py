"""The calculator: when would it be due, and why."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.htmx import render_page
from sla import wording
from sla.forms.calculator import CalculatorForm
from sla.models import PoolCalendar
from sla.norm_words import EXAMPLES
from sla.why.derivation import derivation_of
from teams.http import SignedInRequest

PARTS = ("answer", "pauses")


@require_GET
def calculator(request: SignedInRequest) -> HttpResponse:
    """Count by any calendar; the address holds the question, so it can be kept and sent."""
    now = timezone.now()
    roles = request.user.roles_on(timezone.localdate(now))
    if not roles.is_secretary:
        raise Http404
    if "norm" in request.GET:
        form = CalculatorForm(request.GET)
    else:
        form = CalculatorForm(initial=here_and_now(roles.pools, now))
    context = {"form": form, "examples": [str(example) for example in EXAMPLES]}
    context |= {"one_more": "more" in request.GET or not form.pauses_shown}
    if form.is_valid():
        context |= answer(form)
    part = request.htmx.target if request.htmx.target in PARTS else PARTS[0]
    return render_page(request, "sla/calculator.html", context, partial=part)


def here_and_now(pools: Collection[int], now: datetime) -> dict[str, Any]:
    """Return what a question mostly begins with: someone's own pool, and this minute there."""
    own = PoolCalendar.objects.select_related("pool", "calendar").filter(pool__in=pools).first()
    if own is None:
        return {"since": timezone.localtime(now)}
    zone = own.calendar.schedule().zone
    return {"calendar": own.pool.code, "since": timezone.localtime(now, zone)}


def answer(form: CalculatorForm) -> dict[str, Any]:
    """Return when it is due and how that was counted, by the wall clock where the calendar is."""
    reckoning, zone = form.answer()
    assert reckoning.due_at is not None  # nothing that was calculated stands still
    with timezone.override(zone):
        return {
            "due_at": reckoning.due_at,
            "due_day": wording.full_date(reckoning.due_at),
            "due_time": wording.clock_time(reckoning.due_at),
            "norm_in_words": wording.norm_in_full(reckoning.norm),
            "zone": zone.key,
            "rows": derivation_of(reckoning, label=_("due")),
        }
