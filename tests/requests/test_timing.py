"""Time spent: one timer a person, nothing silent, and only the sum for somebody else."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from time_machine import travel

from requests import actions
from requests.models import ServiceRequest, TimeEntry
from requests.policies import Refused
from requests.time_spent import likely_minutes, minutes_in, time_on
from tests.factories import NOW, a_request, later, local
from tests.requests.test_races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
HTMX = {"HX-Request": "true"}
TODAY = NOW.date()


@pytest.fixture
def it(daan, fatima):
    return a_request(daan, by=fatima)


@pytest.fixture
def other(daan, fatima):
    return a_request(daan, by=fatima, subject="Bloemen")


def own(person):
    return list(TimeEntry.objects.of(person).booked().values_list("minutes", flat=True))


def book(service_request, by, minutes=15, day=TODAY, note="", now=NOW):
    actions.book_time(service_request, minutes=minutes, day=day, note=note, by=by, now=now)
    return TimeEntry.objects.of(by).booked().last()


@pytest.mark.parametrize(
    ("ran", "minutes"),
    [({"seconds": 5}, 1), ({"minutes": 12, "seconds": 40}, 13), ({"hours": 4}, 240)],
)
def test_a_timer_books_what_it_ran(it, fatima, ran, minutes):
    actions.start_timer(it, by=fatima, now=NOW)

    actions.stop_timer(by=fatima, now=later(**ran))

    assert own(fatima) == [minutes]
    assert actions.stop_timer(by=fatima, now=later(hours=5)) is None


def test_starting_another_stops_the_first_and_starting_twice_is_once(it, other, fatima):
    actions.start_timer(it, by=fatima, now=NOW)
    assert actions.start_timer(it, by=fatima, now=later(minutes=5)) is None

    stopped = actions.start_timer(other, by=fatima, now=later(minutes=20))

    assert (stopped.service_request, stopped.minutes) == (it, 20)
    assert TimeEntry.objects.running().get().service_request == other


@pytest.mark.parametrize("until", ["2026-03-02T14:01", "2026-03-03T00:05", "2026-03-09T09:00"])
def test_a_timer_that_was_forgotten_books_nothing_and_asks(it, other, fatima, until):
    start = local("2026-03-02T23:30") if "T00" in until else NOW
    actions.start_timer(it, by=fatima, now=start)

    stopped = actions.start_timer(other, by=fatima, now=local(until))

    assert stopped.minutes is None
    assert own(fatima) == []
    actions.correct_time(
        entry_pk=stopped.pk, minutes=90, day=TODAY, note="", by=fatima, now=local(until)
    )
    assert own(fatima) == [90]
    assert TimeEntry.objects.running().get().service_request == other


@pytest.mark.parametrize(("started", "minutes"), [("10:00", 390), ("12:00", 270), ("18:00", None)])
def test_what_is_likely_is_as_long_as_the_desk_was_open_that_day(it, fatima, started, minutes):
    actions.start_timer(it, by=fatima, now=local(f"2026-03-02T{started}"))
    entry = TimeEntry.objects.get()

    assert likely_minutes(entry) == minutes


def test_a_correction_keeps_what_stood_there(it, fatima):
    first = book(it, fatima, 15)

    for _twice in range(2):
        actions.correct_time(
            entry_pk=TimeEntry.objects.booked().get().pk,
            minutes=45,
            day=TODAY,
            note="gebeld",
            by=fatima,
            now=later(minutes=1),
        )

    first.refresh_from_db()
    assert own(fatima) == [45]
    assert first.minutes == 15
    assert first.withdrawn_at == later(minutes=1)
    assert first.corrected_by.note == "gebeld"


def test_what_is_removed_stays_to_be_seen_and_goes_once(it, fatima):
    entry = book(it, fatima)

    actions.remove_time(entry_pk=entry.pk, by=fatima, now=NOW)

    assert own(fatima) == []
    assert TimeEntry.objects.of(fatima).count() == 1
    with pytest.raises(Refused, match="already"):
        actions.remove_time(entry_pk=entry.pk, by=fatima, now=NOW)


def test_the_same_sent_twice_at_once_is_booked_once(it, fatima):
    for seconds in (0, 2, 60):
        book(it, fatima, now=later(seconds=seconds))

    assert own(fatima) == [15, 15]


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(2025, 11, 1)])
def test_a_day_that_cant_be_is_refused(it, fatima, day):
    with pytest.raises(Refused):
        book(it, fatima, day=day)


def test_a_timer_starts_only_on_what_is_open_and_minutes_can_always_be_booked(it, fatima):
    actions.cancel(it, reason="x", by=fatima, now=NOW)

    with pytest.raises(Refused, match="not open"):
        actions.start_timer(it, by=fatima, now=NOW)
    book(it, fatima)
    assert own(fatima) == [15]


def test_nobody_reads_or_changes_what_somebody_else_spent(it, fatima, joost, client):
    entry = book(it, fatima, 25, note="zoeken naar een zaal")

    assert time_on(it, joost, NOW).own == []
    with pytest.raises(Refused):
        actions.remove_time(entry_pk=entry.pk, by=joost, now=NOW)
    client.force_login(joost)
    page = client.get(it.get_absolute_url()).content.decode()
    assert "25 min" in page  # the sum of all
    assert "zoeken naar een zaal" not in page
    assert "only you see" not in page
    answer = client.post(reverse("requests:correct_time", args=[entry.pk]), {"remove": "1"})
    assert answer.status_code == 404
    assert own(fatima) == [25]


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("15", 15),
        ("1:30", 90),
        ("0:05", 5),
        ("1 u 15", 75),
        ("1u15", 75),
        ("1 uur", 60),
        ("1,5 uur", 90),
        ("1.5 h", 90),
        ("2 h 5 min", 125),
        (" 45  minuten ", 45),
        ("90m", 90),
        ("24 uur", 1440),
    ],
)
def test_time_is_read_as_people_type_it(typed, minutes):
    assert minutes_in(typed) == minutes


@pytest.mark.parametrize(
    "typed", ["", "0", "0:00", "24:01", "1:75", "-5", "1441", "snel", "1 u 15 x", "²"]
)
def test_what_is_no_time_is_refused_in_words(typed):
    with pytest.raises(ValueError, match=r"\w"):
        minutes_in(typed)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_time_or_refused_in_words(typed):
    with suppress(ValueError):
        assert 0 < minutes_in(typed) <= 1440


def post(visitor, name, *args, **data):
    return visitor.post(reverse(f"requests:{name}", args=args), data, headers=HTMX)


def test_the_timer_stands_on_every_page_and_is_stopped_from_there(desk, it, fatima):
    html = post(desk, "start_timer", it.pk).content.decode()
    assert 'id="timer" hx-swap-oob="true"' in html
    assert f"Stop the timer of {it.number}" in desk.get("/queue/").content.decode()

    with travel(later(minutes=30), tick=False):
        answer = post(desk, "stop_timer")

    assert f"30 min booked on {it.number}." in answer.content.decode()
    assert answer["HX-Trigger"] == "timer-changed"
    assert "Stop the timer" not in desk.get("/queue/").content.decode()
    assert (
        "30 min" in desk.get(reverse("requests:time", args=[it.pk]), headers=HTMX).content.decode()
    )


def test_a_forgotten_timer_is_asked_about_on_every_page(desk, it, fatima):
    actions.start_timer(it, by=fatima, now=local("2026-02-27T16:00"))

    page = desk.get("/queue/").content.decode()
    assert "was never stopped. It began Friday 27 February, 16:00" in page
    assert 'value="60"' in page  # until the desk closed
    entry = TimeEntry.objects.get()
    answer = post(desk, "correct_time", entry.pk, topbar="1", minutes="0:40", day="2026-02-27")

    assert "never stopped" not in answer.content.decode()
    assert own(fatima) == [40]


def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, it, fatima):
    entry = book(it, fatima)
    for answer in (
        post(desk, "book_time", it.pk, minutes="snel"),
        post(desk, "book_time", it.pk, minutes="15", day="2027-01-01"),
        post(desk, "correct_time", entry.pk, minutes="snel"),
        post(desk, "correct_time", entry.pk, topbar="1", minutes="snel"),
    ):
        assert answer["HX-Reswap"] == "none"
        assert 'class="message error"' in answer.content.decode()
    assert own(fatima) == [15]


def test_all_of_it_works_without_script(desk, it, fatima):
    page = f"{it.get_absolute_url()}#time"

    assert desk.post(reverse("requests:start_timer", args=[it.pk])).url == page
    assert desk.post(reverse("requests:stop_timer"), {"next": "/queue/"}).url == "/queue/"
    booked = desk.post(reverse("requests:book_time", args=[it.pk]), {"minutes": "1 u 15"})
    assert booked.url == page
    assert own(fatima) == [1, 75]


@pytest.mark.parametrize(
    ("minutes", "day", "wrong"),
    [("snel", "2026-03-02", "Type how long it was"), ("15", "2027-01-01", "still to come")],
)
def test_without_script_what_was_typed_and_refused_stands_in_its_form(
    desk, it, fatima, minutes, day, wrong
):
    entry = book(it, fatima)
    typed = {"minutes": minutes, "day": day, "note": "Zaal <b>"}
    for address, of in (
        (reverse("requests:book_time", args=[it.pk]), "by-hand"),
        (reverse("requests:correct_time", args=[entry.pk]), entry.pk),
    ):
        page = desk.post(address, typed).content.decode()
        form = page.split(f'id="time-{of}" open')[1].split("</form>")[0]
        assert f'value="{minutes}"' in form
        assert f'value="{day}"' in form
        assert 'value="Zaal &lt;b&gt;"' in form
        assert wrong in form
    assert own(fatima) == [15]


def test_without_script_a_correction_of_what_is_gone_can_be_booked_anew(desk, it, fatima):
    entry = book(it, fatima)
    actions.remove_time(entry_pk=entry.pk, by=fatima, now=NOW)

    address = reverse("requests:correct_time", args=[entry.pk])
    page = desk.post(address, {"minutes": "40"}).content.decode()

    assert "corrected or removed already" in page
    assert 'value="40"' in page.split('id="time-by-hand" open')[1].split("</form>")[0]


@pytest.mark.parametrize("name", ["time", "start_timer", "book_time"])
def test_strangers_find_nothing(client, it, daan, sanne, stranger, name):
    for person in (daan, sanne, stranger):
        client.force_login(person)
        address = reverse(f"requests:{name}", args=[it.pk])
        ask = client.get if name == "time" else client.post
        assert ask(address, {"minutes": "15"}).status_code == 404
    assert not TimeEntry.objects.exists()


def test_a_client_has_no_timer_and_sees_no_time(client, it, daan, fatima):
    book(it, fatima, 33, note="geheim")
    client.force_login(daan)

    page = client.get(reverse("requests:portal_detail", args=[it.pk])).content.decode()

    assert "33 min" not in page
    assert 'id="timer"' not in page


@pytest.mark.parametrize("address", ["/queue/", "{it}"])
def test_a_page_costs_the_same_however_much_was_booked(desk, it, fatima, joost, address):
    address = address.format(it=it.get_absolute_url())
    actions.start_timer(it, by=fatima, now=NOW)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(address)
        return len(captured)

    book(it, fatima)
    actions.correct_time(
        entry_pk=book(it, fatima, 7).pk, minutes=8, day=TODAY, note="", by=fatima, now=NOW
    )
    queries()
    few = queries()
    for number in range(10, 30):
        entry = book(it, fatima, number)
        book(it, joost, number)
        actions.correct_time(
            entry_pk=entry.pk, minutes=5, day=TODAY, note=str(number), by=fatima, now=NOW
        )

    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_a_person_who_starts_and_books_twice_at_once_has_one_timer(it, other, fatima):
    def fresh(one):
        return ServiceRequest.objects.get(pk=one.pk)

    refused = at_once(
        lambda: actions.start_timer(fresh(it), by=fatima, now=NOW),
        lambda: actions.start_timer(fresh(it), by=fatima, now=NOW),
        lambda: actions.start_timer(fresh(other), by=fatima, now=NOW),
        lambda: book(fresh(it), fatima, 45),
        lambda: book(fresh(it), fatima, 45),
    )

    assert refused == 0
    assert TimeEntry.objects.running().count() == 1
    assert own(fatima).count(45) == 1
