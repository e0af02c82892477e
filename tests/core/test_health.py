"""The health page says what is wrong, to anybody, and never waits long to say it."""

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.health import HEARTBEAT_MAY_BE_OLD, beat, state

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_all_is_well_after_a_heartbeat(client):
    beat(now=timezone.now())

    answer = client.get(reverse("healthz"))

    assert answer.status_code == 200
    assert set(answer.json().values()) == {"ok"}
    assert list(answer.json()) == ["database", "redis", "worker", "alerts", "mail"]


def test_a_worker_may_be_silent_for_a_while_and_no_longer():
    beat(now=NOW)

    assert state(now=NOW + HEARTBEAT_MAY_BE_OLD)["worker"] == "ok"
    just_too_late = NOW + HEARTBEAT_MAY_BE_OLD + timedelta(seconds=1)
    assert state(now=just_too_late)["worker"] == "last heartbeat 16 seconds ago"


def test_without_redis_the_page_says_so_at_once(client, settings):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings.REDIS_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        began = time.monotonic()
        answer = client.get(reverse("healthz"))
        took = time.monotonic() - began

    assert answer.status_code == 503
    wrong = {name: part for name, part in answer.json().items() if part != "ok"}
    assert wrong == {"redis": "unreachable", "worker": "no heartbeat"}
    assert took < 5


def test_a_heartbeat_without_redis_harms_nothing(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    beat(now=NOW)

    assert state(now=NOW)["redis"] == "unreachable"


def test_without_the_database_the_page_says_so(client):
    beat(now=timezone.now())

    def refuse(execute, sql, params, many, context):
        with connection.wrap_database_errors:
            raise connection.Database.OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        answer = client.get(reverse("healthz"))

    assert answer.status_code == 503
    assert answer.json() == {"database": "unreachable", "redis": "ok", "worker": "ok"}


def test_what_an_app_says_is_behind_is_not_well(client, settings):
    beat(now=timezone.now())
    settings.HEALTH_CHECKS = {"post": f"{__name__}.a_week_behind"}

    answer = client.get(reverse("healthz"))

    assert answer.status_code == 503
    assert answer.json()["post"] == "behind by a week"


def a_week_behind(now):
    return "behind by a week"


def test_the_command_fails_when_something_does(capsys, settings):
    beat(now=timezone.now())
    call_command("health")
    assert '"worker": "ok"' in capsys.readouterr().out

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(CommandError, match="not healthy: redis, worker"):
        call_command("health")
