"""Markdown as colleagues type it, as HTML that can do no harm."""

import re
from collections.abc import Sequence

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONGEST = 100_000  # characters
DEEPEST = 20  # quotes in lists in quotes
LEADS_TO = re.compile(r"https?://|mailto:|[^:/?#]*(?:$|[/?#])", re.IGNORECASE)


def render(text: str) -> SafeString:
    """Return what was typed as HTML: what is HTML in it shows as it was typed, and no pictures.

    Its headings begin under that of the page. More than the longest text is not read.
    """
    return SafeString(_reader.render(text[:LONGEST]))


def _for_a_page(state: StateCore) -> None:
    """Let headings go one level down, and each block be read in its own direction."""
    for token in state.tokens:
        if token.type.startswith("heading_"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.nesting == 1 and token.level == 0:
            token.attrSet("dir", "auto")
        if token.type == "table_open":
            token.attrSet("class", "sheet")
        _lead_on(token.children or ())


def _lead_on(tokens: Sequence[Token]) -> None:
    """Let no other site know where somebody came from."""
    for token in tokens:
        if token.type == "link_open":
            token.attrSet("rel", "noreferrer")


def _reader_of_articles() -> MarkdownIt:
    reader = MarkdownIt("js-default", {"html": False, "maxNesting": DEEPEST}).disable("image")
    reader.validateLink = lambda url: LEADS_TO.match(url) is not None  # type: ignore[method-assign]
    reader.core.ruler.push("for_a_page", _for_a_page)
    return reader


_reader = _reader_of_articles()
