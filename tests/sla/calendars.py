"""Calendars that change: at once, or as the pages for them do it."""

from sla.actions import draft, put_in_force, recount
from sla.models import CalendarVersion
from tests.factories import NOW

CODE = "office-NOORD"
EDIT = f"/calendars/{CODE}/edit/?year=2026"
CLOSED_TUESDAY = {"since": "2026-03-03", "until": "", "name": "Storing", "hours": ""}


def change(calendar, *, exceptions=None, weekly=None, moves=False, now=NOW, note="Storing"):
    """Put other hours in force as the coordinator does."""
    hours = calendar.schedule().to_dict()
    hours["exceptions"] |= exceptions or {}
    hours["weekly"] |= weekly or {}
    version = draft(calendar, hours, note=note, by=None, now=now)
    put_in_force(version, moves=moves, now=now)
    calendar.refresh_from_db()


def closed(*days, name="Storing"):
    """Return the exceptions that close a desk on days: `closed("2026-03-11")`."""
    return {day: {"name": name, "hours": []} for day in days}


def count_all(calendar):
    """Count all that the hours of a calendar changed for, as its workers do."""
    while recount(calendar, limit=7):
        pass


def typed(calendar, *rows, **changes):
    """What the form of a calendar sends: its week as it is, with these rows and changes."""
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:30-12:30, 13:00-17:00")
    data = {
        "revision": calendar.revision,
        "timezone": "Europe/Amsterdam",
        "note": "Storing",
        "form-TOTAL_FORMS": len(rows),
        "form-INITIAL_FORMS": 0,
        **week,
        "sat": "",
        "sun": "",
    }
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data | changes


def drafted(coordinator, calendar, *rows, **changes) -> CalendarVersion:
    answer = coordinator.post(EDIT, typed(calendar, *rows, **changes))
    version = CalendarVersion.objects.get(number=None)
    assert answer.url == f"/calendars/{CODE}/drafts/{version.pk}/"
    return version
