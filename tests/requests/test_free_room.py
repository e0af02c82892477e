"""The free room: what a pool keeps free, less what was booked outside the catalogue, in totals."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from requests import actions
from requests.models import TimeEntry
from requests.outside.room import rooms
from teams.models import Pool
from tests.factories import NOW, a_norm, a_request, a_secretary, a_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def noord(noord):
    Pool.objects.filter(pk=noord.pk).update(net_minutes_per_month=40_000, flex_reserve_pct=15)
    noord.refresh_from_db()
    a_norm("decision", days=1, pool=noord)
    return noord


@pytest.fixture
def three(noord, fatima, joost):
    return fatima, joost, a_secretary(noord, "Karin Bos")


@pytest.fixture
def spend(daan, fatima):
    def book(by, minutes=60, day=None, service=None):
        it = a_request(daan, by=fatima, service=service)
        entry = {"day": day or NOW.date(), "minutes": minutes, "written_at": NOW}
        TimeEntry.objects.create(service_request=it, by=by, **entry)
        return it

    return book


def room_of(pool):
    [found] = rooms([pool], NOW.date())
    return found


def page(client):
    return client.get(reverse("requests:outside")).content.decode()


def test_the_room_is_a_share_of_what_can_be_planned_in_a_month_or_a_quarter(noord):
    found = room_of(noord)

    assert (found.month.minutes, found.quarter.minutes) == (6_000, 18_000)
    assert (found.month.left, found.month.share) == (6_000, 0)


def test_what_was_booked_outside_the_catalogue_counts_in_its_month(noord, three, spend):
    service = a_service()
    for place in range(6):
        spend(three[place % 3], minutes=100)
    spend(three[0], minutes=500, service=service)
    spend(three[0], minutes=50, day=NOW.date().replace(month=1))
    spend(three[0], minutes=50, day=NOW.date().replace(year=2025))

    found = room_of(noord)

    assert (found.month.booked.minutes, found.month.left, found.month.share) == (600, 5_400, 10)
    assert (found.quarter.booked.minutes, found.quarter.booked.requests) == (650, 7)


def test_a_room_that_is_overfull_says_by_how_much(noord, three, spend):
    for place in range(5):
        spend(three[place % 3], minutes=1_300)

    found = room_of(noord).month

    assert (found.left, found.over, found.share) == (0, 500, 100)


def test_time_that_goes_to_a_service_leaves_the_room(noord, three, spend):
    booked = [spend(three[place % 3]) for place in range(6)]
    actions.correct_service(
        booked[0],
        service_version=a_service(),
        because="een zaal",
        all_known=True,
        by=three[0],
        now=NOW,
    )

    assert room_of(noord).month.booked.minutes == 300


def test_nothing_is_shown_over_too_few_people(
    client, noord, fatima, joost, spend, monday_ten_oclock
):
    for _ in range(6):
        spend(fatima, minutes=77)
    spend(joost, minutes=77)
    client.force_login(fatima)

    shown = page(client)

    assert room_of(noord).month.left is None
    assert "Too little was booked to be shown" in shown
    for telling in ("8 h 59", "91 h 01", "539", "7 requests"):
        assert telling not in shown


def test_the_room_stands_on_the_page_and_beside_the_decision(
    client, daan, noord, three, spend, marieke, monday_ten_oclock
):
    for place in range(6):
        spend(three[place % 3], minutes=100)
    it = a_request(daan, by=three[0], subject="Cake")
    client.force_login(marieke)

    shown = page(client)
    assert "<b>90 h</b> left this month" in shown
    assert "10 h of 100 h booked, on 6 requests" in shown
    beside = client.get(it.get_absolute_url(), {"do": "decide"}).content.decode()
    assert "90 h of the free room left this month" in beside


def test_a_pool_whose_hours_are_not_known_says_so(client, zuid, sanne, monday_ten_oclock):
    client.force_login(sanne)

    assert "Not known yet" in page(client)


def test_a_new_quarter_says_that_the_last_is_ready(client, noord, fatima, settings, time_machine):
    settings.LANGUAGE_CODE = "en"
    client.force_login(fatima)
    time_machine.move_to("2026-04-02T10:00+02:00")
    assert "What came back in quarter 1 of 2026 is ready" in page(client)

    time_machine.move_to("2026-04-28T10:00+02:00")
    assert "is ready" not in page(client)


def test_the_database_refuses_a_share_over_the_whole(noord):
    with pytest.raises(IntegrityError), transaction.atomic():
        Pool.objects.update(flex_reserve_pct=101)


def test_rooms_ask_the_same_however_many_pools(noord, zuid, django_assert_num_queries):
    for pools in ([noord], [noord, zuid]):
        with django_assert_num_queries(2):
            rooms(pools, NOW.date())
