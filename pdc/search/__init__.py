"""Which service of the catalogue a free text means, or whether it is outside the catalogue.

Words of the catalogue and how people say them make the index (`catalogue`); what the desk chose
before for such words is added to that (`learning`).
"""

import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import DatabaseError
from django.utils import timezone

from pdc.models import LearnedWord, ServiceVersion
from pdc.search.catalogue import index_of, keys_on
from pdc.search.index import Heard, Scores
from pdc.search.learning import add_up, learn
from pdc.words import Token, said_in

__all__ = ["Suggestions", "add_up", "get_ready", "learn", "suggest"]

logger = logging.getLogger(__name__)

CODE = re.compile(r"[a-z]{1,10}-?\d{1,6}")
CALLED_BY_CODE = 100.0
LONGEST_CODES = 300
WHAT_ELSE_WAS_SAID = 0.6
CHOSEN_BEFORE, CHOSEN_OFTEN = 1.2, 0.1
BEFORE_ONE_BELIEVES, BEFORE_ONE_KNOWS = 4, 50  # choices, of a word and of all
NOTHING_KNOWN = 0.9


@dataclass(frozen=True)
class Suggestions:
    """The services a text may mean, best first; and how likely it is none of them, 0 to 1."""

    versions: list[ServiceVersion]
    off_catalogue: float


def suggest(
    text: str,
    limit: int = 6,
    *,
    typing: str = "",
    on: date | None = None,
    client: int | None = None,
) -> Suggestions:
    """Return what a text may mean, of the catalogue of a day or of today, for anyone or a client.

    `typing` is what somebody types at this moment, beside the text: it weighs more, its last
    word may be unfinished, and a code finds its service.
    """
    held = keys_on(on or timezone.localdate(), client)
    keys = tuple(key for key, _service, _code, _offered in held)
    offered = np.array([row[3] for row in held], dtype=float)
    index = index_of(keys)
    beside, typed = said_in(text), said_in(typing) if typing.strip() else []
    heard = [
        index.hear(beside, weight=WHAT_ELSE_WAS_SAID if typed else 1.0),
        index.hear(typed, typing=not typing.endswith((" ", "\n"))),
    ]
    scores = index.scores(*heard)
    scores, outside = scores[: len(keys)], scores[len(keys) :]
    services = [service for _key, service, _code, _offered in held]
    meant, often = _chosen_before([*beside, *typed], services)
    scores = offered * (scores + meant)
    best = float(scores.max(initial=0.0))
    off_catalogue = _off_catalogue(heard, best, float(outside.max(initial=0.0)))
    scores += np.where(scores > 0, often, 0.0)
    named = offered * _called_by_code(f"{typing} {text}", [row[2] for row in held])
    scores += named
    chosen = [keys[place] for place in np.argsort(-scores, kind="stable")[:limit] if scores[place]]
    found = ServiceVersion.objects.select_related("service").in_bulk(chosen)
    return Suggestions(
        versions=[found[key] for key in chosen],
        off_catalogue=0.0 if named.any() else off_catalogue,
    )


def get_ready() -> None:
    """Read the catalogue of today, before a process serves: then nobody who types waits for it.

    A database that is not migrated, or out of reach, is no reason not to start.
    """
    try:
        suggest("?")
    except DatabaseError as problem:
        logger.warning("the catalogue is not read beforehand: %s", problem)


def _chosen_before(said: Iterable[Token], services: list[int]) -> tuple[Scores, Scores]:
    """Return for each service how much it was chosen for these words before, and how often at all.

    A word tells as far as the service has a larger share of it than of all requests.
    """
    places = {service: place for place, service in enumerate(services)}
    times: dict[str, Counter[int]] = defaultdict(Counter)
    for service, word, count in LearnedWord.objects.of(
        {each.stem for each in said if not each.light}
    ):
        if service in places:
            times[word][places[service]] += count
    at_all = times.pop(LearnedWord.CHOICE, Counter())
    scores, often = np.zeros(len(services)), np.zeros(len(services))
    for place, count in at_all.items():
        often[place] = CHOSEN_OFTEN * math.log1p(count)
    for counts in times.values():
        for place, count in counts.items():
            share = count / (BEFORE_ONE_BELIEVES + counts.total())
            usual = at_all[place] / (BEFORE_ONE_KNOWS + at_all.total())
            scores[place] += CHOSEN_BEFORE * max(0.0, share - usual)
    return scores, often


def _called_by_code(text: str, codes: list[str]) -> Scores:
    """Return which services are called by their code."""
    called = set(CODE.findall(text[:LONGEST_CODES].lower()))
    if not called:
        return np.zeros(len(codes))
    return CALLED_BY_CODE * np.array([code.lower() in called for code in codes], dtype=float)


def _off_catalogue(heard: list[Heard], best: float, outside: float) -> float:
    """Return how likely nothing in the catalogue is meant.

    The more so when what is known to belong elsewhere is said, or little of what was said is
    known at all. The numbers were fitted to requests of which the desk said what they were.
    """
    if not best:
        return NOTHING_KNOWN
    covered = best / (1 + sum(each.asked for each in heard))
    return 1 / (1 + math.exp(-(0.9 + 1.2 * outside - 0.65 * best - 4.2 * covered)))
