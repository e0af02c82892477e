"""Colleagues say something of a draft, and somebody settles it; it stays with the draft."""

import pytest

from pdc.models import ServiceVersion
from pdc.policies import Refused
from pdc.writing.remarks import say, settle
from sla.actions import start_draft
from tests.factories import NOW, a_service, later
from tests.pdc.writing import Writer

PLACE = "/catalogue/drafts/PO-10/remarks/"


@pytest.fixture
def draft(noord, fatima, monday_ten_oclock):
    return start_draft(a_service().service, by=fatima, now=NOW)


def test_a_remark_is_shown_until_it_is_settled_and_after(draft, fatima, joost):
    joosts, fatimas = Writer(joost, PLACE), Writer(fatima, PLACE)
    joosts.sends({"part": "summary", "text": "Te <b>lang</b>"}, plain=True)
    page = fatimas.open()
    assert "Te &lt;b&gt;lang&lt;/b&gt;" in page
    assert "What the client gets" in page

    remark = draft.remarks.get()
    fatimas.visitor.post(f"{PLACE}{remark.pk}/")
    remark.refresh_from_db()
    assert (remark.settled_by, remark.settled_at) == (fatima, NOW)
    assert "settled by Fatima Bouzid" in joosts.open()

    joosts.visitor.post(f"{PLACE}{remark.pk}/", {"do": "open"})
    assert draft.remarks.get().settled_by is None


@pytest.mark.parametrize(
    ("part", "page"),
    [("summary", ""), ("questions", "questions/"), ("norms", "norms/"), ("process", "process/")],
)
def test_a_remark_stands_at_what_it_is_about(part, page, draft, fatima, joost):
    remark = say(draft, part=part, text="Te <b>lang</b>", by=joost, now=NOW)
    shown = {
        place: Writer(fatima, PLACE.replace("remarks/", place)).open().count("&lt;b&gt;lang")
        for place in ("", "questions/", "norms/", "process/", "place/")
    }
    assert shown == dict.fromkeys(shown, 0) | {page: 1}
    assert f'id="remark-{remark.pk}"' in Writer(fatima, PLACE).open()

    settle(remark, by=joost, now=NOW)
    assert "&lt;b&gt;lang" not in Writer(fatima, PLACE.replace("remarks/", page)).open()


def test_of_two_who_settle_it_the_first_is_remembered(draft, fatima, joost):
    remark = say(draft, part="", text="Goed zo", by=joost, now=NOW)
    settle(remark, by=joost, now=later(minutes=1))
    settle(remark, by=fatima, now=later(minutes=2))

    assert draft.remarks.get().settled_by == joost


def test_an_empty_remark_or_one_about_nothing_that_is_there_is_refused(draft, joost):
    for sent in ({"part": "", "text": " "}, {"part": "elsewhere", "text": "Hier"}):
        answer = Writer(joost, PLACE).sends(sent, plain=True)
        assert answer.status_code == 200

    assert not draft.remarks.exists()


def test_of_what_is_published_nothing_more_is_said(draft, joost, daan):
    published = ServiceVersion.objects.get(status="published")
    with pytest.raises(Refused):
        say(published, part="", text="Nog iets", by=joost, now=NOW)
    with pytest.raises(Refused):
        say(draft, part="", text="Nog iets", by=daan, now=NOW)
