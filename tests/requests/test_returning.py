"""What comes back outside the catalogue: grouped by quarter, taken in once, or declined."""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from pdc.models import Proposal, Service, ServiceVersion
from requests import actions
from requests.actions.taking import decline_proposals, take
from requests.models import Decision, ServiceRequest, TimeEntry
from requests.outside.quarters import Quarter
from requests.outside.returning import returned
from requests.policies import Refused
from tests.factories import (
    NOW,
    a_client,
    a_manager,
    a_norm,
    a_request,
    a_secretary,
    a_service,
    local,
)
from tests.requests.test_races import ROUNDS, at_once

pytestmark = pytest.mark.django_db
PAGE, EXPORT, TAKE, DECLINE = (
    f"requests:outside_{name}" for name in ("quarter", "export", "take", "decline")
)
BIKES = [
    "Kun je de bedrijfsfietsen beheren?",
    "Sleutel van de bedrijfsfiets is kwijt",
    "Onderhoud bedrijfsfietsen inplannen",
]
FIRST = Quarter(2026, 1)


@pytest.fixture
def bikes(daan, fatima, noord):
    a_norm("decision", days=1, pool=noord)
    return [a_request(daan, by=fatima, subject=subject) for subject in BIKES]


@pytest.fixture
def coordinator(client, marieke, monday_ten_oclock):
    client.force_login(marieke)
    return client


def shown(client, **asked):
    return client.get(reverse(PAGE), asked).content.decode()


def the_group(user):
    [group] = returned(user, FIRST, NOW).groups
    return group


def take_all(bikes, by):
    how = {"name": "Fietsen", "keywords": ["fiets"], "effort": None}
    return take([one.pk for one in bikes], **how, by=by, now=NOW)


def propose(it, by):
    actions.decide(it, decision=Decision.PROPOSE_SERVICE, text="", by=by, now=NOW)


# Quarters


@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2026-01-01", "2026-1"), ("2026-03-31", "2026-1"), ("2026-12-31", "2026-4")],
)
def test_each_day_is_in_its_quarter(day, quarter):
    found = Quarter.of(date.fromisoformat(day))

    assert str(found) == quarter
    assert found.first <= date.fromisoformat(day) <= found.last
    assert found.next.previous == found == Quarter.read(quarter)


@pytest.mark.parametrize("text", ["", "2026-5", "2026", "0001-1", "9999-4", "2026-1x"])
def test_what_is_no_quarter_is_none(text):
    assert Quarter.read(text) is None


def test_a_quarter_begins_and_ends_at_local_midnight(daan, fatima):
    for at in ("2025-12-31T23:59", "2026-01-01T00:00"):
        a_request(daan, by=fatima, subject="Fiets", received_at=local(at))

    assert returned(fatima, FIRST, NOW).requests == 1
    assert returned(fatima, FIRST.previous, NOW).requests == 1


# Groups


def test_what_is_alike_is_one_group_with_how_often_and_by_whom(bikes, daan, fatima, noord, marieke):
    other = a_manager(a_client(noord, "HRM"), "Iris Blom")
    a_request(other, by=fatima, subject="Bedrijfsfiets lenen")
    a_request(daan, by=fatima, subject="Salarisstrook uitleggen")
    actions.decide(bikes[0], decision=Decision.DO_ONCE, text="", by=marieke, now=NOW)

    found = returned(fatima, FIRST, NOW)

    [group] = found.groups
    assert (group.times, group.clients) == (4, 2)
    assert group.decisions == [("do_once", 1), ("", 3)]
    assert group.words[0] == "bedrijfsfiets"
    assert [one.row["subject"] for one in group.latest] == ["Bedrijfsfiets lenen", *BIKES[:0:-1]]
    assert [once.name for once in found.once] == ["Salarisstrook uitleggen"]


def test_what_is_in_the_catalogue_merged_or_elsewhere_is_left_out(bikes, daan, fatima, sanne):
    actions.merge(bikes[1], into=bikes[0], by=fatima, now=NOW)
    actions.correct_service(
        bikes[2],
        service_version=a_service(),
        because="een zaal",
        all_known=True,
        by=fatima,
        now=NOW,
    )

    assert returned(fatima, FIRST, NOW).requests == 1
    assert returned(sanne, FIRST, NOW).requests == 0


def test_what_is_confidential_is_only_counted(bikes, daan, fatima, coordinator):
    a_request(daan, by=fatima, subject="Bedrijfsfiets, geheim", confidential=True)

    found = returned(fatima, FIRST, NOW)

    assert (found.requests, found.confidential) == (3, 1)
    page = shown(coordinator, quarter=FIRST)
    assert "geheim" not in page
    assert "1 confidential one" in page


def test_time_is_shown_only_over_enough_requests_and_people(daan, fatima, joost, noord):
    karin = a_secretary(noord, "Karin Bos")
    asked = [a_request(daan, by=fatima, subject="Bedrijfsfiets") for _ in range(5)]

    def spend(it, by, minutes=20):
        entry = {"day": NOW.date(), "minutes": minutes, "written_at": NOW}
        TimeEntry.objects.create(service_request=it, by=by, **entry)

    for it in asked[:4]:
        spend(it, fatima)
    spend(asked[3], joost)
    spend(asked[4], joost)
    assert the_group(fatima).minutes is None

    spend(asked[4], karin, minutes=30)

    assert (the_group(fatima).minutes, the_group(fatima).effort) == (150, 30)


# Taken in


def test_one_click_makes_a_draft_with_its_words_and_leads_to_it(coordinator, bikes, marieke):
    a_service("PO-31", "Dienstfiets lenen", keywords=["fiets"])
    group = the_group(marieke)

    answer = coordinator.post(reverse(TAKE, args=[group.key]), follow=True)

    service = Service.objects.get(code="PO-32")
    [version] = service.versions.all()
    assert (version.status, version.name) == ("draft", group.name)
    assert "bedrijfsfietsen" in version.keywords
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.service, proposal.decided_by) == ("taken", service, marieke)
    assert set(ServiceRequest.objects.filter(proposal=proposal)) == set(bikes)
    assert "PO-32" in answer.content.decode()
    assert "3 requests, proposed by Marieke Postma" in answer.content.decode()
    assert not ServiceVersion.objects.in_force(NOW.date()).filter(service=service).exists()


def test_what_was_proposed_before_is_what_is_taken(bikes, marieke):
    for it in bikes[:2]:
        propose(it, marieke)

    taken = take_all(bikes, marieke)

    first, second = Proposal.objects.order_by("pk")
    assert taken == first
    assert {first.status, second.status} == {"taken"}
    assert first.service == second.service
    assert [ServiceRequest.objects.get(pk=one.pk).proposal for one in bikes] == [
        first,
        second,
        first,
    ]


def test_taking_twice_finds_the_draft_and_adds_what_came_since(bikes, daan, fatima, marieke):
    taken = take_all(bikes[:2], marieke)

    assert take_all(bikes, marieke) == taken

    assert Service.objects.count() == 1
    assert ServiceRequest.objects.filter(proposal=taken).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_draft(daan, fatima, marieke):
    for number in range(ROUNDS):
        asked = [a_request(daan, by=fatima, subject="Fiets") for _ in range(3)]

        at_once(*(lambda asked=asked: take_all(asked, marieke) for _ in range(2)))

        assert Service.objects.count() == number + 1
        assert Proposal.objects.count() == number + 1


@pytest.mark.django_db(transaction=True)
def test_two_groups_at_once_get_two_codes(daan, fatima, marieke):
    a_service("PO-31")
    ones, others = ([a_request(daan, by=fatima, subject=name)] for name in ("Fiets", "Cake"))

    refused = at_once(lambda: take_all(ones, marieke), lambda: take_all(others, marieke))

    assert refused == 0
    assert sorted(Service.objects.values_list("code", flat=True)) == ["PO-31", "PO-32", "PO-33"]


def test_a_secretary_and_another_pool_do_not_take_or_decline(
    client, bikes, fatima, sanne, monday_ten_oclock
):
    for person, status in ((fatima, 302), (sanne, 404)):
        client.force_login(person)
        for name in (TAKE, DECLINE):
            answer = client.post(reverse(name, args=[bikes[0].pk]), {"reason": "nee"})
            assert answer.status_code == status
    with pytest.raises(Refused, match="coordinator"):
        take_all(bikes, fatima)

    assert not Proposal.objects.exists()


def test_a_proposal_is_declined_with_a_reason(coordinator, bikes, marieke):
    propose(bikes[0], marieke)
    address = reverse(DECLINE, args=[bikes[1].pk])

    answer = coordinator.post(address, {"reason": " "}, follow=True)
    assert "Write down why" in answer.content.decode()
    answer = coordinator.post(address, {"reason": "Facilitair doet dit"}, follow=True)

    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.reason) == ("declined", "Facilitair doet dit")
    assert "Facilitair doet dit" in answer.content.decode()
    with pytest.raises(Refused, match="decided already"):
        decline_proposals([one.pk for one in bikes], reason="nee", by=marieke, now=NOW)


def test_what_was_declined_can_be_taken_later(bikes, marieke):
    propose(bikes[0], marieke)
    decline_proposals([bikes[0].pk], reason="nog niet", by=marieke, now=NOW)

    taken = take_all(bikes, marieke)

    assert {taken} == {ServiceRequest.objects.get(pk=one.pk).proposal for one in bikes}
    assert Proposal.objects.filter(status="declined").count() == 1


@pytest.mark.parametrize("wrong", [{"status": "taken"}, {"status": "declined"}, {"kind": "scrap"}])
def test_the_database_refuses_a_proposal_that_cant_be(bikes, marieke, wrong):
    propose(bikes[0], marieke)

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(**wrong)


# The page and the file


def test_a_secretary_reads_the_groups_and_has_no_buttons(client, bikes, fatima):
    client.force_login(fatima)

    page = shown(client, quarter=FIRST)

    assert BIKES[0] in page
    assert "/take/" not in page


def test_an_empty_quarter_and_a_strange_one_say_so(coordinator):
    assert "Nothing came back in this quarter" in shown(coordinator, quarter="2019-2")
    assert "Quarter 1 of 2026" in shown(coordinator, quarter="anders")


@pytest.mark.parametrize("many", [3, 30])
def test_the_page_asks_the_same_however_much_came_back(
    coordinator, daan, fatima, many, django_assert_max_num_queries
):
    for number in range(many):
        a_request(daan, by=fatima, subject=f"Bedrijfsfiets {number} {chr(97 + number) * 4}")

    with django_assert_max_num_queries(15):
        shown(coordinator, quarter=FIRST)


def test_the_file_has_the_groups_and_their_requests(coordinator, bikes):
    answer = coordinator.get(reverse(EXPORT), {"quarter": str(FIRST)})

    book = load_workbook(BytesIO(answer.content))
    groups, requests = (list(sheet.values) for sheet in book)
    assert groups[1][2] == 3
    assert [row[2] for row in requests[1:]] == BIKES
    assert "2026-1.xlsx" in answer["Content-Disposition"]
