"""How plain a Dutch text is, for who writes it: a hint beside what they wrote, never a barrier.

Taalniveau B1: sentences that are not long, words that people say, who does what, and no more
text than one reads.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LIST = Path(__file__).with_name("official.toml")
LONG_SENTENCE, LONG_TEXT = 20, 150  # words
PASSIVES = 3
SHOWN = 3
END = re.compile(r"(?<=[.!?])\s+|\n+")
WORD = re.compile(r"[^\W\d_][\w’'-]*")
PASSIVE = re.compile(
    r"\b(?:word(?:t|en)|werd(?:en)?)\b(?=.*?\b(?:ge|be|ver|her|ont)\w+(?:d|t|en|aan)\b)",
    re.IGNORECASE,
)


def hints_on(text: str) -> list[str]:
    """Return what could be plainer in a text; nothing where it is plain."""
    sentences = [sentence for sentence in END.split(text) if sentence.strip()]
    return [*_long(sentences), *_official(text), *_passive(sentences), *_much(text)]


def _long(sentences: list[str]) -> list[str]:
    counts = [(len(WORD.findall(sentence)), sentence) for sentence in sentences]
    long = [(words, " ".join(text.split()[:5])) for words, text in counts if words > LONG_SENTENCE]
    return [
        _("A sentence of %(words)d words: “%(begin)s …”. Make two of it.")
        % {"words": words, "begin": begin[:60]}
        for words, begin in long[:SHOWN]
    ]


def _official(text: str) -> list[str]:
    found = [
        _("“%(word)s”: rather “%(plain)s”.") % {"word": hit[0].lower(), "plain": plain}
        for pattern, plain in official_words()
        if (hit := pattern.search(text))
    ]
    return found[:SHOWN]


def _passive(sentences: list[str]) -> list[str]:
    number = sum(bool(PASSIVE.search(sentence[:2_000])) for sentence in sentences)
    if number < PASSIVES:
        return []
    return [_("In %(number)d sentences nobody does it. Say who does what.") % {"number": number}]


def _much(text: str) -> list[str]:
    words = len(WORD.findall(text))
    if words <= LONG_TEXT:
        return []
    said = ngettext("%(words)d word", "%(words)d words", words) % {"words": words}
    return [_("This is long: %(words)s. What can go?") % {"words": said}]


@cache
def official_words() -> list[tuple[re.Pattern[str], str]]:
    """Return each word of officials as a pattern, with what people say instead."""
    words: dict[str, str] = tomllib.loads(LIST.read_text())["words"]
    return [(_pattern(word), plain) for word, plain in words.items()]


def _pattern(word: str) -> re.Pattern[str]:
    found = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    return re.compile(rf"\b{found}\b", re.IGNORECASE)
