"""The migration that brought the hours of calendars into versions, with rows, both ways."""

from datetime import date, time

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ROOM = [("sla", "0002_calendar_versions_ladders_and_agreed_dates")]
AFTER = [("sla", "0003_hours_to_versions_and_warnings_to_ladders")]


def migrate_to(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def now_and_then(transactional_db):
    """Whatever a test does, the schema is that of today again."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield
    migrate_to(newest)


def a_calendar(apps):
    calendar = apps.get_model("sla", "Calendar").objects.create(
        code="office", name="Kantoor", timezone="Europe/Amsterdam", revision=4
    )
    for opens, closes in ((time(8, 30), time(12, 30)), (time(20), time(0))):
        calendar.opening_hours.create(weekday=0, opens=opens, closes=closes)
    calendar.exceptions.create(date=date(2026, 4, 27), name="Koningsdag", hours=[])
    return calendar


HOURS = {
    "timezone": "Europe/Amsterdam",
    "weekly": {
        "mon": [["08:30", "12:30"], ["20:00", "24:00"]],
        **{day: [] for day in ("tue", "wed", "thu", "fri", "sat", "sun")},
    },
    "exceptions": {"2026-04-27": {"name": "Koningsdag", "hours": []}},
}


@pytest.mark.django_db(transaction=True)
def test_hours_become_the_first_version_and_hours_again(now_and_then):
    apps = migrate_to(ROOM)
    pk = a_calendar(apps).pk

    apps = migrate_to(AFTER)
    version = apps.get_model("sla", "CalendarVersion").objects.get(calendar=pk)
    forwards = version.number, version.hours, version.in_force_at is not None
    apps = migrate_to(ROOM)

    calendar = apps.get_model("sla", "Calendar").objects.get(pk=pk)
    assert forwards == (4, HOURS, True)
    assert calendar.timezone == "Europe/Amsterdam"
    week = calendar.opening_hours.order_by("opens").values_list("weekday", "opens", "closes")
    assert list(week) == [(0, time(8, 30), time(12, 30)), (0, time(20), time(0))]
    assert list(calendar.exceptions.values_list("date", "name", "hours")) == [
        (date(2026, 4, 27), "Koningsdag", [])
    ]


@pytest.mark.django_db(transaction=True)
def test_a_warning_becomes_a_ladder_of_one_and_a_warning_again(now_and_then):
    apps = migrate_to(ROOM)
    pool = apps.get_model("teams", "Pool").objects.create(code="P", name="Pool")
    pk = (
        apps.get_model("sla", "Norm")
        .objects.create(pool_id=pool.pk, kind="response", way="working_days", warning_percent=80)
        .pk
    )

    apps = migrate_to(AFTER)
    ladder = apps.get_model("sla", "Norm").objects.get(pk=pk).warnings
    apps = migrate_to(ROOM)

    assert ladder == [80]
    assert apps.get_model("sla", "Norm").objects.get(pk=pk).warning_percent == 80
