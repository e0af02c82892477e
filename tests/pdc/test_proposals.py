"""Proposals: anybody makes one, who may read it talks about it, a coordinator decides once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Visitor
from django.test.utils import CaptureQueriesContext

from pdc.models import News, Proposal, ProposalRemark, ServiceVersion
from pdc.policies import Refused
from pdc.proposals import decline, propose, say, take_over
from tests.factories import NOW, a_coordinator, a_manager, a_service, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
KINDS = Proposal.Kind


@pytest.fixture
def zaal(noord):
    return a_service()


@pytest.fixture
def stranger(projecten):
    return a_manager(projecten, "Otto Vreemd")


def proposed(by, kind=KINDS.NEW, service=None, title="Fietsen"):
    return propose(kind, title, "Er is vraag naar", service, by=by, now=NOW)


def visit(person):
    visitor = Visitor()
    visitor.force_login(person)
    return visitor


def page(person, address="/proposals/"):
    return visit(person).get(address).content.decode()


def test_anybody_who_sees_the_catalogue_proposes(zaal, daan, fatima, stranger):
    for person in (daan, fatima):
        link = "/proposals/new/?service=PO-10"
        assert link in page(person, "/catalogue/PO-10/")
        assert "/proposals/new/" in page(person, "/catalogue/")
        said = {"kind": "scrap", "title": "Weg <b>ermee</b>", "why": "Niemand vraagt het"}
        visit(person).post(link, said)
        made = Proposal.objects.get(made_by=person)
        assert (made.kind, made.service, made.made_at) == ("scrap", zaal.service, NOW)
        assert "Weg &lt;b&gt;ermee&lt;/b&gt;" in page(person, made.get_absolute_url())

    new = visit(fatima).post("/proposals/new/?title=Fiets", {"title": "Fiets", "why": "Vraag"})
    assert Proposal.objects.get(kind="new").get_absolute_url() == new.url
    assert 'value="Fiets"' in page(fatima, "/proposals/new/?title=Fiets")
    assert "Weg" not in page(stranger)


def test_an_old_page_that_is_sent_again_proposes_nothing_more(zaal, noord, daan, fatima):
    said = {"kind": "change", "title": "Langer", "why": "Te kort"}
    for person in (daan, daan, fatima):
        visit(person).post("/proposals/new/?service=PO-10", said)
    assert [one.made_by for one in Proposal.objects.order_by("pk")] == [daan, fatima]

    decline(
        Proposal.objects.get(made_by=daan),
        reason="Nee",
        by=a_coordinator(noord, "Karin Smit"),
        now=NOW,
    )
    visit(daan).post("/proposals/new/?service=PO-10", said)
    assert Proposal.objects.filter(made_by=daan).count() == 2


def told():
    """Return who hears what of proposals that nobody was told yet."""
    news = News.objects.to_announce().exclude(proposal=None)
    return {(one.person.get_short_name(), one.kind) for one in news.select_related("person")}


def test_who_proposed_hears_what_is_said_and_decided(zaal, noord, daan, fatima, joost, marieke):
    one = proposed(daan)
    say(one, text="Hoe vaak?", by=fatima, now=NOW)
    assert told() == {("Daan", "proposal_said")}
    News.objects.all().delete()

    say(one, text="Elke week", by=daan, now=NOW)
    say(one, text="Elke week", by=daan, now=NOW)
    assert told() == {("Fatima", "proposal_said")}
    News.objects.all().delete()

    fatima.pool_memberships.update(until=NOW.date() - timedelta(days=1))
    say(one, text="Ik denk na", by=marieke, now=NOW)
    decline(one, reason="Facilitair doet dit", by=marieke, now=NOW)
    take_over(proposed(daan, title="Auto"), by=marieke, now=NOW)
    take_over(proposed(marieke, title="Trein"), by=marieke, now=NOW)
    assert told() == {
        ("Daan", kind) for kind in ("proposal_said", "proposal_declined", "proposal_taken")
    }
    assert News.objects.count() == 3


def test_a_client_finds_what_they_proposed(zaal, daan):
    one = proposed(daan)
    for address in ("/portal/", "/catalogue/"):
        assert 'href="/proposals/"' in page(daan, address)
    assert "Fietsen" in page(daan)
    assert one.get_status_display() in page(daan)


def test_what_is_missing_is_asked_and_nothing_typed_is_lost(zaal, daan):
    said = {"kind": "new", "title": "Anders", "why": ""}
    answer = visit(daan).post("/proposals/new/?service=PO-10", said).content.decode()

    assert 'value="Anders"' in answer
    assert "Select a valid choice" in answer
    assert not Proposal.objects.exists()


def test_a_client_proposes_about_what_they_see(daan, fatima):
    hidden = a_service("PO-20", status="draft")
    assert visit(daan).get("/proposals/new/?service=PO-20").status_code == 404
    for by, service in ((daan, hidden.service), (daan, None), (fatima, None)):
        with pytest.raises(Refused):
            proposed(by, KINDS.CHANGE, service)


def test_a_stranger_reads_and_says_nothing(daan, stranger, sanne):
    one = proposed(daan)
    address = one.get_absolute_url()

    assert visit(stranger).get(address).status_code == 404
    assert visit(stranger).post(address, {"text": "Hallo"}).status_code == 404
    assert "Fietsen" in page(sanne)
    with pytest.raises(Refused):
        say(one, text="Hallo", by=stranger, now=NOW)
    assert not one.remarks.exists()


def test_it_is_talked_about(daan, fatima):
    one = proposed(daan)
    for person, text in ((fatima, "Hoe <i>vaak</i>?"), (daan, "Elke week"), (daan, "Elke week")):
        visit(person).post(one.get_absolute_url(), {"text": text})

    assert [(remark.by, remark.text) for remark in one.remarks.all()] == [
        (fatima, "Hoe <i>vaak</i>?"),
        (daan, "Elke week"),
    ]
    assert "Hoe &lt;i&gt;vaak&lt;/i&gt;?" in page(daan, one.get_absolute_url())
    assert "This field is required" in (
        visit(daan).post(one.get_absolute_url(), {"text": " "}).content.decode()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposalRemark.objects.update(text="")


def test_a_new_service_that_is_taken_over_is_a_draft(daan, marieke):
    one = proposed(daan)
    answer = visit(marieke).post(f"{one.get_absolute_url()}decide/", {"do": "take"})

    draft = ServiceVersion.objects.being_written().get()
    one.refresh_from_db()
    assert (one.status, one.decided_by, one.service) == ("taken", marieke, draft.service)
    assert answer.url == f"/catalogue/drafts/{draft.service.code}/"
    assert one.get_absolute_url() in page(marieke, answer.url)
    assert "taken over by Marieke Postma" in page(daan, one.get_absolute_url())


@pytest.mark.parametrize(("kind", "way"), [("change", "start"), ("scrap", "retire")])
def test_what_is_taken_over_leads_on(zaal, daan, marieke, kind, way):
    one = proposed(daan, kind, zaal.service)
    visit(marieke).post(f"{one.get_absolute_url()}decide/", {"do": "take"})

    shown = page(marieke, one.get_absolute_url())
    assert ("/catalogue/PO-10/retire/" in shown) is (way == "retire")
    assert ("Write a new version" in shown) is (way == "start")
    assert "Write a new version" not in page(daan, one.get_absolute_url())


def test_it_is_declined_with_a_reason(daan, marieke, fatima):
    one = proposed(daan)
    address = f"{one.get_absolute_url()}decide/"
    assert "This field is required" in visit(marieke).post(address, {}).content.decode()
    for person in (fatima, daan):
        assert visit(person).post(address, {"do": "take"}).status_code == 404
        with pytest.raises(Refused):
            decline(one, reason="Nee", by=person, now=NOW)

    visit(marieke).post(address, {"do": "decline", "reason": "Facilitair doet dit"})
    one.refresh_from_db()
    assert (one.status, one.decided_by) == ("declined", marieke)
    assert "Facilitair doet dit" in page(daan, one.get_absolute_url())


def test_who_decides_second_reads_who_was_first_and_keeps_their_words(noord, daan, marieke):
    one = proposed(daan)
    take_over(one, by=a_coordinator(noord, "Karin Smit"), now=later(minutes=1))

    address = f"{one.get_absolute_url()}decide/"
    told = visit(marieke).post(address, {"do": "decline", "reason": "Te duur"}).content.decode()
    assert "Karin Smit decided about this already: taken over." in told
    assert "Te duur" in told


def test_what_is_open_stands_first_and_is_counted(daan, marieke):
    decline(proposed(daan, title="Oud"), reason="Nee", by=marieke, now=later(minutes=1))
    proposed(daan, title="Nieuw")

    assert list(Proposal.objects.open_first().values_list("title", flat=True)) == ["Nieuw", "Oud"]
    manage = page(marieke, "/catalogue/manage/")
    assert 'Open proposals <span class="quiet">1</span>' in manage


def test_more_of_them_ask_no_more_of_the_database(zaal, daan, fatima, marieke):
    counts = []
    for _size in range(2):
        for number in range(20):
            one = proposed(daan, KINDS.CHANGE, zaal.service, f"Voorstel {number}")
            say(one, text="Goed", by=fatima, now=NOW)
        for number in range(15):
            say(one, text=f"Nog {number}", by=marieke, now=NOW)
        for address in ("/proposals/", one.get_absolute_url()):
            visitor = visit(marieke)
            with CaptureQueriesContext(connection) as asked:
                visitor.get(address)
            counts.append(len(asked))

    assert counts[:2] == counts[2:]
    assert "page=2" in page(marieke)
    assert "page=1" in page(marieke, "/proposals/?page=2")
