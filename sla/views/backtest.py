"""What last year's work says of the norm of a line, beside the line or as a page."""

import json
from contextlib import suppress
from datetime import date, time

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from pdc.models import ServiceVersion
from sla import wording
from sla.backtest import backtest_of
from sla.backtest.chart import Chart
from sla.backtest.trying import HOUR, Backtest, Point, amount_of, as_norm, with_amount
from sla.models import AgreementLine, AgreementVersion, Norm, Way
from sla.norm_words import MOST, NormError, parse_norm
from sla.policies import versions_kept_by
from sla.reading import by_kind, normal_norms
from teams.http import SignedInRequest

KINDS = (Norm.Kind.TURNAROUND, Norm.Kind.RESPONSE)


@require_GET
def backtest(request: SignedInRequest, pk: int, line_pk: int) -> HttpResponse:
    """Show how many of last year's requests would have met a norm: that of the line, or another.

    `norm` is another norm in words, `amount` only its number, and `kind` what it is about.
    """
    now = timezone.now()
    on = timezone.localdate(now)
    version = get_object_or_404(versions_kept_by(request.user, on), pk=pk)
    lines = AgreementLine.objects.select_related(
        "version__agreement", "version__calendar", "service"
    )
    line = get_object_or_404(lines, version=version, pk=line_pk)
    offered = ServiceVersion.objects.in_force(on).prefetch_related(normal_norms())
    service = offered.filter(service=line.service).first()
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else KINDS[0]
    own = by_kind(line.norms.filter(urgent=False).select_related("calendar")).get(kind)
    standard = by_kind(service.norms.all()).get(kind) if service else None
    norm, problem = _asked(request, own or standard)
    held = _held(line, kind, on) or standard
    found = backtest_of(line, norm, held, now) if norm else None
    context = {
        "version": version,
        "line": line,
        "name": service.name if service else line.service.code,
        "kind": kind,
        "problem": problem,
        "found": found,
        **(_drawn(found) if found and found.is_shown else {}),
    }
    return render_page(request, "sla/backtest.html", context, partial="backtest")


def _asked(request: SignedInRequest, norm: Norm | None) -> tuple[Norm | None, str]:
    """Return the norm that is asked about, and what was wrong with how it was asked."""
    problem = ""
    if norm is not None and (words := request.GET.get("norm", "").strip()):
        try:
            norm = as_norm(parse_norm(words), like=norm)
        except NormError as error:
            problem = str(error)
    if norm is not None:
        with suppress(ValueError):
            norm = with_amount(norm, _amount(request.GET.get("amount", ""), norm))
    return norm, problem


def _amount(typed: str, norm: Norm) -> int:
    """Return the amount that was typed for a norm; `ValueError` for what is none of it."""
    if norm.way == Way.CUT_OFF:
        at = time.fromisoformat(typed)
        return at.hour * HOUR + at.minute
    amount = int(typed)
    least = 0 if norm.way == Way.WORKING_DAYS else 1
    if not least <= amount <= MOST:
        raise ValueError(typed)
    return amount


def _held(line: AgreementLine, kind: str, on: date) -> Norm | None:
    """Return the norm that the client's agreement has today for the service of a line."""
    held = AgreementVersion.objects.in_force(on).filter(agreement=line.version.agreement_id)
    agreed = Norm.objects.filter(
        agreement_line__version__in=held,
        agreement_line__service=line.service_id,
        kind=kind,
        urgent=False,
    )
    return agreed.select_related("calendar").first()


def _drawn(found: Backtest) -> dict[str, object]:
    """Return the chart, and all that changes while the norm is dragged, for backtest.js."""
    chart = Chart(found)
    curve = [
        [point.amount, point.words, point.share.percent, point.share.within, point.share.of, x, y]
        for point, x, y in zip(found.points, chart.xs, chart.ys, strict=True)
    ]
    norm, cut_off = found.norm, found.norm.way == Way.CUT_OFF
    return {
        "chart": chart,
        "curve": json.dumps(curve),
        "percent": "–" if (share := found.chosen.share).percent is None else f"{share.percent} %",
        "is_cut_off": cut_off,
        "amount": f"{norm.cut_off_times[0]:%H:%M}" if cut_off else amount_of(norm),
        "words": wording.norm_in_full(norm),
        "reached": _strictest_that_met(found),
    }


def _strictest_that_met(found: Backtest) -> Point | None:
    """Return the strictest norm of the curve that was met as often as is aimed at."""
    longer_is_easier = found.norm.way in (Way.WORKING_TIME, Way.WORKING_DAYS)
    points = found.points if longer_is_easier else found.points[::-1]
    met = (point for point in points if (point.share.percent or 0) >= found.norm.kpi_percent)
    return next(met, None)
