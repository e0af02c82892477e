"""A real Chromium against the product on a real server."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from teams.models import User
from tests.browser.driving import running, session_of
from tests.browser.gate import Gate

# Playwright runs a loop of its own in this thread; the ORM is used beside it, never in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with running() as browser:
        yield browser


@pytest.fixture(scope="session")
def gate() -> Gate:
    return Gate()


@pytest.fixture(autouse=True)
def _served(request, gate) -> Iterator[None]:
    """Let the server answer as long as the test lasts, and no longer."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    with gate.open():
        yield


@pytest.fixture
def enter(chromium, live_server, settings) -> Iterator[Enter]:
    """Open a browser of their own for somebody, signed in unless nobody is given."""
    settings.ALLOWED_HOSTS = ["*"]
    contexts = []

    def open_browser(
        person: User | None = None,
        *,
        theme="light",
        width=1440,
        height=900,
        scale=1,
        locale="nl-NL",
        script=True,
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            locale=locale,
            timezone_id="Europe/Amsterdam",
            color_scheme=theme,
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if person is not None:
            context.add_cookies([session_of(person, live_server.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script failed: {error}"))
        return page

    yield open_browser
    for context in contexts:
        context.close()
