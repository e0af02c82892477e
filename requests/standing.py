"""Where a request stands at a moment: its next due time, its state, and what comes next.

Computed from its clocks each time it is looked at; nothing of this is stored, so no job can
be behind with it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.models import ServiceVersion
from requests.models import ServiceRequest, Status, WaitingFor
from sla import business_time, wording
from sla.actions import due_if_resumed
from sla.business_time import Schedule
from sla.models import Clock, Norm
from teams.models import User

Kind = Norm.Kind
PROMISED = (Kind.RESPONSE, Kind.TURNAROUND)
# A decision is the pool's own affair; that somebody calls is shown where nothing was promised.
TOLD = (*PROMISED, Kind.UPDATE, Kind.CALLBACK)


class State(StrEnum):
    """How a request stands; each has its own icon, word and colour."""

    OK = "ok"
    NEAR = "near"
    LATE = "late"
    URGENT = "urgent"
    WAIT = "wait"
    OUTSIDE = "outside"
    NEW = "new"
    DONE = "done"


@dataclass(frozen=True)
class Due:
    """The time that was promised next, or would be if a clock that stands still went on now."""

    at: datetime
    schedule: Schedule
    kind: str = ""
    what: str = ""


@dataclass(frozen=True)
class Standing:
    """What a line in a list says of a request."""

    state: State
    word: str
    due: Due | None


def with_standing(requests: "QuerySet[ServiceRequest]") -> "QuerySet[ServiceRequest]":
    """Fetch with the requests what their standing is computed from."""
    going = Clock.objects.going().select_related("norm", "calendar").prefetch_related("events")
    return requests.with_people().prefetch_related(  # type: ignore[attr-defined,no-any-return]
        Prefetch("promise__clocks", queryset=going)
    )


def fetch_standing(found: "list[ServiceRequest]") -> None:
    """Fetch the same for the requests of a page, which were read with their promise and its unit.

    What many share is read once, and the history of clocks only of those that need it.
    """
    ids = {pk for one in found for pk in (one.requested_by_id, one.assignee_id)}
    people = User.objects.in_bulk(ids - {None})
    for one in found:
        one.requested_by = people[one.requested_by_id]
        one.assignee = people[one.assignee_id] if one.assignee_id else None
    prefetch_related_objects(
        found,
        Prefetch("promise__service_version", ServiceVersion.objects.only("name")),
        Prefetch("promise__clocks", Clock.objects.going()),
        "promise__clocks__norm",
        "promise__clocks__calendar",
    )
    clocks = [clock for one in found for clock in one.promise.clocks.all()]
    still = [clock for clock in clocks if clock.due_at is None and clock.norm.before_event]
    prefetch_related_objects(still, "events")


def standing_of(service_request: ServiceRequest, now: datetime) -> Standing:
    """Return how a request stands now."""
    clock = next_clock(list(service_request.promise.clocks.all()))
    state = _state(service_request, clock, now)
    return Standing(
        state=state,
        word=_word(service_request, state, now),
        due=_due(service_request, clock, now) if service_request.is_open else None,
    )


def next_clock(clocks: list[Clock]) -> Clock | None:
    """Return the clock of what was promised next; of clocks that stand still, the one for ready."""
    running = [clock for clock in clocks if clock.is_running and clock.kind in TOLD]
    promised = [clock for clock in running if clock.kind in PROMISED]
    if promised:
        return min(promised, key=lambda clock: (clock.without_outcome, clock.due_at))
    if running:
        return min(running, key=lambda clock: TOLD.index(Kind(clock.kind)))
    still = [clock for clock in clocks if clock.is_paused and clock.started_at]
    return min(still, key=lambda clock: clock.kind != Kind.TURNAROUND, default=None)


def is_near(clock: Clock, now: datetime) -> bool:
    """Return whether so much of the time has been used that whoever has it is warned."""
    warnings = clock.norm.warnings
    if clock.running_since is None or clock.target is None or clock.without_outcome or not warnings:
        return False
    schedule, whole = clock.calendar.schedule(), clock.target
    if clock.is_agreed and clock.due_at is not None:
        whole = clock.consumed + business_time.elapsed(schedule, clock.running_since, clock.due_at)
    used = clock.consumed + business_time.elapsed(schedule, clock.running_since, now)
    return used * 100 >= whole * min(warnings)


def next_step(service_request: ServiceRequest, now: datetime) -> str:
    """Return what is to be done next, in a few words."""
    follow_up = service_request.follow_up_on
    if service_request.status == Status.WAITING:
        if follow_up is not None:
            day = wording.day_in_words(follow_up, timezone.localdate(now))
            return _("Ask again %(day)s") % {"day": day}
        return _("Wait for the answer")
    if not service_request.is_open:
        return ""
    if service_request.next_step:
        return _promised_step(service_request, now)
    if not service_request.intake_complete:
        return _("Ask what is missing")
    clock = next_clock(list(service_request.promise.clocks.all()))
    if clock is not None and clock.kind == Kind.UPDATE:
        return _("Let them know")
    return _("Finish")


def _promised_step(service_request: ServiceRequest, now: datetime) -> str:
    if service_request.next_step_on is None:
        return service_request.next_step
    day = wording.day_in_words(service_request.next_step_on, timezone.localdate(now))
    return _("%(step)s (%(day)s)") % {"step": service_request.next_step, "day": day}


def step_has_passed(service_request: ServiceRequest, now: datetime) -> bool:
    """Return whether the day has passed by which the client was told of a step."""
    promised_for = service_request.next_step_on
    return promised_for is not None and promised_for < timezone.localdate(now)


def _state(service_request: ServiceRequest, clock: Clock | None, now: datetime) -> State:
    promise = service_request.promise
    if not service_request.is_open:
        return State.DONE
    if _waits_for_client(service_request):
        return State.NEAR if step_has_passed(service_request, now) else State.WAIT
    if promise.urgent:
        return State.URGENT
    if clock is not None and clock.is_late(now):
        return State.LATE
    if clock is not None and is_near(clock, now):
        return State.NEAR
    if step_has_passed(service_request, now):
        return State.NEAR
    if service_request.waits_for_answers:
        return State.WAIT
    if service_request.assignee_id is None:
        return State.NEW
    if service_request.status == Status.WAITING or clock is None:
        return State.WAIT
    return State.OUTSIDE if promise.service_version_id is None else State.OK


def _waits_for_client(service_request: ServiceRequest) -> bool:
    return service_request.waiting_for == WaitingFor.CLIENT


def _word(service_request: ServiceRequest, state: State, now: datetime) -> str:
    match state:
        case State.NEAR if step_has_passed(service_request, now):
            return _("step promised")
        case State.DONE:
            return service_request.get_status_display()
        case State.WAIT if service_request.waits_for_answers or _waits_for_client(service_request):
            return _("waits for client")
        case State.WAIT if service_request.waiting_for == WaitingFor.DATE:
            return _("waits for a date")
        case State.WAIT if service_request.waiting_for:
            return _("waits for others")
        case State.WAIT:
            return _("incomplete")
    return {
        State.OK: _("on time"),
        State.NEAR: _("nearly due"),
        State.LATE: _("past due"),
        State.URGENT: _("urgent"),
        State.OUTSIDE: _("off catalogue"),
        State.NEW: _("not picked up"),
    }[state]


def _due(service_request: ServiceRequest, clock: Clock | None, now: datetime) -> Due | None:
    if clock is None:
        return None
    schedule = clock.calendar.schedule()
    if clock.due_at is None:
        at = due_if_resumed(clock, now)
        return Due(at, schedule, kind="still") if at else None
    what = {Kind.RESPONSE: _("pick up"), Kind.UPDATE: _("let them know")}.get(Kind(clock.kind), "")
    kind = _due_kind(service_request, clock, now)
    return Due(clock.due_at, schedule, kind=kind, what="" if kind == State.LATE else what)


def _due_kind(service_request: ServiceRequest, clock: Clock, now: datetime) -> str:
    if clock.is_late(now):
        return State.LATE
    if service_request.promise.urgent:
        return State.URGENT
    return State.NEAR if is_near(clock, now) else ""
