"""A small index in memory: which documents a free text is about, and how much of it they cover.

A text is heard as terms of the index: the stems of its words, the parts of compounds, for a
word nobody wrote the nearest that somebody did, and pairs of words that stand close together.
No Django and no tables here.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from core.likeness import pieces
from pdc.words import Token, listed_in

Scores = NDArray[np.float64]

SATURATED = 1.5
WINDOW = 4
IN_PAIR, IN_COMPOUND, AS_COMPOUND, IN_PART, AS_NAME = 0.75, 0.45, 0.8, 0.6, 0.5
PHRASE = 1.5
LEAST = 4  # letters of a part of a compound
ALIKE, ALIKE_WHEN_SHORT = 0.83, 0.88
MOST_GUESSED = 24
MOST_BEGUN = 200


@dataclass(frozen=True)
class Part:
    """Texts of a document that weigh alike; in telling ones pairs of words count too.

    Of phrases each word counts for less the more it has beside it.
    """

    texts: Sequence[str]
    weight: float
    telling: bool = False
    phrases: bool = False


@dataclass
class Counted:
    """What an index keeps of a document: the weight of each term, and the words it was typed as."""

    terms: dict[str, float]
    words: dict[str, str]


@dataclass
class Heard:
    """A text as terms of the index with their weights, and how many of its words are unknown."""

    terms: dict[str, float] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)
    asked: float = 0.0
    unknown: float = 0.0


def count(parts: Iterable[Part]) -> Counted:
    """Read a document."""
    counted = Counted(defaultdict(float), {})
    for part in parts:
        found: dict[str, list[float]] = defaultdict(list)
        for text in part.texts:
            said = list(listed_in([text]))
            heavy = [token for token in said if not token.light]
            for token in heavy:
                found[token.stem].append(len(heavy) ** -PHRASE if part.phrases else 1.0)
                counted.words[token.word] = token.stem
            if part.telling:
                for pair in pairs(said):
                    found[pair].append(1.0)
        for term, times in found.items():
            most = max(times)
            counted.terms[term] += part.weight * (most + 0.3 * min(sum(times) - most, 3))
    return counted


def pairs(said: Sequence[Token]) -> set[str]:
    """Return the pairs of words that stand close together, whichever comes first."""
    found = set()
    for place, one in enumerate(said):
        for other in said[place + 1 : place + WINDOW]:
            if other.first:
                break
            if other.stem != one.stem:
                found.add("+".join(sorted((one.stem, other.stem))))
    return found


def likeness(one: str, other: str) -> float:
    """Return how much two words look alike, from 0 to 1; letters may have changed places."""
    if sorted(one) == sorted(other):
        return 0.95
    return SequenceMatcher(None, one, other).ratio()


class Index:
    """Which documents have which terms, and how telling each term is."""

    def __init__(self, documents: Sequence[Counted]) -> None:
        self.size = len(documents)
        self.words = {word: each for document in documents for word, each in document.words.items()}
        self.in_order = sorted(self.words)
        self._lay_out(documents)
        self.near: dict[str, list[str]] = defaultdict(list)
        for term in self.number:
            if "+" not in term and len(term) >= LEAST:
                for gram in pieces(term):
                    self.near[gram].append(term)
        self.guessed = lru_cache(maxsize=2_000)(self._likely)

    def _lay_out(self, documents: Sequence[Counted]) -> None:
        """Put the terms of all documents in rows: of each term the documents, and its share."""
        self.number: dict[str, int] = {}
        rows, places, amounts = [], [], []
        for place, document in enumerate(documents):
            for term, amount in document.terms.items():
                rows.append(self.number.setdefault(term, len(self.number)))
                places.append(place)
                amounts.append(amount)
        order = np.argsort(np.array(rows, dtype=np.int64), kind="stable")
        lengths = np.bincount(np.array(rows, dtype=np.int64), minlength=len(self.number))
        self.ends = np.cumsum(lengths)
        self.places = np.array(places, dtype=np.int32)[order]
        weights = np.array(amounts)[order]
        self.shares = weights / (weights + SATURATED)
        starts = self.ends - lengths
        if len(starts):
            most = np.maximum.reduceat(self.shares, starts)
            common = np.add.reduceat(self.shares, starts) / most
            self.worth = np.log(1 + self.size / common) / math.log(1 + self.size)

    def row(self, term: str) -> tuple[NDArray[np.int32], Scores]:
        """Return the documents that have a term, and how much it counts for each."""
        number = self.number[term]
        rows = slice(self.ends[number - 1] if number else 0, self.ends[number])
        return self.places[rows], self.shares[rows] * self.worth[number]

    def hear(self, said: Sequence[Token], *, weight: float = 1.0, typing: bool = False) -> Heard:
        """Read words as terms; of someone who is typing the last word may be unfinished."""
        heard = Heard()
        guesses = MOST_GUESSED
        for token in said:
            if token.light or (token.named and token.stem not in self.number):
                continue
            known = self.terms_for(token)
            if not known and guesses:
                guesses -= 1
                known = self.guessed(token.stem) or self.half_of(token.word)
            worth = weight * (AS_NAME if token.named else 1.0)
            heard.asked += worth
            heard.unknown += 0 if known else worth
            for term, share in known.items():
                heard.terms[term] = max(heard.terms.get(term, 0.0), worth * share)
        for pair in pairs(said):
            if pair in self.number:
                heard.terms[pair] = weight * IN_PAIR
        if typing and said:
            heard.begun = self.beginning_with(said[-1].word)
        return heard

    def terms_for(self, token: Token) -> dict[str, float]:
        """Return the terms a word stands for: itself, and its parts when it is a compound."""
        parts = self.parts_of(token.word) or self.parts_of(token.stem)
        if token.stem in self.number:
            return {**dict.fromkeys(parts, IN_COMPOUND), token.stem: 1.0}
        return dict.fromkeys(parts, AS_COMPOUND)

    def known(self, word: str) -> str:
        """Return the stem of a word that somebody wrote, or nothing."""
        return self.words.get(word) or (word if word in self.number else "")

    def parts_of(self, word: str) -> list[str]:
        """Return the terms of both halves of a compound, the longest first half first."""
        for cut in range(len(word) - LEAST, LEAST - 1, -1):
            if second := self.known(word[cut:].lstrip("-")):
                begin = word[:cut].rstrip("-")
                for first in (begin, begin.removesuffix("s"), begin.removesuffix("en")):
                    if len(first) >= LEAST and (half := self.known(first)):
                        return [half, second]
        return []

    def half_of(self, word: str) -> dict[str, float]:
        """Return the term of the longest half of a compound of which the other is unknown."""
        for length in range(len(word) - LEAST, LEAST, -1):
            for half in (word[-length:], word[:length], word[:length].removesuffix("s")):
                if len(half) > LEAST and (term := self.known(half)):
                    return {term: IN_PART}
        return {}

    def _likely(self, word: str) -> dict[str, float]:
        """Return the terms a word was probably meant as, or else those that end in it."""
        if len(word) < LEAST:
            return {}
        mine = pieces(word)
        shared = Counter(term for gram in mine for term in self.near.get(gram, ()))
        best = sorted(shared, key=lambda term: -shared[term] / (len(term) + len(mine)))[:8]
        alike = {term: likeness(word, term) for term in best}
        least = ALIKE if len(word) >= 6 else ALIKE_WHEN_SHORT
        found = {term: 0.9 * ratio**2 for term, ratio in alike.items() if ratio >= least}
        ending = self.near.get(f"{word[-2:]} ", ())
        return found or {term: IN_PART for term in ending if term.endswith(word)}

    def beginning_with(self, word: str) -> list[str]:
        """Return the terms of the words that begin as this one does."""
        begin = bisect_left(self.in_order, word)
        begun = islice(self.in_order, begin, begin + MOST_BEGUN)
        return list({self.words[each]: None for each in begun if each.startswith(word)})

    def scores(self, *texts: Heard) -> Scores:
        """Return for each document how much the texts are about it."""
        total = np.zeros(self.size)
        terms: dict[str, float] = {}
        for heard in texts:
            for term, weight in heard.terms.items():
                terms[term] = max(terms.get(term, 0.0), weight)
        for term, weight in terms.items():
            places, worth = self.row(term)
            total[places] += weight * worth
        begun = np.zeros(self.size)
        for term in {term for heard in texts for term in heard.begun if term not in terms}:
            places, worth = self.row(term)
            begun[places] = np.maximum(begun[places], worth)
        return total + begun
