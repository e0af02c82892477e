"""The catalogue is read: a service by who asks and who does it, and an article is written."""

import pytest
from playwright.sync_api import expect

from pdc.models import Article
from tests.factories import a_service, an_agreement, an_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def zaal(fatima, joost, projecten):
    version = a_service(
        summary="Een zaal op kantoor",
        included=["zaal met scherm"],
        excluded=["lunch"],
        questions=[{"key": "datum", "label": "Welke dag?", "type": "date", "required": True}],
        steps=["Zaal zoeken", "Bevestigen"],
    )
    version.service.competences.create(person=fatima)
    an_agreement(projecten, services=[version.service])
    an_article(fatima, "Welke zaal past?", for_clients=True).services.add(version.service)
    return version


def test_a_client_reads_what_was_agreed_and_not_how_it_is_done(enter, zaal, daan):
    page = enter(daan)
    page.goto("/catalogue/PO-10/")

    expect(page.locator("#norms")).to_contain_text("Zo is het afgesproken voor Projecten")
    expect(page.get_by_role("heading", name="Wat we van je willen weten")).to_be_visible()
    expect(page.get_by_text("Zo doen we het")).to_have_count(0)
    expect(page.get_by_text("Fatima")).to_have_count(0)
    page.get_by_role("link", name="Welke zaal past?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welke zaal past?")


def test_a_secretary_answers_with_the_card_and_turns_to_the_steps(enter, zaal, fatima):
    page = enter(fatima)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/catalogue/PO-10/")
    page.get_by_label("Hoe snel voor").select_option("Projecten")
    expect(page.locator("#norms")).to_contain_text("Zo is het afgesproken voor Projecten")

    page.get_by_role("button", name="Kopieer").click()

    expect(page.locator("section:has(#answer) [role=status]")).to_have_text("Gekopieerd")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Vergaderzaal reserveren" in copied
    assert "Niet inbegrepen: lunch." in copied
    assert "Zo is het afgesproken voor Projecten" in copied
    assert "de standaard" not in copied
    expect(page.get_by_text("alleen Fatima beheerst dit")).to_be_visible()
    page.get_by_role("link", name="Zo doen we het").click()
    expect(page.get_by_text("Zaal zoeken")).to_be_visible()
    expect(page.locator("#answer")).to_have_count(0)


def test_on_paper_there_is_only_the_card(enter, zaal, fatima):
    page = enter(fatima)
    page.goto("/catalogue/PO-10/")
    page.get_by_label("Hoe snel voor").select_option("Projecten")
    expect(page.locator("#norms")).to_contain_text("1 werkdag")

    page.emulate_media(media="print")

    expect(page.locator("#answer")).to_be_visible()
    expect(page.locator("#norms dl")).to_be_visible()
    for hidden in ("main h1", "aside h2", "article .points", "#unit", ".rail"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_what_is_typed_is_read_beside_it_and_kept(enter, zaal, joost):
    page = enter(joost)
    page.goto("/catalogue/PO-10/")
    page.get_by_role("link", name="Schrijf een artikel").click()
    page.get_by_label("Titel").fill("Sleutel van de zaal")
    page.get_by_label("Tekst").press_sequentially("Die ligt bij de **balie** <b>")
    expect(page.locator("#preview strong")).to_have_text("balie")
    expect(page.locator("#preview")).to_contain_text("<b>")
    page.get_by_label("Het is af").check()
    page.get_by_label("Tekst").press("Control+Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Sleutel van de zaal")
    expect(page.get_by_role("link", name="Vergaderzaal reserveren")).to_be_visible()
    assert Article.objects.get(title="Sleutel van de zaal").written_by == joost
