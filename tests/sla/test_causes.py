"""Under "why?" stands every cause that moved a deadline, and the sum still adds up to it."""

from datetime import timedelta

import pytest

from sla import actions
from sla.models import Alert, Clock, ClockEvent, Norm, Rung
from sla.why.derivation import derivation
from tests.factories import a_client, a_norm, a_pool, local, set_hours
from tests.sla.test_derivation import amounts, paused, terms_of, told

pytestmark = pytest.mark.django_db
What = ClockEvent.Kind
READY = Norm.Kind.TURNAROUND
MORNINGS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "12:00"),))


@pytest.fixture
def clock():
    """Eight hours from Monday 2 March 09:00, so due on Tuesday at 09:00."""
    pool = a_pool()
    norm = a_norm(READY, hours=8, pool=pool)
    promise = actions.make_promise(
        terms_of(a_client(pool), norm), received_at=local("2026-03-02T09:00"), complete=True
    )
    return promise.clocks.get()


def happened(clock, kind, at, *, due=None, because=""):
    """Let something move a clock, and keep it in its history."""
    before, clock.due_at = clock.due_at, local(due) if due else clock.due_at
    clock.save()
    clock.events.create(
        kind=kind, at=local(at), due_before=before, due_after=clock.due_at, because=because
    )
    return Clock.objects.get(pk=clock.pk)


def changed(clock, at, *, due=None, because=""):
    """Let the desk be open in the mornings only, and count the clock anew as the worker does."""
    set_hours(clock.calendar, MORNINGS, now=local(at))
    clock.counted_under = clock.calendar.revision
    return happened(clock, What.CALENDAR, at, due=due, because=because)


def causes(clock, **options):
    rows = derivation(clock, now=local("2026-12-01T12:00"), **options)
    last = next(number for number, row in enumerate(rows) if row.kind == "total")
    return [(row.label, row.text) for row in rows[last + 1 : -1]]


def test_hours_that_changed_are_counted_from_that_moment_on(clock):
    clock = changed(clock, "2026-03-02T14:00", due="2026-03-04T09:30", because="Kantoor dicht")

    assert told(clock)[2:] == [
        ("", "Mon 2 Mar", "09:00–12:30, 13:00–14:00", "4 h 30"),
        ("still", "other hours", "from Mon 2 Mar 14:00", ""),
        ("", "Tue 3 Mar", "whole day", "3 h 00"),
        ("", "Wed 4 Mar", "09:00–09:30", "0 h 30"),
        ("total", "together", "", "8 h 00"),
        ("", "calendar changed", "Tue 3 Mar 09:00 became Wed 4 Mar 09:30: Kantoor dicht", ""),
        ("sum", "ready", "Wednesday 4 March", "09:30"),
    ]


def test_a_promised_time_that_is_kept_says_so(clock):
    clock = changed(clock, "2026-03-02T14:00")

    assert amounts(clock) == timedelta(hours=4, minutes=30)
    assert causes(clock) == [("calendar changed", "the promised time is kept")]
    assert told(clock)[-1] == ("sum", "ready", "Tuesday 3 March", "09:00")


def test_hours_that_hold_later_than_it_was_counted_are_not_in_it(clock):
    set_hours(clock.calendar, MORNINGS, now=local("2026-03-02T14:00"))

    assert amounts(clock) == timedelta(hours=8)
    assert told(clock)[-1] == ("sum", "ready", "Tuesday 3 March", "09:00")


def test_what_was_used_before_a_pause_is_counted_by_the_hours_of_then(clock):
    clock = paused(clock, "2026-03-02T11:00")
    set_hours(clock.calendar, MORNINGS, now=local("2026-03-02T16:00"))
    clock.counted_under = clock.calendar.revision
    clock.save()
    clock = paused_on(clock, "2026-03-03T09:00")

    assert amounts(clock) == timedelta(hours=8)
    assert told(clock)[-1] == ("sum", "ready", "Wednesday 4 March", "12:00")


@pytest.mark.parametrize("received", ["2026-03-02T09:00", "2026-03-02T16:00"])
def test_a_receipt_set_back_is_counted_by_the_hours_of_when_it_was_logged(received):
    """The hours changed on Tuesday at noon; after that it is logged as received on Monday."""
    pool = a_pool()
    norm = a_norm(READY, hours=6, pool=pool)
    set_hours(pool.own_calendar.calendar, MORNINGS, now=local("2026-03-03T12:00"))
    pool.own_calendar.refresh_from_db()
    promise = actions.make_promise(
        terms_of(a_client(pool), norm), received_at=local(received), complete=True
    )

    assert amounts(promise.clocks.get()) == timedelta(hours=6)
    assert [row[0] for row in told(promise.clocks.get())].count("still") == 0


@pytest.mark.parametrize("moves", [True, False])
def test_what_is_counted_back_is_told_by_the_hours_it_was_counted_by(moves):
    """Thursday is closed from Monday on: three days before Friday were Tue, Wed and Thu."""
    pool = a_pool()
    norm = a_norm(READY, way="days_before", amount=3, pool=pool)
    promise = actions.make_promise(
        terms_of(a_client(pool), norm),
        received_at=local("2026-02-23T09:00"),
        complete=True,
        event_at=local("2026-03-06T00:00"),
    )
    clock = promise.clocks.get()
    weekly = {day: hours for day, hours in MORNINGS.items() if day != "thu"}
    set_hours(clock.calendar, weekly, now=local("2026-02-25T09:00"))
    clock.counted_under = clock.calendar.revision
    due = "2026-03-02T12:00" if moves else None
    clock = happened(clock, What.CALENDAR, "2026-02-25T09:00", due=due)

    days = [row.label for row in derivation(clock, now=local("2026-03-01T09:00")) if row.days]
    counted = ["Wed 4 Mar", "Tue 3 Mar", "Mon 2 Mar"]
    assert days == (counted if moves else ["Thu 5 Mar", *counted[:2]])


def paused_on(clock, moment):
    actions.resume(clock.promise, at=local(moment))
    return Clock.objects.get(pk=clock.pk)


def test_a_corrected_service_says_when_and_why(clock):
    clock.target = timedelta(hours=4)
    clock = happened(
        clock, What.CORRECTED, "2026-03-02T10:00", due="2026-03-02T13:30", because="Was lunch"
    )

    assert amounts(clock) == timedelta(hours=4)
    assert causes(clock) == [
        ("service corrected", "Mon 2 Mar 10:00, Tue 3 Mar 09:00 became Mon 2 Mar 13:30: Was lunch")
    ]


def test_what_was_made_urgent_is_counted_to_the_earlier_time(clock):
    clock = happened(clock, What.MADE_URGENT, "2026-03-02T10:00", due="2026-03-02T12:00")

    assert amounts(clock) == timedelta(hours=3)
    assert causes(clock) == [
        ("made urgent", "Mon 2 Mar 10:00, Tue 3 Mar 09:00 became Mon 2 Mar 12:00")
    ]


def test_what_was_urgent_too_late_to_matter_says_that_nothing_moved(clock):
    clock = happened(clock, What.MADE_URGENT, "2026-03-02T16:00")

    assert causes(clock) == [("made urgent", "Mon 2 Mar 16:00, the deadline stayed")]


def test_a_date_agreed_stands_beside_that_of_the_norm_with_whom_and_why(clock):
    clock.norm_due_at = clock.due_at
    clock = happened(
        clock, What.AGREED, "2026-03-02T11:00", due="2026-03-05T12:00", because="Daan: zaal bezet"
    )

    assert amounts(clock) == timedelta(hours=8)
    assert told(clock)[-3:] == [
        (
            "",
            "date agreed with the client",
            "Tue 3 Mar 09:00 became Thu 5 Mar 12:00: Daan: zaal bezet",
            "",
        ),
        ("", "by the norm", "Tuesday 3 March", "09:00"),
        ("sum", "as agreed", "Thursday 5 March", "12:00"),
    ]


def test_a_request_that_was_opened_again_counts_anew(clock):
    actions.fulfil(clock.promise, at=local("2026-03-02T12:00"))
    again = Clock(
        promise=clock.promise, norm=clock.norm, kind=READY, cycle=2, calendar=clock.calendar
    )
    actions.clocks.start(again, since=local("2026-03-05T10:00"), at=local("2026-03-05T10:00"))

    assert amounts(again) == timedelta(hours=8)
    assert told(again)[2] == ("", "counts from", "Thu 5 Mar 10:00", "")
    assert causes(again) == [("opened again", "all of its time counts anew")]


def test_a_breach_that_was_withdrawn_stays_to_be_read(clock):
    Alert.objects.create(
        clock=clock,
        rung=Rung.BREACH,
        due_at=local("2026-03-03T09:00"),
        found_at=local("2026-03-03T09:00"),
        withdrawn_at=local("2026-03-03T11:00"),
        withdrawn_because="verkeerde dienst",
    )

    words = "that it was past due on Tue 3 Mar 09:00 no longer holds"
    assert causes(clock) == [("taken back", f"{words}: verkeerde dienst")]
    assert causes(clock, for_client=True) == [("taken back", words)]


def test_the_client_reads_what_happened_without_what_the_desk_wrote(clock):
    clock = happened(clock, What.CORRECTED, "2026-03-02T10:00", because="Daan vergist zich weer")
    clock = changed(clock, "2026-03-02T14:00", because="Fatima ziek")

    texts = [text for _label, text in causes(clock, for_client=True)]

    assert texts == ["Mon 2 Mar 10:00, the deadline stayed", "the promised time is kept"]
