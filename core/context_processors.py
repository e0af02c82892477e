"""What every page needs to know to look right."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone

from core import health
from core.views import THEME_COOKIE, Theme


def look(request: HttpRequest) -> dict[str, object]:
    """Tell the page which theme was chosen; the system decides when none was."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in Theme.values else Theme.SYSTEM, "themes": Theme.choices}


def backlog(request: HttpRequest) -> dict[str, Callable[[], list[str]]]:
    """Let the shell tell who administers which work is behind; asked only when it is drawn."""

    def what_is_behind() -> list[str]:
        parts = health.behind(now=timezone.now())
        return [name for name, part in parts.items() if part != health.OK]

    return {"what_is_behind": what_is_behind}
