"""What is said in a free text: without salutation, signature and politeness, and as stems.

No Django and no tables here. Which words are polite, and how people say what a catalogue
calls otherwise, stands in `everyday.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from core.likeness import LONGEST, plain, stems_of

LONGEST_READ, MOST_TOKENS = 3_000, 80  # of a text, and of what is typed to look for something:
LONGEST_SAID, MOST_WORDS = 200, 10

# How Dutch mails and notes begin before they begin: a salutation, or who called.
PREAMBLE = re.compile(
    r"""\s*(
        (beste|hoi|ha|hallo|dag|goede(morgen|middag|navond)|geachte)\b[^\n,.!?]{0,40}[,.!]+\s
        | (beste|hoi|ha|hallo|dag|goede(morgen|middag|navond))\s*\n
        | l\.?s\.?,\s
        | gebeld\ door\ [^\n.]{1,60}\.\s
        | telefoonnotitie:\ [^\n.]{1,60}\ belt\.\s
        | [^\n.:]{1,60}\ aan\ de\ telefoon:\s
        | mondeling\ gevraagd:\s
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# How they end: what comes after a farewell is who wrote it.
FAREWELL = re.compile(
    r"""(^|[\n.!?,])\s*(
        ((met|vriendelijke|hartelijke|zonnige|fijne|lieve)\s{1,3}){0,4}
            (groet(en|jes)?|gr|mvg|m\.v\.g)\b
        | (alvast|hartelijk|dank|bedankt|fijne|prettige)\b[^\n]{0,40}[,!.]?\s{0,3}
            [A-Z][^\n]{0,40}\Z
    ).{0,200}\Z""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
SENTENCE = re.compile(r"[^.!?\n;]+")
WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*")
ADDRESS = re.compile(r"[^\s@]{0,80}@\S{0,80}|(?:\w{2,8}://|www\.)\S{0,200}")


@dataclass(frozen=True)
class Everyday:
    """What `everyday.toml` says: how people say what is in a catalogue, and what says nothing."""

    means: dict[str, list[str]]
    outside: dict[str, list[str]]
    small: frozenset[str]
    light: frozenset[str]
    names: frozenset[str]
    aside: re.Pattern[str]


@dataclass(frozen=True)
class Token:
    """One word: as typed, its stem, and what it is worth.

    A light word says nothing by itself, only beside another; `capital` may be a name, and
    `named` most likely is. `first` of a sentence or part of it.
    """

    word: str
    stem: str
    light: bool
    named: bool
    capital: bool
    first: bool


@lru_cache(maxsize=30_000)
def _read(typed: str) -> tuple[str, str]:
    """Return a word in small letters without accents, and its stem."""
    word = plain(typed)[:LONGEST]
    return word, stems_of([word])[0]


@lru_cache(maxsize=1)
def everyday() -> Everyday:
    """Return the table of everyday words, read once."""
    table = tomllib.loads((Path(__file__).parent / "everyday.toml").read_text("utf-8"))

    def entries(part: str) -> dict[str, list[str]]:
        return {key: re.split(r",\s+", listed.strip()) for key, listed in table[part].items()}

    def words(part: str) -> frozenset[str]:
        return frozenset(plain(word) for listed in entries(part).values() for word in listed)

    return Everyday(
        means=entries("means"),
        outside=entries("outside"),
        small=words("small"),
        light=words("light"),
        names=words("names"),
        aside=re.compile("|".join(table["aside"]["sentences"])),
    )


def wanted(text: str) -> str:
    """Return a text without how it begins and ends; a text that is nothing else stays."""
    text = ADDRESS.sub(" ", text[:LONGEST_READ])
    start = PREAMBLE.match(text)
    body = text[start.end() :] if start else text
    end = FAREWELL.search(body)
    body = body[: end.start() + 1] if end else body
    return body if body.strip() else text


def said_in(text: str) -> list[Token]:
    """Return the words somebody used, in their order, without what is beside the point."""
    aside = everyday().aside
    sentences = SENTENCE.findall(wanted(text))
    telling = [each for each in sentences if not aside.search(plain(each))]
    return list(islice(listed_in(telling or sentences), MOST_TOKENS))


def listed_in(texts: Iterable[str]) -> Iterator[Token]:
    """Return the words of sentences, or of a list such as the search words of a service."""
    table = everyday()
    for text in texts:
        first = True
        for order, found in enumerate(WORD.finditer(text)):
            typed = found[0]
            word, stem = _read(typed[:LONGEST])
            if word in table.small or len(word) < 2 or any(map(str.isdigit, word)):
                continue
            light, capital = word in table.light, typed[0].isupper()
            in_a_sentence = capital and order > 0 and not typed.isupper()
            named = not light and (word in table.names or in_a_sentence)
            yield Token(word, stem, light, named, capital, first)
            first = False
