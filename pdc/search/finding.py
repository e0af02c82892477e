"""Finding in the catalogue: services, articles, process steps and signposts, by what people type.

Any word may match (people type sentences): by Dutch stem, by the beginning of the last word, by
how people say what the catalogue calls otherwise, or by likeness where nothing has it as it was
typed. A word counts for more the fewer things have it; names and search words count for more
than descriptions. However much matches, no more than some hundreds are weighed.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import EmptyResultSet

from pdc.models import SearchDocument, ServiceVersion
from pdc.search.asked import Asked, asked, is_everyday, nearest
from pdc.search.marking import Line
from pdc.search.queries import (
    ALIKE,
    BEST,
    HAS_CODE,
    HAVING,
    OF_A_KIND,
    Documents,
    Piece,
    Seen,
    all_of,
    joined,
    rank,
    word_or_begun,
)

Kind = SearchDocument.Kind

MOST = {Kind.SERVICE: 10, Kind.ARTICLE: 5, Kind.STEP: 5, Kind.SIGNPOST: 3}
COUNTED = 200  # no more things with a word are counted to know how rare it is
WEIGHED_BY_NAME, WEIGHED_BY_TEXT = 300, 150
IN_TEXT, LIGHT, CALLED, MEANT, BY_CODE = 0.3, 0.15, 0.4, 0.8, 10.0
MOST_GUESSED, SHORTEST_GUESSED = 3, 4
LOOKED_AT = 20  # of the words that are most alike


@dataclass
class Found:
    """What was found of each kind, best first; the kind of the best one first."""

    asked: Asked
    kinds: dict[Kind, list[SearchDocument]] = field(default_factory=dict)

    @property
    def meant(self) -> str:
        """What was probably meant, if that finds more than what was typed."""
        return self.asked.corrected if self.asked.meant else ""

    @property
    def sections(self) -> list[tuple[Kind, list[Line]]]:
        """What was found of each kind, with what it was found by marked."""
        return [
            (kind, [Line(document, self.asked) for document in documents])
            for kind, documents in self.kinds.items()
        ]

    @property
    def versions(self) -> list[ServiceVersion]:
        """The services that were found."""
        documents = self.kinds.get(Kind.SERVICE, [])
        return [each.version for each in documents if each.version]


def find(text: str, among: Documents, kinds: Iterable[Kind] = tuple(Kind)) -> Found:
    """Return what a text may mean, among documents that somebody may see."""
    wanted = asked(text)
    if not wanted.telling:
        return Found(wanted)
    try:
        seen = Seen(among)
    except EmptyResultSet:
        return Found(wanted)
    times = _times(wanted, seen)
    wanted.meant = _meant(wanted, seen, times)
    return Found(wanted, _read(seen.ask(_best(wanted, times, kinds))))


def _times(wanted: Asked, seen: Seen) -> dict[str, int]:
    """Return how many things have each word, otherwise than as a common mistake; up to a number."""

    def having(word: str) -> Piece:
        named = word_or_begun(word, wanted.begun, "ab").within("named @@ {}")
        told = word_or_begun(word, wanted.begun).within("told @@ {}")
        return joined(" OR ", [named, told]).within(HAVING, after=[COUNTED])

    counts = joined(", ", map(having, wanted.telling)).within("SELECT {}")
    return dict(zip(wanted.telling, seen.ask(counts)[0], strict=True))


def _meant(wanted: Asked, seen: Seen, times: Mapping[str, int]) -> dict[str, str]:
    """Return for words that nothing has the one they were probably meant as: the most alike."""
    strange = [
        word
        for word in wanted.telling
        if not times[word] and len(word) >= SHORTEST_GUESSED and not is_everyday(word)
    ][:MOST_GUESSED]
    if not strange:
        return {}
    near: dict[str, set[str]] = defaultdict(set)
    for word, other in seen.ask(Piece(ALIKE, [strange, LOOKED_AT])):
        near[word].add(other)
    found = {word: nearest(word, near[word], begun=word == wanted.begun) for word in strange}
    return {word: other for word, other in found.items() if other}


def _read(keys: Iterable[tuple[int]]) -> dict[Kind, list[SearchDocument]]:
    """Return documents by kind, in their order; only what is shown is read whole."""
    in_order = [key for (key,) in keys]
    documents = (
        SearchDocument.objects.select_related("version__service", "signpost")
        .defer("named", "told", "known_as", "slips")
        .in_bulk(in_order)
    )
    found: dict[Kind, list[SearchDocument]] = defaultdict(list)
    for key in in_order:
        if document := documents.get(key):
            found[Kind(document.kind)].append(document)
    return dict(found)


def _best(wanted: Asked, times: Mapping[str, int], kinds: Iterable[Kind]) -> Piece:
    """Return the question for the best of each kind, of what is weighed: by code, name and text."""
    terms = [word_or_begun(word, wanted.begun) for word in wanted.telling]
    meant = [all_of(word) for word in wanted.meant.values()]
    called = [all_of(name) for name in wanted.called]
    named = joined(" || ", [*terms, *meant, *called]).within("named @@ ({})")
    told = joined(" || ", [*terms, *meant]).within("told @@ ({})")
    those = [(named, WEIGHED_BY_NAME), (told, WEIGHED_BY_TEXT)]
    if wanted.code:
        those.append((Piece(HAS_CODE, [wanted.code]), WEIGHED_BY_NAME))
    weighed = joined(
        " UNION ",
        [
            which.within(OF_A_KIND, before=[kind], after=[most])
            for kind in kinds
            for which, most in those
        ],
    )
    score = _score(wanted, times)
    text = BEST.format(score=score.text, weighed=weighed.text)
    return Piece(text, [*score.values, *weighed.values, json.dumps(MOST)])


def _score(wanted: Asked, times: Mapping[str, int]) -> Piece:
    """Return how much a document is about what is asked."""
    parts = []
    for word in wanted.telling:
        rare, term = _rarity(times[word]), word_or_begun(word, wanted.begun)
        parts += [rank("named", term, rare), rank("told", term, rare * IN_TEXT)]
    for word in wanted.meant.values():
        term = all_of(word)
        parts += [rank("named", term, MEANT), rank("told", term, MEANT * IN_TEXT)]
    parts += [rank("named", all_of(name), CALLED * much) for name, much in wanted.called.items()]
    parts += [rank("named", all_of(word), LIGHT) for word in wanted.light]
    if wanted.code:
        has = Piece(HAS_CODE, [wanted.code])
        parts.append(has.within("CASE WHEN {} THEN %s ELSE 0 END", after=[BY_CODE]))
    return joined(" + ", parts)


def _rarity(times: int) -> float:
    """Return what a word is worth: 1 when one thing has it, little when everything has."""
    return math.log(1 + COUNTED / max(times, 1)) / math.log(1 + COUNTED)
