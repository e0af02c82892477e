"""Finding a service by what people say on the telephone, in the catalogue of the demo."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from pdc.models import ServiceVersion
from tests.conftest import PROJECT
from tests.factories import a_service

ON = date(2026, 11, 24)
SAID = {
    "vergaderzaal voor donderdag": "PO-10",
    "vergaderz": "PO-10",
    "een zaal voor morgen 10 uur": "PO-10",
    "vergaderzaal met beamer": "PO-10",
    "vergaderzal": "PO-10",
    "vergadrzaal": "PO-10",
    "notulist": "PO-13",
    "notulist stuurgroep dinsdag": "PO-13",
    "kan iemand notuleren bij het mt": "PO-13",
    "nottulen": "PO-13",
    "bloemen": "PT-10",
    "bloemen voor een zieke collega": "PT-10",
    "parkeerplek": "FG-02",
    "parkeeplaats": "FG-02",
    "bila": "PO-02",
    "afspraak verzetten": "PO-02",
    "prikker": "PO-03",
    "doodle": "PO-03",
    "op de hei": "PO-32",
    "lunch voor 12 personen": "FG-10",
    "broodjes": "FG-10",
    "hotel in groningen": "PO-22",
    "trein": "PO-20",
    "bonnetjes": "FI-01",
    "inkooporder": "FI-02",
    "brief": "IM-10",
    "powerpoint": "IM-11",
    "handtekening": "IM-14",
    "terugbelnotitie": "IM-05",
    "enquête": "IM-34",
    "ENQUETE": "IM-34",
    "lamp kapot": "FG-22",
    "nieuwe collega": "PT-01",
    "visitekaartjes": "FG-21",
}


@pytest.fixture
def demo_catalogue(db):
    for what in ("organisation", "catalogue"):
        call_command(f"import_{what}", PROJECT / f"data/demo/{what}.json", stdout=StringIO())


def found(words):
    matching = ServiceVersion.objects.in_force(ON).matching(words).select_related("service")
    return [version.service.code for version in matching]


def test_what_people_say_finds_the_service_they_mean(demo_catalogue):
    first = {words: next(iter(found(words)), None) for words in SAID}

    assert first == SAID


@pytest.mark.parametrize(
    ("words", "among"),
    [("bezoek morgen", "FG-01"), ("actielijst", "PO-14"), ("kaartje ziek", "PT-10")],
)
def test_words_of_more_than_one_service_offer_them_all(demo_catalogue, words, among):
    assert among in found(words)[:4]


@pytest.mark.parametrize("words", ["voor", "olifantenpaadje", "12345"])
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


def test_the_words_for_searching_and_common_mistakes_count(db):
    a_service("FG-10", "Catering", keywords=["broodjes"], typos=["brootjes"])

    assert found("brootjes") == found("broodjes") == ["FG-10"]
