"""The sum under "why?": the rows in which the opening time of a deadline adds up.

The rows come from the same openings the clock counted along, so what they add up to is the
deadline: working time and pauses in hours, an undisturbed count of days in days.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sla import business_time, wording
from sla.business_time import Kind as Told
from sla.business_time import Step
from sla.calculator import NOTHING, Reckoning, Run
from sla.counting import due_at
from sla.models import Norm, Way

FOLDED_FROM = 4  # so many whole days in a row are told as one


@dataclass(frozen=True)
class Row:
    """One line: what or when, the story, and what it adds."""

    label: str
    text: str
    kind: str = ""
    amount: timedelta | None = None
    days: int = 0
    shown: str = ""


def ledger(reckoning: Reckoning) -> list[Row]:
    """Return the rows that add up to a deadline, or to all time of what stands still."""
    norm, event_at = reckoning.norm, reckoning.event_at
    if norm.before_event and event_at is not None:
        return _before_the_event(reckoning, event_at)
    if norm.way in (Way.WORKING_DAYS, Way.CUT_OFF) and _undisturbed(reckoning):
        run = reckoning.runs[0]
        return _in_days(norm, run) if norm.way == Way.WORKING_DAYS else _by_cut_off(norm, run)
    return _in_hours(reckoning)


def _undisturbed(reckoning: Reckoning) -> bool:
    """Return whether it is due as its norm says from its start: no pause, nothing that moved it."""
    if len(reckoning.runs) != 1 or reckoning.due_at is None:
        return False
    run = reckoning.runs[0]
    return reckoning.due_at == due_at(reckoning.norm, run.schedule, run.since, reckoning.event_at)


def _in_days(norm: Norm, run: Run) -> list[Row]:
    steps = business_time.explain_day_deadline(run.schedule, run.since, norm.amount)
    return [*_fold(_day_rows(steps)), _total_of_days(norm)]


def _before_the_event(reckoning: Reckoning, event_at: datetime) -> list[Row]:
    """Tell the count back from the event; pauses do not move it."""
    schedule, norm = reckoning.runs[-1].schedule, reckoning.norm
    event = Row(_("the event"), moment_in_words(event_at))
    if norm.way == Way.DAYS_BEFORE:
        steps = business_time.explain_day_start_by(schedule, event_at, norm.amount)
        return [event, *_fold(_day_rows(steps)), _total_of_days(norm)]
    start = business_time.start_by(schedule, event_at, norm.duration)
    rows = list(_fold(_hour_rows(Run(start, event_at, schedule))))[::-1]
    return [event, *_with_amounts([*rows, _total(norm.duration)])]


def _by_cut_off(norm: Norm, run: Run) -> list[Row]:
    steps = business_time.explain_cut_off(run.schedule, run.since, *norm.cut_off_times)
    return list(_fold(_day_rows(step for step in steps if step.kind is not Told.DUE)))


def _in_hours(reckoning: Reckoning) -> list[Row]:
    rows: list[Row] = []
    for before, run in pairwise([None, *reckoning.runs]):
        assert run is not None  # only the first is nothing
        if before is not None:
            rows += _between(before, run)
        rows += _fold(_hour_rows(run))
    if reckoning.due_at is None:
        rows.append(_pause(reckoning.runs[-1].until, None))
        rows.append(Row(_("left"), "", amount=reckoning.left))
    rows = _with_amounts([*rows, _total(reckoning.whole)])
    if reckoning.rounded_up:
        rows.append(Row(_("rounded up"), _("a working day lasts until closing time")))
    elif reckoning.held_back:
        rows.append(Row(_("not earlier"), _("what changes is never due in the past")))
    return rows


def _between(before: Run, run: Run) -> Iterator[Row]:
    """Tell what parts two runs: a pause, or other opening hours from then on."""
    if before.until < run.since:
        yield _pause(before.until, run.since)
    elif before.schedule != run.schedule:
        text = _("from %(since)s") % {"since": moment_in_words(run.since)}
        yield Row(_("other hours"), text, kind="still")


def _pause(since: datetime, until: datetime | None) -> Row:
    if until is None:
        words = _("since %(since)s") % {"since": moment_in_words(since)}
        return Row(_("clock stands still"), words, kind="still")
    span = _("%(since)s – %(until)s") % {
        "since": moment_in_words(since),
        "until": moment_in_words(until),
    }
    return Row(_("clock stood still"), span, kind="still", shown="–")


def _total(amount: timedelta) -> Row:
    return Row(_("together"), "", kind="total", amount=amount)


def _total_of_days(norm: Norm) -> Row:
    return Row(_("together"), wording.norm_in_words(norm), kind="total")


def _day_rows(steps: Iterable[Step]) -> Iterator[Row]:
    for step in steps:
        day = _day(step)
        match step.kind:
            case Told.SKIPPED:
                yield _skipped(step)
            case Told.RECEIVED:
                yield Row(day, _note(_("day of receipt"), step.note))
            case _:
                kind = "" if step.note else "whole"
                yield Row(day, _note(_("whole day"), step.note), kind, days=step.days)


def _hour_rows(run: Run) -> Iterator[Row]:
    steps = business_time.explain(run.schedule, run.since, run.until)
    for _on, of_day in groupby(steps, key=lambda step: step.on):
        told = list(of_day)
        if told[0].kind is Told.SKIPPED:
            yield _skipped(told[0])
            continue
        amount = sum((step.amount for step in told), NOTHING)
        hours = ", ".join(
            f"{wording.clock_time(step.since)}–{wording.clock_time(step.until)}" for step in told
        )
        whole = amount == wording.length_of(run.schedule, told[0].on) and not told[0].note
        text = _("whole day") if whole else _note(hours, told[0].note)
        yield Row(_day(told[0]), text, "whole" if whole else "", amount=amount)


def _skipped(step: Step) -> Row:
    kind = "skipped" if step.note else "weekend"
    return Row(_day(step), step.note or _("closed"), kind, shown="–")


def _fold(rows: Iterable[Row]) -> Iterator[Row]:
    """Tell a long run of whole days as one row, closed days among them included."""
    for folds, group in groupby(rows, key=lambda row: row.kind in ("whole", "weekend")):
        run = list(group)
        whole = [row for row in run if row.kind == "whole"]
        if not folds or len(whole) < FOLDED_FROM:
            yield from (replace(row, kind=_shown_as(row.kind)) for row in run)
            continue
        first, last = run.index(whole[0]), run.index(whole[-1])
        yield from (replace(row, kind="skipped") for row in run[:first])
        yield Row(
            f"{whole[0].label} – {whole[-1].label}",
            ngettext("%(days)d whole day", "%(days)d whole days", len(whole))
            % {"days": len(whole)},
            amount=sum((row.amount or NOTHING for row in whole), NOTHING) or None,
            days=sum(row.days for row in whole),
        )
        yield from (replace(row, kind="skipped") for row in run[last + 1 :])


def _shown_as(kind: str) -> str:
    return {"whole": "", "weekend": "skipped"}.get(kind, kind)


def _with_amounts(rows: Iterable[Row]) -> list[Row]:
    """Write the amounts in whole minutes that still add up, wherever the seconds fall."""
    shown: list[Row] = []
    so_far = NOTHING
    for row in rows:
        if row.amount is None:
            shown.append(row)
        elif row.kind == "total":
            shown.append(replace(row, shown=wording.exact_amount(so_far)))
        else:
            before, so_far = so_far, so_far + row.amount
            minutes = so_far // wording.A_MINUTE - before // wording.A_MINUTE
            shown.append(replace(row, shown=wording.exact_amount(minutes * wording.A_MINUTE)))
    return shown


def _note(text: str, note: str) -> str:
    return f"{text} ({note})" if note else text


def _day(step: Step) -> str:
    return wording.short_date(step.on)


def moment_in_words(at: datetime) -> str:
    """Return a local moment as a row tells it: Tue 24 Nov 17:00."""
    return f"{wording.short_date(timezone.localdate(at))} {wording.clock_time(at)}"
