"""The gate holds what comes after a test, and waits for what was under way."""

from threading import Thread

import pytest
from django.core.handlers.wsgi import WSGIHandler

from tests.browser.gate import Gate


def test_a_request_that_comes_after_the_test_is_stopped_before_it_reads_a_table():
    gate = Gate()
    with gate.open():
        pass

    with pytest.raises(ConnectionAbortedError):
        gate._enter(WSGIHandler)


def test_the_gate_closes_only_when_what_was_under_way_is_answered():
    gate, seen = Gate(), []
    answering = Thread(target=lambda: (seen.append("answered"), gate._leave(WSGIHandler)))

    with gate.open():
        gate._enter(WSGIHandler)
        answering.start()
    seen.append("closed")

    assert seen == ["answered", "closed"]


def test_what_a_test_asks_without_a_server_passes_a_closed_gate(client, db):
    gate = Gate()

    assert client.get("/sign-in/").status_code == 200
    assert gate.closed
