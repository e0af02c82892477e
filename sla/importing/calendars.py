"""Calendars from an organisation's file: the week, holidays, closures and other hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.importing import Source, Tally
from sla.actions import change_hours
from sla.business_time import Schedule, ScheduleError
from sla.models import Calendar

LONGEST_CLOSURE = timedelta(days=366)


@dataclass
class Hours:
    """One calendar as the file has it."""

    columns: dict[str, Any]
    timezone: str
    week: dict[str, Any]
    exceptions: dict[date, tuple[str, list[Any]]] = field(default_factory=dict)


def read_calendars(source: Source) -> dict[str, Hours]:
    """Read the calendars with all dates on which their week does not hold, by code."""
    zone = source.text("timezone") if source.has("timezone") else ""
    calendars: dict[str, Hours] = {}
    for calendar in source.each("calendars", unique="code"):
        columns = calendar.columns(Calendar, {"code": "code", "name": "name"})
        own_zone = calendar.text("timezone") if calendar.has("timezone") else zone
        schedule = {
            "timezone": own_zone or settings.TIME_ZONE,
            "weekly": calendar.at("hours").value,
        }
        right = _is_right(calendar.at("hours"), schedule)
        week = Schedule.from_dict(schedule).to_dict() if right else schedule
        calendars[str(columns["code"])] = Hours(columns, week["timezone"], week["weekly"])
    _read_closed_days(source, calendars)
    _read_other_hours(source, calendars)
    return calendars


def _is_right(source: Source, schedule: dict[str, Any]) -> bool:
    """Return whether a schedule can be made of this; note why not."""
    try:
        Schedule.from_dict(schedule)
    except ScheduleError as error:
        source.note(str(error))
        return False
    return True


def _read_closed_days(source: Source, calendars: Mapping[str, Hours]) -> None:
    """Read holidays, which close every calendar, and closures of one or more."""
    for holiday in source.each("holidays", optional=True, unique="date"):
        day, name = holiday.day("date"), holiday.text("name")
        closed = holiday.at("closed").value
        if not isinstance(closed, bool):
            holiday.at("closed").note(_("must be true or false"))
        elif closed:
            for calendar in calendars.values():
                calendar.exceptions[day] = (name, [])
    for closure in source.each("closures", optional=True):
        day, last, name = closure.day("from"), closure.day("to"), closure.text("name")
        if not timedelta() <= last - day <= LONGEST_CLOSURE:
            closure.at("to").note(_("must be in the year after the first day"))
            continue
        while day <= last:
            for calendar in _calendars_of(closure, calendars):
                calendar.exceptions.setdefault(day, (name, []))
            day += timedelta(days=1)


def _read_other_hours(source: Source, calendars: Mapping[str, Hours]) -> None:
    for other in source.each("hour_exceptions", optional=True):
        day, name, hours = other.day("date"), other.text("name"), other.at("hours")
        exceptions = {day.isoformat(): {"name": name, "hours": hours.value}}
        schedule = {"timezone": "UTC", "exceptions": exceptions}
        if not _is_right(hours, schedule):
            continue
        for calendar in _calendars_of(other, calendars):
            if day in calendar.exceptions:
                there = {"code": calendar.columns["code"], "name": calendar.exceptions[day][0]}
                other.at("date").note(_("%(code)s has %(name)s on this date already") % there)
            calendar.exceptions[day] = (name, hours.value)


def _calendars_of(source: Source, calendars: Mapping[str, Hours]) -> list[Hours]:
    """Return the calendars an entry is for: all of them when it doesn't say."""
    if not source.has("calendars"):
        return list(calendars.values())
    found = []
    for code in source.at("calendars").items():
        if not isinstance(code.value, str) or code.value not in calendars:
            code.note(_("%(text)s is not known") % {"text": code.value})
        else:
            found.append(calendars[code.value])
    return found


def write_calendars(
    calendars: Mapping[str, Hours], *, now: datetime, tally: Tally
) -> dict[str, Calendar]:
    """Write the calendars and return them by code; dates the file doesn't name stay."""
    return {code: _write(hours, now, tally) for code, hours in calendars.items()}


def _write(hours: Hours, now: datetime, tally: Tally) -> Calendar:
    calendar = tally.put(Calendar, {"code": hours.columns["code"]}, hours.columns)
    there = calendar.schedule().to_dict()
    exceptions = there["exceptions"] | {
        day.isoformat(): {"name": name, "hours": pairs}
        for day, (name, pairs) in hours.exceptions.items()
    }
    wanted = {"timezone": hours.timezone, "weekly": hours.week, "exceptions": exceptions}
    wanted = Schedule.from_dict(wanted).to_dict()
    if there != wanted or not calendar.revision:
        tally.changed += calendar.revision > 0
        change_hours(calendar, wanted, note=_("import") if calendar.revision else "", now=now)
    return calendar
