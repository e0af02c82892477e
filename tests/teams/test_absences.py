"""Being away: who may say so, who may take over, and what is refused."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from time_machine import travel

from teams.models import Absence
from tests.factories import NOW, a_manager, a_secretary

PAGE = "/me/absences/"


@pytest.fixture(autouse=True)
def _monday(settings):
    settings.LANGUAGE_CODE = "en"
    with travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def sits(client):
    """Let somebody sit at this browser."""

    def sit(person):
        client.force_login(person)
        return client

    return sit


def note(browser, **said):
    said = {"since": "2026-03-09", "until": "2026-03-13"} | said
    answer = browser.post(PAGE, {key: getattr(value, "pk", value) for key, value in said.items()})
    return answer.content.decode()


def away(person, since="2026-03-09", until="2026-03-13", **fields):
    days = {"since": date.fromisoformat(since), "until": date.fromisoformat(until)}
    return Absence.objects.create(user=person, **days, **fields)


def end(browser, absence):
    return browser.post(reverse("teams:end_absence", args=[absence.pk]))


def test_somebody_notes_when_they_are_away_and_who_takes_over(sits, fatima, joost):
    note(sits(fatima), stand_in=joost)

    absence = Absence.objects.get()
    assert (absence.user, absence.stand_in) == (fatima, joost)
    assert (absence.since, absence.until) == (date(2026, 3, 9), date(2026, 3, 13))
    page = sits(fatima).get(PAGE).content.decode()
    assert "Joost Mulder takes over" in page
    assert "Mon 9 Mar – Fri 13 Mar 2026" in page


def test_nobody_has_to_take_over(sits, fatima):
    note(sits(fatima), stand_in="")

    assert Absence.objects.get().stand_in is None


def test_a_colleague_of_the_pool_or_of_the_same_unit_takes_over_and_nobody_else(
    sits, fatima, joost, sanne, daan, projecten, stranger
):
    eva = a_manager(projecten, "Eva Berg")

    for person, stand_in in [(fatima, sanne), (fatima, daan), (daan, joost), (daan, stranger)]:
        assert "invalid-feedback" in note(sits(person), stand_in=stand_in)
    assert not Absence.objects.exists()

    note(sits(fatima), stand_in=joost)
    note(sits(daan), stand_in=eva)
    assert Absence.objects.count() == 2


def test_nobody_takes_over_from_themselves(sits, fatima):
    assert "somebody else than who is away" in note(sits(fatima), stand_in=fatima)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2026-03-13", "2026-03-09", "The last day lies before the first."),
        ("2026-02-23", "2026-03-01", "This day has passed."),
        ("2026-03-09", "2062-03-13", "This is more than a year."),
        ("", "2026-03-13", "required"),
        ("gisteren", "2026-03-13", "valid date"),
    ],
)
def test_days_that_can_t_be_right_are_refused_in_words(sits, fatima, since, until, said):
    assert said in note(sits(fatima), since=since, until=until)
    assert not Absence.objects.exists()


def test_an_absence_that_was_noted_already_is_named(sits, fatima):
    away(fatima, "2026-03-12", "2026-03-20")

    assert "from March 12, 2026 to March 20, 2026" in note(sits(fatima))
    assert Absence.objects.count() == 1


def test_one_that_has_begun_may_still_be_noted(sits, fatima):
    note(sits(fatima), since="2026-02-27", until="2026-03-02")

    assert Absence.objects.exists()


def test_a_coordinator_notes_it_for_her_pool_and_only_for_that(
    sits, marieke, fatima, joost, sanne, daan
):
    note(sits(marieke), person=fatima, stand_in=joost)
    assert Absence.objects.get().user == fatima

    for other in (sanne, daan):
        note(sits(marieke), person=other)
    assert Absence.objects.count() == 1


def test_who_coordinates_nothing_notes_their_own_only(sits, fatima, joost):
    note(sits(fatima), person=joost)
    assert not Absence.objects.exists()

    note(sits(fatima), person=fatima)
    assert Absence.objects.get().user == fatima


def test_an_absence_is_seen_by_who_it_is_of_and_by_their_coordinator(
    sits, fatima, joost, marieke, sanne, stranger
):
    away(fatima)

    assert "Mon 9 Mar" in sits(fatima).get(PAGE).content.decode()
    assert "Fatima Bouzid" in sits(marieke).get(PAGE).content.decode()
    for person in (joost, sanne, stranger):
        assert "Mon 9 Mar" not in sits(person).get(PAGE).content.decode()


def test_an_absence_is_removed_by_who_may_see_it(sits, fatima, joost, marieke, sanne, stranger):
    absence = away(fatima)

    for person in (joost, sanne, stranger):
        assert end(sits(person), absence).status_code == 404
    assert end(sits(marieke), absence).status_code == 302
    assert not Absence.objects.exists()


def test_who_is_back_early_was_away_until_the_day_before(sits, fatima):
    absence = away(fatima, "2026-02-23", "2026-03-06")

    end(sits(fatima), absence)

    absence.refresh_from_db()
    assert absence.until == date(2026, 3, 1)


def test_what_is_over_stands_no_longer_on_the_page(sits, fatima):
    absence = away(fatima, "2026-02-23", "2026-03-01")

    assert "Feb" not in sits(fatima).get(PAGE).content.decode()
    assert end(sits(fatima), absence).status_code == 404


def test_who_left_the_pool_is_no_longer_planned_for(sits, marieke, noord):
    gone = a_secretary(noord, "Gerda Weg", is_active=False)

    note(sits(marieke), person=gone)

    assert not Absence.objects.exists()


def test_a_stranger_is_sent_to_sign_in(client, db):
    assert client.get(PAGE).url.startswith("/sign-in/")
