"""Requests that go together: once, shown on both pages, and only to who may see both."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests import actions
from requests.models import Event, Link
from requests.policies import Refused
from tests.factories import NOW, a_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
Kind = Link.Kind


@pytest.fixture
def zaal(daan, fatima, joost):
    return a_request(daan, by=fatima, subject="Zaal")


@pytest.fixture
def lunch(daan, fatima):
    return a_request(daan, by=fatima, subject="Lunch")


def link(one, other, kind=Kind.BELONGS_WITH, *, by):
    return actions.link(one, to=other, kind=kind, by=by, now=NOW)


def page(browser, service_request):
    return " ".join(browser.get(service_request.get_absolute_url()).content.decode().split())


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        (Kind.FROM_ONE_CALL, "asked in one call with", "asked in one call with"),
        (Kind.FOLLOWS_ON, "follows on from", "was followed by"),
        (Kind.BELONGS_WITH, "belongs with", "belongs with"),
    ],
)
def test_both_pages_show_how_they_go_together(desk, zaal, lunch, fatima, kind, here, there):
    link(zaal, lunch, kind, by=fatima)

    assert f"{here} · {lunch.number}" in page(desk, zaal)
    assert f"{there} · {zaal.number}" in page(desk, lunch)
    for each in (zaal, lunch):
        assert each.events.last().kind == Event.Kind.LINKED


def test_they_are_linked_once_whichever_way(zaal, lunch, fatima):
    link(zaal, lunch, by=fatima)

    with pytest.raises(Refused, match="linked already"):
        link(lunch, zaal, Kind.FOLLOWS_ON, by=fatima)
    again = {"kind": Kind.FOLLOWS_ON, "made_by": fatima, "made_at": NOW}
    with pytest.raises(IntegrityError, match="requests_link_once"):
        Link.objects.create(service_request=lunch, other=zaal, **again)


def test_nothing_is_linked_to_itself(zaal, fatima):
    with pytest.raises(Refused, match="the same request"):
        link(zaal, zaal, by=fatima)
    itself = {"kind": Kind.FOLLOWS_ON, "made_by": fatima, "made_at": NOW}
    with pytest.raises(IntegrityError, match="requests_link_to_another"):
        Link.objects.create(service_request=zaal, other=zaal, **itself)


def test_what_is_done_can_be_linked_too(zaal, lunch, fatima):
    actions.finish(zaal, text="", by=fatima, now=NOW)

    assert link(lunch, zaal, Kind.FOLLOWS_ON, by=fatima).other == zaal


def test_who_may_see_only_one_learns_nothing_of_the_other(client, zaal, daan, fatima, joost):
    secret = a_request(daan, by=fatima, subject="Ontslag", confidential=True)
    link(zaal, secret, by=fatima)

    client.force_login(joost)
    seen = page(client, zaal)

    assert "Fatima</b> linked it with another request" in seen
    for trace in ("Ontslag", secret.number, "Goes with"):
        assert trace not in seen
    with pytest.raises(Refused, match="a pool you do not work in"):
        actions.unlink(zaal, to=secret, by=joost, now=NOW)


def test_the_client_never_reads_of_a_link(client, zaal, lunch, daan, fatima):
    link(zaal, lunch, by=fatima)
    client.force_login(daan)

    seen = client.get(reverse("requests:portal_detail", args=[zaal.pk])).content.decode()

    assert "link" not in seen.split("What happened")[1].split("</article>")[0]


def test_a_link_is_made_by_number_and_removed_on_the_page(desk, zaal, lunch):
    opened = desk.get(f"{zaal.get_absolute_url()}?do=link").content.decode()
    assert f'<option value="{lunch.number}">Lunch</option>' in opened

    data = {"number": lunch.number, "kind": "follows_on"}
    desk.post(reverse("requests:link", args=[zaal.pk]), data)
    assert Link.objects.get().kind == Kind.FOLLOWS_ON

    desk.post(reverse("requests:unlink", args=[lunch.pk]), {"number": zaal.number})
    assert not Link.objects.exists()
    assert zaal.events.last().kind == Event.Kind.UNLINKED


def test_a_link_that_is_gone_is_not_removed_again(desk, zaal, lunch):
    url = reverse("requests:unlink", args=[zaal.pk])

    answer = desk.post(url, {"number": lunch.number}).content.decode()

    assert "These two are not linked any more." in answer


def test_a_number_that_is_none_of_ours_links_nothing(desk, zaal, sanne, stranger):
    theirs = a_request(stranger, by=sanne)

    answer = desk.post(reverse("requests:link", args=[zaal.pk]), {"number": theirs.number})

    assert "You work on no request with this number" in answer.content.decode()


def test_the_page_costs_the_same_however_much_it_is_linked_with(desk, zaal, daan, fatima):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(desk, zaal)
        return len(captured)

    def link_another():
        link(zaal, a_request(daan, by=fatima), by=fatima)

    link_another()
    queries()  # the schedules are read once
    few = queries()
    for _another in range(5):
        link_another()

    assert queries() == few
