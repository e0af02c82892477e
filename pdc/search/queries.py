"""What is asked of the database to find something, as pieces of SQL with what is filled in.

Composed of querysets these would take longer to make than to answer, with each letter typed.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from pdc.models import SearchDocument

Documents = QuerySet[SearchDocument]

WEIGHTS = "ARRAY[0.15, 0.5, 1.0, 0.9]::real[]"  # of what is told, a slip, a search word, a title
HAVING = "(SELECT count(*) FROM (SELECT FROM seen WHERE {} LIMIT %s) AS counted)"
OF_A_KIND = "(SELECT pk FROM seen WHERE kind = %s AND {} LIMIT %s)"
HAS_CODE = """version_id IN (
    SELECT version.id FROM pdc_serviceversion AS version
    JOIN pdc_service AS service ON service.id = version.service_id WHERE service.code ~* %s
)"""
ALIKE = """
SELECT strange.word, alike.word
FROM unnest(%s::text[]) AS strange (word), LATERAL (
    SELECT word, word_similarity(strange.word, word) AS likeness
    FROM pdc_searchword WHERE word %%> strange.word GROUP BY word
    ORDER BY likeness DESC, word LIMIT %s
) AS alike
WHERE EXISTS (SELECT FROM seen WHERE named @@ to_tsquery('dutch', alike.word || ':ab'))
"""
BEST = """
SELECT pk FROM (
    SELECT pk, score, kind,
        row_number() OVER (PARTITION BY kind ORDER BY score DESC, pk) AS place
    FROM (
        SELECT document.id AS pk, document.kind, {score} AS score
        FROM pdc_searchdocument AS document WHERE document.id IN ({weighed})
    ) AS scored
) AS ranked
WHERE place <= (%s::jsonb ->> kind)::integer ORDER BY score DESC, pk
"""


class Piece(NamedTuple):
    """A piece of SQL, and what is filled in."""

    text: str
    values: Sequence[Any] = ()

    def within(
        self, frame: str, *, before: Sequence[Any] = (), after: Sequence[Any] = ()
    ) -> "Piece":
        """Return it in a frame, which may have more to fill in."""
        return Piece(frame.format(self.text), [*before, *self.values, *after])


def joined(by: str, pieces: Iterable[Piece]) -> Piece:
    """Return pieces as one."""
    those = list(pieces)
    values = [value for piece in those for value in piece.values]
    return Piece(by.join(piece.text for piece in those), values)


class Seen:
    """What somebody may find, to be asked more than once; raises `EmptyResultSet` for nothing."""

    def __init__(self, among: Documents) -> None:
        columns = among.values("pk", "kind", "version_id", "named", "told")
        self.text, self.values = columns.query.sql_with_params()

    def ask(self, question: Piece) -> list[tuple[Any, ...]]:
        """Return the rows that answer a question about what is `seen`."""
        text = f"WITH seen AS NOT MATERIALIZED ({self.text}) {question.text}"
        with connection.cursor() as cursor:
            cursor.execute(text, [*self.values, *question.values])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def word_or_begun(word: str, begun: str, weights: str = "") -> Piece:
    """Return what looks for a word by its stem, and for the unfinished one by how it begins."""
    whole = Piece("to_tsquery('dutch', %s)", [f"{word}:{weights}" if weights else word])
    if word != begun:
        return whole
    begins = Piece("to_tsquery('simple', %s)", [f"{word}:*{weights}"])
    return joined(" || ", [whole, begins]).within("({})")


def all_of(words: str) -> Piece:
    """Return what looks for all words of a name."""
    return Piece("plainto_tsquery('dutch', %s)", [words])


def rank(part: str, query: Piece, worth: float) -> Piece:
    """Return how much a part of a document is about something, times what that is worth."""
    return query.within(f"%s * ts_rank({WEIGHTS}, document.{part}, {{}})", before=[worth])
