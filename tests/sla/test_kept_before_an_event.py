"""What is counted back from an event stays where it was promised (docs/time.md, "Clocks").

It is Monday 2 March 2026, 10:00, in calendar A. The event is Friday 13 March, and what is due three
working days before it is due Tuesday 10 at 17:00. With Wednesday 11 closed that would be Monday 9.
"""

from datetime import date

import pytest

from sla import actions
from sla.models import Norm, Way
from sla.why.derivation import derivation
from sla.wording import full_day, short_date
from tests.factories import a_norm, a_service, later, local
from tests.sla.calendars import change, closed, count_all
from tests.sla.promises import correct, due, the_clock, urge

Kind = Norm.Kind
WEDNESDAY, THURSDAY, AFTER = map(closed, ("2026-03-11", "2026-03-12", "2026-03-20"))
PROMISED, A_DAY_SOONER, TWO_DAYS_SOONER = "Tue 10 17:00", "Mon 09 17:00", "Fri 06 17:00"


def before_event(days, code="PO-20"):
    version = a_service(code, turnaround_days=None)
    a_norm(Kind.TURNAROUND, days=days, way=Way.DAYS_BEFORE, service_version=version)
    return version


@pytest.fixture
def promise(promise_of):
    return promise_of(before_event(3), event_at=local("2026-03-13T10:00"))


def test_a_date_that_was_kept_stays_through_waiting(promise, calendar):
    change(calendar, exceptions=WEDNESDAY, now=later(hours=1))

    actions.pause(promise, at=later(hours=2))
    actions.resume(promise, at=later(hours=2, minutes=10))

    assert due(promise) == PROMISED


def test_a_date_that_is_kept_while_waiting_stays(promise, calendar):
    actions.pause(promise, at=later(hours=1))
    change(calendar, exceptions=WEDNESDAY, now=later(hours=2))

    actions.resume(promise, at=later(hours=3))

    assert due(promise) == PROMISED


def test_a_date_that_was_kept_is_not_best_effort_before_it_has_come(promise_of, calendar):
    promise = promise_of(before_event(1), event_at=local("2026-03-04T10:00"))
    change(calendar, exceptions=closed("2026-03-03"), now=later(hours=1))
    actions.pause(promise, at=later(hours=2))

    actions.resume(promise, at=local("2026-03-03T09:00"))

    assert due(promise) == "Tue 03 17:00"
    assert not the_clock(promise).without_outcome
    assert the_clock(promise).is_late(local("2026-03-03T17:01"))


@pytest.mark.parametrize("counted_between", [True, False])
@pytest.mark.parametrize("unrelated", [WEDNESDAY | AFTER, THURSDAY])
def test_a_date_that_was_kept_stays_when_a_later_change_moves(
    promise, calendar, unrelated, counted_between
):
    change(calendar, exceptions=WEDNESDAY, now=later(hours=1))
    if counted_between:
        count_all(calendar)
    change(calendar, exceptions=unrelated, moves=True, now=later(hours=2))

    count_all(calendar)

    assert due(promise) == PROMISED


@pytest.mark.parametrize("waiting", [True, False])
def test_a_change_that_moves_moves_what_was_not_kept_waiting_or_not(promise, calendar, waiting):
    if waiting:
        actions.pause(promise, at=later(hours=1))
    change(calendar, exceptions=WEDNESDAY, moves=True, now=later(hours=2))
    change(calendar, exceptions=THURSDAY, moves=True, now=later(hours=3))
    count_all(calendar)
    actions.resume(promise, at=later(hours=4))

    assert due(promise) == TWO_DAYS_SOONER


@pytest.mark.parametrize("waiting", [True, False])
def test_kept_first_and_moved_after_is_kept_waiting_or_not(promise, calendar, waiting):
    if waiting:
        actions.pause(promise, at=later(hours=1))
    change(calendar, exceptions=WEDNESDAY, now=later(hours=2))
    change(calendar, exceptions=THURSDAY, moves=True, now=later(hours=3))
    count_all(calendar)
    actions.resume(promise, at=later(hours=4))

    assert due(promise) == PROMISED


@pytest.mark.parametrize("waiting", [True, False])
def test_hours_that_never_suffice_leave_it_where_it_was_waiting_or_not(promise, calendar, waiting):
    if waiting:
        actions.pause(promise, at=later(hours=1))
    weekly = {day: [] for day in ("mon", "tue", "wed", "thu", "fri")}
    one_day = {"2026-03-17": [["09:00", "10:00"]]}
    change(calendar, weekly=weekly, exceptions=one_day, moves=True, now=later(hours=2))
    count_all(calendar)
    actions.resume(promise, at=later(hours=3))

    assert due(promise) == PROMISED


@pytest.mark.parametrize("waiting", [True, False])
def test_a_date_that_passed_before_the_change_stays_waiting_or_not(promise, calendar, waiting):
    if waiting:
        actions.pause(promise, at=later(hours=1))
    change(calendar, exceptions=WEDNESDAY, moves=True, now=local("2026-03-10T18:00"))
    count_all(calendar)
    actions.resume(promise, at=local("2026-03-10T19:00"))

    clock = the_clock(promise)
    assert due(promise) == PROMISED
    assert clock.is_late(local("2026-03-10T19:00")) is not waiting
    assert clock.without_outcome is waiting


def test_a_corrected_service_is_due_as_it_would_have_been_kept(promise, calendar):
    change(calendar, exceptions=WEDNESDAY, now=later(hours=1))

    correct(promise, before_event(4, "PO-21"), at=later(hours=2))

    assert due(promise) == A_DAY_SOONER  # not the Friday before: that day was kept as well


def test_a_service_corrected_while_waiting_is_due_as_it_would_have_been_kept(promise, calendar):
    actions.pause(promise, at=later(hours=1))
    change(calendar, exceptions=WEDNESDAY, now=later(hours=2))
    correct(promise, before_event(4, "PO-21"), at=later(hours=3))

    actions.resume(promise, at=later(hours=4))

    assert due(promise) == A_DAY_SOONER


def test_made_urgent_while_waiting_counts_from_then_by_the_hours_of_then(promise, calendar):
    version = promise.service_version
    urgent = {"days": 4, "way": Way.DAYS_BEFORE, "urgent": True}
    a_norm(Kind.TURNAROUND, service_version=version, **urgent)
    change(calendar, exceptions=WEDNESDAY, now=later(hours=1))
    actions.pause(promise, at=later(hours=2))
    urge(promise, at=later(hours=3))
    change(calendar, exceptions=THURSDAY, now=later(hours=4))

    actions.resume(promise, at=later(hours=5))

    assert due(promise) == TWO_DAYS_SOONER  # four days back, without the Wednesday


@pytest.mark.parametrize("waiting", [True, False])
def test_what_is_told_of_a_date_that_was_kept_leads_to_it(promise, calendar, waiting):
    change(calendar, exceptions=WEDNESDAY, now=later(hours=1))
    actions.pause(promise, at=later(hours=2))
    if not waiting:
        actions.resume(promise, at=later(hours=3))

    rows = derivation(the_clock(promise), now=later(hours=4))

    assert [row.label for row in rows if row.days] == [
        short_date(date(2026, 3, day)) for day in (12, 11, 10)
    ]
    assert rows[-1].text == full_day(local("2026-03-10T17:00"))
