"""An inventory round: what everybody does, written down, grouped and made into drafts."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Visitor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from pdc.inventory import actions
from pdc.inventory.results import results_of
from pdc.models import InventoryLine, InventoryPart, InventoryRound, Proposal, ServiceVersion
from pdc.policies import Refused
from tests.factories import NOW, a_line, a_round, a_secretary, a_service, later
from tests.requests.desk import HTMX

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")
TODAY = NOW.date()
Outcome = InventoryLine.Outcome


@pytest.fixture
def ronde(noord, marieke, fatima, joost):
    return a_round(noord, marieke)


@pytest.fixture
def anouk(noord):
    return a_secretary(noord, "Anouk Jansen")


def typed(what="Bloemen bestellen", **fields):
    return {"key": str(uuid4()), "what": what, "period": "month"} | fields


def send(person, inventory, sent, name="round", **headers):
    visitor = Visitor()
    visitor.force_login(person)
    return visitor.post(
        reverse(f"pdc:inventory_{name}", args=[inventory.pk]), sent, headers=headers
    )


def page(person, inventory, name="round"):
    visitor = Visitor()
    visitor.force_login(person)
    return visitor.get(reverse(f"pdc:inventory_{name}", args=[inventory.pk])).content.decode()


def closed(inventory, by):
    actions.close_round(inventory, by=by, now=later(days=1))
    return inventory


# Opening


def test_everybody_of_the_pool_takes_part_and_sees_it_in_the_catalogue(
    client, ronde, fatima, joost, sanne
):
    assert {part.person for part in ronde.parts.all()} == {fatima, joost}
    for person, seen in ((fatima, True), (sanne, False)):
        client.force_login(person)
        assert ("Wat doen wij?" in client.get("/catalogue/").content.decode()) is seen


def test_a_pool_has_one_open_round_at_a_time(client, ronde, noord, marieke):
    client.force_login(marieke)
    asked = {"pool": noord.pk, "name": "Nog een", "until": "2026-04-01", "why": "Daarom."}

    refused = client.post("/inventory/", asked).content.decode()
    actions.close_round(ronde, by=marieke, now=later(days=1))
    opened = client.post("/inventory/", asked)

    assert "Close that one first" in refused
    assert "Nog een" in refused
    newest = InventoryRound.objects.open().get()
    assert opened.url == reverse("pdc:inventory_results", args=[newest.pk])
    assert newest.why == "Daarom."
    with pytest.raises(IntegrityError), transaction.atomic():
        InventoryRound.objects.filter(pk=ronde.pk).update(closed_at=None, closed_by=None)


def test_a_round_ends_on_a_day_to_come(client, noord, marieke):
    client.force_login(marieke)

    asked = {"pool": noord.pk, "name": "Te laat", "until": "2026-03-01"}
    assert "This day is past" in client.post("/inventory/", asked).content.decode()
    assert not InventoryRound.objects.exists()


def test_only_the_coordinator_of_the_pool_opens_one(noord, zuid, fatima, marieke):
    for pool, person in ((noord, fatima), (zuid, marieke)):
        with pytest.raises(Refused):
            a_round(pool, person)


# Writing


def test_a_service_is_chosen_by_its_name_or_code_and_the_rest_is_their_own_words(ronde, fatima):
    zaal = a_service().service
    ways = [
        "Vergaderzaal reserveren (PO-10)",
        "po-10",
        "vergaderzaal RESERVEREN",
        "Een zaal zoeken",
    ]

    for what in ways:
        send(fatima, ronde, typed(what))

    lines = list(InventoryLine.objects.values_list("service", "text"))
    assert lines == [(zaal.pk, "")] * 3 + [(None, "Een zaal zoeken")]
    assert "Vergaderzaal reserveren (PO-10)" in page(fatima, ronde)


def test_a_line_is_kept_while_one_types(ronde, fatima, projecten):
    line = typed(client=projecten.pk, times="2", period="week", minutes="15", worth="much")

    added = send(fatima, ronde, line | {"do": "add"}, **HTMX)
    again = send(fatima, ronde, line | {"remark": "ook <b>lelies</b>"}, **HTMX)

    kept = InventoryLine.objects.get()
    assert (kept.client, kept.times_a_year, kept.minutes) == (projecten, 104, 15)
    assert (kept.worth, kept.remark) == ("much", "ook <b>lelies</b>")
    assert 'id="lines"' in added.content.decode()
    assert again["HX-Retarget"] == f"#said-{kept.key}"
    assert "draft-kept" in again["HX-Trigger"]
    assert "Saved at 10:00" in again.content.decode()
    assert "<b>lelies</b>" not in page(fatima, ronde)


@pytest.mark.parametrize("fields", [{"times": "0"}, {"minutes": "-1"}, {"minutes": "veel"}])
def test_what_can_not_be_is_told_and_stays_on_the_page(ronde, fatima, fields):
    line = typed(**fields)
    plain = send(fatima, ronde, line)
    live = send(fatima, ronde, line, **HTMX)

    assert not InventoryLine.objects.exists()
    assert 'value="Bloemen bestellen"' in plain.content.decode()
    for answer in (plain, live):
        assert "Not saved yet; what you typed is still here." in answer.content.decode()
    assert "HX-Trigger" not in live


def test_a_line_is_removed_and_put_back(ronde, fatima):
    line = typed(remark="elke dinsdag")
    send(fatima, ronde, line)

    gone = send(fatima, ronde, line | {"do": "remove"}, **HTMX).content.decode()
    assert not InventoryLine.objects.exists()
    assert 'value="elke dinsdag"' in gone
    send(fatima, ronde, line, **HTMX)

    assert InventoryLine.objects.get().remark == "elke dinsdag"


def test_nobody_sees_or_writes_the_lines_of_somebody_else(ronde, fatima, joost, marieke):
    a_line(ronde, fatima, "Geheime klus", minutes=77)
    line = InventoryLine.objects.get()

    for person in (joost, marieke):
        assert "Geheime klus" not in page(person, ronde)
        send(person, ronde, typed("Mijn klus", key=str(line.key)))
        send(person, ronde, typed(key=str(line.key), do="remove"))

    line.refresh_from_db()
    assert line.text == "Geheime klus"
    assert line.part.person == fatima


def test_ready_is_said_and_taken_back(ronde, fatima, joost):
    send(fatima, ronde, {}, "ready")
    assert "1 of 2 ready" in page(joost, ronde)

    send(fatima, ronde, {"back": "1"}, "ready")
    assert "0 of 2 ready" in page(joost, ronde)


def test_in_a_closed_round_nothing_is_kept_and_nothing_typed_is_lost(ronde, fatima, marieke):
    kept = a_line(ronde, fatima, "Bloemen")
    closed(ronde, marieke)

    for sent in (typed("Planten"), typed("Rozen", key=str(kept.key))):
        for headers in (HTMX, {}):
            told = send(fatima, ronde, sent, **headers).content.decode()
            assert "This round is closed" in told
            assert headers or sent["what"] in told
    send(fatima, ronde, typed(key=str(kept.key), do="remove"))
    send(fatima, ronde, {}, "ready")

    assert [str(line) for line in InventoryLine.objects.all()] == ["Bloemen"]
    assert not InventoryPart.objects.exclude(ready_at=None).exists()
    assert "Bloemen" in page(fatima, ronde)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "", "service": None},
        {"times": 0},
        {"minutes": 0},
        {"period": "day"},
        {"worth": "huge"},
        {"outcome": "draft"},
    ],
)
def test_the_database_keeps_lines_whole(ronde, fatima, wrong):
    a_line(ronde, fatima, "Bloemen")
    with pytest.raises(IntegrityError), transaction.atomic():
        InventoryLine.objects.update(**wrong)


# Results


def test_what_is_alike_stands_together_without_names(ronde, fatima, joost, anouk, marieke):
    zaal = a_service(effort_minutes=20, effort_unit="zaal")
    for person, text in (
        (fatima, "Bloemen bestellen"),
        (joost, "bestellen van bloemen"),
        (anouk, "Bloemen bestelen voor jubilea"),
    ):
        a_line(ronde, person, text, times=10, minutes=30)
        a_line(ronde, person, service=zaal.service, times=1, minutes=25, period="week")
    a_line(ronde, fatima, "Archief opruimen", minutes=77)

    found = results_of(ronde, TODAY)
    shown = page(marieke, ronde, "results")

    assert [len(group.lines) for group in found.to_decide] == [3, 1]
    assert (found.to_decide[0].hours, found.to_decide[0].minutes) == (15, 30)
    assert (found.to_decide[1].hours, found.to_decide[1].minutes) == (None, None)
    assert [group.hours for group in found.services] == [5.4]
    assert "15 hours a month, 30 minutes each time" in shown
    assert "the catalogue says 20 minutes (zaal)" in shown
    assert "77" not in strip_tags(shown)  # its attributes hold keys and tokens, that are any number


def test_lines_of_fewer_than_three_people_say_nothing_of_time(ronde, fatima, joost, anouk):
    for person in (fatima, fatima, joost):
        a_line(ronde, person, "Bloemen bestellen")
    a_line(ronde, anouk, "Bloemen bestellen", minutes=None)

    [group] = results_of(ronde, TODAY).to_decide
    assert len(group.lines) == 4
    assert (group.hours, group.minutes) == (None, None)


def test_a_draft_is_made_of_a_group_with_its_words_and_effort(ronde, fatima, joost, anouk, marieke):
    a_service()
    for person in (fatima, joost, anouk):
        a_line(ronde, person, "Bloemen bestellen", times=10, minutes=30)
    lines = [line.pk for line in InventoryLine.objects.all()]
    closed(ronde, marieke)

    sent = {"do": "draft", "name": "Bloemen", "line": lines}
    first = send(marieke, ronde, sent, "results")
    second = send(marieke, ronde, sent, "results")

    draft = ServiceVersion.objects.being_written().get()
    assert (draft.name, draft.keywords, draft.effort_minutes) == (
        "Bloemen",
        ["bestellen", "bloemen"],
        30,
    )
    assert draft.author == marieke
    assert first.url == second.url == reverse("pdc:draft", args=[draft.service.code])
    [(label, [group])] = results_of(ronde, TODAY).decided
    assert (label, group.service) == ("in a draft", draft.service)


def test_other_words_for_a_service_are_proposed_once(ronde, fatima, joost, marieke):
    zaal = a_service().service
    lines = [a_line(ronde, person, "Hok regelen").pk for person in (fatima, joost)]
    closed(ronde, marieke)

    unknown = send(marieke, ronde, {"do": "words", "service": "?", "line": lines}, "results")
    assert unknown.url == reverse("pdc:inventory_results", args=[ronde.pk])
    assert not Proposal.objects.exists()
    for _click in range(2):
        send(marieke, ronde, {"do": "words", "service": "PO-10", "line": lines}, "results")

    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.service, proposal.why) == ("change", zaal, "Hok regelen")
    assert set(InventoryLine.objects.values_list("outcome", "became")) == {("words", zaal.pk)}


def test_what_is_set_aside_can_be_weighed_again(ronde, fatima, marieke):
    line = a_line(ronde, fatima, "Archief opruimen").pk
    closed(ronde, marieke)

    send(marieke, ronde, {"do": "aside", "line": [line]}, "results")
    assert "Weigh it again" in page(marieke, ronde, "results")
    send(marieke, ronde, {"do": "again", "line": [line]}, "results")

    assert InventoryLine.objects.get().outcome == ""


def test_nothing_is_decided_while_the_round_is_open_or_by_others(ronde, fatima, marieke, sanne):
    lines = [a_line(ronde, fatima, "Bloemen").pk]
    how = {"name": "Bloemen", "now": NOW}

    with pytest.raises(Refused, match="Close the round first"):
        actions.make_draft(ronde, lines, by=marieke, **how)
    closed(ronde, marieke)
    for person in (fatima, sanne):
        with pytest.raises(Refused):
            actions.make_draft(ronde, lines, by=person, **how)
        with pytest.raises(Refused):
            actions.close_round(ronde, by=person, now=NOW)
    with pytest.raises(Refused, match="not there any more"):
        actions.make_draft(ronde, [0], by=marieke, **how)


def test_lines_of_another_round_are_left_alone(ronde, zuid, sanne, fatima, marieke):
    karin = a_secretary(zuid, "Karin Smit", role="coordinator")
    theirs = a_line(a_round(zuid, karin), sanne, "Bloemen")
    closed(ronde, marieke)

    with pytest.raises(Refused):
        actions.set_aside(ronde, [theirs.pk], by=marieke, now=NOW)


# Size


@pytest.mark.parametrize("name", ["round", "results"])
def test_more_lines_are_no_more_queries(ronde, marieke, projecten, name):
    services = [a_service(f"PO-{number}", f"Dienst {number}").service for number in range(20, 30)]
    counts = []
    for some in (services[:2], services[2:]):
        for service in some:
            a_line(ronde, marieke, service=service, client=projecten)
            a_line(ronde, marieke, f"{service} {uuid4()}", client=projecten)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(marieke, ronde, name)
        counts.append(len(asked))

    assert counts[0] == counts[1]
