"""The sweep: the alerts whose moment has come, many clocks in a few statements.

A batch is read as plain columns and written as arrays, and what its clocks share (hours,
norms, agreements) is read once for all, so that the cost is that of the rungs that are due.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from core.bulk import insert_rows, update_rows
from sla.actions.ladder import Climb, Coming, Ladder, ladder_of
from sla.business_time import Schedule
from sla.models import Alert, Calendar, Clock, EscalationStep, Norm


class Due(NamedTuple):
    """A clock with an alert to send."""

    clock: int
    promise: int
    pool: int
    agreement_version: int | None
    norm: int
    kind: str
    calendar: int
    running_since: datetime
    due_at: datetime
    consumed: timedelta
    next_rung_at: datetime
    next_rung: str
    next_level: int


class Passed(NamedTuple):
    """An alert that was written, with the clock it is about."""

    alert: int
    clock: Due
    rung: str
    level: int


Written = list[tuple[Due, Coming]]
Moved = list[tuple[int, datetime | None, str, int]]

COLUMNS = (
    "pk",
    "promise_id",
    "promise__pool_id",
    "promise__agreement_version_id",
    "norm_id",
    "kind",
    "calendar_id",
    "running_since",
    "due_at",
    "consumed",
    "next_rung_at",
    "next_rung",
    "next_level",
)


def write_due_alerts(*, now: datetime, limit: int) -> list[Passed]:
    """Write the alerts whose moment has passed, each once, and move their clocks on.

    Takes up to `limit` clocks and skips those another worker or action holds, and those whose
    calendar changed until they are counted anew: they may not be due yet. Returns what was
    written, for each clock in order of time. The caller is inside a transaction.
    """
    clocks = [
        Due(*columns)
        for columns in Clock.objects.past_next_rung(now)
        .counted()
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .values_list(*COLUMNS)[:limit]
    ]
    if not clocks:
        return []
    written, moved = _climb(clocks, now)
    alerts = insert_rows(
        Alert,
        ("clock_id", "due_at", "rung", "level"),
        ((due.clock, *rung) for due, rung in written),
        same={"found_at": now, "withdrawn_because": ""},
        returning=("clock_id", "rung", "level", "id"),
    )
    update_rows(Clock, "id", ("next_rung_at", "next_rung", "next_level"), moved)
    keys = {(clock, rung, level): key for clock, rung, level, key in alerts}
    return [
        Passed(keys[due.clock, rung, level], due, rung, level)
        for due, (_at, rung, level) in written
    ]


def _climb(clocks: list[Due], now: datetime) -> tuple[Written, Moved]:
    """Return each rung that has passed, and for each clock (by id) the rung that comes next."""
    written: Written = []
    moved: Moved = []
    told, schedules, ladders = _told(clocks), _schedules(clocks), _ladders(clocks)
    for due in clocks:
        if (due.next_rung, due.next_level) not in told[due.clock]:
            written.append((due, Coming(due.next_rung_at, due.next_rung, due.next_level)))
            told[due.clock].add((due.next_rung, due.next_level))
        climb = Climb(schedules[due.calendar], due.running_since, due.due_at, due.consumed)
        left = ladders[due.norm, due.agreement_version].rungs(climb, told[due.clock])
        passed = [rung for rung in left if rung.at <= now]
        following = left[len(passed) :]
        written += [(due, rung) for rung in passed]
        moved.append((due.clock, *(following[0] if following else (None, "", 0))))
    return written, moved


def _told(clocks: list[Due]) -> dict[int, set[tuple[str, int]]]:
    told: dict[int, set[tuple[str, int]]] = defaultdict(set)
    alerts = Alert.objects.filter(clock__in=[due.clock for due in clocks], withdrawn_at=None)
    for clock, rung, level in alerts.values_list("clock_id", "rung", "level"):
        told[clock].add((rung, level))
    return told


def _schedules(clocks: list[Due]) -> dict[int, Schedule]:
    calendars = Calendar.objects.filter(pk__in={due.calendar for due in clocks})
    return {calendar.pk: calendar.schedule() for calendar in calendars}


def _ladders(clocks: list[Due]) -> dict[tuple[int, int | None], Ladder]:
    norms = Norm.objects.in_bulk({due.norm for due in clocks})
    steps: dict[int | None, list[EscalationStep]] = defaultdict(list)
    agreed = {due.agreement_version for due in clocks if due.agreement_version}
    for step in EscalationStep.objects.watched().filter(version__in=agreed):
        steps[step.version_id].append(step)
    return {
        (norm, version): ladder_of(norms[norm].kind, norms[norm].warnings, steps[version])
        for norm, version in {(due.norm, due.agreement_version) for due in clocks}
    }
