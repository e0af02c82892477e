"""Finding in the catalogue: services, articles, process steps and signposts, by what people type.

Any word may match (people type sentences): by Dutch stem, by the beginning of the last word, by
how people say what the catalogue calls otherwise, or by likeness where nothing has it as it was
typed. A word counts for more the fewer things have it; names and search words count for more
than descriptions. However much matches, no more than some hundreds are weighed.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import add, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from pdc.models import SearchDocument, ServiceVersion
from pdc.search.asked import Asked, asked, is_everyday, nearest
from pdc.search.marking import Line

Kind = SearchDocument.Kind
Documents = QuerySet[SearchDocument]

MOST = {Kind.SERVICE: 10, Kind.ARTICLE: 5, Kind.STEP: 5, Kind.SIGNPOST: 3}
COUNTED = 200  # no more things with a word are counted to know how rare it is
WEIGHED_BY_NAME, WEIGHED_BY_TEXT = 300, 150
WEIGHTS = [0.15, 0.5, 1.0, 0.9]  # of a description, a common mistake, a search word and a title
IN_TEXT, LIGHT, CALLED, MEANT, BY_CODE = 0.3, 0.15, 0.4, 0.8, 10.0
MOST_GUESSED, SHORTEST_GUESSED = 3, 4
COMPARED, LOOKED_AT = 200, 40  # of what is written nearly so, and the most alike of those


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
    times = _times(wanted, among)
    wanted.meant = _meant(wanted, among, times)
    return Found(wanted, _best(wanted, _score(wanted, times), among, kinds))


def _times(wanted: Asked, among: Documents) -> Counter[str]:
    """Return how many things have each word, otherwise than as a common mistake; up to a number."""
    having = [
        among.filter(Q(named=_term(word, wanted, "ab")) | Q(told=_term(word, wanted)))
        .annotate(place=Value(place))
        .values_list("place", flat=True)[:COUNTED]
        for place, word in enumerate(wanted.telling)
    ]
    places = having[0].union(*having[1:], all=True) if having[1:] else having[0]
    return Counter(wanted.telling[place] for place in places)


def _meant(wanted: Asked, among: Documents, times: Counter[str]) -> dict[str, str]:
    """Return for words that nothing has the one they were probably meant as: the most alike."""
    strange = [
        word
        for word in wanted.telling
        if not times[word] and len(word) >= SHORTEST_GUESSED and not is_everyday(word)
    ][:MOST_GUESSED]
    if not strange:
        return {}
    alike = [
        SearchDocument.objects.filter(
            pk__in=among.filter(known_as__trigram_word_similar=word).values("pk")[:COMPARED]
        )
        .order_by(TrigramWordSimilarity(word, "known_as").desc())
        .annotate(place=Value(place))
        .values_list("place", "known_as")[:LOOKED_AT]
        for place, word in enumerate(strange)
    ]
    near: dict[str, set[str]] = defaultdict(set)
    for place, names in alike[0].union(*alike[1:], all=True) if alike[1:] else alike[0]:
        near[strange[place]].update(re.findall(r"\w+", names))
    found = {word: nearest(word, near[word], begun=word == wanted.begun) for word in strange}
    return {word: other for word, other in found.items() if other}


def _best(
    wanted: Asked, score: Combinable, among: Documents, kinds: Iterable[Kind]
) -> dict[Kind, list[SearchDocument]]:
    """Return the best of each kind; only what is shown is read whole."""
    weighed = [some for kind in kinds for some in _weighed(wanted, among.filter(kind=kind))]
    scored = SearchDocument.objects.filter(pk__in=weighed[0].union(*weighed[1:]))
    best: dict[Kind, list[int]] = defaultdict(list)
    ranked = scored.annotate(score=score).order_by("-score", "pk")
    for key, kind in ranked.values_list("pk", "kind"):
        if len(best[Kind(kind)]) < MOST[Kind(kind)]:
            best[Kind(kind)].append(key)
    documents = (
        SearchDocument.objects.select_related("version__service", "signpost")
        .defer("named", "told", "known_as", "slips")
        .in_bulk([key for keys in best.values() for key in keys])
    )
    found = {
        kind: [documents[key] for key in keys if key in documents] for kind, keys in best.items()
    }
    return {kind: those for kind, those in found.items() if those}


def _weighed(wanted: Asked, among: Documents) -> list[QuerySet[SearchDocument, Any]]:
    """Return what is weighed of one kind, of what matches: by code, by name and by text."""
    terms = [_term(word, wanted) for word in wanted.telling]
    meant = [_words(word) for word in wanted.meant.values()]
    named = reduce(or_, [*terms, *meant, *(_words(name) for name in wanted.called)])
    told = reduce(or_, [*terms, *meant])
    weighed = [
        among.filter(named=named).values("pk")[:WEIGHED_BY_NAME],
        among.filter(told=told).values("pk")[:WEIGHED_BY_TEXT],
    ]
    if wanted.code:
        its = ServiceVersion.objects.filter(service__code__iregex=wanted.code)
        weighed.append(among.filter(version__in=its).values("pk")[:WEIGHED_BY_NAME])
    return weighed


def _score(wanted: Asked, times: Counter[str]) -> Combinable:
    """Return how much a document is about what is asked."""

    def named(query: SearchQuery) -> SearchRank:
        return SearchRank(F("named"), query, weights=WEIGHTS)

    parts: list[Combinable] = []
    for word in wanted.telling:
        rare, term = _rarity(times[word]), _term(word, wanted)
        parts.append(Value(rare) * named(term))
        parts.append(Value(rare * IN_TEXT) * SearchRank(F("told"), term))
    for word in wanted.meant.values():
        parts.append(Value(MEANT) * named(_words(word)))
        parts.append(Value(MEANT * IN_TEXT) * SearchRank(F("told"), _words(word)))
    parts += [Value(CALLED * much) * named(_words(name)) for name, much in wanted.called.items()]
    parts += [Value(LIGHT) * named(_words(word)) for word in wanted.light]
    if wanted.code:
        its = Q(version__service__code__iregex=wanted.code)
        parts.append(Case(When(its, Value(BY_CODE)), default=Value(0.0), output_field=FloatField()))
    return reduce(add, parts)


def _rarity(times: int) -> float:
    """Return what a word is worth: 1 when one thing has it, little when everything has."""
    return math.log(1 + COUNTED / max(times, 1)) / math.log(1 + COUNTED)


def _term(word: str, wanted: Asked, weights: str = "") -> SearchQuery:
    """Return the query for a word by its stem, and for an unfinished one by how it begins."""
    whole = SearchQuery(f"{word}:{weights}" if weights else word, config="dutch", search_type="raw")
    if word != wanted.begun:
        return whole
    return whole | SearchQuery(f"{word}:*{weights}", config="simple", search_type="raw")


def _words(name: str) -> SearchQuery:
    """Return the query for all words of a name."""
    return SearchQuery(name, config="dutch", search_type="plain")
