"""The drawn life of a request and of a clock is the one the code goes by."""

import pytest

from requests import diagram, policies
from requests.models import Event, Status
from sla.actions.clocks import resume_clock, wait_to_start
from sla.actions.moves import MOVES
from sla.models import ClockEvent
from tests.factories import NOW, a_request, a_service
from tests.sla.promises import the_clock


def test_the_pictures_are_drawn_from_the_tables_of_today():
    assert diagram.FILE.read_text(encoding="utf-8") == diagram.states_page(), (
        "Run `manage.py diagram`: the tables of moves changed."
    )


def test_a_table_that_changes_changes_the_picture(monkeypatch):
    before = diagram.states_page()
    closed = policies.Move(frozenset({Status.NEW}), Status.CLOSED)

    monkeypatch.setitem(policies.MOVES, Event.Kind.NOTE, closed)

    assert "NEW --> CLOSED" in diagram.states_page()
    assert "NEW --> CLOSED" not in before


def test_every_kind_of_event_of_a_clock_is_in_its_table():
    assert set(MOVES) == set(ClockEvent.Kind)


@pytest.mark.django_db
def test_a_clock_refuses_what_is_not_in_its_table(daan, fatima):
    clock = the_clock(a_request(daan, by=fatima, service=a_service()).promise)

    with pytest.raises(ValueError, match="waiting to start"):
        wait_to_start(clock, at=NOW)
    with pytest.raises(ValueError, match="resumed"):
        resume_clock(clock, at=NOW)

    assert [event.kind for event in clock.events.all()] == [ClockEvent.Kind.STARTED]
