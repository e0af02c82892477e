"""The ledger under "why?": its parts add up to the deadline, whatever happened to the clock."""

from datetime import date, time, timedelta

import pytest

from sla import actions
from sla.models import Norm, Starts, Way
from sla.terms import Terms
from sla.why.derivation import derivation
from tests.factories import a_calendar, a_client, a_norm, a_pool, local

pytestmark = pytest.mark.django_db
KONINGSDAG = {date(2026, 4, 27): "Koningsdag"}
READY = Norm.Kind.TURNAROUND


def a_clock(received_at, *, event_at=None, complete=True, closed=KONINGSDAG, **norm):
    calendar = a_calendar(closed=closed)
    pool = a_pool(calendar=calendar)
    norm = a_norm(READY, pool=pool, **norm)
    promise = actions.make_promise(
        terms_of(a_client(pool), norm),
        received_at=local(received_at),
        complete=complete,
        event_at=event_at,
    )
    return promise.clocks.get()


def terms_of(client, norm):
    """Return terms with this one norm."""
    return Terms(
        client=client,
        pool=client.pool,
        service_version=None,
        agreement_version=None,
        norms={norm.kind: norm},
        calendar=client.pool.own_calendar.calendar,
    )


def paused(clock, *moments):
    """Pause and resume in turn at these moments."""
    for number, moment in enumerate(moments):
        step = actions.resume if number % 2 else actions.pause
        step(clock.promise, at=local(moment))
    clock.refresh_from_db()
    return clock


def told(clock, now="2026-12-01T12:00"):
    return [(row.kind, row.label, row.text, row.shown) for row in derivation(clock, now=local(now))]


def amounts(clock, now="2026-12-01T12:00"):
    rows = derivation(clock, now=local(now))
    return sum((row.amount for row in rows if row.amount and row.kind != "total"), timedelta())


def test_working_time_is_told_by_opening_with_the_holiday_that_was_skipped():
    clock = a_clock("2026-04-24T13:00", hours=8)

    assert told(clock) == [
        ("", "received", "Fri 24 Apr 13:00", ""),
        ("", "norm", "8 working hours, default of the pool", ""),
        ("", "Fri 24 Apr", "13:00–17:00", "4 h 00"),
        ("skipped", "Sat 25 Apr", "closed", "–"),
        ("skipped", "Sun 26 Apr", "closed", "–"),
        ("skipped", "Mon 27 Apr", "Koningsdag", "–"),
        ("", "Tue 28 Apr", "08:30–12:30", "4 h 00"),
        ("total", "together", "", "8 h 00"),
        ("sum", "ready", "Tuesday 28 April", "12:30"),
    ]


def test_a_pause_stands_between_what_was_counted_before_and_after():
    clock = paused(a_clock("2026-03-02T09:00", hours=8), "2026-03-02T16:00", "2026-03-03T10:00")

    assert told(clock)[2:] == [
        ("", "Mon 2 Mar", "09:00–12:30, 13:00–16:00", "6 h 30"),
        ("still", "clock stood still", "Mon 2 Mar 16:00 – Tue 3 Mar 10:00", "–"),
        ("", "Tue 3 Mar", "10:00–11:30", "1 h 30"),
        ("total", "together", "", "8 h 00"),
        ("sum", "ready", "Tuesday 3 March", "11:30"),
    ]


def test_working_days_without_a_pause_are_counted_as_days():
    clock = a_clock("2026-04-23T10:00", days=2)

    rows = derivation(clock, now=local("2026-04-23T11:00"))

    assert sum(row.days for row in rows) == clock.norm.amount
    assert told(clock)[2:] == [
        ("", "Thu 23 Apr", "day of receipt", ""),
        ("", "Fri 24 Apr", "whole day", ""),
        ("skipped", "Sat 25 Apr", "closed", "–"),
        ("skipped", "Sun 26 Apr", "closed", "–"),
        ("skipped", "Mon 27 Apr", "Koningsdag", "–"),
        ("", "Tue 28 Apr", "whole day", ""),
        ("total", "together", "2 working days", ""),
        ("sum", "ready", "Tuesday 28 April", "17:00"),
    ]


def test_working_days_that_were_paused_are_told_in_hours_and_rounded_up():
    clock = paused(a_clock("2026-03-02T10:00", days=2), "2026-03-03T09:30", "2026-03-04T14:00")

    assert amounts(clock) == clock.target
    assert told(clock)[-3:] == [
        ("total", "together", "", "22 h 30"),
        ("", "rounded up", "a working day lasts until closing time", ""),
        ("sum", "ready", "Friday 6 March", "17:00"),
    ]


def test_a_clock_that_stands_still_shows_what_is_left_and_when_it_would_be_due():
    clock = paused(a_clock("2026-03-02T09:00", hours=8), "2026-03-02T16:00")

    assert told(clock, now="2026-03-03T10:00")[3:] == [
        ("still", "clock stands still", "since Mon 2 Mar 16:00", ""),
        ("", "left", "", "1 h 30"),
        ("total", "together", "", "8 h 00"),
        ("sum", "if answered now", "Tuesday 3 March", "11:30"),
    ]


def test_many_whole_days_are_told_as_one():
    clock = a_clock("2026-03-02T08:30", hours=80, closed={})

    assert told(clock)[2:] == [
        ("", "Mon 2 Mar – Fri 13 Mar", "10 whole days", "80 h 00"),
        ("total", "together", "", "80 h 00"),
        ("sum", "ready", "Friday 13 March", "17:00"),
    ]


def test_a_cut_off_says_when_it_came_in_and_the_day_it_is_due():
    clock = a_clock(
        "2026-04-24T12:00",
        way=Way.CUT_OFF,
        cut_off=time(12),
        same_day=time(16),
        next_day=time(12),
    )

    assert told(clock)[2:] == [
        ("", "Fri 24 Apr", "day of receipt", ""),
        ("skipped", "Sat 25 Apr", "closed", "–"),
        ("skipped", "Sun 26 Apr", "closed", "–"),
        ("skipped", "Mon 27 Apr", "Koningsdag", "–"),
        ("sum", "ready", "Tuesday 28 April", "12:00"),
    ]


def test_what_is_due_before_an_event_is_counted_back_from_it():
    clock = a_clock(
        "2026-04-20T09:00",
        event_at=local("2026-04-29T14:00"),
        way=Way.DAYS_BEFORE,
        amount=3,
    )

    assert told(clock)[2:] == [
        ("", "the event", "Wed 29 Apr 14:00", ""),
        ("", "Tue 28 Apr", "whole day", ""),
        ("skipped", "Mon 27 Apr", "Koningsdag", "–"),
        ("skipped", "Sun 26 Apr", "closed", "–"),
        ("skipped", "Sat 25 Apr", "closed", "–"),
        ("", "Fri 24 Apr", "whole day", ""),
        ("", "Thu 23 Apr", "whole day", ""),
        ("total", "together", "3 working days before the event", ""),
        ("sum", "ready", "Thursday 23 April", "17:00"),
    ]


def test_working_time_before_an_event_adds_up_to_the_norm():
    clock = a_clock(
        "2026-04-20T09:00",
        event_at=local("2026-04-28T10:30"),
        way=Way.TIME_BEFORE,
        amount=6 * 60,
    )

    assert amounts(clock) == clock.norm.duration
    assert told(clock)[-1] == ("sum", "ready", "Friday 24 April", "13:00")


def test_what_waits_for_the_intake_does_not_count_yet():
    clock = a_clock("2026-03-02T10:00", hours=8, complete=False, starts=Starts.INTAKE_COMPLETE)

    assert told(clock)[2:] == [("still", "starts", "once everything needed is known", "")]


def test_a_start_after_the_receipt_is_told():
    clock = a_clock("2026-03-02T10:00", hours=2, complete=False, starts=Starts.INTAKE_COMPLETE)
    actions.intake_completed(clock.promise, at=local("2026-03-02T14:00"))
    clock.refresh_from_db()

    assert told(clock)[2] == ("", "counts from", "Mon 2 Mar 14:00", "")
    assert told(clock)[-1] == ("sum", "ready", "Monday 2 March", "16:00")


@pytest.mark.parametrize("stopped_at", ["2026-03-03T09:15", "2026-03-09T16:00"])
@pytest.mark.parametrize("while_paused", [False, True])
def test_an_ended_clock_still_tells_its_deadline_not_its_end(stopped_at, while_paused):
    moments = ["2026-03-02T11:00", "2026-03-02T14:00"]
    if while_paused:
        moments.append("2026-03-02T15:00")
    clock = paused(a_clock("2026-03-02T09:00", hours=8), *moments)
    actions.fulfil(clock.promise, at=local(stopped_at))
    clock.refresh_from_db()

    assert amounts(clock) == clock.target
    assert told(clock)[-1][3] == f"{clock.due_at.astimezone(local('2026-03-02').tzinfo):%H:%M}"


def test_shown_amounts_add_up_when_seconds_are_cut_off():
    clock = paused(
        a_clock("2026-03-02T09:00:40", hours=2), "2026-03-02T09:31:10", "2026-03-02T10:00:50"
    )

    assert [row[3] for row in told(clock)[2:-1]] == ["0 h 30", "–", "1 h 30", "2 h 00"]
