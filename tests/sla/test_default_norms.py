"""The default norms of a pool: set in words, replaced and never changed."""

import pytest

from sla.actions import replace_default
from sla.models import Norm, Way
from sla.terms import terms_for
from tests import factories
from tests.factories import NOW, a_request, local

Kind = Norm.Kind
PAGE = "/norms/NOORD/"

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def typed(**norms):
    """What the form sends: the defaults of the factories, with these instead."""
    words = {"response": "4 working hours", "update": "2 working days"} | norms
    data = {}
    for kind in ("response", "response-urgent", "update", "update-urgent", "callback", "decision"):
        data |= {f"{kind}-norm": words.get(kind, ""), f"{kind}-kpi_percent": 95}
        data[f"{kind}-warnings"] = "75"
    return data


def current(noord, kind, *, urgent=False):
    return Norm.objects.filter(pool=noord, kind=kind, urgent=urgent, retired_at=None).first()


def test_a_norm_typed_in_words_holds_for_what_comes_in_from_then_on(coordinator, noord, projecten):
    coordinator.post(PAGE, typed(response="binnen 90 werkminuten"))

    norm = current(noord, Kind.RESPONSE)
    assert (norm.way, norm.amount) == (Way.WORKING_TIME, 90)
    terms = terms_for(projecten, noord, None, urgent=False, received_at=NOW)
    assert terms.norms[Kind.RESPONSE] == norm


def test_what_was_promised_under_the_old_norm_stays(coordinator, noord, daan, fatima):
    request = a_request(daan, by=fatima)
    clock = request.promise.clocks.get(kind=Kind.RESPONSE)
    before = clock.norm, clock.due_at

    coordinator.post(PAGE, typed(response="1 working hour"))

    clock.refresh_from_db()
    old = Norm.objects.get(pk=clock.norm_id)
    assert (clock.norm, clock.due_at) == before
    assert (old.amount, old.retired_at) == (240, NOW)


def test_what_is_the_same_is_not_replaced(coordinator, noord):
    before = set(Norm.objects.filter(pool=noord).values_list("pk", "retired_at"))

    coordinator.post(PAGE, typed())

    assert set(Norm.objects.filter(pool=noord).values_list("pk", "retired_at")) == before


def test_an_urgent_request_has_its_own_norm_where_there_is_one(coordinator, noord, projecten):
    coordinator.post(PAGE, typed(**{"response-urgent": "30 working minutes"}))

    terms = terms_for(projecten, noord, None, urgent=True, received_at=NOW)
    assert terms.norms[Kind.RESPONSE].amount == 30


def test_a_norm_that_is_emptied_ends(coordinator, noord):
    coordinator.post(PAGE, typed(update=""))

    assert current(noord, Kind.UPDATE) is None


def test_warnings_are_shares_of_the_time_in_order(coordinator, noord):
    coordinator.post(PAGE, typed() | {"response-warnings": "75%; 50", "response-kpi_percent": 90})

    norm = current(noord, Kind.RESPONSE)
    assert (norm.warnings, norm.kpi_percent) == ([50, 75], 90)


def test_the_page_says_when_a_request_received_now_would_be_due(coordinator):
    page = coordinator.get(PAGE).content.decode()

    assert "Received now: due today 14:30." in page
    assert "Received now: due Wed 4 Mar 17:00." in page


def test_what_is_tried_is_answered_and_not_saved(coordinator, noord):
    answer = coordinator.post(
        PAGE, typed(response="2 working hours") | {"try": "1"}, headers={"HX-Request": "true"}
    )

    assert "Received now: due today 12:00." in answer.content.decode()
    assert current(noord, Kind.RESPONSE).amount == 240


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"response-norm": "snel"}, "can&#x27;t be read as a norm"),
        ({"response-norm": "2 working days before the meeting"}, "Not every request has an event"),
        ({"response-norm": "2 working days after the event"}, "Not every request has an event"),
        ({"response-warnings": "75, 100"}, "Type whole percents from 1 to 99"),
        ({"response-warnings": "9" * 5000}, "at most 100 characters"),
        ({"response-kpi_percent": "101"}, "less than or equal to 100"),
        ({"response-norm": "", "response-urgent-norm": "1 working hour"}, "of other requests too"),
    ],
)
def test_bad_input_is_told_and_nothing_is_saved_or_lost(coordinator, noord, changes, said):
    answer = coordinator.post(PAGE, typed() | changes)

    page = answer.content.decode()
    assert said in page
    assert all(value in page for value in changes.values())
    assert current(noord, Kind.RESPONSE).amount == 240


@pytest.mark.parametrize("who", ["fatima", "daan", "stranger"])
def test_only_the_coordinator_of_a_pool_finds_its_norms(client, request, noord, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, typed()).status_code == 404


def test_who_coordinates_more_pools_chooses_one(client, noord, zuid, marieke):
    factories.PoolMembership.objects.create(
        user=marieke, pool=zuid, role="coordinator", since=factories.LONG_AGO
    )
    client.force_login(marieke)

    page = client.get("/norms/").content.decode()

    assert "/norms/NOORD/" in page
    assert "/norms/ZUID/" in page


def test_who_coordinates_one_pool_is_led_to_it(coordinator):
    assert coordinator.get("/norms/").url == PAGE


def test_a_norm_keeps_its_own_calendar_when_it_is_replaced(noord):
    own = factories.a_calendar("avond", hours=(("18:00", "22:00"),))
    Norm.objects.filter(pool=noord, kind=Kind.RESPONSE).update(calendar=own)
    wanted = Norm(way=Way.WORKING_TIME, amount=60)

    replace_default(noord, Kind.RESPONSE, wanted, urgent=False, now=local("2026-03-02T10:00"))

    assert current(noord, Kind.RESPONSE).calendar == own
