"""How a clock would stand had another norm held for it all along.

Its life is walked through once more: the same pauses and changed hours, in the order in which
they happened, each stretch counted by the hours that held then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from sla import business_time
from sla.counting import due_at, due_before_event, due_when_resumed
from sla.models import Calendar, ClockEvent, Norm

What = ClockEvent.Kind


class Pause(NamedTuple):
    """A time during which a clock stood still; without an end it still does."""

    since: datetime
    until: datetime | None


class Hastened(NamedTuple):
    """The norm that holds from the moment a request was made urgent, where it is sooner."""

    at: datetime
    norm: Norm
    calendar: Calendar


@dataclass
class Count:
    """The fields of a clock that counts a norm from a start, on its way through time."""

    norm: Norm
    calendar: Calendar
    started_at: datetime
    event_at: datetime | None
    consumed: timedelta = timedelta()
    target: timedelta = field(init=False)
    norm_since: datetime = field(init=False)
    running_since: datetime | None = field(init=False)
    due_at: datetime | None = field(init=False)

    def __post_init__(self) -> None:
        schedule = self.calendar.schedule_at(self.started_at)
        self.running_since = self.norm_since = self.started_at
        self.due_at = due_at(self.norm, schedule, self.started_at, self.event_at)
        self.target = business_time.elapsed(schedule, self.started_at, self.due_at)

    def stand_still(self, at: datetime) -> None:
        """Bank the opening time since it ran, by the hours in force in each part of it."""
        if self.running_since is not None and self.running_since < at:
            changes = self.calendar.changed_between(self.running_since, at)
            for since, until in pairwise([self.running_since, *changes, at]):
                schedule = self.calendar.schedule_at(since)
                self.consumed += business_time.elapsed(schedule, since, until)
        self.running_since = self.due_at = None

    def go_on(self, at: datetime) -> None:
        """Count on with what is left."""
        self.running_since = since = max(at, self.started_at)
        if self.norm.before_event:
            self.due_at = due_before_event(
                self.norm, self.calendar, self.event_at, since=self.norm_since, until=since
            )
        else:
            schedule, left = self.calendar.schedule_at(since), self.target - self.consumed
            self.due_at = due_when_resumed(self.norm, schedule, since, left)

    def change_hours(self, at: datetime) -> None:
        """Count by other hours from a moment on."""
        if self.running_since is not None and self.running_since < at:
            self.stand_still(at)
            self.go_on(at)

    def hasten(self, hastened: Hastened) -> None:
        """Take the urgent norm over from its moment on, if that is sooner."""
        at, due_before = max(hastened.at, self.started_at), self.due_at
        self.stand_still(at)
        schedule = hastened.calendar.schedule_at(at)
        urgent_due = due_at(hastened.norm, schedule, at, self.event_at)
        amount = business_time.elapsed(schedule, at, urgent_due)
        left = self.target - self.consumed
        sooner = amount < left if due_before is None else urgent_due < due_before
        if sooner and urgent_due >= at:  # before an event that is too near for it, it is not
            self.target = self.consumed + amount
            self.norm, self.calendar = hastened.norm, hastened.calendar
            self.norm_since = at
        if due_before is not None:
            self.go_on(at)


def replay(
    count: Count, pauses: Iterable[Pause], *, until: datetime, hastened: Hastened | None = None
) -> Count:
    """Take a count through what happened to the clock until now."""
    happened: list[tuple[datetime, Callable[[], None]]] = []
    for pause in pauses:
        happened.append((pause.since, partial(count.stand_still, pause.since)))
        if pause.until is not None:
            happened.append((pause.until, partial(count.go_on, pause.until)))
    for change in count.calendar.changed_between(count.started_at, until):
        happened.append((change, partial(count.change_hours, change)))
    if hastened is not None:
        happened.append((hastened.at, partial(count.hasten, hastened)))
    for _at, happen in sorted(happened, key=itemgetter(0)):
        happen()
    return count


def pauses_of(events: Iterable[ClockEvent]) -> list[Pause]:
    """Read the pauses of a clock back from its history, in the order it was written."""
    pauses: list[Pause] = []
    since: datetime | None = None
    for event in events:
        match event.kind:
            case What.PAUSED:
                since = event.at
            case What.RESUMED | What.AGREED | What.MET | What.ENDED if since is not None:
                pauses.append(Pause(since, event.at))
                since = None
    return pauses if since is None else [*pauses, Pause(since, None)]
