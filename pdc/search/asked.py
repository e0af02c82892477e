"""What somebody looks for: the words that tell, how a catalogue calls it, and what was mistyped."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from core.likeness import LONGEST, plain, stems_of
from pdc.search.index import Index, Part, count, likeness
from pdc.words import LONGEST_SAID, MOST_WORDS, WORD, everyday, said_in

SHORTEST_BEGUN = 2
MOST_CALLED, HARDLY_CALLED = 3, 0.35
ALIKE = 0.8
CODE = re.compile(r"\s*([A-Za-z]{1,10})-?(\d{1,6})\s*")


@dataclass
class Asked:
    """A text that is looked for, as words in small letters without accents.

    `telling` words are looked for, `light` ones only part what the others find; `begun` is the
    last one, that may be unfinished. `called` are the names a catalogue has for what people say
    like this, with how much they count. `meant` are words that were probably mistyped, and as
    what.
    """

    text: str
    telling: list[str]
    light: list[str]
    begun: str
    called: dict[str, float]
    meant: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The code of a service as a pattern, when it is nothing else."""
        found = CODE.fullmatch(self.text)
        return f"^{found[1]}-?{found[2]}$" if found else ""

    @property
    def corrected(self) -> str:
        """The text as it was probably meant; the same when nothing was mistyped."""
        return WORD.sub(lambda word: self.meant.get(plain(word[0]), word[0]), self.text)

    def names(self, word: str) -> bool:
        """Return whether a word is one of those that are looked for."""
        if word not in self._named:
            said = plain(word)
            self._named[word] = bool(self.begun and said.startswith(self.begun)) or (
                said[:2] in self._beginnings and _stem(said) in self._stems
            )
        return self._named[word]

    @cached_property
    def _named(self) -> dict[str, bool]:
        """The answers for words that were read before: a text says the same ones often."""
        return {}

    @cached_property
    def _stems(self) -> set[str]:
        called = [word for name in self.called for word in re.findall(r"\w+", name)]
        return set(stems_of([*self.telling, *self.meant.values(), *called]))

    @cached_property
    def _beginnings(self) -> set[str]:
        """How a word must begin to have one of the stems: most of a long text needs no stemming."""
        return {stem[:2] for stem in self._stems}


def asked(text: str) -> Asked:
    """Read what somebody types."""
    text = text[:LONGEST_SAID]
    said = [word[:LONGEST] for word in re.findall(r"\w+", plain(text)[:LONGEST_SAID])]
    table = everyday()
    heard = [word for word in said if word not in table.small] or said
    telling = [word for word in heard if word not in table.light and not word.isdigit()] or heard
    last = said[-1] if said else ""
    return Asked(
        text=text,
        telling=_longest(telling),
        light=_longest(word for word in heard if word not in telling),
        begun=last if last in telling and len(last) >= SHORTEST_BEGUN else "",
        called=_called(text),
    )


def _longest(words: Iterable[str]) -> list[str]:
    """Return the longest words, once each: of a whole story the others say little more."""
    return sorted(dict.fromkeys(words), key=len, reverse=True)[:MOST_WORDS]


@lru_cache(maxsize=30_000)
def _stem(word: str) -> str:
    return stems_of([word])[0]


def _called(text: str) -> dict[str, float]:
    """Return the names for what people say like this, by the table of everyday words."""
    names, index = _everyday()
    scores = index.scores(index.hear(said_in(text), typing=True))
    most = float(scores.max(initial=0.0))
    likely = [place for place in (-scores).argsort()[:MOST_CALLED] if scores[place] > most / 2]
    return {
        plain(names[place]): float(scores[place]) / most
        for place in likely
        if scores[place] > HARDLY_CALLED
    }


@lru_cache(maxsize=1)
def _everyday() -> tuple[list[str], Index]:
    means = everyday().means
    said = [Part(phrases, 2.5, telling=True, phrases=True) for phrases in means.values()]
    return list(means), Index([count([part]) for part in said])


def is_everyday(word: str) -> bool:
    """Return whether a word is known from the table of everyday words."""
    return bool(_everyday()[1].known(stems_of([word])[0]))


def nearest(word: str, known: Iterable[str], *, begun: bool) -> str:
    """Return the word another was probably meant as, or nothing.

    Of one that is still being typed the beginning is enough.
    """

    def alike(other: str) -> float:
        whole = likeness(word, other)
        return max(whole, likeness(word, other[: len(word)]) - 0.01) if begun else whole

    best, found = max(((alike(each), each) for each in known), default=(0.0, ""))
    return found if best >= ALIKE else ""
