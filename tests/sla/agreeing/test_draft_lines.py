"""A line begins with the norms of the catalogue; where it differs it says why."""

from decimal import Decimal

import pytest

from pdc.policies import Refused
from sla.agreeing.line_form import find_line
from sla.agreeing.lines import add_line, remove_line, take_standard
from sla.agreeing.smart import Missing, check, lacks
from sla.models import Norm
from sla.reading import read_lines
from tests.factories import NOW, a_client, a_norm, a_service, set_hours
from tests.sla.agreeing.drafter import Drafter, LineWriter

Kind = Norm.Kind


@pytest.fixture
def prikker(noord):
    """Ready within three days, or four hours when it is urgent; nine in ten are on time."""
    version = a_service("PO-11", "Datumprikker", turnaround_days=3, effort_unit="overleg")
    a_norm(Kind.TURNAROUND, hours=4, service_version=version, urgent=True, kpi_percent=90)
    a_norm(Kind.UPDATE, days=5, service_version=version)
    return version


def norms(line):
    found = line.norms.order_by("kind", "urgent")
    return [(norm.kind, norm.urgent, norm.amount, norm.kpi_percent) for norm in found]


def test_a_line_begins_with_the_norms_of_the_catalogue(draft, prikker, marieke):
    line = add_line(draft, prikker.service_id, by=marieke, now=NOW)

    assert (line.volume_unit, line.volume_per_month, line.deviation) == ("overleg", None, "")
    assert norms(line) == [
        ("response", False, 240, 95),
        ("turnaround", False, 3, 95),
        ("turnaround", True, 240, 90),
    ]
    assert {norm.service_version for norm in line.norms.all()} == {None}
    assert prikker.norms.count() == 4
    assert find_line(draft, line.pk, NOW).departs == []


def test_a_service_is_in_it_once(draft, prikker, marieke):
    line = add_line(draft, prikker.service_id, by=marieke, now=NOW)

    assert add_line(draft, prikker.service_id, by=marieke, now=NOW) == line
    assert draft.lines.count() == 2


def test_what_is_not_for_the_client_is_not_agreed_with_it(draft, prikker, noord, marieke):
    prikker.service.only_for.add(a_client(noord, "HRM"))

    with pytest.raises(Refused, match="not in the catalogue for this client"):
        add_line(draft, prikker.service_id, by=marieke, now=NOW)


def test_services_are_found_and_added_on_the_page(draft, prikker, marieke):
    address = f"/agreements/{draft.pk}/draft/lines/"
    visitor = Drafter(marieke, draft).visitor
    found = visitor.get(address, {"q": "datumprikker"}, headers={"HX-Request": "true"})
    assert "Datumprikker" in found.content.decode()
    assert f'value="{prikker.service_id}"' in found.content.decode()

    sent = {"service": prikker.service_id}
    table = visitor.post(address, sent, headers={"HX-Request": "true"}).content.decode()
    line = draft.lines.get(service=prikker.service)
    assert f'id="write-line-{line.pk}"' in table
    assert "is in it" in visitor.get(address, {"q": "datumprikker"}).content.decode()
    assert visitor.post(address, {"service": "x"}).status_code == 404
    assert visitor.post(address, sent)["Location"] == f"{address}{line.pk}/"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"volume_per_month": "17,3"}, {"volume_per_month": Decimal("17.3")}),
        ({"volume_unit": "zaal"}, {"volume_unit": "zaal"}),
        ({"effort_minutes": "45"}, {"effort_minutes": 45}),
        ({"deviation": "Directie\r\ngaat voor "}, {"deviation": "Directie\ngaat voor"}),
    ],
)
def test_what_is_typed_in_a_line_is_kept(typed, kept, line, marieke):
    writer = LineWriter(marieke, line)
    for _time in range(2):
        assert "Saved at" in writer.types(**typed).content.decode()
        line.refresh_from_db()
        assert {name: getattr(line, name) for name in kept} == kept
        writer.open()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("volume_per_month", "veel"),
        ("volume_per_month", "9" * 20),
        ("volume_unit", "x" * 101),
        ("response", "gauw"),
        ("turnaround", "-3"),
        ("kpi_percent", "101"),
        ("effort_minutes", "9" * 20),
    ],
)
def test_what_is_no_answer_says_so_and_stays_typed(name, wrong, line, marieke):
    before = (norms(line), line.volume_per_month, line.volume_unit, line.effort_minutes)
    answer = LineWriter(marieke, line).types(**{name: wrong})
    assert "This is not saved yet." in answer.content.decode()
    plain = LineWriter(marieke, line).types(plain=True, **{name: wrong})
    assert f'value="{wrong}"' in plain.content.decode()

    line.refresh_from_db()
    assert before == (norms(line), line.volume_per_month, line.volume_unit, line.effort_minutes)


def test_a_norm_that_differs_asks_why(draft, prikker, marieke):
    line = add_line(draft, prikker.service_id, by=marieke, now=NOW)
    writer = LineWriter(marieke, line)
    as_it_is = {"turnaround": "3 working days", "volume_unit": "overleg", "deviation": ""}
    answer = writer.types(**as_it_is | {"turnaround": "2 working days"}).content.decode()

    assert "The standard is 3 working days." in answer
    assert "Needed, for the standard is: ready 3 working days, 95 %." in answer
    assert norms(line)[1] == ("turnaround", False, 2, 95)
    assert norms(line)[2] == ("turnaround", True, 240, 90)
    page = Drafter(marieke, draft).open()
    assert "Say why, please." in page
    assert "Datumprikker: say why it differs from the standard." in page

    writer.types(**as_it_is | {"turnaround": "2 working days", "deviation": "Externen"})
    page = Drafter(marieke, draft).open()
    assert "Externen" in page
    assert "say why it differs" not in page


def test_a_share_of_its_own_is_of_both_norms_and_differs(line, marieke):
    LineWriter(marieke, line).types(kpi_percent="90")

    assert norms(line) == [("response", False, 240, 90), ("turnaround", False, 1, 90)]


def test_a_norm_that_is_emptied_is_by_the_standard(line, draft, marieke):
    writer = LineWriter(marieke, line)
    answer = writer.types(turnaround="").content.decode()

    assert "Empty: the standard holds, 2 working days." in answer
    assert "It does not differ from the standard now" in answer
    assert norms(line) == [("response", False, 240, 95)]
    assert find_line(draft, line.pk, NOW).turnaround.amount == 2
    writer.open()
    writer.types(turnaround="5 working days")
    assert norms(line)[1] == ("turnaround", False, 5, 95)


def test_a_share_without_a_norm_is_the_share_of_nothing(line, marieke):
    line.norms.all().delete()
    answer = LineWriter(marieke, line).types(response="", turnaround="", kpi_percent="80")

    assert "Type a norm first" in answer.content.decode()


def test_the_standard_is_taken_in_one_click(line, marieke):
    LineWriter(marieke, line).types(do="standard")

    line.refresh_from_db()
    assert norms(line) == [("response", False, 240, 95), ("turnaround", False, 2, 95)]
    assert line.deviation == ""
    take_standard(line.version, 0, by=marieke, now=NOW)  # of a line that is gone: nothing


def test_the_hours_it_comes_to_are_said(line, marieke):
    answer = LineWriter(marieke, line).types(volume_per_month="15").content.decode()

    assert "Empty: 20, as the catalogue says." in answer
    assert "Together 5.0 hours a month." in answer


def test_two_who_write_the_same_norm_see_both(line, marieke):
    one, other = LineWriter(marieke, line), LineWriter(marieke, line)
    one.types(turnaround="3 working days")
    answer = other.types(turnaround="4 working days").content.decode()

    assert "A colleague wrote here meanwhile." in answer
    assert norms(line)[1] == ("turnaround", False, 3, 95)
    other.types(turnaround="4 working days", do="theirs:" + f"line{line.pk}-turnaround")
    assert norms(line)[1] == ("turnaround", False, 3, 95)


def test_a_line_is_taken_out_and_what_was_typed_in_it_meanwhile_is_refused(line, draft, marieke):
    other = LineWriter(marieke, line)
    table = LineWriter(marieke, line).types(do="remove").content.decode()
    assert "No service yet." in table
    assert not draft.lines.exists()

    assert other.types(turnaround="3 working days").status_code == 404
    remove_line(draft, line.pk, by=marieke, now=NOW)  # twice is once


def test_ready_with_a_line_closes_it_unless_something_is_wrong(line, marieke):
    writer = LineWriter(marieke, line)
    assert 'id="write-line' not in writer.types(do="done").content.decode()
    writer.open()
    assert 'id="write-line' in writer.types(do="done", turnaround="gauw").content.decode()
    writer.open()
    there = f"/agreements/{line.version_id}/draft/#services"
    assert writer.types(do="done", plain=True)["Location"] == there


def test_who_does_not_coordinate_writes_in_no_line(line, fatima, draft, prikker):
    address = f"/agreements/{draft.pk}/draft/lines/"
    assert LineWriter(fatima, line).types(turnaround="9 working days").status_code == 200
    visitor = Drafter(fatima, draft).visitor
    visitor.post(address, {"service": prikker.service_id})

    assert draft.lines.count() == 1
    assert norms(line)[1] == ("turnaround", False, 1, 95)


# The SMART check: what is done to a line that lacks nothing, and what it then lacks.
def without(**fields):
    def change(line, _draft, _zaal):
        type(line).objects.filter(pk=line.pk).update(**fields)

    return change


def without_contact(_line, draft, _zaal):
    type(draft).objects.filter(pk=draft.pk).update(client_contact=None)


def from_an_event(line, _draft, _zaal):
    line.norms.filter(kind=Kind.TURNAROUND).update(way="days_before", amount=3)


def never_open(_line, draft, _zaal):
    set_hours(draft.calendar, {}, now=NOW)


SMART = {
    "nothing": (lambda *_all: None, []),
    "measure": (without(volume_unit=""), [Missing.MEASURE]),
    "number": (without(volume_per_month=None), [Missing.NUMBER]),
    "zero is a number": (without(volume_per_month=0), []),
    "event": (from_an_event, [Missing.EVENT]),
    "calendar": (never_open, [Missing.CALENDAR]),
    "who": (without_contact, [Missing.WHO]),
    "reason": (without(deviation=""), [Missing.REASON]),
    "two": (without(deviation="", volume_unit=""), [Missing.MEASURE, Missing.REASON]),
}


@pytest.mark.parametrize("name", SMART)
def test_what_a_line_lacks_is_named(name, line, draft, zaal):
    change, missing = SMART[name]
    change(line, draft, zaal)
    held = type(draft).objects.get(pk=draft.pk)

    assert lacks(find_line(held, line.pk, NOW), held, asking=()) == missing


def test_without_a_turnaround_anywhere_the_term_is_missing(draft, marieke):
    service = a_service("PO-12", "Meedenken", turnaround_days=None, effort_unit="keer")
    line = add_line(draft, service.service_id, by=marieke, now=NOW)

    missing = [Missing.NUMBER, Missing.TERM]
    assert lacks(find_line(draft, line.pk, NOW), draft, asking=()) == missing


def test_a_norm_from_an_event_is_fine_where_a_question_asks_for_it(draft, marieke):
    question = {"key": "dag", "type": "date", "is_event": True}
    service = a_service("PO-12", "Notulen", questions=[question], effort_unit="overleg")
    line = add_line(draft, service.service_id, by=marieke, now=NOW)
    line.norms.filter(kind=Kind.TURNAROUND).update(starts="event_end")

    remarks = check(draft, read_lines(draft, NOW.date())).remarks
    assert Missing.EVENT not in [remark.missing for remark in remarks]


def test_what_all_lines_lack_is_said_once(draft, prikker, marieke):
    for number in range(5):
        service = a_service(f"PO-{20 + number}", f"Dienst {number}")
        add_line(draft, service.service_id, by=marieke, now=NOW)
    type(draft).objects.filter(pk=draft.pk).update(client_contact=None)
    page = Drafter(marieke, draft).open()

    assert "All lines: choose the contact of both sides" in page
    assert "Dienst 0, Dienst 1, Dienst 2 and 2 more: say how many a month" in page
    assert "0 of 6 lines without a remark." in page
