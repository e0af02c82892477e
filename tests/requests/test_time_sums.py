"""Sums of time spent: booked to service and client, and never over so few that it is somebody."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from requests import actions
from requests.models import TimeEntry
from tests.factories import NOW, a_request, a_secretary, a_service, later

pytestmark = pytest.mark.django_db


def spent(service_request, by, **fields):
    fields = {"day": NOW.date(), "minutes": 15, "written_at": NOW} | fields
    return TimeEntry.objects.create(service_request=service_request, by=by, **fields)


@pytest.fixture
def people(noord, fatima, joost):
    return fatima, joost, a_secretary(noord, "Karin Bos")


def test_a_sum_shows_only_over_enough_requests_and_people(daan, people, projecten):
    service = a_service()
    for number in range(5):
        it = a_request(daan, by=people[0], service=service)
        spent(it, people[0])
        if number < 4:
            spent(it, people[1])
    assert not TimeEntry.objects.per_service().exists()  # two people

    spent(it, people[2], minutes=60)

    whole = {"minutes": 195, "requests": 5, "people": 3}
    assert list(TimeEntry.objects.per_service()) == [{"of": service.service_id} | whole]
    assert list(TimeEntry.objects.per_client()) == [{"of": projecten.pk} | whole]
    assert list(TimeEntry.objects.per_pool()) == [{"of": projecten.pool_id} | whole]
    assert TimeEntry.objects.total() == 195


def test_time_goes_along_when_the_service_is_corrected(daan, fatima):
    it = a_request(daan, by=fatima)
    spent(it, fatima)
    assert TimeEntry.objects.outside_catalogue().total() == 15

    actions.correct_service(
        it,
        service_version=a_service(),
        because="een zaal",
        all_known=True,
        by=fatima,
        now=later(minutes=5),
    )

    assert TimeEntry.objects.outside_catalogue().total() == 0
    assert TimeEntry.objects.total() == 15


def test_what_is_withdrawn_or_runs_does_not_count(daan, fatima):
    it = a_request(daan, by=fatima)
    spent(it, fatima, withdrawn_at=NOW)
    spent(it, fatima, minutes=None, started_at=NOW)
    spent(it, fatima, minutes=7, day=date(2026, 3, 1))

    assert TimeEntry.objects.total() == 7
    assert TimeEntry.objects.between(NOW.date(), NOW.date()).total() == 0
    assert [entry.is_running for entry in TimeEntry.objects.running()] == [True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"minutes": 24 * 60 + 1},
        {"minutes": None},
        {"started_at": NOW, "ended_at": later(minutes=-1)},
        {"ended_at": NOW},
    ],
)
def test_the_database_refuses_time_that_cant_be(daan, fatima, wrong):
    it = a_request(daan, by=fatima)

    with pytest.raises(IntegrityError), transaction.atomic():
        spent(it, fatima, **wrong)


def test_the_database_refuses_a_second_timer(daan, fatima, joost):
    it = a_request(daan, by=fatima)
    runs = {"minutes": None, "started_at": NOW}
    spent(it, fatima, **runs)
    spent(it, joost, **runs)

    with pytest.raises(IntegrityError, match="requests_one_timer_runs"), transaction.atomic():
        spent(it, fatima, **runs)


def test_a_coordinator_reads_the_months_in_which_enough_was_booked(
    client, marieke, daan, people, noord, monday_ten_oclock
):
    def book(day, times):
        for number in range(times):
            it = a_request(daan, by=people[0])
            spent(it, people[number % 3], day=day, minutes=60)

    book(date(2026, 2, 3), 5)
    book(date(2026, 1, 20), 4)  # one request too few
    client.force_login(marieke)

    page = client.get(reverse("requests:time_of_pool", args=[noord.code])).content.decode()

    assert re.findall(r"(\w+) 2026</th><td class=\"num\">(.*?)</td>", page) == [
        ("March", '<span class="quiet">too little to show</span>'),
        ("February", "5 h"),
        ("January", '<span class="quiet">too little to show</span>'),
    ]
    assert page.count("too little to show") == 11
