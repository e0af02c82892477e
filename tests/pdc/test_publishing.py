"""From a draft to what holds: a colleague audits it, a coordinator publishes, or lets it stop."""

import re
from datetime import date, timedelta

import pytest

from pdc.models import Audit, News, ServiceVersion
from pdc.policies import Refused
from pdc.publishing import actions, auditing
from tests.factories import NOW, a_coordinator, a_service, as_if_written_so, later
from tests.requests.test_races import at_once

Status, Verdict = ServiceVersion.Status, Audit.Verdict
TODAY = NOW.date()
pytestmark = pytest.mark.django_db


@pytest.fixture
def zaal():
    return a_service("PO-10", "Vergaderzaal")


@pytest.fixture
def draft(zaal, fatima):
    return a_draft_of(zaal, fatima)


def a_draft_of(version, author, **fields):
    fields = {"number": version.number + 1, "name": "Vergaderzaal en lunch"} | fields
    return version.service.versions.create(author=author, **fields)


def ask(draft, joost, by, now=NOW):
    return auditing.ask_audit(draft, auditor=joost, by=by, now=now)


def judge(draft, by, verdict=Verdict.GOOD, found=(), said=""):
    auditing.give_verdict(draft, verdict=verdict, said=said, found=found, by=by, now=NOW)


def publish(draft, by, valid_from=TODAY, note="Nu met lunch."):
    actions.publish(draft, valid_from=valid_from, note=note, by=by, now=NOW)


def found_good(draft, fatima, joost):
    ask(draft, joost, by=fatima)
    judge(draft, joost)
    return draft


def told():
    return [(news.kind, news.person) for news in News.objects.order_by("pk")]


def test_a_colleague_audits_and_a_coordinator_publishes(zaal, draft, fatima, joost, marieke):
    found_good(draft, fatima, joost)
    publish(draft, marieke, valid_from=TODAY + timedelta(days=7))

    zaal.refresh_from_db()
    draft.refresh_from_db()
    assert (zaal.status, zaal.valid_until) == (Status.PUBLISHED, TODAY + timedelta(days=6))
    assert (draft.status, draft.valid_from, draft.valid_until) == (
        Status.PUBLISHED,
        TODAY + timedelta(days=7),
        None,
    )
    assert (draft.published_by, draft.published_at, draft.note) == (marieke, NOW, "Nu met lunch.")
    assert told() == [
        (News.Kind.AUDIT_ASKED, joost),
        (News.Kind.FOUND_GOOD, fatima),
        (News.Kind.CHANGED, None),
        (News.Kind.PUBLISHED, fatima),
    ]


def test_nobody_audits_what_they_wrote(draft, fatima, joost):
    with pytest.raises(Refused, match="their own text"):
        ask(draft, fatima, by=joost)

    assert fatima not in auditing.possible_auditors(draft, TODAY)


def test_who_asks_answers_for_what_nobody_put_their_name_to(zaal, fatima, joost):
    draft = a_draft_of(zaal, None)
    with pytest.raises(Refused, match="their own text"):
        ask(draft, fatima, by=fatima)

    assert ask(draft, joost, by=fatima).author == fatima


def test_only_who_was_asked_gives_a_verdict(draft, fatima, joost, marieke):
    with pytest.raises(Refused, match="not being audited"):
        judge(draft, joost)
    ask(draft, joost, by=fatima)

    for other in (fatima, marieke):
        with pytest.raises(Refused, match="Joost"):
            judge(draft, other)


def test_what_was_found_goes_back_to_who_wrote_it(draft, fatima, joost):
    ask(draft, joost, by=fatima)
    judge(draft, joost, Verdict.REWORK, found=[("summary", "Te lang"), ("", "Wie sluit af?")])

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    first, second = draft.audits.get().findings.all()
    auditing.mend(first, mended=True, by=fatima, now=NOW)
    assert draft.audits.get().findings.filter(mended=True).get() == first
    found_good(draft, fatima, joost)
    with pytest.raises(Refused):
        auditing.mend(second, mended=True, by=fatima, now=NOW)


def test_what_is_taken_back_is_audited_again_before_it_is_published(draft, fatima, joost, marieke):
    ask(draft, joost, by=fatima)
    auditing.take_back(draft, by=fatima, now=NOW)
    assert told()[-1] == (News.Kind.AUDIT_WITHDRAWN, joost)
    with pytest.raises(Refused, match="not being audited any more"):
        judge(draft, joost)

    found_good(draft, fatima, joost)
    auditing.take_back(draft, by=marieke, now=NOW)

    with pytest.raises(Refused, match="First a colleague"):
        publish(draft, marieke)
    ask(draft, joost, by=fatima)
    with pytest.raises(Refused, match="First a colleague"):
        publish(draft, marieke)


def test_a_colleague_who_has_nothing_to_do_with_it_does_not_take_it_back(
    draft, fatima, joost, sanne
):
    ask(draft, joost, by=fatima)

    for other in (joost, sanne):
        with pytest.raises(Refused, match="takes it back"):
            auditing.take_back(draft, by=other, now=NOW)


@pytest.mark.parametrize("days", [-1, 0])
def test_it_holds_from_today_and_after_the_version_before(draft, fatima, joost, marieke, days):
    found_good(draft, fatima, joost)
    if days < 0:
        with pytest.raises(Refused, match="today or a later day"):
            publish(draft, marieke, TODAY + timedelta(days=days))
        return
    publish(draft, marieke)
    third = found_good(a_draft_of(draft, fatima, name="Zaal"), fatima, joost)

    with pytest.raises(Refused, match="Version 2 holds from 2 March 2026"):
        publish(third, marieke)
    publish(third, marieke, TODAY + timedelta(days=1))

    in_force = [
        ServiceVersion.objects.in_force(TODAY + timedelta(days=ahead)).get().number
        for ahead in (-1, 0, 1)
    ]
    assert in_force == [1, 2, 3]


def test_a_secretary_and_who_wrote_it_do_not_publish(draft, fatima, joost):
    found_good(draft, fatima, joost)

    for person in (fatima, joost):
        with pytest.raises(Refused, match="coordinator publishes"):
            publish(draft, person)


def test_a_service_stops_and_says_what_to_ask_for_instead(zaal, marieke, fatima):
    lunch = a_service("PO-11", "Lunch")
    how = {"stops": TODAY + timedelta(days=1), "successor": lunch.service, "now": NOW}
    with pytest.raises(Refused, match="coordinator decides"):
        actions.retire(zaal.service, **how, by=fatima)
    with pytest.raises(Refused, match="another service"):
        actions.retire(zaal.service, **how | {"successor": zaal.service}, by=marieke)

    actions.retire(zaal.service, **how, by=marieke)

    zaal.refresh_from_db()
    assert (zaal.status, zaal.valid_until) == (Status.RETIRED, TODAY)
    assert zaal in ServiceVersion.objects.in_force(TODAY)
    assert zaal not in ServiceVersion.objects.in_force(TODAY + timedelta(days=1))
    assert told() == [(News.Kind.RETIRED, None)]
    with pytest.raises(Refused, match="not offered any more"):
        actions.retire(zaal.service, **how, by=marieke)


def test_what_stopped_is_offered_again_by_a_new_version(zaal, marieke, fatima, joost):
    stops = TODAY + timedelta(days=1)
    actions.retire(
        zaal.service, stops=stops, successor=a_service("PO-11").service, by=marieke, now=NOW
    )
    draft = found_good(a_draft_of(zaal, fatima), fatima, joost)

    actions.publish(
        draft, valid_from=stops + timedelta(days=5), note="", by=marieke, now=later(days=2)
    )

    zaal.refresh_from_db()
    draft.refresh_from_db()
    assert (zaal.valid_until, draft.service.successor) == (date(2026, 3, 2), None)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_one_does(zaal, fatima, joost, marieke, noord):
    other = a_coordinator(noord, "Karin Smit")
    before = zaal
    for ahead in range(5):
        draft = found_good(a_draft_of(before, fatima), fatima, joost)
        day = TODAY + timedelta(days=ahead)

        refused = at_once(
            lambda it=draft, day=day: publish(it, marieke, day),
            lambda it=draft, day=day: publish(it, other, day),
        )

        assert refused == 1
        assert draft.news.filter(kind=News.Kind.CHANGED).count() == 1
        before = draft
    assert ServiceVersion.objects.filter(valid_until=None).get() == before


@pytest.mark.django_db(transaction=True)
def test_it_is_either_published_or_taken_back(zaal, fatima, joost, marieke):
    before = zaal
    for ahead in range(5):
        draft = found_good(a_draft_of(before, fatima), fatima, joost)
        day = TODAY + timedelta(days=ahead)

        refused = at_once(
            lambda it=draft, day=day: publish(it, marieke, day),
            lambda it=draft: auditing.take_back(it, by=fatima, now=NOW),
        )

        draft.refresh_from_db()
        assert refused == 1
        if draft.status == Status.PUBLISHED:
            before = draft
        else:
            draft.audits.all().delete()
            draft.delete()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"label": ""}, "Question 2 has no words."),
        ({"label": "Welke <b>?", "type": "choice"}, "“Welke <b>?” is a choice without choices."),
    ],
)
def test_with_a_question_that_can_not_be_answered_it_goes_nowhere(
    question, words, draft, fatima, joost, marieke
):
    draft.intake_fields.create(key="dag", label="Welke dag?", order=0)
    asked = draft.intake_fields.create(key="x", order=1, **{"label": "Hoe?"} | question)
    with pytest.raises(Refused, match=re.escape(words)):
        ask(draft, joost, by=fatima)

    draft.intake_fields.filter(pk=asked.pk).update(label="Hoe?", type="text")
    found_good(draft, fatima, joost)
    with as_if_written_so():
        draft.intake_fields.filter(pk=asked.pk).update(**question)
    with pytest.raises(Refused, match=re.escape(words)):
        publish(draft, marieke)


def test_what_is_not_ready_can_not_be_asked_about_and_the_page_says_where(client, draft, fatima):
    draft.intake_fields.create(key="x", label="Welke <b>?", type="choice", order=1)
    client.force_login(fatima)
    page = client.get("/catalogue/drafts/PO-10/audit/").content.decode()

    assert page.count('href="/catalogue/drafts/PO-10/questions/"') == 1
    assert "/audit/ask/" not in page
    assert "<b>?" not in page
