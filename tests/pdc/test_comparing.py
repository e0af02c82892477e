"""What differs between two versions, in words that also say it to who does not see the marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdc.comparing import GONE, NEW, SAME, Piece, compare, compare_lines
from tests.factories import a_service

texts = st.lists(st.text(alphabet="ab \n<é.", max_size=12), max_size=6)


def said(lines, *kinds):
    return ["".join(piece.text for piece in line if piece.kind in kinds) for line in lines]


@given(old=texts, new=texts)
def test_nothing_is_lost_or_made_up(old, new):
    lines = compare_lines(old, new)

    assert [text for text in said(lines, SAME, GONE) if text] == [text for text in old if text]
    assert [text for text in said(lines, SAME, NEW) if text] == [text for text in new if text]


def test_a_line_that_was_reworded_shows_its_words():
    (line,) = compare_lines(["Klaar in twee dagen"], ["Klaar in drie dagen"])

    kinds = [(piece.kind, piece.text) for piece in line]
    assert kinds == [(SAME, "Klaar in "), (GONE, "twee"), (NEW, "drie"), (SAME, " dagen")]


def test_a_very_long_line_differs_as_a_whole():
    old, new = "woord " * 3_000, "woord " * 3_000 + "erbij"

    assert compare_lines([old], [new]) == [[Piece(GONE, old), Piece(NEW, new)]]


@pytest.mark.django_db
def test_each_part_says_whether_it_differs(client, marieke):
    old = a_service(summary="Een zaal", questions=[{"key": "zaal"}], steps=["Kijkt"])
    old.valid_until = old.valid_from
    old.save()
    new = a_service("PO-11", old.name, summary="Een <b>zaal</b>", steps=["Kijkt", "Belt"])

    parts = {part.name: part.differs for part in compare(old, new)}
    assert parts == {"name": False, "summary": True, "questions": True, "process": True}


@pytest.mark.django_db
@pytest.mark.usefixtures("monday_ten_oclock")
def test_the_page_marks_in_words_too_and_escapes(client, marieke):
    old = a_service(summary="Een zaal", valid_until="2025-12-31")
    fields = {"valid_from": "2026-01-01", "summary": "Een <b>zaal</b>", "name": old.name}
    new = old.service.versions.create(number=2, status="published", **fields)
    client.force_login(marieke)

    page = client.get("/catalogue/PO-10/compare/", {"a": 1, "b": 2}).content.decode()

    assert '<ins><span class="visually-hidden">new: </span>&lt;b&gt;' in page
    assert "<b>zaal" not in page
    same = client.get("/catalogue/PO-10/compare/", {"a": 2, "b": 2}).content.decode()
    assert "Nothing differs" in same
    norms = client.get("/agreements/norms/PO-10/changes/", {"a": 1, "b": new.number})
    assert "<del>" in norms.content.decode()
