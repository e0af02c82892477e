"""A conversation with a client: prepared with the facts, shared, and followed up."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from time_machine import travel

from pdc.policies import Refused
from sla import actions as clocks
from sla.models import Cause, Conversation, LateCause, TalkAction, TalkPoint
from sla.talks import actions
from sla.talks.facts import facts_of
from sla.talks.next_draft import make_next_draft
from sla.talks.topics import TOPICS
from sla.talks.writing import read_talk, write_talk
from tests.factories import (
    NOW,
    a_client,
    a_norm,
    a_service,
    a_talk,
    an_agreement,
    as_if_written_so,
    later,
)

NEXT_WEEK = NOW.date() + timedelta(days=7)


@pytest.fixture(autouse=True)
def monday_ten_oclock(settings):
    settings.LANGUAGE_CODE = "en"
    with travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def notuleren(db):
    return a_service("PO-13", "Notuleren", turnaround_days=5)


@pytest.fixture
def agreed(projecten, notuleren):
    return an_agreement(projecten, services=[notuleren.service])


@pytest.fixture
def talk(agreed, marieke):
    return a_talk(agreed, marieke)


def send(talk, fields, by, *, do=""):
    """Send what was typed, as the page was opened before."""
    sent = QueryDict(mutable=True)
    for form in fields.pop("opened", read_talk(talk)).forms:
        sent[f"{form.prefix}-was"] = form.was
        for bound in form:
            sent[bound.html_name] = bound.value() or ""
    sent.update(fields)
    if do:
        sent["do"] = do
    return write_talk(talk, sent, by=by, now=NOW)


def share(talk, by):
    actions.share(talk, by=by, now=NOW)
    return talk


def an_action(talk, owner, by, **fields):
    said = {"text": "Vaste notulist regelen", "owner": owner, "due_on": NEXT_WEEK} | fields
    return actions.add_action(talk, **said, by=by, now=NOW)


def test_it_is_prepared_with_what_was_agreed_and_asked_and_the_usual_topics(
    promise_of, agreed, notuleren, marieke
):
    bloemen = a_service("PT-10", "Bloemen")
    promise_of(bloemen)

    talk = a_talk(agreed, marieke)

    services = {row.service_id for row in talk.services.all()}
    assert services == {notuleren.service_id, bloemen.service_id}
    assert [topic.title for topic in talk.topics.all()] == [str(title) for title in TOPICS]
    assert (talk.since, talk.until) == (date(2025, 3, 3), date(2026, 3, 2))


def test_the_one_that_is_prepared_is_found_again(talk, agreed, marieke):
    assert a_talk(agreed, marieke) == talk

    share(talk, marieke)
    assert a_talk(agreed, marieke) != talk


@pytest.mark.parametrize("who", ["fatima", "daan", "sanne"])
def test_only_the_coordinator_prepares_writes_and_shares(request, talk, agreed, who):
    person = request.getfixturevalue(who)

    for do in (
        lambda: a_talk(agreed, person, kind="review"),
        lambda: send(talk, {}, person),
        lambda: actions.share(talk, by=person, now=NOW),
        lambda: an_action(talk, person, person),
    ):
        with pytest.raises(Refused):
            do()


def test_what_is_typed_is_kept_and_two_who_write_lose_nothing(talk, marieke, joost, noord):
    (row,) = talk.services.all()
    opened = read_talk(talk)
    send(talk, {f"s{row.pk}-verdict": "change", f"s{row.pk}-note": "Korter verslag"}, marieke)

    other = send(talk, {"opened": opened, f"s{row.pk}-note": "Zonder bijlagen"}, marieke)

    row.refresh_from_db()
    assert (row.verdict, row.note) == ("change", "Korter verslag")
    assert not other.is_kept
    topic = talk.topics.first()
    send(talk, {f"t{topic.pk}-note": "Ging goed", "talk-conclusion": "We gaan door"}, marieke)
    topic.refresh_from_db()
    talk.refresh_from_db()
    assert (topic.note, talk.conclusion) == ("Ging goed", "We gaan door")


def test_what_was_shared_stays_as_it_is_and_actions_go_on(talk, marieke, daan):
    share(talk, marieke)

    with pytest.raises(Refused):
        send(talk, {"talk-conclusion": "Toch anders"}, marieke)
    with pytest.raises(Refused):
        actions.share(talk, by=marieke, now=NOW)
    assert an_action(talk, daan, marieke).owner == daan


def test_a_review_says_what_came_of_it_before_it_is_shared(agreed, marieke):
    review = a_talk(agreed, marieke, kind="review")
    with pytest.raises(Refused, match="conclusion"):
        share(review, marieke)

    send(review, {"talk-conclusion": "We gaan zo door"}, marieke)

    assert share(review, marieke).shared_by == marieke


def readers(talk, people):
    on = NOW.date()
    visible = Conversation.objects.visible_to
    return [who for who in people if visible(who, on).filter(pk=talk.pk).exists()]


def test_the_client_reads_it_once_it_is_shared_and_strangers_never(
    talk, marieke, fatima, daan, sanne, stranger
):
    people = [marieke, fatima, daan, sanne, stranger]
    assert readers(talk, people) == [marieke, fatima]

    share(talk, marieke)

    assert readers(talk, people) == [marieke, fatima, daan]


def test_points_wait_for_the_conversation_in_which_they_are_talked_about(
    promise_of, talk, agreed, notuleren, marieke
):
    promise = promise_of(notuleren)
    actions.keep_point(promise, "Duurde lang", confidential=False, now=NOW)
    actions.keep_point(promise, "Geheim", confidential=True, now=NOW)
    other = a_talk(an_agreement(a_client(promise.pool, "FIN")), marieke)

    facts = facts_of(talk, for_pool=True, now=NOW)
    assert [point.text for point in facts.services[notuleren.service_id].points] == ["Duurde lang"]
    assert [(point.text, point.promise) for point in facts.points] == [("", None)]
    assert not TalkPoint.objects.of(other).exists()

    share(talk, marieke)
    actions.keep_point(promise, "Weer", confidential=False, now=later(minutes=1))

    following = a_talk(agreed, marieke)
    assert [point.text for point in TalkPoint.objects.of(talk)] == ["Duurde lang", ""]
    assert [point.text for point in TalkPoint.objects.of(following)] == ["Weer"]


def test_the_words_for_why_it_was_late_are_for_the_pool(promise_of, talk, notuleren):
    for word in ("printer stuk", "printer stuk", "zaal dicht"):
        promise = promise_of(notuleren)
        clock = promise.clocks.get(kind="turnaround")
        clocks.fulfil(promise, at=later(days=20))
        LateCause.objects.create(clock=clock, cause=Cause.OTHER, word=word, said_at=NOW)

    def words(*, for_pool):
        facts = facts_of(talk, for_pool=for_pool, now=later(days=30))
        return facts.services[notuleren.service_id].words

    assert words(for_pool=True) == ["printer stuk", "zaal dicht"]
    assert words(for_pool=False) == []


def test_who_does_it_or_the_coordinator_ticks_an_action(talk, marieke, daan, fatima):
    action = an_action(talk, daan, marieke)
    with pytest.raises(Refused):
        actions.tick(action, done=True, by=fatima, now=NOW)

    actions.tick(action, done=True, by=daan, now=NOW)
    assert (action.done_by, list(TalkAction.objects.open())) == (daan, [])
    actions.tick(action, done=True, by=marieke, now=later(hours=1))
    assert action.done_at == NOW

    actions.tick(action, done=False, by=marieke, now=NOW)
    assert list(TalkAction.objects.open()) == [action]


def test_only_somebody_of_either_side_can_be_asked(talk, marieke, sanne, stranger):
    for outsider in (sanne, stranger):
        with pytest.raises(ValueError, match="neither side"):
            an_action(talk, outsider, marieke)


def test_what_is_still_open_stands_on_the_next_conversation(client, talk, agreed, marieke, daan):
    an_action(talk, daan, marieke, text="Sjabloon maken")
    done = an_action(talk, daan, marieke, text="Zaal vragen")
    actions.tick(done, done=True, by=daan, now=NOW)
    share(talk, marieke)
    following = a_talk(agreed, marieke)
    client.force_login(marieke)

    page = client.get(following.get_absolute_url()).content.decode()

    assert "Still open from before" in page
    assert "Sjabloon maken" in page
    assert "Zaal vragen" not in page


def test_the_page_of_the_coordinator_is_a_form_and_of_a_secretary_a_text(
    client, talk, marieke, fatima
):
    client.force_login(marieke)
    assert "data-writes" in client.get(talk.get_absolute_url()).content.decode()

    client.force_login(fatima)
    page = client.get(talk.get_absolute_url()).content.decode()
    assert "data-writes" not in page
    assert "Notuleren" in page


def test_it_is_prepared_from_the_page_and_ticked_in_place(client, agreed, marieke, daan):
    client.force_login(marieke)
    url = f"/agreements/{agreed.pk}/conversations/"
    empty = client.post(url, {"kind": "talk", "day": ""})
    assert "This field is required" in empty.content.decode()

    client.post(url, {"kind": "review", "day": "2026-03-09", "people": "Daan"})
    talk = Conversation.objects.get()
    assert (talk.kind, talk.day, talk.people) == ("review", date(2026, 3, 9), "Daan")

    to = f"{talk.get_absolute_url()}actions/"
    client.post(to, {"text": "Bellen", "owner": daan.pk, "due_on": "2026-03-01"})
    (action,) = talk.actions.all()
    assert "the day is past" in client.get(url).content.decode()
    line = client.post(f"{to}{action.pk}/", {"done": "yes"}, headers={"HX-Request": "true"})
    assert "<s>Bellen</s>" in line.content.decode()
    assert "Not done after all" in line.content.decode()


@pytest.mark.parametrize("where", ["sheet", "list", "all"])
def test_the_cost_is_the_same_for_few_and_for_many(
    client, promise_of, agreed, talk, marieke, daan, notuleren, where
):
    client.force_login(marieke)
    promise_of(notuleren)

    def fill(number):
        other = a_talk(an_agreement(a_client(agreed.agreement.client.pool, f"U{number}")), marieke)
        an_action(other, marieke, marieke)
        an_action(talk, daan, marieke)
        version = a_service(f"XX-{number}")
        with as_if_written_so():
            line = agreed.lines.create(service=version.service)
        a_norm("turnaround", days=2, agreement_line=line)
        talk.services.create(service=version.service)
        actions.keep_point(promise_of(version), "Graag anders", confidential=False, now=NOW)
        before = a_talk(agreed, marieke, kind="review")
        Conversation.objects.filter(pk=before.pk).update(shared_at=NOW, shared_by=marieke)
        an_action(before, daan, marieke)

    addresses = {
        "sheet": talk.get_absolute_url(),
        "list": f"/agreements/{agreed.pk}/conversations/",
        "all": "/agreements/conversations/",
    }

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(addresses[where]).status_code == 200
        return len(captured)

    fill(0)
    few = cost()
    for number in range(1, 6):
        fill(number)

    assert cost() == few


def test_the_next_draft_begins_with_what_came_of_it_once(promise_of, agreed, notuleren, marieke):
    vergaderen, bloemen = a_service("PO-14", "Vergaderen"), a_service("PT-10", "Bloemen")
    with as_if_written_so():
        agreed.lines.create(service=vergaderen.service)
    promise_of(bloemen)
    talk = a_talk(agreed, marieke)
    with pytest.raises(Refused, match="Share"):
        make_next_draft(talk, by=marieke, now=NOW)
    said = {notuleren: ("scrap", ""), vergaderen: ("keep", ""), bloemen: ("extend", "Elke\nweek")}
    for version, (verdict, note) in said.items():
        talk.services.filter(service=version.service).update(verdict=verdict, note=note)
    share(talk, marieke)

    draft = make_next_draft(talk, by=marieke, now=NOW)
    assert make_next_draft(talk, by=marieke, now=later(hours=1)) == draft

    assert [line.service for line in draft.lines.all()] == [vergaderen.service]
    steps = draft.drafting_steps.filter(title__startswith="Bloemen")
    assert [step.title for step in steps] == ["Bloemen: more of it. Elke week"]
    assert agreed.lines.count() == 2


def test_only_the_coordinator_makes_the_next_draft(client, talk, marieke, fatima, daan):
    share(talk, marieke)
    for person in (fatima, daan):
        with pytest.raises(Refused):
            make_next_draft(talk, by=person, now=NOW)

    client.force_login(marieke)
    answer = client.post(f"{talk.get_absolute_url()}next-draft/")
    talk.refresh_from_db()
    assert answer.url == f"/agreements/{talk.next_version_id}/draft/"
