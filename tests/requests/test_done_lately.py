"""In a round somebody is suggested what they did themselves, by service; nobody else sees it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests.done_lately import Done, done_lately
from requests.models import TimeEntry
from tests.factories import NOW, a_line, a_request, a_round, a_service, later

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def spent(service_request, by, minutes):
    row = {"by": by, "day": NOW.date(), "minutes": minutes, "written_at": NOW}
    TimeEntry.objects.create(service_request=service_request, **row)


def test_only_ones_own_of_the_past_months_counts(daan, fatima, joost):
    zaal, lunch = a_service(), a_service("PO-11", "Lunch")
    for _time in range(7):
        it = a_request(daan, by=fatima, service=zaal)
    spent(it, fatima, 20)
    spent(it, fatima, 10)
    spent(it, joost, 99)
    a_request(daan, by=joost, service=lunch)
    a_request(daan, by=fatima)
    a_request(daan, by=fatima, service=lunch, received_at=later(days=-200))

    assert done_lately(fatima, now=NOW) == [Done(zaal.service_id, 7, 30)]
    assert done_lately(joost, now=NOW) == [
        Done(zaal.service_id, 1, 99),
        Done(lunch.service_id, 1, None),
    ]
    assert [(one.times, one.period) for one in done_lately(fatima, now=NOW)] == [(1, "month")]
    assert Done(1, 2, None).times == 4
    assert Done(1, 2, None).period == "year"


def test_what_has_no_line_yet_is_suggested_and_added(client, noord, daan, fatima, marieke):
    zaal = a_service(name="Zaal <b>")
    inventory = a_round(noord, marieke)
    a_request(daan, by=fatima, service=zaal)
    client.force_login(fatima)
    address = reverse("requests:done_lately", args=[inventory.pk])
    assert address in client.get(inventory.get_absolute_url()).content.decode()
    shown = client.get(address).content.decode()
    assert "Zaal &lt;b&gt; (PO-10)" in shown

    a_line(inventory, fatima, service=zaal.service)
    assert "PO-10" not in client.get(address).content.decode()
    client.force_login(marieke)
    assert "PO-10" not in client.get(address).content.decode()


def test_more_of_it_asks_no_more_of_the_database(client, noord, daan, fatima, marieke):
    inventory = a_round(noord, marieke)
    client.force_login(fatima)
    counts = []
    for start in (20, 30):
        for number in range(start, start + 5):
            service = a_service(f"PO-{number}", f"Dienst {number}")
            a_request(daan, by=fatima, service=service)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("requests:done_lately", args=[inventory.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
