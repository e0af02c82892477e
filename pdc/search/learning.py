"""What the desk chose before: for each service the words of the requests it was chosen for.

Only single words are kept, and no names: no word that is written as one, no given name, none
of a person we know. So a capital is learned only in a word that is everyday language.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db import connection, transaction

from pdc.models import LearnedWord, ServiceVersion
from pdc.words import Token, everyday, listed_in, said_in

MOST_LEARNED = 30
KNOWN_FOR_LONG = 500

PEOPLE = """
SELECT DISTINCT word FROM teams_user,
    concat_ws(' ', given_name, family_name, translate(family_name, '-', ' ')) AS name,
    unnest(string_to_array(lower(unaccent(name)), ' ')) AS word
WHERE word = ANY(%s)
"""
ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('pdc_learnedword'))"
ADD_UP = """
WITH many AS (
    SELECT service_id, word FROM pdc_learnedword
    GROUP BY service_id, word HAVING count(*) > 1 OR sum(times) <= 0
), gone AS (
    DELETE FROM pdc_learnedword AS old USING many
    WHERE old.service_id = many.service_id AND old.word = many.word RETURNING old.*
)
INSERT INTO pdc_learnedword (service_id, word, times)
SELECT service_id, word, sum(times) FROM gone GROUP BY service_id, word HAVING sum(times) > 0
"""
FADE = """
UPDATE pdc_learnedword SET times = times / 2 WHERE service_id IN (
    SELECT service_id FROM pdc_learnedword WHERE word = '' GROUP BY service_id
    HAVING sum(times) > %s
)
"""


def learn(
    texts: Sequence[str], chosen: ServiceVersion | None, *, instead_of: ServiceVersion | None = None
) -> None:
    """Let the words of a request count for the service that was chosen for it.

    Where it was chosen instead of another, that one loses them. Belongs in the transaction of
    the choice, and is no place for what is confidential.
    """
    lessons = [(each.service_id, times) for each, times in ((chosen, 1), (instead_of, -1)) if each]
    words = [LearnedWord.CHOICE, *words_of(texts)] if lessons else []
    LearnedWord.objects.bulk_create(
        LearnedWord(service_id=service, word=word, times=times)
        for service, times in lessons
        for word in words
    )


def words_of(texts: Iterable[str]) -> list[str]:
    """Return the words one may learn from, as stems and in an order that says nothing."""
    said = [token for text in texts for token in said_in(text)]
    found = {token.stem: token.word for token in said if _may_be_learned(token)}
    people = of_people(found.values()) if found else set()
    return sorted(each for each, word in found.items() if word not in people)[:MOST_LEARNED]


def _may_be_learned(token: Token) -> bool:
    if token.light or token.word in everyday().names:
        return False
    return not token.capital or token.stem in _everyday_stems()


@lru_cache(maxsize=1)
def _everyday_stems() -> frozenset[str]:
    table = everyday()
    phrases = [*table.means, *(each for said in table.means.values() for each in said)]
    return frozenset(token.stem for token in listed_in(phrases))


def of_people(words: Iterable[str]) -> set[str]:
    """Return which of some words are in the name of a person we know."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [list(words)])
        return {word for (word,) in cursor.fetchall()}


@transaction.atomic
def add_up() -> None:
    """Make one row of those of the same word; where much was learned, let it count for half.

    Whoever logs a request meanwhile is not held up and loses nothing: rows that are added
    while this runs are left for the next time. So are all of them when another is at it.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        if cursor.fetchone() == (True,):
            cursor.execute(ADD_UP)
            cursor.execute(FADE, [KNOWN_FOR_LONG])
