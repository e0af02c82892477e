"""What beat sends to the workers can't pile up, and what hangs is ended."""

import pytest
from django.conf import settings

from config.celery import app
from requests import tasks
from sla.models import Alert
from tests.factories import a_request

SCHEDULE = settings.CELERY_BEAT_SCHEDULE
SWEEPS = [name for name in SCHEDULE if name != "long_work"]


@pytest.mark.parametrize("name", SCHEDULE)
def test_a_task_that_nobody_took_is_gone_before_the_next(name):
    entry = SCHEDULE[name]

    assert 0 < entry["options"]["expires"] <= entry["schedule"]


@pytest.mark.parametrize("name", SWEEPS)
def test_a_task_that_hangs_is_asked_to_stop_and_then_stopped(name):
    app.loader.import_default_modules()
    task = app.tasks[SCHEDULE[name]["task"]]

    assert tasks.RUN < task.soft_time_limit < task.time_limit <= 60


def test_what_takes_long_is_stopped_too_after_an_hour():
    app.loader.import_default_modules()
    task = app.tasks[SCHEDULE["long_work"]["task"]]

    assert 0 < task.soft_time_limit < task.time_limit <= 3_700


def test_a_sweep_begins_no_other_batch_when_its_time_is_up(daan, fatima, monkeypatch):
    for _ in range(3):
        a_request(daan, by=fatima)  # on a Monday long ago
    monkeypatch.setattr(tasks, "ALERTS_AT_ONCE", 1)
    moments = iter([0, 1, tasks.RUN - 1, tasks.RUN])
    monkeypatch.setattr(tasks, "monotonic", lambda: next(moments))

    tasks.sweep_clocks()

    assert Alert.objects.values("clock").distinct().count() == 2


def test_a_sweep_goes_on_until_nothing_is_due(daan, fatima, monkeypatch):
    for _ in range(3):
        a_request(daan, by=fatima)
    monkeypatch.setattr(tasks, "ALERTS_AT_ONCE", 2)

    tasks.sweep_clocks()

    assert Alert.objects.filter(clock__kind="response", rung="breach").count() == 3
