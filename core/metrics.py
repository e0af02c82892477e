"""`/metrics`: what a monitoring system keeps an eye on, in the text format of Prometheus."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.health import last_heartbeat

TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Gauge(NamedTuple):
    """One figure as it is now, in the unit its name ends in; None is not known."""

    name: str
    about: str
    value: float | None


Source = Callable[[datetime], Iterable[Gauge]]


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Show the figures to who has the token, or administers; to anybody else nothing is here."""
    if not (_has_token(request) or _administers(request)):
        raise Http404
    now = timezone.now()
    sources: list[Source] = [import_string(path) for path in settings.METRICS]
    gauges = [gauge for source in sources for gauge in source(now)]
    return HttpResponse("".join(map(_lines, gauges)), content_type=TEXT)


def heartbeat_age(now: datetime) -> list[Gauge]:
    """Return how long ago a worker was last alive."""
    heartbeat, _state = last_heartbeat()
    age = (now - heartbeat).total_seconds() if heartbeat else None
    return [Gauge("heartbeat_age_seconds", "Since a worker was last alive.", age)]


def _has_token(request: HttpRequest) -> bool:
    expected: str = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(expected) and constant_time_compare(given, f"Bearer {expected}")


def _administers(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.is_staff


def _lines(gauge: Gauge) -> str:
    if gauge.value is None:
        return ""
    name = f"pdc_{gauge.name}"
    return f"# HELP {name} {gauge.about}\n# TYPE {name} gauge\n{name} {gauge.value:g}\n"
