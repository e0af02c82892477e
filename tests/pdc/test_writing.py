"""Drafts are started, written by more than one at a time, and nothing typed is lost."""

import pytest
from django.utils import timezone

from pdc.drafting import start_service
from pdc.models import ServiceVersion
from pdc.policies import Refused, why_not_write
from pdc.publishing.auditing import ask_audit
from pdc.writing.actions import throw_away
from sla.actions import start_draft
from tests.factories import NOW, a_service, later
from tests.pdc.writing import Writer

PLACE = "/catalogue/drafts/PO-10/"
WHOLE = {"text-name": "Zaal", "text-summary": "Een zaal.", "text-included": "scherm\nkoffie"}


@pytest.fixture
def version(noord):
    return a_service(
        name="Zaal",
        summary="Een zaal.",
        included=["scherm", "koffie"],
        keywords=["vergaderkamer"],
        questions=[{"key": "dag", "type": "date", "is_event": True}, {"key": "wie"}],
        steps=["Zaal zoeken", "Bevestigen"],
        worth="much",
    )


@pytest.fixture
def draft(version, fatima, monday_ten_oclock):
    return start_draft(version.service, by=fatima, now=NOW)


def said(draft):
    return ServiceVersion.objects.get(pk=draft.pk)


def test_a_draft_is_a_whole_copy_of_what_holds(version, draft, fatima):
    assert (draft.number, draft.status, draft.author) == (2, "draft", fatima)
    assert {name: getattr(draft, name) for name in ServiceVersion.WRITTEN} == {
        name: getattr(version, name) for name in ServiceVersion.WRITTEN
    }
    for rows in ("intake_fields", "process__steps", "norms"):
        both = [
            list(ServiceVersion.objects.filter(pk=one.pk).values_list(f"{rows}__{name}"))
            for one in (version, draft)
            for name in [{"intake_fields": "key", "process__steps": "action"}.get(rows, "amount")]
        ]
        assert sorted(both[0]) == sorted(both[1])
        assert both[0] != [(None,)]


def test_whoever_starts_second_finds_the_draft_of_the_first(version, draft, joost):
    assert start_draft(version.service, by=joost, now=later(minutes=1)) == draft
    assert draft.norms.count() == version.norms.count()


def test_a_new_service_gets_a_code_and_a_place(version, fatima, monday_ten_oclock):
    service = start_service("Fietsen uitlenen", by=fatima, now=NOW)

    assert (service.code, service.theme.code) == ("PO-11", "PO")
    assert service.versions.get().author == fatima


def test_a_client_starts_nothing(version, daan):
    with pytest.raises(Refused):
        start_draft(version.service, by=daan, now=NOW)
    with pytest.raises(Refused):
        start_service("Iets", by=daan, now=NOW)


@pytest.mark.parametrize("status", ["in_audit", "published", "retired"])
def test_only_a_draft_is_written_in(status, version, fatima):
    version.status = status

    assert why_not_write(version, fatima, NOW.date())


def test_what_is_typed_is_kept_and_who_wrote_it(draft, joost):
    joosts = Writer(joost, PLACE)
    answer = joosts.sends(WHOLE | {"text-summary": "Een mooie zaal.\r\nMet ramen. "})

    assert "Saved at 10:00" in answer.content.decode()
    assert answer["HX-Trigger"] == '{"draft-kept": {}, "draft-written": {}}'
    assert said(draft).summary == "Een mooie zaal.\nMet ramen."
    assert said(draft).included == ["scherm", "koffie"]
    assert [*said(draft).writers.all()] == [joost]


def test_sending_what_was_there_changes_nothing(draft, joost):
    unchanged = {f"text-{name}": as_sent(getattr(draft, name)) for name in ServiceVersion.WRITTEN}
    Writer(joost, PLACE).sends({name: text for name, text in unchanged.items() if text})

    assert not said(draft).writers.exists()
    assert said(draft).worth == "much"


def as_sent(value):
    return "\n".join(value) if isinstance(value, list) else value


def test_two_who_write_other_parts_both_keep_theirs(draft, fatima, joost):
    one, other = Writer(fatima, PLACE), Writer(joost, PLACE)
    one.sends(WHOLE | {"text-summary": "Van Fatima."})
    other.sends(WHOLE | {"text-name": "Van Joost"})

    assert (said(draft).summary, said(draft).name) == ("Van Fatima.", "Van Joost")


def test_two_who_write_the_same_part_see_both_texts_and_choose(draft, fatima, joost):
    one, other = Writer(fatima, PLACE), Writer(joost, PLACE)
    one.sends(WHOLE | {"text-summary": "Van Fatima <b>."})
    answer = other.sends(WHOLE | {"text-summary": "Van Joost."}).content.decode()

    assert said(draft).summary == "Van Fatima <b>."
    assert "Van Fatima &lt;b&gt;." in answer
    assert "Not all is saved" in answer

    mine = answer.split('value="mine:')[1].split('"')[0]
    other.sends(WHOLE | {"text-summary": "Van Joost."}, do=f"mine:{mine}")
    assert said(draft).summary == "Van Joost."


def test_choosing_mine_does_not_undo_what_a_third_wrote_since(draft, fatima, joost, marieke):
    writers = [Writer(person, PLACE) for person in (fatima, joost, marieke)]
    one, other, third = writers
    one.sends(WHOLE | {"text-summary": "Van Fatima."})
    answer = other.sends(WHOLE | {"text-summary": "Van Joost."}).content.decode()
    mine = answer.split('value="mine:')[1].split('"')[0]
    third.open()
    third.sends(WHOLE | {"text-summary": "Van Marieke."})
    answer = other.sends(WHOLE | {"text-summary": "Van Joost."}, do=f"mine:{mine}")

    assert said(draft).summary == "Van Marieke."
    assert "Van Marieke." in answer.content.decode()
    assert "Van Joost." in answer.content.decode()


def test_taking_theirs_gives_way(draft, fatima, joost):
    one, other = Writer(fatima, PLACE), Writer(joost, PLACE)
    one.sends(WHOLE | {"text-summary": "Van Fatima."})
    answer = other.sends(WHOLE | {"text-summary": "Van Joost."}, do="theirs:text-summary")

    assert said(draft).summary == "Van Fatima."
    assert "Van Joost." not in answer.content.decode()


def test_what_can_not_be_kept_says_so_and_stays_typed(draft, fatima):
    typed = WHOLE | {"text-name": "", "text-min_notice": "gauw", "text-summary": "Wel."}
    answer = Writer(fatima, PLACE).sends(typed, plain=True).content.decode()

    assert (said(draft).name, said(draft).summary) == ("Zaal", "Wel.")
    assert 'value="gauw"' in answer
    assert answer.count("This is not saved yet.") == 2


def test_without_script_all_is_saved_at_once(draft, fatima):
    answer = Writer(fatima, PLACE).sends(WHOLE | {"text-name": "Grote zaal"}, plain=True)

    assert answer.status_code == 302
    assert said(draft).name == "Grote zaal"


def test_in_audit_nothing_is_written(draft, fatima, joost):
    writer = Writer(fatima, PLACE)
    asked = {"author": fatima, "auditor": joost, "asked_by": fatima, "asked_at": NOW}
    draft.audits.create(**asked)
    ServiceVersion.objects.filter(pk=draft.pk).update(status="in_audit")
    writer.sends(WHOLE | {"text-name": "Anders"})

    assert said(draft).name == "Zaal"
    assert "auditing this draft" in writer.open()


def test_the_drafts_are_listed(draft, fatima):
    page = Writer(fatima, "/catalogue/drafts/").open()

    assert "Zaal" in page
    assert f"{timezone.localtime(NOW):%H:%M}" in page


def test_what_is_typed_is_shown_as_text(draft, fatima):
    nasty = "<script>alert(1)</script>\u202e\U0001f986" + "a" * 100_000
    writer = Writer(fatima, PLACE)
    writer.sends(WHOLE | {"text-summary": nasty})

    assert said(draft).summary == nasty
    assert "<script>alert" not in writer.open()


def test_a_draft_is_thrown_away_and_what_holds_stays(version, draft, joost):
    joosts = Writer(joost, PLACE)
    answer = joosts.visitor.post(f"{PLACE}throw-away/", follow=True).content.decode()

    assert "The draft is thrown away." in answer
    assert [*version.service.versions.all()] == [version]
    with pytest.raises(Refused, match="threw this draft away"):
        throw_away(draft, by=joost, now=NOW)
    with pytest.raises(Refused, match="threw this draft away"):
        ask_audit(draft, auditor=joost, by=joost, now=NOW)


def test_what_was_only_ever_a_draft_keeps_its_code(version, fatima, monday_ten_oclock):
    service = start_service("Fietsen uitlenen", by=fatima, now=NOW)
    throw_away(service.versions.get(), by=fatima, now=NOW)

    assert start_service("Bloemen", by=fatima, now=NOW).code == "PO-12"
    assert start_draft(service, by=fatima, now=NOW).name == "PO-11"
