"""Clocks of a calendar that changed, counted anew: one that is touched, or many by a worker.

A clock knows by which version of its calendar it was counted. Whoever finds it behind brings
it up to date, version by version, before anything else happens to it.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, QuerySet
from django.db.models.functions import Greatest

from core.bulk import insert_rows, update_rows
from sla.actions.ladder import ESCALATES, Ladder, ladder_of
from sla.actions.rearming import Rungs, climb_of, first_rungs
from sla.models import (
    Alert,
    Calendar,
    CalendarVersion,
    Clock,
    ClockEvent,
    EscalationStep,
    Norm,
    Promise,
)
from sla.models.clocks import next_promised
from sla.new_hours import Change, Micros, Running, Stage, carry_over

# What the client was promised, and so is told when it moves; the rest is the pool's own affair.
PROMISED = (Norm.Kind.RESPONSE, Norm.Kind.TURNAROUND)
COLUMNS = (
    "consumed",
    "running_since",
    "due_at",
    "target",
    "next_rung",
    "next_level",
    "next_rung_at",
)


Told = dict[int, dict[tuple[str, int], int]]


class InMicros(Func):
    """A moment since 1970, or an amount of time, in microseconds."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
    output_field = BigIntegerField()

    def get_db_converters(self, connection: Any) -> list[Any]:
        """PostgreSQL gives whole numbers: nothing to convert, row by row."""
        return []


class Row(NamedTuple):
    """What is read of a clock, times in microseconds; `ROW` says from where."""

    pk: int
    promise: int
    kind: str
    norm: int
    started: int | None
    since: int | None
    used: int
    target: int | None
    due: int | None
    norm_due_at: datetime | None
    without_outcome: bool
    counted_under: int
    next_due: int | None  # of its promise
    event_at: datetime | None
    agreement: int | None
    told: bool


ROW: tuple[str | Func, ...] = (
    *Row._fields[:4],
    *map(InMicros, ("started_at", "running_since", "consumed", "target", "due_at")),
    *Row._fields[9:12],
    InMicros("promise__next_due_at"),
    "promise__event_at",
    "promise__agreement_version",
    "told",
)


class Going(NamedTuple):
    """What decides when a promise is due next, of a clock that has not stopped."""

    promise: int
    kind: str
    running_since: datetime | None
    due_at: datetime | None
    without_outcome: bool

    @property
    def is_running(self) -> bool:
        """Whether time is passing."""
        return self.running_since is not None


def bring_up_to_date(clock: Clock) -> None:
    """Count one clock by the hours now in force; nothing to do where it was already.

    The caller holds its lock, and then sets what its promise is due next.
    """
    if clock.counted_under != clock.calendar.revision:
        _count_anew(clock.calendar, rows_of(Clock.objects.filter(pk=clock.pk)))
        clock.refresh_from_db(fields=[*COLUMNS, "counted_under"])


def lagging() -> QuerySet[Calendar]:
    """Return the calendars with clocks still counted by older hours; one probe for each."""
    return Calendar.objects.filter(
        Exists(behind(OuterRef("pk"), OuterRef("revision"))),
    )


def behind(calendar: Any, revision: Any) -> QuerySet[Clock]:
    """Return the clocks of a calendar still counted by older hours than this version of it."""
    return Clock.objects.going().filter(calendar=calendar, counted_under__lt=revision)


@transaction.atomic
def recount(calendar: Calendar, *, limit: int) -> int:
    """Count up to `limit` clocks by the hours now in force; return how many were behind.

    Any number of workers do this side by side: what another holds is skipped, and nothing is
    ever waited for. A worker that dies half-way has changed nothing.
    """
    calendar.refresh_from_db(fields=["revision"])
    # In the order of their index, so that a batch costs the same however many went before it.
    lag = behind(calendar, calendar.revision).order_by("counted_under")
    locked = lag.select_for_update(skip_locked=True, no_key=True)  # by the join, promises too
    rows = rows_of(locked[:limit])
    _promise_next(_count_anew(calendar, rows))
    return len(rows)


def rows_of(clocks: QuerySet[Clock]) -> list[Row]:
    """Read clocks as rows: many times as quick as whole objects."""
    alerts = Alert.objects.filter(clock=OuterRef("pk"), withdrawn_at=None)
    return [Row._make(row) for row in clocks.annotate(told=Exists(alerts)).values_list(*ROW)]


@lru_cache(maxsize=64)
def changes(calendar_id: int, revision: int) -> tuple[Change, ...]:
    """Return the changes of hours up to a version, oldest first; the first hours are none."""
    versions = CalendarVersion.objects.filter(calendar=calendar_id, number__lte=revision)
    stages: tuple[Stage, ...] = ()
    found = []
    for version in versions.order_by("number"):
        assert version.number is not None
        assert version.in_force_at is not None
        stages = (*stages, Stage(version.in_force_at, version.schedule()))
        found.append(Change(version.number, version.moves, version.note, stages))
    return tuple(found[1:])


def _count_anew(calendar: Calendar, rows: list[Row]) -> set[int]:
    """Bring clocks up to date; return the promises that may be due next at another moment."""
    still = [row.pk for row in rows if row.since is None]
    Clock.objects.filter(pk__in=still).update(counted_under=calendar.revision)
    moved: set[int] = set()
    running = [row for row in rows if row.since is not None]
    running.sort(key=attrgetter("counted_under"))
    for version, group in groupby(running, key=attrgetter("counted_under")):
        alike = list(group)
        clocks = columns_of(alike)
        missed = [one for one in changes(calendar.pk, calendar.revision) if one.number > version]
        for change in missed:
            _write_events(alike, clocks, change)
        ladders, told = _ladders(alike, clocks), _told(alike)
        _withdraw(alike, clocks, missed, ladders, told)
        rungs = first_rungs(clocks, calendar.schedule(), ladders, told)
        _write_clocks(calendar, alike, clocks, rungs)
        dues = zip(alike, clocks.due.tolist(), strict=True)
        moved |= {row.promise for row, due in dues if _is_next(row, due)}
    return moved


def _is_next(row: Row, due: int) -> bool:
    """Return whether a clock that moved was what its promise is due next, or may be so now."""
    then = row.next_due
    return row.due != due and (then is None or then == row.due or due < then)


def columns_of(rows: list[Row]) -> Running:
    """Return running clocks as columns."""
    norms = Norm.objects.in_bulk({row.norm for row in rows})
    places = {pk: place for place, pk in enumerate(norms)}
    return Running(
        started=np.array([row.started for row in rows], np.int64),
        since=np.array([row.since for row in rows], np.int64),
        used=np.array([row.used for row in rows], np.int64),
        target=np.array([row.target for row in rows], np.int64),
        due=np.array([row.due for row in rows], np.int64),
        agreed=np.array([row.norm_due_at is not None for row in rows]),
        norm=np.array([places[row.norm] for row in rows]),
        norms=list(norms.values()),
        events=[row.event_at for row in rows],
    )


def _write_events(rows: list[Row], clocks: Running, change: Change) -> None:
    """Let a change happen to clocks, and add to the history of those it made a difference to."""
    before = clocks.due.copy()
    places = carry_over(clocks, change)
    dues = before[places], clocks.due[places]
    moved = (dues[0] != dues[1]).tolist()
    insert_rows(
        ClockEvent,
        ["clock_id", "due_before", "due_after", "untold"],
        (
            (rows[place].pk, was, is_now, differs and rows[place].kind in PROMISED)
            for place, was, is_now, differs in zip(
                places.tolist(), *map(_written, dues), moved, strict=True
            )
        ),
        same={"at": change.at, "kind": ClockEvent.Kind.CALENDAR.value, "because": change.note},
    )


def _withdraw(
    rows: list[Row],
    clocks: Running,
    missed: list[Change],
    ladders: list[Ladder | None],
    told: Told,
) -> None:
    """Withdraw what was told of clocks that are due later now, where its rung is still to come."""
    untrue: list[int] = []
    for place, of_clock in told.items():
        ladder, before = ladders[place], rows[place].due
        if ladder is None or before is None or clocks.due[place] <= before:
            continue
        last = next(change for change in reversed(missed) if change.moves)
        rungs = ladder.rungs(climb_of(clocks, missed[-1].new, place))
        for ahead in [(rung.rung, rung.level) for rung in rungs if rung.at > last.at]:
            if ahead in of_clock:
                untrue.append(of_clock.pop(ahead))
    if untrue:
        Alert.objects.filter(pk__in=untrue).update(
            withdrawn_at=Greatest(F("found_at"), last.at), withdrawn_because=last.note
        )


def _write_clocks(calendar: Calendar, rows: list[Row], clocks: Running, rungs: Rungs) -> None:
    moments = _written(rungs.at)
    update_rows(
        Clock,
        "id",
        COLUMNS,
        zip(
            [row.pk for row in rows],
            [f"{used} microseconds" for used in clocks.used.tolist()],
            _written(clocks.since),
            _written(clocks.due),
            [f"{target} microseconds" for target in clocks.target.tolist()],
            rungs.rung.tolist(),
            rungs.level.tolist(),
            [at if rung else None for at, rung in zip(moments, rungs.rung, strict=True)],
            strict=True,
        ),
        same={"counted_under": calendar.revision},
    )


def _ladders(rows: list[Row], clocks: Running) -> list[Ladder | None]:
    """Return the ladder of each clock, made once for each norm and agreement."""
    steps: dict[int | None, list[EscalationStep]] = defaultdict(list)
    agreements = {row.agreement for row in rows} - {None}
    for step in EscalationStep.objects.watched().filter(version__in=agreements):
        steps[step.version_id].append(step)
    made: dict[tuple[str, int, int | None], Ladder] = {}
    ladders: list[Ladder | None] = []
    for row, norm in zip(rows, clocks.norm.tolist(), strict=True):
        agreement = row.agreement if row.kind in ESCALATES else None
        key = row.kind, norm, agreement
        if key not in made:
            made[key] = ladder_of(row.kind, clocks.norms[norm].warnings, steps[agreement])
        ladders.append(None if row.without_outcome else made[key])
    return ladders


def _told(rows: list[Row]) -> Told:
    """Return by place the rungs that were told of these clocks, each with its alert."""
    places = {row.pk: place for place, row in enumerate(rows) if row.told}
    told: Told = defaultdict(dict)
    alerts = Alert.objects.filter(clock__in=places, withdrawn_at=None)
    for alert, clock, rung, level in alerts.values_list("pk", "clock", "rung", "level"):
        told[places[clock]][rung, level] = alert
    return told


def _promise_next(promises: set[int]) -> None:
    """Keep on promises what was promised next, for the queue."""
    clocks = Clock.objects.going().filter(promise__in=promises).order_by("promise")
    rows = map(Going._make, clocks.values_list(*Going._fields))
    update_rows(
        Promise,
        "id",
        ["next_due_at"],
        [
            (promise, next_promised(of_promise))
            for promise, of_promise in groupby(rows, key=attrgetter("promise"))
        ],
    )


def _written(moments: Micros) -> Iterator[str]:
    """Write moments as PostgreSQL reads them."""
    return iter(np.datetime_as_string(moments.view("datetime64[us]"), timezone="UTC").tolist())
