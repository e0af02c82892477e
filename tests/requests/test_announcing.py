"""At the start of a quarter its coordinator hears, once, that the last can be looked back on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from requests import tasks
from requests.models import QuarterNotice
from requests.outside.announcing import announce_quarter
from tests.factories import a_coordinator, a_request, a_service, local
from tests.requests.test_races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
BELL, COUNT, PAGE = (reverse(f"requests:{name}") for name in ("alerts", "bell", "outside_quarter"))
OPENS = local("2026-04-01T08:30")  # a Wednesday
MINUTE = timedelta(minutes=1)
READY = "What came back in quarter 1 of 2026 is ready to be looked at"


@pytest.fixture
def asked(daan, fatima, marieke, joost):
    return a_request(daan, by=fatima, subject="Gedicht")


def told():
    return set(QuarterNotice.objects.values_list("recipient__given_name", "quarter"))


def test_it_is_told_at_the_first_working_hour_of_the_quarter_to_who_coordinates(asked):
    assert announce_quarter(now=local("2026-03-31T16:00")) == 0
    assert announce_quarter(now=OPENS - MINUTE) == 0
    assert announce_quarter(now=OPENS) == 1

    assert told() == {("Marieke", "2026-1")}


def test_the_worker_tells_it_once_however_often_it_looks(asked):
    for at in (OPENS, OPENS + MINUTE, OPENS + timedelta(days=3)):
        with travel(at, tick=False):
            tasks.tell_of_quarter()

    assert told() == {("Marieke", "2026-1")}
    assert QuarterNotice.objects.get().created_at == OPENS


def test_after_a_downtime_it_is_told_late_and_long_after_it_is_no_news(asked):
    assert announce_quarter(now=local("2026-04-22T10:00")) == 0
    assert announce_quarter(now=local("2026-04-10T03:00")) == 1


def test_who_is_away_hears_it_when_they_are_back(asked, marieke):
    marieke.absences.create(since="2026-04-01", until="2026-04-02")

    assert announce_quarter(now=local("2026-04-02T16:00")) == 0
    assert announce_quarter(now=local("2026-04-03T08:30")) == 1


def test_of_a_quarter_in_which_nothing_was_asked_nobody_hears(daan, fatima, marieke, zuid):
    a_request(daan, by=fatima, service=a_service())
    a_coordinator(zuid, "Karin Bos")

    assert announce_quarter(now=OPENS) == 0


def test_it_is_there_once(asked, marieke):
    announce_quarter(now=OPENS)

    again = {"recipient": marieke, "quarter": "2026-1", "created_at": OPENS}
    with transaction.atomic(), pytest.raises(IntegrityError, match="requests_quarter_told_once"):
        QuarterNotice.objects.create(**again)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_it_once(asked):
    at_once(lambda: announce_quarter(now=OPENS), lambda: announce_quarter(now=OPENS))

    assert told() == {("Marieke", "2026-1")}


def test_the_bell_counts_it_and_leads_to_the_list_which_reads_it(client, asked, marieke):
    client.force_login(marieke)
    seen = {"seen": client.get(COUNT).context["version"]}
    announce_quarter(now=OPENS)
    with travel(OPENS, tick=False):
        client.force_login(marieke)
        before = client.get(COUNT, seen).context["unread"]
        page = client.get(BELL).content.decode()
        assert READY in page
        assert f"{PAGE}?quarter=2026-1" in page

        client.get(PAGE, {"quarter": "2026-1"})

        assert QuarterNotice.objects.get().read_at == OPENS
        assert client.get(COUNT).context["unread"] == before - 1
        assert READY in client.get(BELL).content.decode()


def test_all_of_mine_is_read_at_once_and_others_keep_theirs(client, asked, marieke, noord):
    a_coordinator(noord, "Karin Bos")
    announce_quarter(now=OPENS)
    client.force_login(marieke)

    client.post(reverse("requests:alerts_read"))

    assert QuarterNotice.objects.unread().get().recipient != marieke


def test_who_does_not_coordinate_any_more_sees_it_no_more(client, asked, marieke):
    announce_quarter(now=OPENS)
    marieke.pool_memberships.update(role="secretary")
    client.force_login(marieke)

    assert READY not in client.get(BELL).content.decode()
    assert client.get(COUNT).context["unread"] == 0


def test_it_asks_the_same_for_one_and_for_many(asked):
    def queries(*names):
        for name in names:
            a_coordinator(asked.promise.pool, name)
        with CaptureQueriesContext(connection) as captured:
            assert announce_quarter(now=OPENS) == len(names)
        return len(captured)

    announce_quarter(now=OPENS)  # the schedules are read once

    assert queries("Karin Bos") == queries("An Een", "Bo Twee", "Cas Drie", "Dia Vier")
