"""A Chromium that is driven: started, signed in, and typed in by who counts and times it."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.test import Client as Visitor
from playwright.sync_api import Browser, Page, expect, sync_playwright

from teams.models import User


@contextmanager
def running() -> Iterator[Browser]:
    """Run Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def session_of(person: User, url: str) -> dict[str, str]:
    """Return the cookie of somebody who signed in."""
    visitor = Visitor()
    visitor.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": visitor.cookies[name].value, "url": url}


class Keyboard:
    """Someone's keyboard: counts what is pressed, and how long they wait for an answer."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.waited = page, 0, 0.0

    def type(self, text: str) -> None:
        """Type a text."""
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press a key, or some at once."""
        self.keys += len(key.split("+"))
        self.page.keyboard.press(key)

    def wait(self, seen: Callable[[], None]) -> None:
        """Wait until there is to be seen what the next key needs."""
        began = time.monotonic()
        seen()
        self.waited += time.monotonic() - began

    def choose(self, option: str) -> None:
        """Choose the first that is offered, which must be this one."""
        first = self.page.locator(".hit:visible").first
        self.wait(lambda: expect(first).to_contain_text(option))
        self.press("Enter")


@dataclass
class Known:
    """What somebody asks who asked it before: what is typed for it, and what is then there."""

    telephone: str
    person: str
    words: str
    service: str
    question: str
    answer: str


def log_by_keyboard(page: Page, known: Known) -> Keyboard:
    """Log it from the queue as a secretary does, waiting only for what the next key needs."""
    keyboard = Keyboard(page)
    keyboard.press("n")
    keyboard.wait(lambda: expect(page.locator("dialog[open] #id_who")).to_be_focused())
    keyboard.type(known.telephone)
    keyboard.choose(known.person)
    keyboard.type(known.words)
    keyboard.choose(known.service)
    keyboard.wait(lambda: expect(page.get_by_label(known.question)).to_have_value(known.answer))
    keyboard.wait(lambda: expect(page.locator(".promise")).to_contain_text("klaar uiterlijk"))
    keyboard.press("Control+Enter")
    keyboard.wait(lambda: expect(page.get_by_role("dialog")).to_be_hidden())
    return keyboard
