"""From the time of the data to the time of the demo.

Distances are kept in business time, so that what came in two working hours before the last
request still does, whatever weekend now lies between.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sla.actions import change_hours
from sla.business_time import (
    Interval,
    Schedule,
    elapsed,
    is_open,
    open_between,
    start_by,
)
from sla.models import Calendar

DEMO_DAY = "Demodag"
BEFORE, AFTER = timedelta(hours=3), timedelta(hours=6)  # how long desks are open for the demo
NEEDED_BEFORE, NEEDED_AFTER = timedelta(minutes=10), timedelta(minutes=45)
LUNCH = timedelta(hours=1)
FAR_BACK = timedelta(days=30)
MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Move:
    """What brings the newest request of the data to its arrival in the demo."""

    newest: datetime
    arrival: datetime

    def moment(self, schedule: Schedule, at: datetime) -> datetime:
        """Return a moment of the data as it is in the demo.

        What came in while the desk was closed comes as long after a closing time as it did.
        """
        if at == self.newest:
            return self.arrival
        moved = start_by(schedule, self.arrival, elapsed(schedule, at, self.newest))
        if is_open(schedule, at):
            return moved
        gap = at - _closed_since(schedule, at)
        evening = [
            stretch.until
            for stretch in open_between(schedule, moved - FAR_BACK, moved)
            if gap < LUNCH or timezone.localdate(stretch.until) < timezone.localdate(moved)
        ]
        return min(evening[-1] + gap, moved)


def _closed_since(schedule: Schedule, at: datetime) -> datetime:
    return open_between(schedule, at - FAR_BACK, at)[-1].until


def open_desks(start: datetime) -> None:
    """Keep every desk open from some hours before the start until some hours after.

    Only where it would be closed by itself: on a weekday morning nothing changes.
    """
    for calendar in Calendar.objects.all():
        schedule = calendar.schedule()
        around = open_between(schedule, start - NEEDED_BEFORE, start + NEEDED_AFTER)
        if sum((end - begin for begin, end in around), timedelta()) == (
            NEEDED_BEFORE + NEEDED_AFTER
        ):
            continue
        hours = schedule.to_dict()
        for day, stretches in demo_days(schedule, start).items():
            hours["exceptions"][day.isoformat()] = {"name": DEMO_DAY, "hours": stretches}
        change_hours(calendar, hours, note=DEMO_DAY, now=start)


def demo_days(schedule: Schedule, start: datetime) -> dict[date, list[list[str]]]:
    """Return the dates around the start, with their usual hours and those of the demo."""
    begins = (start - BEFORE).astimezone(schedule.zone).replace(tzinfo=None)
    ends = (start + AFTER).astimezone(schedule.zone).replace(tzinfo=None)
    days = {}
    for day in sorted({begins.date(), ends.date()}):
        midnight = datetime.combine(day, time())
        opens = max(0, math.floor((begins - midnight) / timedelta(hours=1)) * 60)
        closes = min(MIDNIGHT, math.ceil((ends - midnight) / timedelta(hours=1)) * 60)
        if opens < closes:
            hours = _joined([*schedule.hours_on(day), Interval(opens, closes)])
            days[day] = [[_as_text(opens), _as_text(closes)] for opens, closes in hours]
    return days


def _joined(intervals: list[Interval]) -> list[Interval]:
    """Return the intervals with those that touch made into one."""
    joined: list[Interval] = []
    for opens, closes in sorted(intervals):
        if joined and opens <= joined[-1][1]:
            joined[-1] = Interval(joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append(Interval(opens, closes))
    return joined


def _as_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
