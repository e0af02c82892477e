"""A derivation names what counted and what was closed, and adds up to the deadline."""

from datetime import date, time, timedelta

from sla.business_time import (
    Kind,
    Step,
    cut_off_deadline,
    day_deadline,
    day_start_by,
    deadline,
    explain,
    explain_cut_off,
    explain_day_deadline,
    explain_day_start_by,
)
from tests.sla.schedules import NEVER, OFFICE, local

HOUR = timedelta(hours=1)


def counted(since, until, **more):
    return Step(Kind.COUNTED, date.fromisoformat(since[:10]), local(since), local(until), **more)


def skipped(since, until, note=""):
    return Step(Kind.SKIPPED, date.fromisoformat(since[:10]), local(since), local(until), note=note)


def brief(steps):
    return [(step.kind.value, step.on.isoformat(), step.note) for step in steps]


def test_working_time_names_each_opening_and_each_closure():
    received = local("2026-04-24 13:00")
    due = deadline(OFFICE, received, 8 * HOUR)

    steps = explain(OFFICE, received, due)

    assert steps == (
        counted("2026-04-24 13:00", "2026-04-24 17:00", amount=4 * HOUR),
        skipped("2026-04-25 00:00", "2026-04-26 00:00"),
        skipped("2026-04-26 00:00", "2026-04-27 00:00"),
        skipped("2026-04-27 00:00", "2026-04-28 00:00", note="Koningsdag"),
        counted("2026-04-28 08:30", "2026-04-28 12:30", amount=4 * HOUR),
    )
    assert sum((step.amount for step in steps), timedelta()) == 8 * HOUR
    assert steps[-1].until == due


def test_other_hours_carry_their_name():
    steps = explain(OFFICE, local("2026-12-24 12:00"), local("2026-12-24 18:00"))

    note = "Kerstavond, eerder dicht"
    assert steps == (
        counted("2026-12-24 12:00", "2026-12-24 12:30", amount=HOUR / 2, note=note),
        counted("2026-12-24 13:00", "2026-12-24 15:00", amount=2 * HOUR, note=note),
    )


def test_a_closed_day_is_cut_off_at_both_moments():
    saturday, midnight = local("2026-03-07 10:00"), local("2026-03-08 00:00")

    assert explain(OFFICE, saturday, midnight) == (skipped("2026-03-07 10:00", "2026-03-08 00:00"),)
    assert explain(NEVER, saturday, saturday + HOUR) == (
        skipped("2026-03-07 10:00", "2026-03-07 11:00"),
    )
    assert explain(OFFICE, saturday, saturday) == ()


def test_working_days_name_the_day_of_receipt_and_each_day_after_it():
    received = local("2026-05-22 17:00")

    steps = explain_day_deadline(OFFICE, received, 2)

    assert brief(steps) == [
        ("skipped", "2026-05-23", ""),
        ("skipped", "2026-05-24", "Eerste Pinksterdag"),
        ("skipped", "2026-05-25", "Tweede Pinksterdag"),
        ("received", "2026-05-26", ""),
        ("counted", "2026-05-27", ""),
        ("counted", "2026-05-28", ""),
    ]
    assert steps[0] == skipped("2026-05-23 00:00", "2026-05-24 00:00")
    assert steps[3].since == local("2026-05-26 08:30")
    assert steps[4] == counted("2026-05-27 08:30", "2026-05-27 17:00", days=1)
    assert sum(step.days for step in steps) == 2
    assert steps[-1].until == day_deadline(OFFICE, received, 2) == local("2026-05-28 17:00")


def test_the_same_day_is_its_own_derivation():
    received = local("2026-12-24 10:00")

    assert explain_day_deadline(OFFICE, received, 0) == (
        Step(
            Kind.RECEIVED,
            date(2026, 12, 24),
            received,
            local("2026-12-24 15:00"),
            note="Kerstavond, eerder dicht",
        ),
    )


def test_days_before_an_event_are_told_back_from_it():
    event = date(2026, 4, 8)

    steps = explain_day_start_by(OFFICE, event, 3)

    assert brief(steps) == [
        ("counted", "2026-04-07", ""),
        ("skipped", "2026-04-06", "Tweede Paasdag"),
        ("skipped", "2026-04-05", "Eerste Paasdag"),
        ("skipped", "2026-04-04", ""),
        ("counted", "2026-04-03", ""),
        ("counted", "2026-04-02", ""),
    ]
    assert steps[-1].until == day_start_by(OFFICE, event, 3)
    assert explain_day_start_by(OFFICE, local("2026-04-08 09:00"), 3) == steps


def test_a_cut_off_names_the_closed_days_on_the_way():
    times = (time(12), time(16), time(12))
    received = local("2026-04-03 12:00")

    steps = explain_cut_off(OFFICE, received, *times)

    assert brief(steps) == [
        ("received", "2026-04-03", ""),
        ("skipped", "2026-04-04", ""),
        ("skipped", "2026-04-05", "Eerste Paasdag"),
        ("skipped", "2026-04-06", "Tweede Paasdag"),
        ("due", "2026-04-07", ""),
    ]
    assert (steps[0].since, steps[0].until) == (received, received)
    assert steps[-1].since == local("2026-04-07 08:30")
    assert steps[-1].until == cut_off_deadline(OFFICE, received, *times)
