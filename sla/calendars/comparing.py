"""Opening hours side by side: what differs, in words, and one change on top of another."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sla.business_time import Schedule
from sla.business_time.schedule import Hours, write_time
from sla.calendars.special_days import stretches_of

MONDAY = date(2024, 1, 1)  # any Monday, to name weekdays by


class Difference(NamedTuple):
    """One thing that changes, in words."""

    what: str
    before: str
    after: str


def hours_in_words(hours: Hours) -> str:
    """Return opening hours as people write them, and as they can be typed: 08:30-12:30."""
    return ", ".join(f"{write_time(opens)}-{write_time(closes)}" for opens, closes in hours)


def weekday_name(number: int) -> str:
    """Return the name of a weekday; Monday is 0."""
    return date_format(MONDAY.replace(day=1 + number), "l")


def week_in_words(schedule: Schedule) -> str:
    """Return a week in short, days with the same hours together: Mon-Fri 08:30-17:00."""
    days = [date_format(MONDAY.replace(day=1 + number), "D") for number in range(7)]
    said = []
    for hours, group in groupby(zip(days, schedule.weekly, strict=True), key=itemgetter(1)):
        names = [name for name, _hours in group]
        if hours:
            name = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
            said.append(f"{name} {hours_in_words(hours)}")
    return " · ".join(said) or _("never open")


def dates_in_words(since: date, until: date) -> str:
    """Return one date, or the first and the last of more, with the year."""
    form = pgettext("date format", "D j M Y")
    if since == until:
        return date_format(since, form)
    return f"{date_format(since, form)} – {date_format(until, form)}"


def differences(old: Schedule, new: Schedule) -> list[Difference]:
    """Return what changes from one set of hours to another."""
    found = []
    if old.timezone != new.timezone:
        found.append(Difference(_("Time zone"), old.timezone, new.timezone))
    for number, (before, after) in enumerate(zip(old.weekly, new.weekly, strict=True)):
        if before != after:
            found.append(Difference(weekday_name(number), _said(before), _said(after)))
    return [*found, *_different_dates(old, new)]


def _different_dates(old: Schedule, new: Schedule) -> Iterator[Difference]:
    gone = [day for day in old.exceptions if day.on not in new.special_days]
    other = [day for day in new.exceptions if old.special_days.get(day.on) != day]
    for stretch in stretches_of(sorted(other)):
        there = old.special_days.get(stretch.since)
        before = _said(there.hours, there.name) if there else _("as the week")
        after = _said(stretch.hours, stretch.name)
        yield Difference(dates_in_words(stretch.since, stretch.until), before, after)
    for stretch in stretches_of(sorted(gone)):
        when = dates_in_words(stretch.since, stretch.until)
        yield Difference(when, _said(stretch.hours, stretch.name), _("as the week"))


def _said(hours: Hours, name: str = "") -> str:
    said = hours_in_words(hours) or _("closed")
    return f"{said} ({name})" if name else said


def on_top(base: Schedule, mine: Schedule, theirs: Schedule) -> dict[str, Any]:
    """Return their hours with my changes made to them; where both changed the same, mine."""
    before, wanted, result = base.to_dict(), mine.to_dict(), theirs.to_dict()
    if wanted["timezone"] != before["timezone"]:
        result["timezone"] = wanted["timezone"]
    for part in ("weekly", "exceptions"):
        for key in {*before[part], *wanted[part]}:
            if before[part].get(key) == wanted[part].get(key):
                continue
            if key in wanted[part]:
                result[part][key] = wanted[part][key]
            else:
                result[part].pop(key, None)
    return result
