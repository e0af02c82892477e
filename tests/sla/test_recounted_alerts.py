"""What was told of a clock, when its calendar changes: taken back where it is still to come."""

import pytest

from sla.models import Alert, Rung
from tests.factories import a_service, an_agreement, local
from tests.sla.calendars import change, count_all
from tests.sla.promises import Kind, the_clock

pytestmark = pytest.mark.django_db


def test_a_breach_written_before_the_date_moved_is_withdrawn_with_the_reason(promise_of, calendar):
    promise = promise_of(a_service(response_hours=4))
    clock = the_clock(promise, Kind.RESPONSE)
    found = local("2026-03-02T14:31")
    breach = Alert.objects.create(
        clock=clock, rung=Rung.BREACH, due_at=clock.due_at, found_at=found
    )
    shut = {"2026-03-02": {"name": "Storing", "hours": [["08:30", "12:30"]]}}
    change(calendar, exceptions=shut, moves=True, now=local("2026-03-02T13:00"))

    count_all(calendar)

    breach.refresh_from_db()
    clock.refresh_from_db()
    assert (breach.withdrawn_at, breach.withdrawn_because) == (found, "Storing")
    assert clock.next_rung_at is not None


def test_escalation_that_still_holds_is_not_withdrawn_when_the_date_moves(
    promise_of, calendar, projecten
):
    an_agreement(projecten, steps=[{"trigger": "share", "amount": 50}])
    promise = promise_of(a_service(response_hours=4))
    clock = the_clock(promise, Kind.RESPONSE)
    half = Alert.objects.create(
        clock=clock,
        rung=Rung.ESCALATION,
        level=1,
        due_at=local("2026-03-02T12:00"),
        found_at=local("2026-03-02T12:00"),
    )
    shut = {"2026-03-02": {"name": "Storing", "hours": [["08:30", "12:30"]]}}
    change(calendar, exceptions=shut, moves=True, now=local("2026-03-02T13:30"))

    count_all(calendar)

    half.refresh_from_db()
    assert half.withdrawn_at is None


def test_a_step_that_people_take_stays_theirs_when_hours_change(promise_of, calendar, projecten):
    an_agreement(projecten, steps=[{"trigger": "people"}])
    promise = promise_of(a_service(response_hours=4))
    clock = the_clock(promise, Kind.RESPONSE)
    for rung, level in ((Rung.WARNING, 75), (Rung.BREACH, 0)):
        moment = local("2026-03-02T14:30")
        Alert.objects.create(clock=clock, rung=rung, level=level, due_at=moment, found_at=moment)
    shut = {"2026-03-20": {"name": "Studiedag", "hours": []}}
    change(calendar, exceptions=shut, moves=True, now=local("2026-03-02T15:00"))

    count_all(calendar)

    clock.refresh_from_db()
    assert (clock.next_rung, clock.next_rung_at) == ("", None)
