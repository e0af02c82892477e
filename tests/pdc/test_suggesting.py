"""What a free text means: phrases of everyday, in the catalogue of the demo, and hostile ones."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from pdc.models import ServiceVersion
from pdc.search import get_ready, suggest
from tests.conftest import PROJECT
from tests.factories import LONG_AGO, a_service

SAID = {
    "Kun je een zaaltje voor zes man vastleggen, donderdagochtend?": "PO-10",
    "vergaderzal met beamer en flipover": "PO-10",
    "De zaal van vrijdag is te klein, heb je een grotere?": "PO-10",
    "We willen een keer buiten de deur vergaderen, weet jij iets leuks?": "PO-11",
    "Zoek eens uit wat een congreszaal in Zwolle kost": "PO-11",
    "Wie kan er notuleren bij het directieoverleg?": "PO-13",
    "er moet iemand meeschrijven in de projectgroep": "PO-13",
    "Alleen de besluiten en de acties op papier, meer niet": "PO-14",
    "bila met Henk verzetten naar volgende week": "PO-02",
    "Ik wil een half uurtje met de directeur praten, plan jij dat in?": "PO-02",
    "doodle voor de werkgroep met elf mensen": "PO-03",
    "Wil je een datumpriker rondsturen?": "PO-03",
    "alle vaste overleggen van 2027 in een jaarschema": "PO-04",
    "Mijn secretaresse is ziek, wie neemt het over?": "PO-05",
    "Kun je de stukken voor het mt klaarzetten": "PO-12",
    "teamslink voor de vergadering, twee mensen doen thuis mee": "PO-15",
    "hybriede overleg klaarzetten in de raadzaal": "PO-15",
    "AB-vergadering voorbereiden met convocatie": "PO-16",
    "retourtje Den Haag met de trein": "PO-20",
    "Ik moet naar Brussel vliegen": "PO-21",
    "hottel in Maastricht voor een nacht": "PO-22",
    "Is er een poolauto vrij? Moet naar de werf": "PO-23",
    "Mijn trein valt uit en ik sta op het station!!": "PO-24",
    "We doen een brainstormsessie met twintig collega's": "PO-30",
    "symposium met 120 gasten in het voorjaar": "PO-31",
    "met het mt de hei op": "PO-32",
    "rondleiding over de zuivering voor een delegatie": "PO-33",
    "Kun je bijhouden wie zich aanmeldt voor de bijeenkomst?": "PO-34",
    "We zoeken een dagvoorziter": "PO-35",
    "mijn inbox loopt over": "IM-01",
    "groepsmailbox van het project beheren": "IM-02",
    "Er is een brief binnengekomen, boek jij die in?": "IM-03",
    "dit moet vandaag aangetekend op de post": "IM-04",
    "Kun je mijn telefoon aannemen vanmiddag": "IM-05",
    "memo in huisstijl zetten": "IM-10",
    "slides netjes maken, powerpointje van 12 pagina's": "IM-11",
    "Wil je mijn stuk nalezen op spelfouten": "IM-12",
    "stapel ordners inscannen": "IM-13",
    "deze moet getekend worden door de directeur": "IM-14",
    "db-voorstel in routing": "IM-15",
    "20 setjes printen en inbinden": "IM-16",
    "mapje aanmaken voor het nieuwe dossier": "IM-20",
    "oude bouwvergunning uit het archief": "IM-21",
    "project is klaar, dossier kan dicht": "IM-22",
    "Woo-verzoek, kun je stukken verzamelen?": "IM-23",
    "de actielijst bijhouden en mensen achter de broek zitten": "IM-30",
    "adreslijst bijwerken voor de kerstkaarten": "IM-31",
    "berichtje op intranet plaatsen": "IM-32",
    "maandrapportage met de cijfers van de teams": "IM-33",
    "vragenlijstje rondsturen over het nieuwe kantoor": "IM-34",
    "er komen morgen drie gasten, meld je ze aan bij de receptie?": "FG-01",
    "Plek voor de auto van mijn bezoek": "FG-02",
    "de burgemeester komt, graag met vlag en gastvrouw": "FG-03",
    "belegde broodjes en koffie voor 12": "FG-10",
    "tafeltje reserveren in een restaurant voor vier": "FG-11",
    "de whiteboardstiften zijn op": "FG-20",
    "nieuwe visitekaartjes": "FG-21",
    "de wc op de tweede is verstopt": "FG-22",
    "maandag begint er een stagiair": "PT-01",
    "Joke gaat uit dienst, laptop inleveren": "PT-02",
    "functioneringsgesprekken plannen met mijn mensen": "PT-03",
    "solicitatiegesprekken voor de vacature": "PT-04",
    "wie is er wanneer vrij in de zomer": "PT-05",
    "schrijf me in voor de cursus": "PT-06",
    "bosje bloemen voor een collega die bevallen is": "PT-10",
    "Piet gaat met pensioen, afscheidsreceptie": "PT-11",
    "bowlen met het team": "PT-12",
    "ik heb nog wat bonnetjes liggen": "FI-01",
    "offerte is akkoord, maak je de inkoopordr?": "FI-02",
    "rekening van de leverancier moet betaald": "FI-03",
}
OUTSIDE = [
    "Wil je mijn moeder even ophalen van het ziekenhuis",
    "Kun je een sinterklaasgedicht maken voor de afdeling?",
    "mijn wachtwoord werkt niet meer",
    "Kun je deze tekst naar het Engels vertalen?",
    "Ik wil bezwaar maken tegen mijn salaris",
    "asdfgh qwertyu zxcvbn",
    "blorf snazzle wibbelde kwoerk",
    "Kun je de planten op mijn kamer water geven als ik weg ben?",
    "Kun je een filmpje monteren van het jubileum?",
]


@pytest.fixture
def demo_catalogue(db):
    for what in ("organisation", "catalogue"):
        call_command(f"import_{what}", PROJECT / f"data/demo/{what}.json", stdout=StringIO())


def codes(text, limit=3, **asked):
    return [version.service.code for version in suggest(text, limit, **asked).versions]


def test_what_people_say_has_its_service_among_the_first_three(demo_catalogue):
    missed = {text: codes(text) for text, code in SAID.items() if code not in codes(text)}

    assert missed == {}


def test_what_is_outside_the_catalogue_is_likelier_so_than_what_is_in_it(demo_catalogue):
    inside = sorted(suggest(text, 1).off_catalogue for text in SAID)
    outside = {text: suggest(text, 1).off_catalogue for text in OUTSIDE}

    assert inside[len(inside) * 9 // 10] < 0.5
    assert {text: how for text, how in outside.items() if how < 0.5} == {}


def test_greeting_signature_and_names_do_not_count(demo_catalogue):
    bare = suggest("Parkeerplek voor dinsdag", 5)

    dressed = suggest(
        "Beste Roos,\nParkeerplek voor dinsdag graag. Bel gerust als er iets onduidelijk is.\n"
        "Met vriendelijke groet,\nHenk Post\nhenk.post@zaal.example",
        5,
    )

    assert [each.pk for each in dressed.versions] == [each.pk for each in bare.versions]
    assert dressed.off_catalogue == bare.off_catalogue


TYPED = {
    "vergaderz": "PO-10",
    "zaal": "PO-10",
    "notul": "PO-13",
    "zaal reserv": "PO-10",
    "PO-13": "PO-13",
    "po-13": "PO-13",
    "doe maar im-05": "IM-05",
}


def test_while_one_types_the_service_is_there_at_once(demo_catalogue):
    assert {typed: codes("", typing=typed)[0] for typed in TYPED} == TYPED
    assert "PO-10" in codes("", typing="verg")
    assert suggest("", 3, typing="PO-13").off_catalogue == 0


def test_what_was_said_helps_and_what_is_typed_weighs_more(demo_catalogue):
    assert codes("Het moet donderdag met de trein", typing="iets regelen")[0] == "PO-20"
    assert codes("Het moet donderdag met de trein", typing="bloemen")[0] == "PT-10"


def test_the_catalogue_is_that_of_the_day(db):
    old = a_service("PO-10", "Vergaderzaal", valid_until=LONG_AGO)
    assert codes("vergaderzaal") == []

    assert codes("vergaderzaal", on=LONG_AGO) == ["PO-10"]

    new = old.service.versions.create(
        number=2, status="published", valid_from=LONG_AGO.replace(year=2021), name="Kajuit"
    )
    assert codes("kajuit") == ["PO-10"]
    assert suggest("kajuit", 1).versions == [new]
    assert codes("vergaderzaal") == []


def test_a_draft_is_not_suggested_until_it_is_published(db):
    draft = a_service("PO-99", "Zeppelin huren", status=ServiceVersion.Status.DRAFT)
    a_service("PO-10", "Vergaderzaal")
    assert codes("zeppelin") == []

    ServiceVersion.objects.filter(pk=draft.pk).update(status=ServiceVersion.Status.PUBLISHED)

    assert codes("zeppelin") == ["PO-99"]


def test_an_empty_catalogue_has_nothing_to_suggest(db):
    assert codes("vergaderzaal") == []


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "zaal " * 20_000,
        " ".join(f"woord{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}" for n in range(9_999)),
        "\0zaal\0",
        "zaal 🎉🎉 \U0001f468‍\U0001f469‍\U0001f467",
        "‮קבוצה مجموعة zaal",
        "\ufdfa" * 40_000,
        "zaal \ud800",
        "a@" * 50_000,
        "met met met " * 9_000 + "groet",
        "ben ik de hele " * 6_000,
        "'; DROP TABLE pdc_service; -- zaal",
        "-" * 50_000 + "zaal-",
    ],
)
def test_hostile_text_is_read_as_any_other(db, text):
    a_service("PO-10", "Vergaderzaal", keywords=["zaal"])

    for found in (suggest(text, 3), suggest(text, 3, typing=text[:200])):
        assert 0 <= found.off_catalogue <= 1
        assert len(found.versions) <= 1


def test_it_costs_the_same_for_few_services_and_for_many(db):
    def cost():
        suggest("vergaderzaal", 6)  # reads what is new
        with CaptureQueriesContext(connection) as captured:
            suggest("vergaderzaal voor morgen", 6, typing="zaal")
        return len(captured)

    a_service("PO-10", "Vergaderzaal", questions=[{"key": "a"}], steps=["Kijkt"])
    few = cost()
    for number in range(8):
        a_service(f"XX-{number}", "Vergaderzaal", questions=[{"key": "a"}], steps=["Kijkt"])

    assert cost() == few == 3


def answers(tmp_path, *lines):
    file, out = tmp_path / "texts.jsonl", StringIO()
    file.write_text("\n".join(lines), encoding="utf-8")
    call_command("suggest", "--file", file, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_process_that_got_ready_reads_no_service_anew_for_the_first_who_types(db):
    for number in range(3):
        a_service(f"PO-{number}", f"Vergaderzaal {number} reserveren")
    get_ready()

    with CaptureQueriesContext(connection) as first:
        suggest("", typing="zaal")
    with CaptureQueriesContext(connection) as second:
        suggest("", typing="zaal")

    assert len(first) == len(second)


def test_a_database_out_of_reach_keeps_no_process_from_starting(monkeypatch, caplog):
    def lost(*_about):
        raise DatabaseError("gone")

    monkeypatch.setattr("pdc.search.keys_on", lost)
    get_ready()

    assert "not read beforehand: gone" in caplog.text


def test_the_command_answers_each_line_in_its_order(db, tmp_path):
    a_service("PO-10", "Vergaderzaal")
    a_service("PT-10", "Bloemen")

    said = answers(
        tmp_path,
        json.dumps({"id": "b", "text": "bloemen in de vergaderzaal\u2028 voor Wim"}),
        "",
        json.dumps({"id": 7, "text": "qwertz"}),
    )

    assert [(each["id"], set(each["codes"])) for each in said] == [
        ("b", {"PO-10", "PT-10"}),
        (7, set()),
    ]
    assert said[0]["off_catalogue"] < said[1]["off_catalogue"] <= 1


@pytest.mark.parametrize("line", ["{", "[]", '"x"', "{}", '{"id": "a"}', '{"id": "a", "text": 3}'])
def test_the_command_says_which_line_is_wrong(db, tmp_path, line):
    with pytest.raises(CommandError, match="line 2 "):
        answers(tmp_path, '{"id": "a", "text": "zaal"}', line)
