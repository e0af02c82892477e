"""Calendars for people: who may change them, what they show, and what their form reads."""

from datetime import date

import pytest

from sla.models import CalendarVersion
from tests import factories
from tests.factories import NOW
from tests.sla.calendars import CLOSED_TUESDAY, CODE, EDIT, drafted, typed

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def errors(answer) -> str:
    form, rows = answer.context["form"], answer.context["rows"]
    found = [*form.errors.values(), *(e for row in rows.errors for e in row.values())]
    return " ".join(str(error) for each in found for error in each)


PAGES = [
    "/calendars/",
    f"/calendars/{CODE}/",
    f"/calendars/{CODE}/edit/",
    f"/calendars/{CODE}/progress/",
]


@pytest.mark.parametrize("page", PAGES)
def test_whoever_coordinates_a_pool_changes_the_calendar_it_counts_by(coordinator, calendar, page):
    assert coordinator.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["fatima", "daan", "sanne", "stranger"])
def test_nobody_else_finds_it(client, request, calendar, page, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(page).status_code == 404


def test_the_coordinator_of_another_pool_does_not_find_it(client, calendar, zuid):
    client.force_login(factories.a_coordinator(zuid, "Karin Smit"))

    assert client.get(f"/calendars/{CODE}/").status_code == 404
    assert client.get("/calendars/office-ZUID/").status_code == 200


def test_an_administrator_finds_every_calendar(client, calendar):
    client.force_login(factories.a_person("Ad Beheer", is_staff=True))

    assert client.get(f"/calendars/{CODE}/").status_code == 200


@pytest.mark.parametrize("year", ["1800", "9" * 5000, "²⁰²⁶", "two"])
def test_a_year_nobody_meant_is_not_found(coordinator, year):
    assert coordinator.get(f"/calendars/{CODE}/", {"year": year}).status_code == 404


def test_a_year_shows_each_day_by_what_it_is(coordinator, calendar):
    dates = {
        "2026-04-27": {"name": "Koningsdag", "hours": []},
        "2026-04-28": {"name": "Later open", "hours": [["10:00", "17:00"]]},
    }
    factories.set_hours(calendar, calendar.schedule().to_dict()["weekly"], dates, now=NOW)

    months = coordinator.get(f"/calendars/{CODE}/?year=2026").context["months"]

    april = months[3]
    kinds = {cell.day: cell.kind for cell in april.cells}
    assert (kinds[26], kinds[27], kinds[28], kinds[29]) == ("closed", "shut", "other", "open")
    assert april.summary == "21 days open, 1 of them at other hours, 1 day closed specially"


def test_what_is_typed_becomes_a_draft_that_holds_for_nothing_yet(coordinator, calendar, marieke):
    version = drafted(coordinator, calendar, CLOSED_TUESDAY, fri="9.00 tot 12 uur")

    assert version.hours["exceptions"] == {"2026-03-03": {"name": "Storing", "hours": []}}
    assert version.hours["weekly"]["fri"] == [["09:00", "12:00"]]
    assert (version.made_by, version.made_from) == (marieke, calendar.revision)
    calendar.refresh_from_db()
    assert calendar.schedule().hours_on(date(2026, 3, 3))


def test_ticked_holidays_are_closed_and_a_closure_is_each_of_its_dates(coordinator, calendar):
    closure = {"since": "2026-12-28", "until": "2026-12-30", "name": "Kerstsluiting", "hours": ""}

    version = drafted(coordinator, calendar, closure, holidays=["2026-04-06", "2026-12-25"])

    assert {on: day["name"] for on, day in version.hours["exceptions"].items()} == {
        "2026-04-06": "Tweede paasdag",
        "2026-12-25": "Eerste kerstdag",
        "2026-12-28": "Kerstsluiting",
        "2026-12-29": "Kerstsluiting",
        "2026-12-30": "Kerstsluiting",
    }


def test_a_holiday_without_its_tick_is_open_again_and_other_years_stay(coordinator, calendar):
    dates = {
        "2026-04-06": {"name": "Tweede Paasdag", "hours": []},
        "2025-04-21": {"name": "Tweede Paasdag", "hours": []},
    }
    factories.set_hours(calendar, calendar.schedule().to_dict()["weekly"], dates, now=NOW)
    calendar.refresh_from_db()

    version = drafted(coordinator, calendar)

    assert list(version.hours["exceptions"]) == ["2025-04-21"]


def test_good_friday_and_liberation_day_are_offered_but_not_usual(coordinator, calendar):
    answer = coordinator.post(EDIT, typed(calendar, do="usual", note="nog niets"))

    form = answer.context["form"]
    offered = {value for value, _label in form["holidays"].field.choices}
    assert {"2026-04-03", "2026-05-05"} <= offered
    assert {"2026-04-03", "2026-05-05"}.isdisjoint(form["holidays"].value())
    assert "2026-04-27" in form["holidays"].value()
    assert form["note"].value() == "nog niets"


def test_one_more_row_keeps_what_was_typed(coordinator, calendar):
    half = {"since": "geen datum", "until": "", "name": "Verhuizing", "hours": ""}

    answer = coordinator.post(EDIT, typed(calendar, half, do="more"))

    rows = answer.context["rows"].forms
    assert len(rows) == 2
    assert (rows[0]["since"].value(), rows[0]["name"].value()) == ("geen datum", "Verhuizing")


def test_next_year_begins_with_the_holidays_by_name_and_the_closures_moved(coordinator, calendar):
    dates = {
        "2026-05-14": {"name": "Hemelvaartsdag", "hours": []},
        "2026-05-15": {"name": "Brugdag", "hours": []},
        "2026-12-24": {"name": "Kerstavond", "hours": [["08:30", "15:00"]]},
        **{f"2026-07-{day}": {"name": "Bouwvak", "hours": []} for day in range(20, 25)},
    }
    factories.set_hours(calendar, calendar.schedule().to_dict()["weekly"], dates, now=NOW)

    answer = coordinator.get(f"/calendars/{CODE}/edit/?year=2027&copy=2026")

    rows = [row.initial for row in answer.context["rows"]]
    assert answer.context["form"].initial["holidays"] == ["2027-05-06"]
    assert [(row["name"], f"{row['since']:%a %d %b}") for row in rows] == [
        ("Brugdag", "Fri 07 May"),
        ("Bouwvak", "Mon 19 Jul"),
        ("Kerstavond", "Fri 24 Dec"),
    ]
    assert f"{rows[1]['until']:%a %d %b}" == "Fri 23 Jul"


@pytest.mark.parametrize(
    ("row", "changes", "said"),
    [
        ({}, {"mon": "half negen"}, "can't be read. Type, for example, 08:30-12:30"),
        ({}, {"mon": "17:00-08:30"}, "close before they open"),
        ({}, {"mon": "08:30-08:30"}, "close the moment they open"),
        ({}, {"mon": "08:30-12:30, 12:00-17:00"}, "overlap"),
        ({}, {"mon": "08:30-25:00"}, "between 00:00 and 24:00"),
        ({}, {"timezone": "Europe/Utrecht"}, "Select a valid choice"),
        ({}, {"note": ""}, "Say in a few words why"),
        ({"since": "3 maart"}, {}, "This is no date"),
        ({"since": "1026-03-03"}, {}, "Is the year right?"),
        ({"since": "2026-03-03", "until": "2026-03-02"}, {}, "within a year of the first"),
        ({"since": "2026-03-03", "hours": "9"}, {}, "can't be read"),
        (
            {"since": "2026-04-27", "hours": "09:00-12:00"},
            {"holidays": ["2026-04-27"]},
            "27 April 2026 is ticked as closed",
        ),
        ({}, {}, "You changed nothing yet"),
        (
            {},
            dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ""),
            "Give it opening hours on a day to come",
        ),
    ],
)
def test_bad_input_is_told_with_what_to_do_and_nothing_is_lost(
    coordinator, calendar, row, changes, said
):
    rows = [{"until": "", "name": "Naam", "hours": ""} | row] if row else []

    answer = coordinator.post(EDIT, typed(calendar, *rows, **changes))

    assert said in errors(answer)
    assert answer.context["form"]["mon"].value() == changes.get("mon", "08:30-12:30, 13:00-17:00")
    assert not CalendarVersion.objects.filter(number=None).exists()


def test_a_date_in_two_rows_is_refused(coordinator, calendar):
    again = CLOSED_TUESDAY | {"since": "2026-03-02", "until": "2026-03-04"}

    answer = coordinator.post(EDIT, typed(calendar, CLOSED_TUESDAY, again))

    assert "3 March 2026 is in another row too" in errors(answer)
