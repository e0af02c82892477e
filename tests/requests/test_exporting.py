"""The queue as a spreadsheet, read back as whoever opens it would."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from requests import actions, exporting
from tests.factories import NOW, a_request, a_service, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
EXPORT, COLUMNS = reverse("requests:export"), reverse("requests:columns")


def on_the_wall(text):
    return local(text).replace(tzinfo=None)


def read(answer):
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return book.active


def rows(visitor, **asked):
    sheet = read(visitor.post(reverse("requests:export", query=asked)))
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_columns_one_sees_come_with_number_and_due_time_as_real_dates(desk, daan, fatima):
    picked_up = a_request(daan, by=fatima, subject="Zaal", service=a_service())
    actions.pick_up(picked_up, by=fatima, now=NOW)
    new = a_request(daan, by=fatima, subject="Bloemen")

    headings, first, second = rows(desk)

    assert headings == [
        "Number", "Due", "What", "State", "Service", "Asked by", "Client", "Next step",
        "Who has it",
    ]  # fmt: skip
    assert first[:3] == [new.number, on_the_wall("2026-03-02T14:30"), "Bloemen"]
    assert second == [
        picked_up.number,
        on_the_wall("2026-03-04T17:00"),
        "Zaal",
        "on time",
        "Vergaderzaal reserveren",
        "Daan Visser",
        "Projecten",
        "Finish",
        "Fatima Bouzid",
    ]


def test_columns_and_filters_hold_for_the_sheet_too(desk, daan, fatima):
    a_request(daan, by=fatima, subject="een", channel="email")
    a_request(daan, by=fatima, subject="twee")
    desk.post(COLUMNS, {"columns": ["channel", "received", "pool"]})

    headings, *found = rows(desk, channel="email", show="new")

    assert headings[3:] == ["Pool", "Channel", "Received"]
    assert [row[2:] for row in found] == [
        ["een", "Pool Noord", "e-mail", on_the_wall("2026-03-02T10:00")]
    ]


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1"])
def test_what_people_typed_is_never_a_formula(desk, daan, fatima, typed):
    a_request(daan, by=fatima, subject=typed)

    sheet = read(desk.post(EXPORT))

    cell = sheet["C2"]
    assert (cell.value, cell.data_type) == (typed, "s")


def test_signs_no_spreadsheet_can_hold_are_left_out(desk, daan, fatima):
    a_request(daan, by=fatima, subject="een\x0btwee")

    assert rows(desk)[1][2] == "eentwee"


def test_each_gets_only_what_they_may_see(client, desk, fatima, joost, sanne, daan, stranger):
    a_request(daan, by=fatima, subject="sollicitatie", confidential=True)
    a_request(stranger, by=sanne, subject="van een ander")

    assert [row[2] for row in rows(client)[1:]] == ["sollicitatie"]
    client.force_login(joost)
    assert rows(client)[1:] == []
    client.force_login(daan)
    assert client.post(EXPORT).url == reverse("home")
    client.force_login(joost)
    theirs = fatima.saved_views.create(name="x")
    assert client.post(f"{EXPORT}?view={theirs.pk}").status_code == 404


def test_of_very_many_the_first_are_there_and_the_sheet_says_so(desk, daan, fatima, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 2)
    for number in range(3):
        a_request(daan, by=fatima, subject=str(number))

    note, _headings, *found = rows(desk)

    assert note[0] == "Only the first 2 are here. Use filters to see the rest."
    assert len(found) == 2


def test_headings_speak_the_language_of_who_asks(desk, daan, fatima, settings):
    settings.LANGUAGE_CODE = "nl"
    with translation.override("nl"):
        answer = desk.post(EXPORT, headers={"Accept-Language": "nl"})

    assert read(answer)["C1"].value == "Wat"
    assert "wachtrij-2026-03-02" in answer["Content-Disposition"]


def test_it_costs_the_same_number_of_queries_however_many_rows(desk, daan, fatima):
    service = a_service()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            b"".join(desk.post(EXPORT).streaming_content)
        return len(captured)

    a_request(daan, by=fatima, service=service)
    queries()
    few = queries()
    for _again in range(12):
        a_request(daan, by=fatima, service=service)

    assert queries() == few
