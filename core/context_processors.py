"""What every page needs to know to look right."""

from django.http import HttpRequest

from core.views import THEME_COOKIE, Theme


def look(request: HttpRequest) -> dict[str, object]:
    """Tell the page which theme was chosen; the system decides when none was."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in Theme.values else Theme.SYSTEM, "themes": Theme.choices}
