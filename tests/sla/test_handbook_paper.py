"""The handbook on paper, read back: text in order, tags, contents and bookmarks."""

import json
from dataclasses import asdict, replace
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from pdc.models import Theme
from sla.handbook.contents import (
    Chapter,
    Entry,
    Points,
    Question,
    Section,
    Step,
    chapters,
    in_force,
)
from sla.handbook.paper import LOOK, ask_for_paper, printed
from sla.handbook.printing import Signs, shown
from sla.handbook.printing import printed as on_paper
from teams.longwork import files
from teams.longwork.making import make_next
from teams.models import LongTask
from tests.factories import NOW, a_service, later
from tests.sla.paper import bookmarks, levels, read, tags, words
from tests.sla.test_handbook import NASTY

PAPER = reverse("sla:handbook_paper")
ON = NOW.date()


@pytest.fixture
def monday(monday_ten_oclock, settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path
    settings.ORGANISATION = "Waterschap De Vecht"


@pytest.fixture
def catalogue(db, monday):
    """Two themes, one of them with a category."""
    rooms = a_service(
        "PO-10",
        "Vergaderzaal reserveren",
        summary="Een ruimte voor iedereen.",
        included=["zaal op naam"],
        questions=[{"key": "dag", "label": "Welke dag?", "required": True}],
        steps=["Zaal zoeken", "Bevestigen"],
    )
    flowers = a_service("PO-11", "Bloemen bestellen", summary="Een bos op tafel.")
    other = Theme.objects.create(code="FIN", name="Geld", order=1)
    category = Theme.objects.create(code="DEC", name="Declareren", parent=other)
    for version, theme in ((rooms, category), (flowers, flowers.service.theme)):
        version.service.theme = theme
        version.service.save()
    return {"po": flowers.service.theme, "fin": other}


@pytest.fixture
def whole(catalogue):
    return read(printed(chapters(in_force(ON)), since=ON))


def test_the_text_reads_in_order(whole):
    told = words(whole)

    order = [
        "Waterschap De Vecht",
        "How we do it: 2 services",
        "as it is since 2 March 2026",
        "Contents",
        "Een bos op tafel.",
        "within 4 working hours",
        "Een ruimte voor iedereen.",
        "zaal op naam",
        "Welke dag?",
        "Zaal zoeken",
        "Bevestigen",
    ]
    places = [told.find(one) for one in order]
    assert -1 not in places
    assert places == sorted(places)


def test_it_is_tagged_for_who_listens(whole):
    root = whole.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode()
    assert whole.metadata.title == "Handbook"
    assert whole.metadata.author == "Waterschap De Vecht"
    assert {"/TOC", "/H1", "/H2", "/H3", "/H4", "/L", "/LI", "/Table", "/TH", "/TD"} <= set(
        tags(whole)
    )


def test_headings_never_skip_a_level(whole):
    told = levels(whole)

    assert told[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(told))


def test_bookmarks_and_contents_lead_to_themes_categories_and_services(whole):
    assert bookmarks(whole) == [
        (0, "Plannen en organiseren"),
        (1, "Bloemen bestellen"),
        (0, "Geld"),
        (1, "Declareren"),
        (2, "Vergaderzaal reserveren"),
    ]
    contents = " ".join(whole.pages[1].extract_text().split())
    assert [contents.index(title) for _depth, title in bookmarks(whole)] == sorted(
        contents.index(title) for _depth, title in bookmarks(whole)
    )
    assert len(whole.pages[1]["/Annots"]) >= 5


def test_pages_are_numbered_and_say_what_they_are_of(whole):
    last = whole.pages[-1].extract_text()

    assert f"{len(whole.pages)} / {len(whole.pages)}" in last
    assert "Waterschap De Vecht · Handbook" in last
    assert "as it is since" in last


def test_in_dutch_all_of_it_is_dutch(catalogue):
    with translation.override("nl"):
        reader = read(printed(chapters(in_force(ON)), since=ON))

    assert reader.trailer["/Root"]["/Lang"].startswith("nl")
    assert reader.metadata.title == "Handboek"
    assert "Hoe we het doen" in words(reader)
    assert "2 maart 2026" in words(reader)


def test_what_was_typed_is_only_text(catalogue):
    a_service("PO-13", NASTY, summary=NASTY, included=[NASTY], steps=[NASTY])

    told = words(read(printed(chapters(in_force(ON, "PO")), since=ON)))

    assert told.count("<script>alert(1)</script> #let x = 1 *vet* $a$") >= 4
    assert "@s-PO-10" in told
    assert "□" in told


def a_chapter(text):
    """Return a chapter in which a text stands everywhere it can."""
    step, asked = Step(1, text, text, on_checklist=False), Question(text, text, text, [text])
    told = (text, [(text, text)], [Points(text, [text])], [asked], text, [(text, text)], [step])
    sections = [
        Section(text, [Entry("PO-1", text, text, *told)]),
        Section("", [Entry("PO-2", text, text, *told)]),
    ]
    return Chapter(text, text, text, sections)


@given(text=st.text(max_size=30))
@example(text="")
@example(text="\r\t\x0b\ufeff\u202e\u0301")
@example(text="#pagebreak() = - + / // @x <x> \\ ` ``` $ _ * [ ]")
@settings(max_examples=20, deadline=None)
def test_whatever_is_typed_there_is_a_file(text):
    book = shown(json.loads(json.dumps(asdict(a_chapter(text)))), Signs())

    assert on_paper(str(LOOK), json.dumps({**EMPTY, "chapters": [book]})).startswith(b"%PDF")


WORDS = ["contents", "questions", "process", "no_steps", "number", "who", "what", "not_ticked"]
EMPTY = {
    **dict.fromkeys(["title", "subtitle", "organisation", "running", "state"], "x"),
    "language": "nl",
    "said": dict.fromkeys(WORDS, "x"),
}


def test_a_text_of_a_hundred_thousand_signs_is_printed():
    long = replace(a_chapter("x"), description="lang woord " * 10_000)

    assert len(read(printed([long], since=None)).pages) > 10


def test_who_asks_sees_how_far_it_is_and_the_next_gets_it_at_once(client, catalogue, fatima, sanne):
    client.force_login(fatima)
    first = client.post(PAPER)
    make_next(now=NOW)

    task = LongTask.objects.get()
    assert first.url == task.get_absolute_url()
    assert (task.done, task.total, task.name) == (2, 2, "handbook-2026-03-02.pdf")
    client.force_login(sanne)
    second = client.post(PAPER)
    theirs = LongTask.objects.get(asked_by=sanne)
    assert second.url == reverse("teams:long_task_file", args=[theirs.pk])
    assert b"".join(client.get(second.url).streaming_content).startswith(b"%PDF")


def test_a_chapter_holds_one_theme(client, catalogue, fatima):
    client.force_login(fatima)
    client.post(PAPER, {"theme": "FIN"})
    make_next(now=NOW)

    task = LongTask.objects.get()
    with files.read(task.stored) as file:
        reader = PdfReader(file)
        assert "Vergaderzaal reserveren" in words(reader)
        assert "Bloemen" not in words(reader)
        assert reader.metadata.title == "Handbook: Geld"
    assert task.name == "handbook-geld-2026-03-02.pdf"
    assert client.post(PAPER, {"theme": "DEC"}).status_code == 404


def test_another_version_language_or_theme_is_another_file(catalogue, fatima, sanne):
    def key(theme=None, language="en"):
        with translation.override(language):
            return ask_for_paper(theme, by=sanne, on=ON, now=later(minutes=1)).key

    same = ask_for_paper(None, by=fatima, on=ON, now=NOW).key
    assert key() == same
    others = {key(catalogue["po"]), key(catalogue["fin"]), key(language="nl")}
    a_service("PO-14", "Nieuw")
    assert len(others | {same, key()}) == 5
