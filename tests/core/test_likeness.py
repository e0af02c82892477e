"""How alike Dutch sentences are, with what people really write."""

import pytest

from core.likeness import groups, stems_of, telling_words, word_likeness

ASKED = {
    "fietsen": [
        "Kun je de bedrijfsfietsen beheren?",
        "Sleutel van de bedrijfsfiets is kwijt, wil je een nieuwe laten maken?",
        "Twee fietsen van de zaak moeten naar de fietsenmaker",
        "Onderhoud bedrijfsfietsen inplannen graag",
    ],
    "nieuwsbrief": [
        "Nieuwsbrief voor pachters opmaken en versturen",
        "Kan de pool de nieuwsbrief aan de pachters verzorgen, acht keer per jaar?",
        "Nieuwbrief pachters: kun je hem verzenden?",
    ],
    "planten": [
        "Wil je de planten op onze afdeling verzorgen?",
        "Planten water geven in de vakantie",
        "De kantoorplanten op de derde verdieping hebben water nodig",
    ],
    "laptop": ["Mijn laptop start niet meer op", "Laptop doet het niet, kun jij kijken?"],
    "film": ["Kun je een filmpje monteren van het uitje?", "Filmpje van de teamdag monteren"],
    "gedicht": ["Sinterklaasgedicht schrijven voor de directeur"],
    "loon": ["Kun je mijn salarisstrook uitleggen?"],
}


def grouped(texts):
    return groups([dict.fromkeys(telling_words(text), 1.0) for text in texts])


def test_what_is_alike_comes_together_and_nothing_else():
    meant = [(about, text) for about, texts in ASKED.items() for text in texts]

    found = grouped([text for _about, text in meant])

    assert [{meant[place][0] for place in places} for places in found] == [{one} for one in ASKED]
    assert [len(places) for places in found] == [len(texts) for texts in ASKED.values()]


def test_each_text_is_in_one_group_and_the_same_each_time():
    texts = [text for texts in zip(*list(ASKED.values())[:3], strict=False) for text in texts]

    found = grouped(texts)

    assert sorted(place for places in found for place in places) == list(range(len(texts)))
    assert found == grouped(texts)


def test_courtesies_days_and_names_tell_nothing():
    text = "Beste Karin, kun je alsjeblieft voor vrijdag een cake bakken? Groetjes, Zübeyde"

    assert telling_words(text, without=["Karin Bos", "Zübeyde Karabulut"]) == ["cake", "bakken"]
    assert telling_words("Kun je even helpen?") == []
    assert grouped(["Kun je even helpen?", "", "Dank je wel"]) == [[0], [1], [2]]


@pytest.mark.parametrize(
    ("one", "other"), [("nieuwsbrief", "nieuwbrief"), ("vergaderzaal", "vergaderzal")]
)
def test_a_slip_is_like_the_word_that_was_meant(one, other):
    assert word_likeness(one, other) > 0.5 > word_likeness(one, "bedrijfsfiets")


def test_a_word_in_the_text_alone_weighs_less_than_one_in_the_subject():
    subjects = [{"lunch": 1.0, "dossier": 0.4}, {"lunch": 1.0, "fiets": 0.4}, {"dossier": 1.0}]

    assert groups([*subjects, {"fiets": 1.0}]) == [[0, 1], [2], [3]]


def test_words_are_stemmed_as_dutch():
    assert stems_of(["bedrijfsfietsen", "planten"]) == ["bedrijfsfiets", "plant"]
