"""All that was asked: mine or my unit's, searched, over or open; and what was done, counted."""

import pytest

from requests import actions
from requests.history import history_of, last_months
from teams.models import ClientMembership
from tests.factories import LONG_AGO, NOW, a_manager, a_request, a_service, local

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")

ASKED, HISTORY = "/portal/requests/", "/portal/history/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def eva(projecten):
    eva = a_manager(projecten, "Eva Bos")
    eva.client_memberships.update(role=ClientMembership.Role.DELEGATE)
    return eva


@pytest.fixture
def three(daan, eva, projecten, fatima):
    """One of Daan, one that his delegate asked for him, and one of somebody else."""
    piet = a_manager(projecten, "Piet Hein")
    ClientMembership.objects.filter(user=piet).update(since=NOW.date())
    return [a_request(who, by=fatima, subject=f"Van {who.given_name}") for who in (daan, eva, piet)]


def shown(client, person, **query):
    client.force_login(person)
    page = client.get(ASKED, query).content.decode()
    return [name for name in ("Daan", "Eva", "Piet") if f"Van {name}</a>" in page]


def test_mine_is_what_i_asked_and_what_was_asked_for_me(client, daan, eva, three):
    assert shown(client, daan) == ["Daan", "Eva"]
    assert shown(client, eva) == ["Eva"]
    assert shown(client, eva, whose="unit") == ["Daan", "Eva", "Piet"]


def test_what_is_over_stands_apart_and_words_and_numbers_find_it(client, daan, three, fatima):
    actions.finish(three[0], text="", by=fatima, now=NOW)

    assert shown(client, daan, whose="unit") == ["Eva", "Piet"]
    assert shown(client, daan, whose="unit", show="done") == ["Daan"]
    assert shown(client, daan, whose="unit", q="piet") == ["Piet"]
    assert shown(client, daan, whose="unit", q=three[1].number) == ["Eva"]
    assert shown(client, daan, whose="unit", q="niets") == []


def test_a_stranger_and_who_left_see_nothing_of_it(client, daan, stranger, three, fatima):
    actions.finish(three[0], text="", by=fatima, now=NOW)

    for show in ("open", "done"):
        assert shown(client, stranger, whose="unit", show=show) == []
    assert history_of(stranger, NOW.date()).lines == []
    daan.client_memberships.update(until=LONG_AGO)
    client.force_login(daan)
    assert client.get(ASKED).status_code == client.get(HISTORY).status_code == 404


def test_what_is_confidential_is_not_in_the_list_nor_counted(client, daan, eva, fatima):
    secret = a_request(daan, by=fatima, subject="Van Daan", confidential=True)
    assert shown(client, eva, whose="unit") == []

    actions.finish(secret, text="", by=fatima, now=NOW)
    assert history_of(eva, NOW.date()).total == 0
    assert history_of(daan, NOW.date()).total == 1


def test_the_list_answers_nothing_as_long_as_nothing_changed(client, daan, three, fatima):
    client.force_login(daan)
    seen = {"seen": client.get(ASKED).context["version"]}
    assert client.get(ASKED, seen, headers=HTMX).status_code == 204

    actions.pick_up(three[0], by=fatima, now=NOW)
    assert "picked up" in client.get(ASKED, seen, headers=HTMX).content.decode()


def test_what_was_done_is_counted_per_service_and_month_and_of_few_no_percentage(
    client, daan, fatima
):
    often, once = a_service(), a_service("PO-13", "Notuleren")
    for day in ("2026-02-03", "2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"):
        received_at = local(f"{day}T00:10")
        one = a_request(daan, by=fatima, service=often, received_at=received_at)
        actions.finish(one, text="", by=fatima, now=NOW)
    actions.finish(a_request(daan, by=fatima, service=once), text="", by=fatima, now=NOW)
    a_request(daan, by=fatima, service=once)
    dropped = a_request(daan, by=fatima, service=once)
    actions.cancel(dropped, reason="x", by=fatima, now=NOW)

    first, second = history_of(daan, NOW.date()).lines

    assert (first.name, first.counts[-2:], first.percent) == (often.name, [3, 2], 83)
    assert (second.name, second.total, second.percent) == ("Notuleren", 1, None)
    client.force_login(daan)
    page = client.get(HISTORY).content.decode()
    assert "6 requests that came in since April 2025 were done." in page
    assert "?whose=unit&amp;show=done&amp;service=PO-13" in page
    one = client.get(ASKED, {"whose": "unit", "show": "done", "service": "PO-13"})
    assert len(one.context["mine"]) == 2


def test_the_months_are_twelve_across_the_turn_of_a_year():
    months = last_months(NOW.date())

    first, last = local("2025-04-01T00:00").date(), NOW.date().replace(day=1)
    assert (len(months), months[0], months[-1]) == (12, first, last)
