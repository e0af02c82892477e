"""What lets requests to the live server through, counts them, and stops those that are late."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Any

from django.core.signals import request_finished, request_started
from django.test.client import ClientHandler

LONGEST = 30.0  # seconds an answer may take


class Gate:
    """Counts the requests under way; while closed it stops each before it touches a table.

    A browser that is closed may have asked something the server has yet to read, and tables
    can't be emptied under a request.
    """

    def __init__(self) -> None:
        self.changed = Condition()
        self.under_way = 0
        self.closed = True
        request_started.connect(self._enter)
        request_finished.connect(self._leave)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let requests through meanwhile; after it none is under way, and none comes."""
        with self.changed:
            self.closed = False
        try:
            yield
        finally:
            with self.changed:
                self.closed = True
                answered = self.changed.wait_for(lambda: not self.under_way, timeout=LONGEST)
        assert answered, f"{self.under_way} requests were not answered in {LONGEST} s"

    def _enter(self, sender: type | None, **_signal: Any) -> None:
        if not comes_over_the_wire(sender):
            return
        with self.changed:
            if self.closed:
                raise ConnectionAbortedError
            self.under_way += 1

    def _leave(self, sender: type | None, **_signal: Any) -> None:
        if not comes_over_the_wire(sender):
            return
        with self.changed:
            self.under_way -= 1
            self.changed.notify_all()


def comes_over_the_wire(handler: type | None) -> bool:
    """Say whether a server called: a test that calls a view has Django's test handler, or none."""
    return handler is not None and not issubclass(handler, ClientHandler)
