"""When people are next at work, so that mail can wait for that."""

from datetime import date

import pytest

from sla.working_blocks import desk_moments, pattern_hours, working_moments
from teams.models import Absence, PoolMembership
from tests.factories import (
    AMSTERDAM,
    LONG_AGO,
    a_calendar,
    a_client,
    a_manager,
    a_person,
    a_pool,
    a_secretary,
    an_agreement,
    local,
    set_hours,
)

MORNINGS = [["08:30", "12:30"]]
EVEN_WEEK, ODD_WEEK = "2026-03-02", "2026-03-09"  # Mondays of ISO weeks 10 and 11


def works(person, *parts):
    """Give somebody a pattern: parts of a weeks word with hours by day."""
    pattern = [{"weeks": weeks, "days": days} for weeks, days in parts]
    PoolMembership.objects.filter(user=person).update(work_pattern=pattern)


def moment(person, now: str) -> str:
    """Return the local time at which a person is next at work."""
    found = working_moments([person.pk], now=local(now))[person.pk]
    return found.astimezone(AMSTERDAM).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("now", "at_work"),
    [
        ("2026-03-02T10:00", "2026-03-02T10:00"),
        ("2026-03-02T12:45", "2026-03-02T13:00"),
        ("2026-03-02T17:00", "2026-03-03T08:30"),
        ("2026-03-06T23:59", "2026-03-09T08:30"),
    ],
)
def test_without_a_pattern_somebody_works_when_the_desk_is_open(fatima, now, at_work):
    assert moment(fatima, now) == at_work


def test_a_pattern_holds_within_the_hours_of_the_desk(fatima):
    works(fatima, ("all", {"tue": [["07:00", "09:30"], ["16:00", "18:00"]]}))

    assert moment(fatima, "2026-03-02T10:00") == "2026-03-03T08:30"
    assert moment(fatima, "2026-03-03T09:00") == "2026-03-03T09:00"
    assert moment(fatima, "2026-03-03T09:30") == "2026-03-03T16:00"
    assert moment(fatima, "2026-03-03T17:00") == "2026-03-10T08:30"


def test_a_part_of_a_pattern_holds_in_odd_or_in_even_iso_weeks(fatima):
    works(fatima, ("odd", {"mon": MORNINGS}), ("even", {"fri": MORNINGS}))

    assert moment(fatima, f"{EVEN_WEEK}T08:00") == "2026-03-06T08:30"
    assert moment(fatima, "2026-03-06T12:30") == f"{ODD_WEEK}T08:30"


def test_the_hours_of_a_date_come_from_every_part_that_holds():
    parts = [
        {"weeks": "all", "days": {"mon": [["13:00", "17:00"]]}},
        {"weeks": "even", "days": {"mon": MORNINGS}},
    ]

    assert pattern_hours(parts, date.fromisoformat(EVEN_WEEK)) == ((510, 750), (780, 1020))
    assert pattern_hours(parts, date.fromisoformat(ODD_WEEK)) == ((780, 1020),)


def test_a_day_on_which_the_desk_is_closed_is_no_working_day(fatima, noord):
    works(fatima, ("all", {"tue": MORNINGS}))
    calendar = noord.own_calendar.calendar
    week = {"tue": [("08:30", "17:00")]}
    set_hours(calendar, week, {"2026-03-03": []}, now=local("2026-03-01T12:00"))

    assert moment(fatima, "2026-03-02T10:00") == "2026-03-10T08:30"


def test_days_of_absence_are_skipped_up_to_and_including_the_last(fatima, joost):
    Absence.objects.create(user=fatima, since=date(2026, 3, 2), until=date(2026, 3, 4))

    assert moment(fatima, "2026-03-02T10:00") == "2026-03-05T08:30"
    assert moment(joost, "2026-03-02T10:00") == "2026-03-02T10:00"


def test_in_two_pools_the_first_block_counts(fatima):
    night = a_pool("NACHT", calendar=a_calendar("night", hours=[("18:00", "20:00")]))
    PoolMembership.objects.create(user=fatima, pool=night, since=LONG_AGO)

    assert moment(fatima, "2026-03-02T17:30") == "2026-03-02T18:00"
    assert moment(fatima, "2026-03-02T20:00") == "2026-03-03T08:30"


def test_who_leaves_a_pool_works_there_until_the_last_day_only(fatima):
    PoolMembership.objects.filter(user=fatima).update(until=date(2026, 3, 2))

    assert moment(fatima, "2026-03-02T12:45") == "2026-03-02T13:00"
    assert moment(fatima, "2026-03-02T17:30") == "2026-03-02T17:30"


def test_people_of_a_client_keep_the_hours_of_their_agreement_or_else_of_their_pool(
    daan, projecten, noord
):
    early = a_calendar("early", hours=[("07:00", "09:00")])
    other = a_manager(a_client(noord, "ICT"), "Otto Zonder")
    an_agreement(projecten, calendar=early)

    assert moment(daan, "2026-03-02T18:00") == "2026-03-03T07:00"
    assert moment(other, "2026-03-02T18:00") == "2026-03-03T08:30"


def test_who_has_no_hours_at_all_is_not_kept_waiting(fatima, sanne, noord, zuid):
    set_hours(noord.own_calendar.calendar, {}, now=local("2026-03-01T12:00"))
    zuid.own_calendar.delete()
    nobody = a_person("Niemand Nergens")

    for person in (fatima, sanne, nobody):
        assert moment(person, "2026-03-02T23:00") == "2026-03-02T23:00"


def test_the_mailbox_of_a_pool_opens_with_its_desk(noord, zuid):
    zuid.own_calendar.delete()
    night = local("2026-03-02T23:00")

    moments = desk_moments([noord.pk, zuid.pk], now=night)

    assert moments == {noord.pk: local("2026-03-03T08:30"), zuid.pk: night}


def test_the_wall_clock_counts_when_the_clocks_go_forward(fatima, noord):
    set_hours(
        noord.own_calendar.calendar, {"sun": [("00:00", "24:00")]}, now=local("2026-03-01T12:00")
    )
    works(fatima, ("all", {"sun": [["08:30", "12:30"]]}))

    assert moment(fatima, "2026-03-28T12:00") == "2026-03-29T08:30"


def test_many_people_cost_no_more_queries_than_a_few(
    noord, projecten, django_assert_max_num_queries
):
    people = [a_secretary(noord, f"Persoon {number}").pk for number in range(20)]
    people += [a_manager(projecten, f"Klant {number}").pk for number in range(20)]
    noord.own_calendar.calendar.schedule()

    with django_assert_max_num_queries(6):
        moments = working_moments(people, now=local("2026-03-02T18:00"))

    assert set(moments.values()) == {local("2026-03-03T08:30")}
