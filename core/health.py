"""Whether everything works that a request or a deadline needs.

The worker is known by its heartbeat: a moment in Redis, renewed by each sweep. So it proves
the whole way from beat over Redis to a worker that gets round to things. What other apps have
to say (`settings.HEALTH_CHECKS`) is about their rows, so it is asked only of a database that
answers.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

OK = "ok"
UNREACHABLE = "unreachable"
HEARTBEAT = "pdc:heartbeat"
HEARTBEAT_MAY_BE_OLD = timedelta(seconds=15)
PATIENCE_SECONDS = 1

Check = Callable[[datetime], str]


def beat(*, now: datetime) -> None:
    """Say that a worker is alive; without Redis it stays unsaid, which says the same."""
    try:
        with _redis() as client:
            client.set(HEARTBEAT, now.isoformat())
    except redis.RedisError:
        return


def state(*, now: datetime) -> dict[str, str]:
    """Return for each part "ok" or what is wrong with it."""
    heartbeat, redis_state = last_heartbeat()
    parts = {
        "database": _database(),
        "redis": redis_state,
        "worker": _worker(heartbeat, now=now),
    }
    if parts["database"] == OK:
        parts |= behind(now=now)
    return parts


def behind(*, now: datetime) -> dict[str, str]:
    """Return for each part that works through rows "ok" or how far it is behind."""
    checks: dict[str, Check] = {
        name: import_string(path) for name, path in settings.HEALTH_CHECKS.items()
    }
    return {name: check(now) for name, check in checks.items()}


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell a supervisor, as JSON, whether everything works: 200, or else 503."""
    parts = state(now=timezone.now())
    healthy = all(part == OK for part in parts.values())
    return JsonResponse(parts, status=200 if healthy else 503)


def last_heartbeat() -> tuple[datetime | None, str]:
    """Return when a worker was last alive, as far as known, and the state of Redis."""
    try:
        with _redis() as client:
            written = client.get(HEARTBEAT)
    except redis.RedisError:
        return None, UNREACHABLE
    return datetime.fromisoformat(str(written)) if written else None, OK


def _redis() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        decode_responses=True,
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return UNREACHABLE
    return OK


def _worker(heartbeat: datetime | None, *, now: datetime) -> str:
    if heartbeat is None:
        return "no heartbeat"
    age = now - heartbeat
    if age > HEARTBEAT_MAY_BE_OLD:
        return f"last heartbeat {age.total_seconds():.0f} seconds ago"
    return OK
