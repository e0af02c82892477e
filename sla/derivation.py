"""Why this deadline, in plain words and in order: the rows of the ledger on the screen.

The rows come from the same openings the clock counted along, so what they add up to is the
deadline: working time and pauses in hours, an undisturbed count of days in days.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sla import business_time, wording
from sla.actions import due_if_resumed
from sla.business_time import Kind as Told
from sla.business_time import Schedule, Step
from sla.models import Clock, ClockEvent, Way

What = ClockEvent.Kind

NOTHING = timedelta()
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


@dataclass(frozen=True)
class Run:
    """From when to when a clock ran, or will have run when it falls due."""

    since: datetime
    until: datetime


def derivation(clock: Clock, *, now: datetime) -> list[Row]:
    """Return the rows that lead to the due time of a clock, or as far as it has come."""
    rows = [_received(clock), _norm(clock)]
    if clock.started_at is None or clock.target is None:
        when = wording.start_in_words(clock.norm) or _("once the event is known")
        return [*rows, Row(_("starts"), when, kind="still")]
    if clock.started_at != clock.promise.received_at:
        rows.append(Row(_("counts from"), _moment(clock.started_at)))
    runs = _runs(clock)
    if clock.norm.before_event and clock.promise.event_at:
        rows += _before_the_event(clock, clock.promise.event_at)
    elif len(runs) == 1 and clock.due_at and clock.norm.way == Way.WORKING_DAYS:
        rows += _in_days(clock, clock.started_at)
    elif len(runs) == 1 and clock.due_at and clock.norm.way == Way.CUT_OFF:
        rows += _by_cut_off(clock, clock.started_at)
    else:
        rows += _in_hours(clock, runs)
    return [*rows, _result(clock, now)]


def _received(clock: Clock) -> Row:
    return Row(_("received"), _moment(clock.promise.received_at))


def _norm(clock: Clock) -> Row:
    words = _("%(norm)s, %(source)s") % {
        "norm": wording.norm_in_words(clock.norm),
        "source": wording.source_in_words(clock.norm),
    }
    return Row(_("norm"), words)


def _result(clock: Clock, now: datetime) -> Row:
    due_at, label = clock.due_at, str(clock.get_kind_display())
    if due_at is None:
        due_at, label = due_if_resumed(clock, now), _("if answered now")
    if due_at is None:
        return Row(label, "–", kind="sum")
    return Row(label, wording.full_day(due_at), kind="sum", shown=wording.clock_time(due_at))


def _runs(clock: Clock) -> list[Run]:
    """Return the stretches in which the clock ran; the last one up to where its time is used up."""
    runs: list[Run] = []
    since: datetime | None = None
    for event in clock.events.all():
        match event.kind:
            case What.STARTED:
                since = clock.started_at
            case What.PAUSED if since is not None:
                runs.append(Run(since, max(event.at, since)))
                since = None
            case What.RESUMED | What.MET | What.ENDED if since is None and clock.started_at:
                since = max(event.at, clock.started_at)
    if since is not None:
        runs.append(Run(since, _used_up(clock, since, runs)))
    return runs


def _used_up(clock: Clock, since: datetime, runs: Iterable[Run]) -> datetime:
    """Return when what is left of the target has passed; a day may be rounded up after that."""
    schedule = clock.calendar.schedule()
    used = sum((business_time.elapsed(schedule, run.since, run.until) for run in runs), NOTHING)
    return business_time.deadline(schedule, since, max((clock.target or NOTHING) - used, NOTHING))


def _in_days(clock: Clock, since: datetime) -> list[Row]:
    steps = business_time.explain_day_deadline(clock.calendar.schedule(), since, clock.norm.amount)
    return [*_fold(_day_rows(steps)), _total_of_days(clock)]


def _before_the_event(clock: Clock, event_at: datetime) -> list[Row]:
    """Tell the count back from the event; pauses do not move it."""
    schedule, norm = clock.calendar.schedule(), clock.norm
    event = Row(_("the event"), _moment(event_at))
    if norm.way == Way.DAYS_BEFORE:
        steps = business_time.explain_day_start_by(schedule, event_at, norm.amount)
        return [event, *_fold(_day_rows(steps)), _total_of_days(clock)]
    due_at = business_time.start_by(schedule, event_at, norm.duration)
    rows = list(_fold(_hour_rows(schedule, Run(due_at, event_at))))[::-1]
    return [event, *_with_amounts([*rows, _total(norm.duration)])]


def _by_cut_off(clock: Clock, since: datetime) -> list[Row]:
    steps = business_time.explain_cut_off(
        clock.calendar.schedule(), since, *clock.norm.cut_off_times
    )
    return list(_fold(_day_rows(step for step in steps if step.kind is not Told.DUE)))


def _in_hours(clock: Clock, runs: list[Run]) -> list[Row]:
    schedule = clock.calendar.schedule()
    rows: list[Row] = []
    for number, run in enumerate(runs):
        if number:
            rows.append(_pause(runs[number - 1].until, run.since))
        rows += _fold(_hour_rows(schedule, run))
    if clock.is_paused and runs:
        rows.append(_pause(runs[-1].until, None))
        rows.append(Row(_("left"), "", amount=(clock.target or NOTHING) - clock.consumed))
    rows.append(_total(sum((row.amount or NOTHING for row in rows), NOTHING)))
    rows = _with_amounts(rows)
    if runs and clock.due_at and clock.norm.in_days and clock.due_at != runs[-1].until:
        rows.append(Row(_("rounded up"), _("a working day lasts until closing time")))
    return rows


def _pause(since: datetime, until: datetime | None) -> Row:
    if until is None:
        return Row(
            _("clock stands still"), _("since %(since)s") % {"since": _moment(since)}, kind="still"
        )
    span = _("%(since)s – %(until)s") % {"since": _moment(since), "until": _moment(until)}
    return Row(_("clock stood still"), span, kind="still", shown="–")


def _total(amount: timedelta) -> Row:
    return Row(_("together"), "", kind="total", amount=amount)


def _total_of_days(clock: Clock) -> Row:
    return Row(_("together"), wording.norm_in_words(clock.norm), kind="total")


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


def _hour_rows(schedule: Schedule, run: Run) -> Iterator[Row]:
    steps = business_time.explain(schedule, run.since, run.until)
    for _on, of_day in groupby(steps, key=lambda step: step.on):
        told = list(of_day)
        if told[0].kind is Told.SKIPPED:
            yield _skipped(told[0])
            continue
        amount = sum((step.amount for step in told), NOTHING)
        hours = ", ".join(
            f"{wording.clock_time(step.since)}–{wording.clock_time(step.until)}" for step in told
        )
        whole = amount == wording.length_of(schedule, told[0].on) and not told[0].note
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


def _moment(at: datetime) -> str:
    return f"{wording.short_date(timezone.localdate(at))} {wording.clock_time(at)}"
