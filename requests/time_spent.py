"""Time spent, as a page shows it: the sum for everybody, the rows for whoever spent it."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from requests.models import ServiceRequest, TimeEntry
from requests.models.time_entries import A_DAY
from sla import business_time
from sla.models import PoolCalendar
from teams.models import User

HOURS = r"(?P<hours>\d{1,3}(?:[.,]\d{1,2})?)\s*(?:uren|uur|u|hours|hour|h)\.?"
MINUTES = r"(?P<minutes>\d{1,4})\s*(?:minuten|minuut|minutes|minute|min|m)?\.?"
IN_WORDS = re.compile(rf"(?:{HOURS})?\s*(?:{MINUTES})?", re.IGNORECASE | re.ASCII)
BY_THE_CLOCK = re.compile(r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class Timer:
    """A row of somebody's own, and what it is likely to have been where they must still say so."""

    entry: TimeEntry
    asks: bool
    likely: int | None


@dataclass(frozen=True)
class TimeSpent:
    """What one person reads of the time spent on a request."""

    total: timedelta
    own: list[Timer]
    running: TimeEntry | None

    @property
    def mine(self) -> timedelta:
        """How much of it was their own."""
        kept = (row.entry for row in self.own if row.entry.withdrawn_at is None)
        return sum((entry.amount for entry in kept), timedelta())


def time_on(service_request: ServiceRequest, user: User, now: datetime) -> TimeSpent:
    """Return the time spent on a request: what somebody spent themselves, and the sum of all."""
    on_it = service_request.time_entries.all()
    own = list(on_it.of(user).select_related("corrected_by"))
    running = next((it for it in own if it.is_running and not it.is_forgotten(now)), None)
    return TimeSpent(
        total=timedelta(minutes=on_it.total()),
        own=[_row(it, now) for it in own if it is not running],
        running=running,
    )


def timer_of(user: User, now: datetime) -> Timer | None:
    """Return the timer that runs for somebody, or else one they must still say the time of."""
    timers = TimeEntry.objects.of(user).not_booked().select_related("service_request__promise")
    entry = timers.order_by(F("ended_at").desc(nulls_first=True)).first()
    return _row(entry, now) if entry else None


def _row(entry: TimeEntry, now: datetime) -> Timer:
    asks = entry.withdrawn_at is None and entry.is_forgotten(now)
    return Timer(entry, asks, likely_minutes(entry) if asks else None)


def likely_minutes(entry: TimeEntry) -> int | None:
    """Return how long somebody who forgot to stop can have worked: as long as their desk was open.

    Nothing where it was not open any more: then only they know.
    """
    if entry.started_at is None:
        return None
    pool = PoolCalendar.objects.filter(pool=entry.service_request.promise.pool_id)
    own = pool.select_related("calendar").first()
    if own is None:
        return None
    day = timezone.localdate(entry.started_at) + timedelta(days=1)
    midnight = datetime.combine(day, time.min, timezone.get_current_timezone())
    until = min(entry.ended_at or midnight, midnight)
    opened = business_time.elapsed(own.calendar.schedule(), entry.started_at, until)
    return opened // timedelta(minutes=1) or None


def minutes_in(typed: str) -> int:
    """Return the minutes in what somebody typed: 15, 1:30, 1 u 15, 1,5 uur; or raise ValueError."""
    words = " ".join(typed.split())
    found = BY_THE_CLOCK.fullmatch(words) or IN_WORDS.fullmatch(words)
    if found is None or not any(found.groupdict().values()):
        raise ValueError(_("Type how long it was: 15, 1:30 or 1 h 15."))
    hours = float((found["hours"] or "0").replace(",", "."))
    minutes = round(hours * 60) + int(found["minutes"] or 0)
    if not 0 < minutes <= A_DAY:
        raise ValueError(_("It can be one minute at least, and one day at most."))
    return minutes
