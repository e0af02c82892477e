"""Marking in what was found what it was found by, as pieces of text: a template escapes each."""

import re
from dataclasses import dataclass
from functools import cached_property

from pdc.models import SearchDocument
from pdc.search.asked import Asked

Pieces = list[tuple[str, bool]]

WORD = re.compile(r"(\w+)")
MARKUP = re.compile(r"]\([^)\s]*\)|https?://\S+|[#*_`|~\[\]]+|^\s*[-+>]\s", re.MULTILINE)
LONGEST_READ, SHOWN, BEFORE = 10_000, 200, 60


@dataclass
class Line:
    """A document as it is shown: each part in pieces, and whether a piece is marked."""

    document: SearchDocument
    asked: Asked

    @cached_property
    def title(self) -> Pieces:
        """What it is called."""
        return marked(self.document.title, self.asked)

    @cached_property
    def text(self) -> Pieces:
        """What it tells, from a little before the first word that is marked."""
        told = " ".join(MARKUP.sub(" ", self.document.body[:LONGEST_READ]).split())
        hits = (word.start() for word in WORD.finditer(told) if self.asked.names(word[0]))
        return cut(marked(told[: next(hits, 0) + 2 * SHOWN], self.asked))

    @cached_property
    def known_as(self) -> Pieces:
        """The search word it was found by, when neither its name nor its text shows why."""
        if any(hit for _piece, hit in [*self.title, *self.text]):
            return []
        lines = (marked(word, self.asked) for word in self.document.words.splitlines())
        return next((pieces for pieces in lines if any(hit for _piece, hit in pieces)), [])


def marked(text: str, asked: Asked) -> Pieces:
    """Return a text in pieces, those that are looked for apart."""
    pieces: Pieces = []
    for piece in WORD.split(text):
        hit = bool(WORD.fullmatch(piece)) and asked.names(piece)
        if pieces and not hit and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + piece, False)
        elif piece:
            pieces.append((piece, hit))
    return pieces


def cut(pieces: Pieces) -> Pieces:
    """Return as much of a long text as is shown."""
    begin, before = 0, 0
    for piece, hit in pieces:
        if hit:
            begin = max(0, before - BEFORE)
            break
        before += len(piece)
    shown, place = [], 0
    for piece, hit in pieces:
        part = piece[max(0, begin - place) : max(0, begin + SHOWN - place)]
        place += len(piece)
        if part:
            shown.append((part, hit))
    head, tail = begin > 0, place > begin + SHOWN
    return [*[("… ", False)] * head, *shown, *[(" …", False)] * tail]
