"""What one opens all day asks no more questions however many requests there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests import actions
from requests.models import ServiceRequest, WaitingFor
from tests.bench.copying import Group, Move, copy
from tests.factories import NOW, a_request, a_service

FEW, MANY = 100, 10_000


@pytest.fixture
def kinds(monday_ten_oclock, fatima, joost, daan):
    """A request of each kind that is open: new, urgent, under way, waiting and to be completed."""
    service = a_service("PO-11", questions=[{"key": "zaal", "required": True}])
    new = a_request(daan, by=fatima, service=service)
    urgent = a_request(daan, by=fatima, service=service, urgent_reason="nu", callback_phone="1")
    under_way = a_request(daan, by=fatima, service=service)
    waiting = a_request(daan, by=fatima, service=service)
    incomplete = a_request(daan, by=fatima, service=service, intake_complete=False)
    actions.pick_up(under_way, by=joost, now=NOW)
    actions.pick_up(waiting, by=fatima, now=NOW)
    actions.wait(
        waiting,
        waiting_for=WaitingFor.CLIENT,
        reason="?",
        follow_up_on=None,
        by=fatima,
        now=NOW,
    )
    return [new, urgent, under_way, waiting, incomplete]


def test_pages_of_the_desk_ask_no_more_with_ten_thousand_requests_than_with_a_hundred(
    desk, daans, kinds
):
    pages = {
        "queue": (reverse("requests:queue"), {}),
        "words": (reverse("requests:queue"), {"q": "zaal"}),
        "request": (kinds[0].get_absolute_url(), {}),
        "search": (reverse("requests:search"), {"q": "zaal"}),
        "intake": (reverse("requests:new"), {}),
        "people": (reverse("requests:people"), {"who": "visser"}),
        "services": (reverse("requests:services"), {"subject": "zaal", "requester": daans.pk}),
    }

    def fill(wanted):
        missing = wanted - ServiceRequest.objects.count()
        copy(Group({one.pk: [Move()] for one in kinds}, times=missing // len(kinds)))
        assert ServiceRequest.objects.open().count() == wanted

    def queries():
        asked = {}
        for name, (address, data) in pages.items():
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(address, data).status_code == 200
            asked[name] = len(captured)
        return asked

    fill(FEW)
    queries()  # the schedules are read once
    few = queries()
    fill(MANY)

    many = queries()
    queue = ("queue", "words")  # of few it also looks among what stands still
    assert {name: many[name] for name in many if name not in queue} == {
        name: few[name] for name in few if name not in queue
    }
    assert all(many[name] <= few[name] for name in queue)
