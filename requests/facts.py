"""What the page of a request says beside its story: deadlines, answers, and what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pdc.models import IntakeField
from requests.standing import State, is_near
from sla import wording
from sla.actions import due_if_resumed
from sla.models import Clock, Norm

Kind = Norm.Kind
Type = IntakeField.Type

ORDER = [Kind.CALLBACK, Kind.RESPONSE, Kind.DECISION, Kind.UPDATE, Kind.TURNAROUND]


@dataclass(frozen=True)
class Deadline:
    """One clock as the page shows it: met, running, standing still or not started."""

    clock: Clock
    due_at: datetime | None
    kind: str
    norm: str
    used: str
    waits_for: str

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.clock.stopped_at is not None


def deadlines(clocks: Iterable[Clock], now: datetime) -> list[Deadline]:
    """Return the newest clock of each kind, in the order things happen."""
    newest = {clock.kind: clock for clock in sorted(clocks, key=lambda clock: clock.cycle)}
    return [_deadline(newest[kind], now) for kind in ORDER if kind in newest]


def _deadline(clock: Clock, now: datetime) -> Deadline:
    due_at, kind = clock.due_at, ""
    if clock.is_late(now):
        kind = State.LATE
    elif clock.is_paused:
        due_at, kind = due_if_resumed(clock, now), "still"
    elif is_near(clock, now):
        kind = State.NEAR
    waits_for = ""
    if clock.started_at is None:
        after_reaction = _("after the first reaction") if clock.kind == Kind.UPDATE else ""
        waits_for = wording.start_in_words(clock.norm) or after_reaction or _("not yet")
    return Deadline(
        clock=clock,
        due_at=due_at,
        kind=kind,
        norm=wording.norm_in_words(clock.norm),
        used=wording.amount_in_words(clock.consumed),
        waits_for=waits_for,
    )


def answered(fields: Iterable[IntakeField], answers: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the questions that were answered, each with its answer as people write it."""
    given = [(field, answers.get(field.key)) for field in fields]
    return [(field.label, _in_words(field, value)) for field, value in given if value is not None]


def _in_words(field: IntakeField, value: Any) -> str:
    match field.type, value:
        case Type.BOOLEAN, bool():
            return _("yes") if value else _("no")
        case Type.DATE, str():
            day = parse_date(value)
            return _full_date(day) if day else value
        case Type.DATETIME, str():
            moment = parse_datetime(value)
            return wording.full_moment(moment) if moment and timezone.is_aware(moment) else value
    return str(value)


def _full_date(day: date) -> str:
    return date_format(day, "l j F Y")
