"""The beat goes on when the machine's clock is set."""

from datetime import timedelta

import pytest
from celery import Celery
from time_machine import travel

from config import beat
from config.beat import SteadyScheduler
from tests.factories import NOW


class Woken(SteadyScheduler):
    """Keeps what it wakes, and sends nothing."""

    woken: list[str]
    producer = None  # type: ignore[assignment]

    def apply_entry(self, entry, producer=None):
        self.woken.append(entry.task)


@pytest.fixture
def seconds(monkeypatch):
    """The seconds that have really passed."""
    passed = [1000.0]
    monkeypatch.setattr(beat, "monotonic", lambda: passed[0])
    return passed


@pytest.fixture
def clock():
    with travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def scheduler(seconds, clock):
    app = Celery("test", set_as_current=False)
    app.conf.beat_schedule = {
        "sweep": {"task": "sweep", "schedule": 1.0},
        "watch": {"task": "watch", "schedule": 60.0},
    }
    scheduler = Woken(app=app, lazy=True)
    scheduler.schedule = {}
    scheduler.woken = []
    scheduler.merge_inplace(app.conf.beat_schedule)
    return scheduler


def run(scheduler, seconds, amount):
    """Let so many seconds pass and return what was woken in the meantime."""
    scheduler.woken = []
    end = seconds[0] + amount
    while seconds[0] < end:
        while not scheduler.tick():
            pass
        seconds[0] += 0.25
    return {task: scheduler.woken.count(task) for task in ("sweep", "watch")}


@pytest.mark.parametrize("hours", [0, -1, 1])
def test_tasks_are_woken_as_often_when_the_clock_is_set(scheduler, seconds, clock, hours):
    run(scheduler, seconds, 60)
    clock.shift(timedelta(hours=hours))

    woken = run(scheduler, seconds, 120)

    assert woken["sweep"] in (119, 120, 121)
    assert woken["watch"] == 2
