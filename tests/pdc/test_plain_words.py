"""What could be plainer in a text is said, and of a plain text nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdc.plain_words import hints_on, official_words

LONG = (
    "Wij zorgen ervoor dat de zaal op de dag zelf klaar staat met alles wat je van tevoren "
    "hebt gevraagd en nodig hebt"
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Wij maken een verslag. Je krijgt het binnen drie dagen.",
        "zaal met scherm\nkoffie en thee\nwater",
        "Je hoort het op tijd.",
        LONG.replace(" dag ", " dag. "),
    ],
)
def test_of_a_plain_text_nothing_is_said(text):
    assert hints_on(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LONG, "A sentence of 23 words: “Wij zorgen ervoor dat de …”. Make two of it."),
        ("Indien je belt, komen we.", "“indien”: rather “als”."),
        ("Met  betrekking\ntot de zaal.", "rather “over”."),
        ("Je DIENT TE bellen.", "“dient te”: rather “moet”."),
        ("Wij realiseren het.", "“realiseren”: rather “maken”."),
        ("Het wordt gedaan. Zij worden gebeld. Er werd betaald.", "In 3 sentences nobody does it."),
        ("woord " * 10 + "\n" + "woord\n" * 150, "This is long: 160 words."),
    ],
)
def test_what_could_be_plainer_is_said(text, said):
    assert any(said in hint for hint in hints_on(text))


def test_a_part_of_a_word_is_no_word_of_officials():
    assert hints_on("De informatiemiddelsten zijn er al.") == []


def test_no_word_is_explained_by_another_of_the_list():
    instead = " ".join(plain for _pattern, plain in official_words())

    assert not [pattern for pattern, _plain in official_words() if pattern.search(instead)]


@given(st.text())
def test_whatever_is_typed_is_answered(text):
    assert all(isinstance(hint, str) for hint in hints_on(text))


def test_a_very_long_text_says_only_some():
    assert len(hints_on((LONG + ". Indien wordt gedaan. ") * 500)) <= 8
