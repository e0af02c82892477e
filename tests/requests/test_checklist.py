"""The checklist: the steps of the service a request has, ticked once, by whoever does them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests import actions
from requests.checklist import checklist_of
from requests.models import Event, ServiceRequest, Status
from requests.policies import Refused
from requests.story import by_day
from tests.factories import NOW, a_request, a_service, later
from tests.requests.test_races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def zaal():
    return a_service(steps=["Zaal zoeken", "Boeken", "Bevestigen"])


@pytest.fixture
def it(daan, fatima, zaal):
    return a_request(daan, by=fatima, service=zaal)


def items(service_request):
    fresh = ServiceRequest.objects.get(pk=service_request.pk)
    return {item.text: item for item in checklist_of(fresh).items}


def key(service_request, text):
    return items(service_request)[text].key


def tick(service_request, text, by, now=NOW):
    actions.tick(service_request, key=key(service_request, text), by=by, now=now)


def done(service_request):
    return [text for text, item in items(service_request).items() if item.is_done]


def test_the_steps_are_those_of_the_version_it_came_in_under(it):
    assert list(items(it)) == ["Zaal zoeken", "Boeken", "Bevestigen"]
    assert it.checklist_items.count() == 0  # nothing is kept of what nobody did


def test_a_tick_says_who_and_when_and_is_told_to_the_pool_only(it, joost, fatima):
    changed_at = it.changed_at

    tick(it, "Boeken", joost, later(minutes=3))

    item = items(it)["Boeken"]
    assert (item.done_by, item.done_at) == (joost, later(minutes=3))
    told = it.events.last()
    assert (told.kind, told.text, told.internal) == (Event.Kind.TICKED, "Boeken", True)
    assert ServiceRequest.objects.get(pk=it.pk).changed_at == changed_at


def test_who_ticks_second_changes_nothing(it, joost, fatima):
    tick(it, "Boeken", joost)
    tick(it, "Boeken", fatima, later(minutes=1))

    assert items(it)["Boeken"].done_by == joost
    assert it.events.filter(kind=Event.Kind.TICKED).count() == 1


def test_what_is_not_done_after_all_is_open_again_and_told(it, fatima):
    tick(it, "Boeken", fatima)
    for _twice in range(2):
        actions.untick(it, key=key(it, "Boeken"), by=fatima, now=later(minutes=1))

    assert done(it) == []
    assert it.events.filter(kind=Event.Kind.UNTICKED).count() == 1


def test_another_service_brings_its_steps_and_what_was_done_stays(it, fatima, zaal):
    tick(it, "Zaal zoeken", fatima)
    actions.add_item(it, text="Sleutel halen", by=fatima, now=NOW)
    lunch = a_service("PO-11", "Lunch", steps=["Aantal vragen", "Bestellen"])

    def correct(service):
        actions.correct_service(
            it, service_version=service, because="x", all_known=True, by=fatima, now=NOW
        )

    correct(lunch)
    tick(it, "Bestellen", fatima)
    assert list(items(it)) == ["Zaal zoeken", "Aantal vragen", "Bestellen", "Sleutel halen"]

    correct(zaal)
    assert list(items(it)) == ["Bestellen", "Zaal zoeken", "Boeken", "Bevestigen", "Sleutel halen"]
    assert done(it) == ["Bestellen", "Zaal zoeken"]


def test_a_page_that_is_behind_ticks_nothing_else(it, fatima):
    stale = key(it, "Zaal zoeken")
    other = a_service("PO-11", "Lunch", steps=["Bestellen"])
    actions.correct_service(
        it, service_version=other, because="x", all_known=True, by=fatima, now=NOW
    )

    with pytest.raises(Refused, match="not on the list any more"):
        actions.tick(it, key=stale, by=fatima, now=NOW)
    assert done(it) == []


def test_a_step_of_your_own_is_added_once_and_goes_while_it_is_open(it, fatima, joost):
    for _twice in range(2):
        actions.add_item(it, text="Sleutel halen", by=fatima, now=NOW)
    assert list(items(it))[3:] == ["Sleutel halen"]

    tick(it, "Sleutel halen", joost)
    with pytest.raises(Refused, match="not done yet"):
        actions.remove_item(it, key=key(it, "Sleutel halen"), by=fatima, now=NOW)
    with pytest.raises(Refused, match="somebody added"):
        actions.remove_item(it, key=key(it, "Boeken"), by=fatima, now=NOW)
    actions.untick(it, key=key(it, "Sleutel halen"), by=joost, now=NOW)
    actions.remove_item(it, key=key(it, "Sleutel halen"), by=fatima, now=NOW)

    assert list(items(it)) == ["Zaal zoeken", "Boeken", "Bevestigen"]


def test_finishing_with_open_steps_is_said_and_not_blocked(desk, it, fatima):
    actions.pick_up(it, by=fatima, now=NOW)
    tick(it, "Zaal zoeken", fatima)

    page = desk.get(f"{it.get_absolute_url()}?do=finish").content.decode()
    assert "2 steps are not ticked yet. You can finish all the same." in page
    actions.finish(it, text="", by=fatima, now=NOW)

    assert ServiceRequest.objects.get(pk=it.pk).status == Status.DONE
    tick(it, "Boeken", fatima)  # what was forgotten can still be ticked
    assert done(it) == ["Zaal zoeken", "Boeken"]


def test_what_stopped_is_not_ticked_any_more(it, fatima):
    actions.cancel(it, reason="x", by=fatima, now=NOW)

    with pytest.raises(Refused, match="the request is cancelled"):
        tick(it, "Boeken", fatima)


def test_ticks_in_a_row_are_told_in_one_line(it, fatima, joost):
    for text in ("Zaal zoeken", "Boeken"):
        tick(it, text, fatima)
    tick(it, "Bevestigen", joost)

    (day,) = by_day(it.events.all())

    assert [told.text for told in day.told[1:]] == ["Zaal zoeken\nBoeken", "Bevestigen"]


def change(visitor, service_request, name="tick", **data):
    return visitor.post(reverse(f"requests:{name}", args=[service_request.pk]), data, headers=HTMX)


def test_a_click_draws_the_list_again_with_who_did_it(desk, it):
    answer = change(desk, it, key=key(it, "Boeken"), done="yes")

    html = answer.content.decode()
    assert html.count('aria-checked="true"') == 1
    assert 'title="Fatima, Monday 2 March 10:00"' in html
    assert "1 of 3" in html
    assert answer["HX-Trigger"] == "request-changed, kept"
    assert done(it) == ["Boeken"]
    assert (
        'aria-checked="true"'
        not in change(desk, it, key=key(it, "Boeken"), done="no").content.decode()
    )


def test_without_script_one_comes_back_to_the_page(desk, it):
    address = reverse("requests:tick", args=[it.pk])

    answer = desk.post(address, {"key": key(it, "Boeken"), "done": "yes"})

    assert answer.url == f"{it.get_absolute_url()}#checklist"


@pytest.mark.parametrize("text", ["", "  ", "x" * 301, "nul\0"])
def test_a_step_that_says_nothing_or_too_much_is_refused_in_words(desk, it, text):
    answer = change(desk, it, "add_item", text=text)

    assert 'class="message error"' in answer.content.decode()
    assert answer["HX-Trigger"] == "request-changed"  # what was typed stays
    assert len(items(it)) == 3


def test_what_is_typed_is_never_html(desk, it):
    html = change(desk, it, "add_item", text="<b>Let op</b>").content.decode()

    assert "&lt;b&gt;Let op&lt;/b&gt;" in html
    assert "<b>Let op" not in html


def test_a_colleague_hears_of_a_tick_and_of_a_step_that_was_added(desk, it, joost):
    address = it.get_absolute_url()
    for do in (
        lambda: actions.add_item(it, text="Sleutel halen", by=joost, now=NOW),
        lambda: tick(it, "Boeken", joost),
    ):
        seen = desk.get(address).context["version"]
        assert desk.get(address, {"seen": seen}, headers=HTMX).status_code == 204

        do()

        news = desk.get(address, {"seen": seen}, headers=HTMX).content.decode()
        assert 'id="checklist" hx-swap-oob="true"' in news
        assert 'id="own-step"' not in news  # somebody may be typing there


@pytest.mark.parametrize("name", ["tick", "add_item", "remove_item"])
def test_nobody_else_finds_it(client, it, fatima, daan, sanne, stranger, name):
    own = {"key": key(it, "Boeken"), "done": "yes", "text": "x"}
    for person in (daan, sanne, stranger):
        client.force_login(person)
        assert change(client, it, name, **own).status_code == 404
    assert it.checklist_items.count() == 0
    client.force_login(fatima)
    assert client.get(reverse(f"requests:{name}", args=[it.pk])).status_code == 405


def test_a_client_never_sees_what_was_ticked(client, it, fatima, daan):
    actions.add_item(it, text="Sleutel halen", by=fatima, now=NOW)
    tick(it, "Sleutel halen", fatima)
    client.force_login(daan)

    page = client.get(reverse("requests:portal_detail", args=[it.pk])).content.decode()

    assert "Sleutel halen" not in page
    assert "Zaal zoeken" not in page


def test_the_page_costs_the_same_however_long_the_list_is(desk, it, fatima, joost):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(it.get_absolute_url())
        return len(captured)

    tick(it, "Boeken", fatima)
    actions.add_item(it, text="0", by=fatima, now=NOW)
    queries()
    few = queries()
    for number in range(1, 20):
        actions.add_item(it, text=str(number), by=joost, now=NOW)
        tick(it, str(number), joost)

    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_two_who_tick_at_once_lose_nothing_and_tick_once(it, fatima, joost):
    keys = {text: key(it, text) for text in items(it)}

    def ticks(text, by):
        fresh = ServiceRequest.objects.get(pk=it.pk)
        return lambda: actions.tick(fresh, key=keys[text], by=by, now=NOW)

    refused = at_once(
        ticks("Zaal zoeken", fatima),
        ticks("Zaal zoeken", joost),
        ticks("Boeken", fatima),
        ticks("Boeken", fatima),
        ticks("Bevestigen", joost),
    )

    assert refused == 0
    assert len(done(it)) == 3
    assert it.events.filter(kind=Event.Kind.TICKED).count() == 3
