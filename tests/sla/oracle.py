"""A slow second opinion on time: one flag for each minute, and a walk along them.

It shares no code and no idea with the product: it reads wall clocks, quarter by quarter (hours
in its schedules begin and end on one, and so do all changes of the clocks since 1972), and never
asks a zone for the instant of a local time.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import compress, islice
from zoneinfo import ZoneInfo

from sla.business_time import WEEKDAYS

MINUTE = timedelta(minutes=1)
QUARTER = 15
DAY = timedelta(days=1)
SPARE = 2 * DAY


def midnight_utc(on):
    return datetime.combine(on, time.min, tzinfo=UTC)


@cache
def wall_clock(zone, first, last):
    """In order, each wall-clock quarter of these dates with the first minute that shows it."""
    start, end = midnight_utc(first) - SPARE, midnight_utc(last) + SPARE + DAY
    shown: dict[datetime, int] = {}
    for minute in range(0, (end - start) // MINUTE, QUARTER):
        wall = (start + minute * MINUTE).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        shown.setdefault(wall, minute)
    return shown, sorted(shown)


class Oracle:
    """A schedule as one flag for each minute, from one date to another."""

    def __init__(self, schedule, first, last):
        data = schedule.to_dict()
        self.start = midnight_utc(first) - SPARE
        self.clock = wall_clock(data["timezone"], first, last)
        self.open = bytearray((last + SPARE + DAY - first + SPARE) // MINUTE)
        self.closes: dict[date, int] = {}
        for n in range((last - first).days + 1):
            on = first + n * DAY
            weekly = data["weekly"][WEEKDAYS[on.weekday()]]
            for pair in data["exceptions"].get(on.isoformat(), weekly):
                opens, closes = (self.minute_showing(on, edge) for edge in pair)
                if opens < closes:
                    self.open[opens:closes] = b"\1" * (closes - opens)
                    self.closes[on] = max(closes, self.closes.get(on, 0))

    def minute_showing(self, on, text):
        """Return the first minute that shows a wall-clock time; in a gap go on from before it."""
        shown, walls = self.clock
        hour, minute = text.split(":")
        wall = datetime.combine(on, time.min) + int(hour) * 60 * MINUTE + int(minute) * MINUTE
        if wall in shown:
            return shown[wall]
        before = walls[bisect_left(walls, wall) - 1]
        return shown[before] + (wall - before) // MINUTE

    def minute(self, at):
        return (at - self.start) // MINUTE

    def elapsed(self, since, until):
        return self.open[self.minute(since) : self.minute(until)].count(1) * MINUTE

    def deadline(self, since, amount):
        minute = self.minute(since)
        ahead = compress(range(minute, len(self.open)), self.open[minute:])
        last = next(islice(ahead, amount // MINUTE - 1, None), None)
        return None if last is None else self.start + (last + 1) * MINUTE

    def start_by(self, until, amount):
        minute = self.minute(until)
        back = compress(range(minute - 1, -1, -1), reversed(self.open[:minute]))
        first = next(islice(back, amount // MINUTE - 1, None), None)
        return None if first is None else self.start + first * MINUTE

    def day_deadline(self, since, days):
        ends = [close for _, close in sorted(self.closes.items()) if close > self.minute(since)]
        return self.start + ends[days] * MINUTE if days < len(ends) else None

    def day_start_by(self, event, days):
        ends = [close for on, close in sorted(self.closes.items()) if on < event]
        return self.start + ends[-days] * MINUTE if days <= len(ends) else None
