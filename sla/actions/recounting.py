"""Clocks of a calendar that changed, counted anew: one that is touched, or many by a worker.

A clock knows by which version of its calendar it was counted. Whoever finds it behind brings
it up to date, version by version, before anything else happens to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest

from core.bulk import insert_rows, update_rows
from sla.actions.ladder import ESCALATES, Ladder, ladder_of
from sla.actions.rearming import first_rungs
from sla.models import (
    Alert,
    Calendar,
    CalendarVersion,
    Clock,
    ClockEvent,
    EscalationStep,
    Norm,
    Promise,
    Rung,
)
from sla.models.clocks import next_promised
from sla.new_hours import EPOCH, Change, Micros, Running, Stage, carry_over

# What the client was promised, and so is told when it moves; the rest is the pool's own affair.
PROMISED = (Norm.Kind.RESPONSE, Norm.Kind.TURNAROUND)
COLUMNS = (
    "consumed",
    "running_since",
    "due_at",
    "target",
    "counted_under",
    "next_rung",
    "next_level",
    "next_rung_at",
)


class Row(NamedTuple):
    """What is read of a clock; `ROW` says from where."""

    pk: int
    promise: int
    kind: str
    norm: int
    started_at: datetime
    running_since: datetime | None
    consumed: timedelta
    target: timedelta
    due_at: datetime
    norm_due_at: datetime | None
    without_outcome: bool
    counted_under: int
    event_at: datetime | None
    agreement: int | None
    told: bool


ROW = (*Row._fields[:-3], "promise__event_at", "promise__agreement_version", "told")


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
        clock.refresh_from_db(fields=COLUMNS)


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
    """Bring clocks up to date; return the promises of those that are due at another moment."""
    still = [row.pk for row in rows if row.running_since is None]
    Clock.objects.filter(pk__in=still).update(counted_under=calendar.revision)
    moved: set[int] = set()
    running = sorted((row for row in rows if row.running_since), key=attrgetter("counted_under"))
    for version, group in groupby(running, key=attrgetter("counted_under")):
        alike = list(group)
        clocks = columns_of(alike)
        before = clocks.due.copy()
        missed = [one for one in changes(calendar.pk, calendar.revision) if one.number > version]
        for change in missed:
            _write_events(alike, clocks, change)
        _withdraw(alike, np.flatnonzero(clocks.due > before), missed)
        _write_clocks(calendar, alike, clocks)
        moved |= {alike[place].promise for place in np.flatnonzero(clocks.due != before)}
    return moved


def columns_of(rows: list[Row]) -> Running:
    """Return running clocks as columns."""
    norms = Norm.objects.in_bulk({row.norm for row in rows})
    places = {pk: place for place, pk in enumerate(norms)}
    return Running(
        started=_micros(row.started_at - EPOCH for row in rows),
        since=_micros(row.running_since - EPOCH for row in rows if row.running_since),
        used=_micros(row.consumed for row in rows),
        target=_micros(row.target for row in rows),
        due=_micros(row.due_at - EPOCH for row in rows),
        agreed=np.array([row.norm_due_at is not None for row in rows]),
        norm=np.array([places[row.norm] for row in rows]),
        norms=list(norms.values()),
        events=[row.event_at for row in rows],
    )


def _write_events(rows: list[Row], clocks: Running, change: Change) -> None:
    """Let a change happen to clocks, and add to the history of those it made a difference to."""
    before = clocks.due.copy()
    places = carry_over(clocks, change)
    dues = zip(_written(before[places]), _written(clocks.due[places]), strict=True)
    insert_rows(
        ClockEvent,
        ["clock_id", "at", "kind", "because", "due_before", "due_after", "untold"],
        (
            (
                rows[place].pk,
                change.at,
                ClockEvent.Kind.CALENDAR.value,
                change.note,
                was,
                is_now,
                was != is_now and rows[place].kind in PROMISED,
            )
            for place, (was, is_now) in zip(places.tolist(), dues, strict=True)
        ),
    )


def _withdraw(rows: list[Row], later: Micros, missed: list[Change]) -> None:
    """Withdraw what was written of a breach since: it is due later now."""
    clocks = [rows[place].pk for place in later if rows[place].told]
    if clocks:
        last = next(change for change in reversed(missed) if change.moves)
        Alert.objects.filter(
            clock__in=clocks, rung__in=[Rung.BREACH, Rung.ESCALATION], withdrawn_at=None
        ).update(withdrawn_at=Greatest(F("found_at"), last.at), withdrawn_because=last.note)


def _write_clocks(calendar: Calendar, rows: list[Row], clocks: Running) -> None:
    rungs = first_rungs(clocks, calendar.schedule(), _ladders(rows, clocks), _told(rows))
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
            [calendar.revision] * len(rows),
            rungs.rung.tolist(),
            rungs.level.tolist(),
            [at if rung else None for at, rung in zip(moments, rungs.rung, strict=True)],
            strict=True,
        ),
    )


def _ladders(rows: list[Row], clocks: Running) -> list[Ladder | None]:
    """Return the ladder of each clock, made once for each norm and agreement."""
    steps: dict[int | None, list[EscalationStep]] = defaultdict(list)
    agreements = {row.agreement for row in rows} - {None}
    for step in EscalationStep.objects.filter(version__in=agreements).order_by("level"):
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


def _told(rows: list[Row]) -> dict[int, set[tuple[str, int]]]:
    """Return by place the rungs that were told of these clocks."""
    places = {row.pk: place for place, row in enumerate(rows) if row.told}
    told: dict[int, set[tuple[str, int]]] = defaultdict(set)
    alerts = Alert.objects.filter(clock__in=places, withdrawn_at=None)
    for clock, rung, level in alerts.values_list("clock", "rung", "level"):
        told[places[clock]].add((rung, level))
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


def _micros(amounts: Iterable[timedelta]) -> Micros:
    return np.array(list(amounts), "timedelta64[us]").view(np.int64)


def _written(moments: Micros) -> Iterator[str]:
    """Write moments as PostgreSQL reads them."""
    return iter(np.datetime_as_string(moments.view("datetime64[us]"), timezone="UTC").tolist())
