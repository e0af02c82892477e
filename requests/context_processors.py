"""What the shell shows of requests on every page."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone

from requests.time_spent import Timer, timer_of
from teams.models import User


def timer(request: HttpRequest) -> dict[str, Callable[[], Timer | None]]:
    """Let the topbar show the timer of who works at a desk; asked only when it is drawn."""

    def running_timer() -> Timer | None:
        user = getattr(request, "user", None)
        return timer_of(user, timezone.now()) if isinstance(user, User) else None

    return {"running_timer": running_timer}
