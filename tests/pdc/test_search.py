"""Finding a service by what people say on the telephone, in the catalogue of the demo."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from pdc.models import SearchDocument
from pdc.search.finding import find
from tests.conftest import PROJECT
from tests.factories import a_service

ON = date(2026, 11, 24)
Kind = SearchDocument.Kind
FIRST = {
    "vergaderzaal voor donderdag": "PO-10",
    "vergaderz": "PO-10",
    "een zaal voor morgen 10 uur": "PO-10",
    "vergaderzaal met beamer": "PO-10",
    "vergaderzal": "PO-10",
    "vergadrzaal": "PO-10",
    "zaaltje": "PO-10",
    "vergaderruimte boeken": "PO-10",
    "zaal met scherm": "PO-10",
    "vergaderen buiten de deur": "PO-11",
    "stukken voor het mt": "PO-12",
    "notuleren": "PO-13",
    "notulist": "PO-13",
    "notluist": "PO-13",
    "notulist stuurgroep dinsdag": "PO-13",
    "kan iemand notuleren bij het mt": "PO-13",
    "nottulen": "PO-13",
    "verslag maken": "PO-13",
    "teams link": "PO-15",
    "mijn agenda loopt vol": "PO-01",
    "bila": "PO-02",
    "afspraak verzetten": "PO-02",
    "prikker": "PO-03",
    "doodle": "PO-03",
    "wanneer kan iedereen": "PO-03",
    "jaarplanning mt": "PO-04",
    "mijn secretaresse is ziek": "PO-05",
    "trein": "PO-20",
    "trein naar utrecht": "PO-20",
    "vliegen naar brussel": "PO-21",
    "hotel in groningen": "PO-22",
    "hotelletje": "PO-22",
    "hotle": "PO-22",
    "auto lenen": "PO-23",
    "trein valt uit": "PO-24",
    "op de hei": "PO-32",
    "rondleiding gemaal": "PO-33",
    "dagvoorziter": "PO-35",
    "groepsmail": "IM-02",
    "pakketje versturen": "IM-04",
    "terugbelnotitie": "IM-05",
    "wie neemt mijn telefoon op": "IM-05",
    "brief": "IM-10",
    "powerpoint": "IM-11",
    "powerpiont": "IM-11",
    "spelfouten eruit halen": "IM-12",
    "inscannen": "IM-13",
    "handtekening": "IM-14",
    "handtekenig": "IM-14",
    "kopieeren": "IM-16",
    "rapport printen": "IM-16",
    "woo verzoek": "IM-23",
    "kerstkaarten": "IM-31",
    "enquête": "IM-34",
    "ENQUETE": "IM-34",
    "kenteken doorgeven": "FG-02",
    "parkeerplek": "FG-02",
    "parkeeplaats": "FG-02",
    "lunch voor 12 personen": "FG-10",
    "lunch voor 12": "FG-10",
    "broodjes": "FG-10",
    "koffei": "FG-10",
    "uit eten met relaties": "FG-11",
    "pennen": "FG-20",
    "visitekaartjes": "FG-21",
    "lamp kapot": "FG-22",
    "wc verstopt": "FG-22",
    "nieuwe collega": "PT-01",
    "beoordelingsgesprekken": "PT-03",
    "solicitatie": "PT-04",
    "vakantierooster": "PT-05",
    "cursus": "PT-06",
    "bloemen": "PT-10",
    "bloemen voor een zieke collega": "PT-10",
    "bloemetje": "PT-10",
    "afscheidsfeestje": "PT-11",
    "bowlen": "PT-12",
    "declaratie": "FI-01",
    "decalratie": "FI-01",
    "bonnetjes": "FI-01",
    "inkooporder": "FI-02",
    "factuur betalen": "FI-03",
    "PO-10": "PO-10",
    "im10": "IM-10",
}
AMONG_THREE = {
    "reisje": "PO-20",
    "taart": "FG-10",
    "gaatje in de agenda": "PO-02",
    "bezoek morgen": "FG-01",
    "er komt een gast": "FG-01",
    "minister op bezoek": "FG-03",
    "actielijst": "PO-14",
    "kaartje ziek": "PT-10",
    "jubileum": "PT-11",
    "congres organiseren": "PO-31",
    "mailbox bijhouden": "IM-01",
    "aangetekende brief": "IM-04",
    "bonnetje inleveren": "FI-01",
    "stuk naar het bestuur": "IM-15",
    "parkeerplek vor gast": "FG-02",
}


@pytest.fixture
def demo_catalogue(db):
    for what in ("organisation", "catalogue"):
        call_command(f"import_{what}", PROJECT / f"data/demo/{what}.json", stdout=StringIO())


def found(words):
    versions = find(words, SearchDocument.objects.in_force(ON), [Kind.SERVICE]).versions
    return [version.service.code for version in versions]


def test_what_people_say_finds_the_service_they_mean(demo_catalogue):
    first = {words: next(iter(found(words)), None) for words in FIRST}

    assert first == FIRST


def test_what_may_mean_more_offers_it_among_the_first_three(demo_catalogue):
    missed = {
        words: codes
        for words, code in AMONG_THREE.items()
        if code not in (codes := found(words)[:3])
    }

    assert missed == {}


@pytest.mark.parametrize("words", ["het", "olifantenpaadje", "12345"])
def test_words_that_mean_nothing_here_find_nothing(demo_catalogue, words):
    assert found(words) == []


@pytest.mark.parametrize("words", ["", "  ", "?!", "'", '"', "&|!()", ":*", "\\", "a:b", "-- x"])
def test_signs_are_never_read_as_a_query(db, words):
    a_service()

    assert isinstance(found(words), list)


def test_a_whole_story_costs_no_more_than_its_longest_words(db):
    a_service("PO-10", "Vergaderzaal reserveren")

    assert found("vergaderzaal " + "a " * 20_000) == ["PO-10"]
    assert found("\ufdfa" * 40_000) == []
    assert found("x" * 40_000) == []


def test_a_name_weighs_more_than_a_description(db):
    a_service("PO-11", "Locatie zoeken", summary="Als de vergaderzaal te klein is.")
    a_service("PO-10", "Vergaderzaal reserveren")

    assert found("vergaderzaal") == ["PO-10", "PO-11"]


def test_a_rare_word_weighs_more_than_one_that_many_have(db):
    for number in range(5):
        a_service(f"XX-{number}", f"Zaak {number} bespreken")
    a_service("XX-9", "Orgel stemmen")

    assert found("orgel bespreken")[0] == "XX-9"


def test_the_words_for_searching_and_common_mistakes_count(db):
    a_service("FG-10", "Catering", keywords=["broodjes"], typos=["brootjes"])

    assert found("brootjes") == found("broodjes") == ["FG-10"]
