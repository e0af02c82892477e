"""What the tests of calendar pages send: the form of a calendar, and a draft made with it."""

from sla.models import CalendarVersion

CODE = "office-NOORD"
EDIT = f"/calendars/{CODE}/edit/?year=2026"
CLOSED_TUESDAY = {"since": "2026-03-03", "until": "", "name": "Storing", "hours": ""}


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
