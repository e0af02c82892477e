"""More filters: each keeps what it says, is named on the page, and can be taken off by itself."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pdc.models import Theme
from requests import actions
from requests.models import WaitingFor
from requests.queue import version
from tests.factories import NOW, a_client, a_manager, a_request, a_service, local
from tests.requests.test_queue import QUEUE, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
FILTERS = reverse("requests:filters")


@pytest.fixture
def five(fatima, joost, daan, noord):
    """Five requests that differ in everything one can filter on."""
    anna = a_manager(a_client(noord, "HRM", name="Mens en Organisatie"), "Anna van den Berg")
    service = a_service("PO-10", turnaround_days=3)
    before = NOW - timedelta(days=3)
    a_request(daan, by=fatima, subject="laat", received_at=before, now=NOW, channel="email")
    a_request(daan, by=fatima, subject="spoed", urgent_reason="nu", service=service)
    a_request(anna, by=fatima, subject="geheim", confidential=True)
    a_request(anna, by=fatima, subject="half", service=service, intake_complete=False)
    waits = a_request(daan, by=fatima, subject="wacht", service=service)
    actions.pick_up(waits, by=joost, now=NOW)
    waits.refresh_from_db()
    actions.wait(
        waits,
        waiting_for=WaitingFor.THIRD_PARTY,
        reason="?",
        follow_up_on=None,
        by=joost,
        now=NOW,
    )
    return anna


ALL = {"laat", "spoed", "geheim", "half", "wacht"}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"due": "late"}, {"laat"}),
        ({"due": "today"}, {"spoed", "geheim", "half"}),
        ({"due": "tomorrow"}, set()),
        ({"due": "week"}, {"spoed", "geheim", "half", "wacht"}),
        ({"due": "still"}, set()),
        ({"due_from": "2026-03-03"}, {"wacht"}),
        ({"due_to": "2026-03-01"}, {"laat"}),
        ({"due_from": "2026-03-02", "due_to": "2026-03-02"}, {"spoed", "geheim", "half"}),
        ({"received_from": "2026-03-02"}, ALL - {"laat"}),
        ({"received_to": "2026-03-01"}, {"laat"}),
        ({"due_to": "9999-12-31", "received_from": "0001-01-01"}, ALL),
        ({"service": "PO-10"}, {"spoed", "half", "wacht"}),
        ({"requester": "berg anna"}, {"geheim", "half"}),
        ({"requester": "niemand zo"}, set()),
        ({"assignee": "me"}, set()),
        ({"assignee": "nobody"}, ALL - {"wacht"}),
        ({"status": "waiting"}, {"wacht"}),
        ({"waiting": "third_party"}, {"wacht"}),
        ({"waiting": "client"}, set()),
        ({"channel": "email"}, {"laat"}),
        ({"urgent": "on"}, {"spoed"}),
        ({"confidential": "on"}, {"geheim"}),
        ({"outside": "on"}, {"laat", "geheim"}),
        ({"incomplete": "on"}, {"half"}),
        ({"urgent": "on", "outside": "on"}, set()),
        ({"service": "XX-1", "assignee": "99999999", "due_from": "x", "client": "x"}, ALL),
        ({"requester": "\0", "pool": "ZUID", "urgent": "", "theme": "-1"}, ALL),
    ],
)
def test_each_filter_keeps_what_it_says(desk, five, asked, shown):
    assert set(titles(desk.get(QUEUE, asked))) == shown


def test_a_theme_keeps_its_services_and_those_of_the_themes_under_it(desk, five):
    theme = Theme.objects.get()
    above = Theme.objects.create(code="A", name="Boven")
    beside = Theme.objects.create(code="B", name="Naast")
    theme.parent = above
    theme.save()

    found = [set(titles(desk.get(QUEUE, {"theme": one.pk}))) for one in (theme, above, beside)]

    assert found == [{"spoed", "half", "wacht"}, {"spoed", "half", "wacht"}, set()]


def test_silent_is_what_the_client_should_have_heard_about_by_now(client, five, joost):
    for day, silent in [("2026-03-02", []), ("2026-03-06", ["wacht"])]:
        with time_machine.travel(local(f"{day}T10:00"), tick=False):
            client.force_login(joost)
            assert titles(client.get(QUEUE, {"silent": "on"})) == silent


def test_what_is_mine_follows_who_looks(client, five, joost, fatima):
    client.force_login(joost)
    assert titles(client.get(QUEUE, {"assignee": "me"})) == ["wacht"]
    assert titles(client.get(QUEUE, {"assignee": fatima.pk})) == []


def test_filters_that_are_on_are_named_and_each_can_be_taken_off(desk, five, joost):
    asked = {"assignee": joost.pk, "urgent": "on", "due_from": "2026-03-02", "show": "new"}

    response = desk.get(QUEUE, asked | {"service": "PO-10", "status": ""})

    on = {str(one.label): (str(one.value), address) for one, address in response.context["on"]}
    assert {label: value for label, (value, _address) in on.items()} == {
        "Service": "PO-10 Vergaderzaal reserveren",
        "Who has it": "Joost Mulder",
        "Due from": "2 Mar 2026",
        "Urgent": "",
    }
    assert "urgent" not in on["Urgent"][1]
    assert f"assignee={joost.pk}" in on["Urgent"][1]
    assert "show=new" in on["Urgent"][1]
    assert response.context["unfiltered"] == "?show=new"


def test_the_form_offers_what_someone_may_see_and_keeps_what_was_chosen(
    desk, five, sanne, stranger, joost
):
    page = desk.get(FILTERS, {"q": "zaal", "show": "new", "status": "new", "service": "PO-10"})
    html = unescape(page.content.decode())

    assert re.findall(r'<option value="[^"]+" selected>(.*?)</option>', html) == [
        "PO-10 Vergaderzaal reserveren",
        "new",
    ]
    assert '<input type="hidden" name="q" value="zaal">' in html
    assert '<input type="hidden" name="show" value="new">' in html
    assert "Joost Mulder" in html
    assert "Sanne Kok" not in html
    assert "Financiën" not in html
    assert 'name="pool"' not in html  # there is only one


def test_over_the_list_only_the_form_is_sent(desk, five):
    html = desk.get(FILTERS, HTTP_HX_REQUEST="true").content.decode()

    assert html.strip().startswith("<form")


def test_who_works_in_no_pool_has_nothing_to_filter(client, daan):
    client.force_login(daan)

    assert client.get(FILTERS).url == reverse("home")


def test_the_form_costs_the_same_however_many_there_are_to_choose_from(desk, noord, five):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(FILTERS, {"service": "PO-10", "status": "new"})
        return len(captured)

    few = queries()
    for number in range(5):
        a_service(f"PO-9{number}")
        a_client(noord, f"N{number}")

    assert queries() == few


def test_a_filtered_queue_that_did_not_change_says_so(desk, noord, five):
    htmx = {"HTTP_HX_REQUEST": "true"}
    asked = {"due": "today", "assignee": "nobody"}
    seen = desk.get(QUEUE, asked, **htmx).context["version"]

    assert seen != version([noord], now=NOW)
    assert desk.get(QUEUE, asked | {"seen": seen}, **htmx).status_code == 204


def test_a_filter_that_says_nothing_is_named_and_the_rest_holds(desk, five):
    asked = {"status": "<b>", "due_from": "morgen", "show": "alles", "urgent": "on"}

    page = desk.get(QUEUE, asked)

    assert titles(page) == ["spoed"]
    html = page.content.decode()
    for label, typed, name in (
        ("Status", "&lt;b&gt;", "status"),
        ("Due from", "morgen", "due_from"),
        ("Which requests", "alles", "show"),
    ):
        assert f"“{typed}” says nothing as “{label}”" in html
        without = unescape(html.split(f"“{label}”")[1].split('href="')[1].split('"')[0])
        assert f"{name}=" not in without
        assert "urgent=on" in without
        assert f"“{typed}”" not in desk.get(f"{QUEUE}{without}").content.decode()
    assert "says nothing" not in desk.get(QUEUE, {"status": "new", "pool": ""}).content.decode()


def test_of_many_words_the_first_count_and_the_page_says_so_and_keeps_them(desk, five):
    eight = "spoed " * 8
    page = desk.get(QUEUE, {"q": f"{eight}anders"})

    assert titles(page) == ["spoed"]
    assert "Only the first 8 words are looked for." in page.content.decode()
    assert f'value="{eight}anders"' in page.content.decode()
    assert "words are looked for" not in desk.get(QUEUE, {"q": eight}).content.decode()
    asked = desk.get(QUEUE, {"requester": "daan " * 8 + "anders", "confidential": ""})
    assert "spoed" in titles(asked)
    assert "Only the first 8 words are looked for." in asked.content.decode()
