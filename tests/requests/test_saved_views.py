"""Saved views: kept under a name, shared with a pool, begun with; and the columns one sees."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests import actions
from requests.models import QueueHabit, SavedView
from teams.models import PoolMembership
from tests.factories import NOW, a_request, a_service
from tests.requests.test_queue import QUEUE, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
VIEWS, COLUMNS = reverse("requests:saved_views"), reverse("requests:columns")
COUNTS = reverse("requests:view_counts")


@pytest.fixture
def two(fatima, joost, daan):
    a_request(daan, by=fatima, subject="spoed", urgent_reason="nu", channel="email")
    mine = a_request(daan, by=fatima, subject="mijn")
    actions.pick_up(mine, by=fatima, now=NOW)


@pytest.fixture
def urgent(fatima):
    return fatima.saved_views.create(name="Spoed eerst", query="urgent=on")


def keep(visitor, **fields):
    return visitor.post(VIEWS, {"name": "Van mij", "query": "show=mine"} | fields)


def at(view, name):
    return reverse(f"requests:{name}", args=[view.pk])


def opened(visitor, view):
    return visitor.get(at(view, "saved_view"), follow=True)


def test_what_one_sees_is_kept_under_a_name_and_opens_again(desk, fatima, two):
    answer = keep(desk, query="urgent=on&show=new&seen=abc&after=x&evil=1&status=")

    view = fatima.saved_views.get()
    assert (view.name, view.query, view.pool) == ("Van mij", "urgent=on&show=new", None)
    assert answer.url == at(view, "saved_view")
    page = opened(desk, view)
    assert page.redirect_chain == [(f"{QUEUE}?urgent=on&show=new&view={view.pk}", 302)]
    assert titles(page) == ["spoed"]
    assert page.context["look"].view == view


def test_more_filters_than_fit_are_not_kept_and_the_view_stays(desk, urgent):
    answer = desk.post(at(urgent, "saved_view"), {"query": f"q={'x' * 2500}"}, follow=True)

    assert "too much in the filters" in answer.content.decode()
    urgent.refresh_from_db()
    assert urgent.query == "urgent=on"


def test_a_name_is_used_once_by_one_person(desk, fatima, joost, urgent):
    joost.saved_views.create(name="Dag", query="")

    assert "another name" in keep(desk, name="spoed EERST").content.decode()
    assert "required" in keep(desk, name=" ").content.decode()
    assert keep(desk, name="Dag").status_code == 302
    assert set(fatima.saved_views.values_list("name", flat=True)) == {"Spoed eerst", "Dag"}


def test_too_many_filters_are_refused_and_the_name_stays(desk, fatima):
    page = keep(desk, query="q=" + "x" * 2001, name="Lang")

    assert "too much" in page.content.decode()
    assert 'value="Lang"' in page.content.decode()
    assert not fatima.saved_views.exists()


def test_more_words_than_count_are_not_kept_and_the_name_stays(desk, fatima, urgent):
    page = keep(desk, query="q=" + "+".join("abcdefghi"), name="Lang").content.decode()
    changed = desk.post(
        at(urgent, "saved_view"), {"query": "requester=a+b+c+d+e+f+g+h+i"}, follow=True
    )

    assert "Use 8 words at most" in page
    assert 'value="Lang"' in page
    assert "q=a+b+c+d+e+f+g+h+i" in page
    assert "Use 8 words at most" in changed.content.decode()
    assert list(fatima.saved_views.values_list("query", flat=True)) == ["urgent=on"]
    assert keep(desk, query="q=" + "+".join("abcdefgh"), name="Kort").status_code == 302


def test_a_view_of_somebody_else_is_not_there(client, urgent, joost, sanne, daan):
    for person in (joost, sanne, daan):
        client.force_login(person)
        assert client.get(at(urgent, "saved_view")).status_code == 404
        for name in ("saved_view", "start_view", "remove_view"):
            assert client.post(at(urgent, name), {"name": "Weg"}).status_code == 404
    client.force_login(joost)
    assert client.get(QUEUE, {"view": urgent.pk}).status_code == 404
    assert client.get(QUEUE, {"view": "x"}).status_code == 404
    assert client.get(COUNTS, {"view": urgent.pk}).status_code == 404
    assert client.post(COLUMNS, {"view": urgent.pk}).status_code == 404
    assert "Spoed eerst" not in client.get(QUEUE).content.decode()
    urgent.refresh_from_db()
    assert urgent.name == "Spoed eerst"


def test_a_shared_view_is_for_the_pool_and_shows_each_only_what_they_may_see(
    client, desk, noord, fatima, joost, sanne, daan
):
    keep(desk, name="Geheim", query="confidential=on", pool=noord.pk)
    view = fatima.saved_views.get()
    a_request(daan, by=fatima, subject="sollicitatie", confidential=True)

    assert titles(opened(client, view)) == ["sollicitatie"]
    client.force_login(joost)
    assert titles(opened(client, view)) == []
    assert "Geheim" in client.get(QUEUE).content.decode()
    client.force_login(sanne)
    assert opened(client, view).status_code == 404
    joost.pool_memberships.update(until="2026-03-01")
    client.force_login(joost)
    assert opened(client, view).status_code == 404


def test_nobody_shares_with_a_pool_they_do_not_work_in(desk, fatima, zuid):
    assert "valid choice" in keep(desk, pool=zuid.pk).content.decode()
    assert not fatima.saved_views.exists()


def test_only_the_maker_and_the_coordinator_change_what_is_shared(
    client, noord, urgent, joost, marieke
):
    SavedView.objects.update(pool=noord)
    change = {"name": "Nieuw", "pool": noord.pk}
    client.force_login(joost)
    for name in ("saved_view", "remove_view"):
        assert client.post(at(urgent, name), change).status_code == 404
    assert at(urgent, "remove_view") not in client.get(VIEWS).content.decode()

    client.force_login(marieke)
    assert client.post(at(urgent, "saved_view"), change).url == VIEWS
    urgent.refresh_from_db()
    assert urgent.name == "Nieuw"
    client.post(at(urgent, "saved_view"), {"name": "Weggehaald", "pool": ""})
    urgent.refresh_from_db()
    assert urgent.pool == noord
    client.post(at(urgent, "remove_view"))
    assert not SavedView.objects.exists()


def test_the_maker_renames_takes_back_and_fills_anew(desk, urgent, noord):
    keep(desk, name="Ander")
    page = desk.post(at(urgent, "saved_view"), {"name": "ander", "pool": ""})
    assert "another name" in page.content.decode()

    desk.post(at(urgent, "saved_view"), {"name": "Spoed", "pool": noord.pk})
    desk.post(at(urgent, "saved_view"), {"query": "urgent=on&channel=email&evil=1"})
    urgent.refresh_from_db()
    assert (urgent.name, urgent.pool, urgent.query) == ("Spoed", noord, "channel=email&urgent=on")
    desk.post(at(urgent, "saved_view"), {"name": "Spoed", "pool": ""})
    urgent.refresh_from_db()
    assert urgent.pool is None


def test_the_queue_opens_with_ones_own_view_until_that_is_gone(desk, two, urgent):
    desk.post(at(urgent, "start_view"), {"start": "1"})

    page = desk.get(QUEUE, follow=True)
    assert page.redirect_chain[-1] == (f"{QUEUE}?urgent=on&view={urgent.pk}", 302)
    assert titles(desk.get(QUEUE, {"show": "all"})) == ["spoed", "mijn"]
    assert page.context["unfiltered"] == "?show=all"
    assert 'href="?show=all">Show the whole' in desk.get(QUEUE, {"q": "niets"}).content.decode()
    desk.post(at(urgent, "start_view"))
    assert titles(desk.get(QUEUE)) == ["spoed", "mijn"]
    desk.post(at(urgent, "start_view"), {"start": "1"})
    desk.post(at(urgent, "remove_view"))
    assert titles(desk.get(QUEUE)) == ["spoed", "mijn"]


def test_a_shared_view_that_is_taken_back_is_no_longer_begun_with(
    client, noord, urgent, joost, two
):
    SavedView.objects.update(pool=noord)
    client.force_login(joost)
    client.post(at(urgent, "start_view"), {"start": "1"})
    SavedView.objects.update(pool=None)

    assert titles(client.get(QUEUE)) == ["spoed", "mijn"]


def test_each_view_says_how_many_it_would_show(desk, two, urgent, joost, fatima):
    fatima.saved_views.create(name="Alles", query="")
    fatima.saved_views.create(name="Niets", query="channel=chat")

    counted = dict(desk.get(COUNTS).context["views"])

    assert {view.name: number for view, number in counted.items()} == {
        "Alles": 2,
        "Niets": 0,
        "Spoed eerst": 1,
    }


def test_each_pool_says_how_many_it_would_show(desk, two, fatima, zuid, sanne, stranger):
    assert desk.get(QUEUE).context["pools"] == []
    PoolMembership.objects.create(user=fatima, pool=zuid, since="2020-01-01")
    a_request(stranger, by=sanne, urgent_reason="nu")

    pools = desk.get(QUEUE, {"urgent": "on"}).context["pools"]

    assert [(pool.code, number) for pool, number, _more, _address in pools] == [
        ("NOORD", 1),
        ("ZUID", 1),
    ]


def shown(page):
    """Return the headings above the lines."""
    cols = re.search(r'class="cols".*?</div>', page.content.decode())
    return re.findall(r"<span>(.*?)</span>", cols[0])


def test_columns_are_chosen_and_remembered(desk, fatima, two):
    usual = ["Due", "State", "What", "For whom", "Next step and who"]
    assert shown(desk.get(QUEUE)) == usual

    answer = desk.post(COLUMNS, {"columns": ["channel", "received", "number"], "next": QUEUE})
    assert answer.url == QUEUE
    page = desk.get(QUEUE)
    assert shown(page) == ["Due", "What", "Channel", "Received", "Next step and who"]
    assert "with-channel with-received" in page.content.decode()
    assert "No service" not in page.content.decode()
    desk.post(COLUMNS, {"columns": ["evil"]})
    assert shown(desk.get(QUEUE))[2] == "Channel"


def test_a_view_brings_its_own_columns(client, desk, noord, two, fatima, joost):
    desk.post(COLUMNS, {"columns": ["channel"]})
    keep(desk, pool=noord.pk)
    view = fatima.saved_views.get()
    assert view.columns == ["channel"]
    desk.post(COLUMNS, {"columns": ["pool"], "view": view.pk})

    assert "Channel" in shown(desk.get(QUEUE))
    assert "Pool" in shown(opened(desk, view))
    client.force_login(joost)
    client.post(COLUMNS, {"columns": ["received"], "view": view.pk})
    view.refresh_from_db()
    assert view.columns == ["pool"]
    assert not QueueHabit.objects.filter(user=joost).exists()


@pytest.mark.parametrize("path", [QUEUE, VIEWS, COUNTS])
def test_pages_cost_the_same_however_many_views_there_are(desk, fatima, two, urgent, path):
    a_service()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(path)
        return len(captured)

    queries()
    few = queries()
    for number in range(8):
        fatima.saved_views.create(name=str(number), query="status=new")

    assert queries() == few


def test_who_works_in_no_pool_has_no_views(client, daan):
    client.force_login(daan)

    home = reverse("home")
    assert client.get(VIEWS).url == client.get(COUNTS).url == client.post(COLUMNS).url == home
