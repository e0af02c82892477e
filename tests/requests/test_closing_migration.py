"""The migration that says when what was done closes, on rows of before, a batch at a time."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from requests import actions
from requests.models import ServiceRequest
from tests.factories import NOW, a_request, later

MIGRATION = import_module("requests.migrations.0013_when_what_is_done_closes")
WEEK = timedelta(days=7)


@pytest.fixture
def of_before(db):
    """Rows of before are allowed, as they were when the migration ran."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE requests_servicerequest DROP CONSTRAINT requests_done_says_when_it_closes"
        )


def done(daan, fatima, at):
    """Return a request that was done without saying when it closes."""
    it = a_request(daan, by=fatima)
    actions.pick_up(it, by=fatima, now=later(minutes=1))
    actions.finish(it, by=fatima, text="Klaar.", now=at)
    ServiceRequest.objects.filter(pk=it.pk).update(closes_at=None, changed_at=later(days=3))
    return it


def closing():
    return list(ServiceRequest.objects.order_by("pk").values_list("closes_at", flat=True))


def test_what_was_done_closes_a_week_after_however_many_batches(
    of_before, daan, fatima, monkeypatch
):
    monkeypatch.setattr(MIGRATION, "A_BATCH", 2)
    moments = [later(hours=number) for number in range(1, 6)]
    for at in moments:
        done(daan, fatima, at)
    a_request(daan, by=fatima)

    MIGRATION.give_a_week(apps, None)

    assert closing() == [*(at + WEEK for at in moments), None]


def test_what_says_so_already_is_left_as_it_is(of_before, daan, fatima):
    first, second = (done(daan, fatima, later(hours=hours)) for hours in (1, 2))
    ServiceRequest.objects.filter(pk=first.pk).update(closes_at=NOW)

    MIGRATION.give_a_week(apps, None)
    MIGRATION.give_a_week(apps, None)

    assert closing() == [NOW, later(hours=2) + WEEK]
    assert second.pk > first.pk


def test_without_a_story_it_counts_from_the_last_change(of_before, daan, fatima):
    it = done(daan, fatima, later(hours=1))
    it.events.filter(kind="done").update(kind="note")

    MIGRATION.give_a_week(apps, None)

    assert closing() == [later(days=3) + WEEK]


@pytest.mark.parametrize(
    "name", ["0013_when_what_is_done_closes", "0014_hold_that_what_is_done_closes"]
)
def test_a_full_table_stays_in_use_meanwhile(name):
    assert not import_module(f"requests.migrations.{name}").Migration.atomic
