"""The pure value behind a calendar: a week, the dates that differ from it, and a time zone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from sla.business_time.openings import Interval, Timeline
from sla.business_time.problems import Problem, ScheduleError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = 24 * 60
CLOCK_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)

Hours = tuple[Interval, ...]


class SpecialDay(NamedTuple):
    """A date whose hours replace those of its weekday; without hours it is closed."""

    on: date
    hours: Hours = ()
    name: str = ""


@dataclass(frozen=True)
class Schedule:
    """When a desk is open, in local wall time. Equal schedules share one index of openings."""

    timezone: str
    weekly: tuple[Hours, ...]
    exceptions: tuple[SpecialDay, ...] = ()

    def __post_init__(self) -> None:
        if len(self.weekly) != len(WEEKDAYS):
            raise ScheduleError(Problem.SHAPE, "weekly")
        for weekday, hours in zip(WEEKDAYS, self.weekly, strict=True):
            check_hours(hours, weekday)
        for day in self.exceptions:
            check_hours(day.hours, day.on.isoformat())
        if len(self.special_days) < len(self.exceptions):
            dates = [day.on for day in self.exceptions]
            twice = next(on for on in dates if dates.count(on) > 1)
            raise ScheduleError(Problem.REPEATED_DATE, twice)
        try:
            _ = self.zone
        except (LookupError, ValueError, OSError) as error:
            raise ScheduleError(Problem.UNKNOWN_ZONE, repr(self.timezone)) from error

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read a schedule as it is stored; raise `ScheduleError` for what can't be right."""
        known_keys(data, "schedule", ("timezone", "weekly", "exceptions"), Problem.UNKNOWN_KEY)
        zone, weekly = data.get("timezone"), data.get("weekly", {})
        if not isinstance(zone, str):
            raise ScheduleError(Problem.UNKNOWN_ZONE, repr(zone))
        known_keys(weekly, "weekly", WEEKDAYS, Problem.UNKNOWN_WEEKDAY)
        exceptions = data.get("exceptions", {})
        if not isinstance(exceptions, dict):
            raise ScheduleError(Problem.SHAPE, "exceptions")
        return cls(
            timezone=zone,
            weekly=tuple(read_hours(weekly.get(day, []), day) for day in WEEKDAYS),
            exceptions=tuple(sorted(read_exception(on, day) for on, day in exceptions.items())),
        )

    def to_dict(self) -> dict[str, Any]:
        """Write the schedule as `from_dict` reads it."""
        return {
            "timezone": self.timezone,
            "weekly": {
                weekday: write_hours(hours)
                for weekday, hours in zip(WEEKDAYS, self.weekly, strict=True)
            },
            "exceptions": {
                day.on.isoformat(): {"name": day.name, "hours": write_hours(day.hours)}
                if day.name
                else write_hours(day.hours)
                for day in self.exceptions
            },
        }

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which the hours are written."""
        return ZoneInfo(self.timezone)

    @cached_property
    def special_days(self) -> dict[date, SpecialDay]:
        """The exceptions by their date."""
        return {day.on: day for day in self.exceptions}

    @cached_property
    def ever_opens(self) -> bool:
        """Whether there is any opening at all, in the week or on a date."""
        return any(self.weekly) or any(day.hours for day in self.exceptions)

    @cached_property
    def timeline(self) -> Timeline:
        """The openings as instants."""
        return shared_timeline(self)

    def hours_on(self, on: date) -> Hours:
        """Return the hours as written for a date."""
        special = self.special_days.get(on)
        return self.weekly[on.weekday()] if special is None else special.hours

    def date_at(self, at: datetime) -> date:
        """Return the local date of a moment."""
        return at.astimezone(self.zone).date()

    def note_on(self, on: date) -> str:
        """Return the name of the exception on a date, or nothing."""
        special = self.special_days.get(on)
        return "" if special is None else special.name


@lru_cache(maxsize=256)
def shared_timeline(schedule: Schedule) -> Timeline:
    """Return one timeline for all equal schedules, so that each page need not build its own."""
    return Timeline(schedule.zone, schedule.hours_on)


def check_hours(hours: Hours, where: str) -> None:
    """Refuse intervals that are empty, reversed, overlapping or beyond the day."""
    end = 0
    for opens, closes in sorted(hours):
        place = f"{where} {write_time(opens)}-{write_time(closes)}"
        if opens < 0 or closes > MIDNIGHT:
            raise ScheduleError(Problem.BAD_TIME, place)
        if closes <= opens:
            empty = closes == opens
            raise ScheduleError(
                Problem.EMPTY_INTERVAL if empty else Problem.REVERSED_INTERVAL, place
            )
        if opens < end:
            raise ScheduleError(Problem.OVERLAP, place)
        end = closes


def known_keys(data: object, where: str, keys: Iterable[str], otherwise: Problem) -> None:
    """Refuse unknown keys: a misspelt one must not pass as closed."""
    if not isinstance(data, dict):
        raise ScheduleError(Problem.SHAPE, where)
    for key in data:
        if key not in keys:
            raise ScheduleError(otherwise, repr(key))


def read_exception(on: str, day: object) -> SpecialDay:
    """Read the hours of one date: a list of intervals, or those with a name."""
    name, hours = "", day
    if isinstance(day, dict):
        known_keys(day, on, ("name", "hours"), Problem.UNKNOWN_KEY)
        name, hours = day.get("name", ""), day.get("hours", [])
    if not isinstance(name, str):
        raise ScheduleError(Problem.SHAPE, on)
    try:
        parsed = date.fromisoformat(on)
    except (TypeError, ValueError) as error:
        raise ScheduleError(Problem.BAD_DATE, repr(on)) from error
    if parsed.isoformat() != on:
        raise ScheduleError(Problem.BAD_DATE, repr(on))
    return SpecialDay(parsed, read_hours(hours, on), name)


def read_hours(hours: object, where: str) -> Hours:
    """Read the intervals of one day, in any order."""
    if not isinstance(hours, list | tuple):
        raise ScheduleError(Problem.SHAPE, where)
    intervals = []
    for pair in hours:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise ScheduleError(Problem.SHAPE, f"{where} {pair!r}")
        intervals.append(Interval(read_time(pair[0], where), read_time(pair[1], where)))
    return tuple(sorted(intervals))


def read_time(text: object, where: str) -> int:
    """Read a wall-clock time as minutes since midnight."""
    if not isinstance(text, str) or not CLOCK_TIME.fullmatch(text):
        raise ScheduleError(Problem.BAD_TIME, f"{where} {text!r}")
    return int(text[:2]) * 60 + int(text[3:])


def write_hours(hours: Hours) -> list[list[str]]:
    """Write intervals as `read_hours` reads them."""
    return [[write_time(opens), write_time(closes)] for opens, closes in hours]


def write_time(minutes: int) -> str:
    """Write minutes since midnight as a wall-clock time."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
