"""A draft is written in place: each field kept by itself, and nothing typed is lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sla.models import AgreementVersion
from tests.factories import NOW, a_norm, a_service
from tests.sla.agreeing.drafter import Drafter

# What is typed in each field of a form, and what is kept of it; then what is no answer to it.
FIELDS: dict[str, dict[str, Any]] = {
    "period": {
        "valid_from": ("2027-02-01", date(2027, 2, 1), "x"),
        "valid_until": ("2028-01-31", date(2028, 1, 31), "0001-01-01"),
    },
    "needs": {"needs": ("Veel overleg.\r\nIn het najaar. ", "Veel overleg.\nIn het najaar.", None)},
    "quality": {
        "satisfaction_target": ("7,5", Decimal("7.5"), "11"),
        "off_catalogue_hours": ("6", Decimal("6.0"), "-1"),
        "reporting": ("elk kwartaal", "elk kwartaal", "x" * 300),
    },
    "hours": {
        "support_hours": ("8 tot 6", "8 tot 6", None),
        "outside_support_hours": ("bel de receptie", "bel de receptie", None),
        "contact_routes": ("portaal", "portaal", None),
        "third_party_pauses": ("on", True, None),
        "client_contact_id": ("", None, "999999"),
        "provider_contact_id": ("", None, "x"),
    },
    "escalation": {"repair": ("We bellen.", "We bellen.", None)},
    "review": {
        "review_cadence": ("elk kwartaal", "elk kwartaal", "x" * 300),
        "review_month": ("10", 10, "13"),
        "notes": ("Let op", "Let op", None),
    },
}
EACH = [(part, name) for part, fields in FIELDS.items() for name in fields]


def said(draft):
    return AgreementVersion.objects.get(pk=draft.pk)


def as_it_is(draft, part):
    """Return a part as it is sent when nothing was typed in it."""
    now = said(draft)
    values = {f"{part}-{name}": getattr(now, name) for name in FIELDS[part]}
    if part == "hours":
        values["hours-calendar_id"] = now.calendar_id
    if part == "escalation":
        values |= steps(draft)
    return {name: str(value) for name, value in values.items() if value not in (None, False, "")}


def steps(draft):
    return {
        f"step{step.pk}-{name}": getattr(step, name)
        for step in draft.escalation_steps.all()
        for name in ("when", "who")
    }


@pytest.mark.parametrize(("part", "name"), EACH)
def test_each_field_is_kept_as_it_is_typed(part, name, draft, marieke):
    typed, kept, wrong = FIELDS[part][name]
    writer = Drafter(marieke, draft)
    if wrong is not None:
        before = getattr(said(draft), name)
        answer = writer.writes(part, as_it_is(draft, part) | {f"{part}-{name}": wrong})
        assert "This is not saved yet." in answer.content.decode()
        assert getattr(said(draft), name) == before
    answer = writer.writes(part, as_it_is(draft, part) | {f"{part}-{name}": typed})

    assert "Saved at 10:00" in answer.content.decode()
    assert getattr(said(draft), name) == kept
    assert (said(draft).written_by, said(draft).written_at) == (marieke, NOW)
    # And once more, so that what is kept reads the same as what is sent.
    writer.open()
    writer.writes(part, as_it_is(draft, part) | {f"{part}-{name}": typed})
    assert getattr(said(draft), name) == kept


def test_a_last_day_before_the_first_is_not_kept(draft, marieke):
    typed = {"period-valid_from": "2029-01-01", "period-valid_until": "2027-12-31"}
    writer = Drafter(marieke, draft)
    answer = writer.writes("period", typed).content.decode()

    assert "The last day is before the first." in answer
    assert said(draft).valid_from == date(2027, 1, 1)
    writer.read(answer)
    writer.writes("period", typed | {"period-valid_until": "2029-12-31"})
    assert said(draft).valid_from == date(2029, 1, 1)


def test_the_calendar_is_chosen_of_those_there_are(draft, marieke, zuid):
    other = zuid.own_calendar.calendar
    typed = as_it_is(draft, "hours") | {"hours-calendar_id": str(other.pk)}
    Drafter(marieke, draft).writes("hours", typed)

    assert said(draft).calendar == other


def test_two_who_write_the_same_see_both_and_choose(draft, marieke, noord):
    one, other = Drafter(marieke, draft), Drafter(marieke, draft)
    one.writes("needs", {"needs-needs": "Van de een."})
    answer = other.writes("needs", {"needs-needs": "Van de ander."}).content.decode()

    assert "Van de een." in answer
    assert said(draft).needs == "Van de een."
    button = answer.split('value="mine:needs-needs:')[1].split('"')[0]
    other.writes("needs", {"needs-needs": "Van de ander."}, do=f"mine:needs-needs:{button}")
    assert said(draft).needs == "Van de ander."


def test_two_who_write_other_fields_keep_both(draft, marieke):
    one, other = Drafter(marieke, draft), Drafter(marieke, draft)
    one.writes("review", {"review-notes": "Let op", "review-review_cadence": ""})
    other.writes("review", {"review-notes": "", "review-review_cadence": "elk jaar"})

    assert (said(draft).notes, said(draft).review_cadence) == ("Let op", "elk jaar")


def duties(draft, side):
    return list(draft.responsibilities.filter(side=side).values_list("text", flat=True))


def rows(draft, part, side):
    return {f"{part}{one.pk}-text": one.text for one in draft.responsibilities.filter(side=side)}


@pytest.mark.parametrize(("part", "side"), [("pool", "provider"), ("client", "client")])
def test_what_a_side_does_is_added_moved_taken_away_and_put_back(part, side, draft, marieke):
    writer = Drafter(marieke, draft)
    first = draft.responsibilities.filter(side=side).first()
    writer.writes(part, rows(draft, part, side), do=f"down:{first.pk}")
    assert duties(draft, side) == [f"{side} 1", f"{side} 0", f"{side} 2"]

    writer.open()
    answer = writer.writes(part, rows(draft, part, side), do=f"remove:{first.pk}").content.decode()
    assert duties(draft, side) == [f"{side} 1", f"{side} 2"]
    back = answer.split('value="back:')[1].split('"')[0].replace("&quot;", '"')
    writer.open()
    writer.writes(part, rows(draft, part, side), do=f"back:{back}")
    assert duties(draft, side) == [f"{side} 1", f"{side} 0", f"{side} 2"]

    writer.open()
    writer.writes(part, rows(draft, part, side), do="add")
    assert duties(draft, side)[-1] == ""
    other = {"pool": "client", "client": "pool"}[part]
    assert len(duties(draft, {"pool": "provider", "client": "client"}[other])) == 3


def test_the_words_of_a_step_are_read_by_a_clock(draft, marieke):
    first = draft.escalation_steps.get(level=1)
    typed = {
        f"step{first.pk}-when": "bij 75 procent van de tijd",
        f"step{first.pk}-who": "de behandelaar",
    }
    answer = Drafter(marieke, draft).writes("escalation", steps(draft) | typed).content.decode()

    first.refresh_from_db()
    assert (first.trigger, first.amount, first.roles) == ("share", 75, ["assignee"])
    assert "A clock tells this by itself." in answer


def test_a_step_keeps_its_reading_when_it_is_put_back(draft, marieke):
    writer = Drafter(marieke, draft)
    second = draft.escalation_steps.get(level=2)
    sent = steps(draft)
    answer = writer.writes("escalation", sent, do=f"remove:{second.pk}").content.decode()
    assert [step.level for step in draft.escalation_steps.all()] == [1]

    back = answer.split('value="back:')[1].split('"')[0].replace("&quot;", '"')
    writer.open()
    writer.writes("escalation", sent, do=f"back:{back}")
    step = draft.escalation_steps.get(level=2)
    assert (step.when, step.trigger, step.amount) == ("na 2 werkdagen", "days_after", 2)


def test_a_person_who_left_stays_named_until_somebody_else_is(draft, marieke, daan):
    draft.drafting_steps.update(who=daan)
    daan.client_memberships.all().delete()
    step = draft.drafting_steps.first()
    sent = {
        f"plan{one.pk}-{name}": str(getattr(one, name))
        for one in draft.drafting_steps.all()
        for name in ("title", "who_id", "due_on")
    }
    typed = {f"plan{step.pk}-done": "on", f"plan{step.pk}-due_on": "2026-03-20"}
    Drafter(marieke, draft).writes("plan", sent | typed)

    step.refresh_from_db()
    assert (step.done, step.due_on, step.who) == (True, date(2026, 3, 20), daan)


def test_how_far_it_is_says_what_is_next_and_what_is_late(draft, marieke):
    draft.drafting_steps.filter(order=0).update(done=True)
    draft.drafting_steps.filter(order=1).update(due_on=date(2026, 2, 27))
    page = Drafter(marieke, draft).open()

    assert "1 of 6 steps done." in page
    assert "A date has passed." in page
    draft.drafting_steps.filter(order=1).update(done=True)
    assert "A date has passed." not in Drafter(marieke, draft).open()


def test_it_works_without_scripts(draft, marieke):
    writer = Drafter(marieke, draft)
    answer = writer.writes("needs", {"needs-needs": "Rust"}, plain=True)
    assert answer["Location"] == f"/agreements/{draft.pk}/draft/#needs"
    assert said(draft).needs == "Rust"

    typed = {"quality-satisfaction_target": "99", "quality-reporting": ""}
    page = writer.writes("quality", typed, plain=True).content.decode()
    assert 'value="99"' in page
    assert "Not all is saved" in page


def test_who_does_not_coordinate_reads_and_does_not_write(draft, fatima):
    writer = Drafter(fatima, draft)
    page = writer.open()
    assert "The coordinator of one of its pools writes this agreement." in page
    assert "<fieldset disabled>" in page

    answer = writer.writes("needs", {"needs-needs": "Van Fatima"})
    assert answer["HX-Redirect"] == f"/agreements/{draft.pk}/draft/"
    assert said(draft).needs == ""


def test_what_is_proposed_is_no_draft_any_more(draft, marieke):
    writer = Drafter(marieke, draft)
    AgreementVersion.objects.filter(pk=draft.pk).update(status="proposed")

    assert writer.writes("needs", {"needs-needs": "Te laat"}).status_code == 404
    assert said(draft).needs == ""


def test_a_page_asks_as_much_of_the_database_however_long_it_is(draft, marieke):
    def asked(*addresses):
        with CaptureQueriesContext(connection) as queries:
            for address in addresses:
                assert visitor.get(address).status_code == 200
        return len(queries)

    def grow(first, last):
        for number in range(first, last):
            service = a_service(f"PO-{number:03d}", questions=[{"key": "dag", "is_event": True}])
            line = draft.lines.create(service=service.service, deviation="Waarom")
            a_norm("turnaround", days=3, agreement_line=line)
            draft.responsibilities.create(side="client", order=number, text="Nog iets")
            draft.drafting_steps.create(order=number, title="Nog iets", who=marieke)
            draft.escalation_steps.create(level=number, when="x", who="y", contact=marieke)

    visitor = Drafter(marieke, draft).visitor
    pages = [f"/agreements/{draft.pk}/draft/", f"/agreements/{draft.pk}/draft/beside/"]
    grow(100, 104)
    few = [asked(page) for page in pages]
    grow(104, 159)

    assert draft.lines.count() == 60
    assert [asked(page) for page in pages] == few
    assert few[0] < 45


@pytest.mark.parametrize("sent", [{}, {"do": "add"}, {"do": "back:[0, {}]"}, {"do": "up:x"}])
def test_a_part_that_is_none_is_not_there(sent, draft, marieke):
    assert Drafter(marieke, draft).writes("elsewhere", sent).status_code == 404


def test_a_draft_is_thrown_away_after_asking_once(draft, marieke, fatima):
    visitor, address = Drafter(marieke, draft).visitor, f"/agreements/{draft.pk}/draft/throw-away/"
    assert "Yes, throw it away" in visitor.get(address).content.decode()
    assert AgreementVersion.objects.filter(pk=draft.pk).exists()
    assert Drafter(fatima, draft).visitor.post(address).status_code == 302
    assert AgreementVersion.objects.filter(pk=draft.pk).exists()

    answer = visitor.post(address, follow=True).content.decode()
    assert "The draft is thrown away." in answer
    assert not AgreementVersion.objects.filter(pk=draft.pk).exists()
