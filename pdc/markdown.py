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
    """Let the highest headings stand right under that of the page, and each block be read in
    its own direction.
    """
    headings = [token for token in state.tokens if token.type.startswith("heading_")]
    down = 2 - min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) + down, 6)}"
    for token in state.tokens:
        if token.nesting == 1 and token.level == 0:
            token.attrSet("dir", "auto")
        _lead_on(token.children or ())


def _lead_on(tokens: Sequence[Token]) -> None:
    """Let no other site know where somebody came from."""
    for token in tokens:
        if token.type == "link_open":
            token.attrSet("rel", "noreferrer")


def _wide(*_about: object) -> str:
    """Let a wide table move sideways, by keyboard too, instead of the page."""
    return '<div class="scroll" tabindex="0"><table class="sheet" dir="auto">\n'


def _reader_of_articles() -> MarkdownIt:
    reader = MarkdownIt("js-default", {"html": False, "maxNesting": DEEPEST}).disable("image")
    reader.validateLink = lambda url: LEADS_TO.match(url) is not None  # type: ignore[method-assign]
    reader.core.ruler.push("for_a_page", _for_a_page)
    reader.add_render_rule("table_open", _wide)
    reader.add_render_rule("table_close", lambda *_about: "</table>\n</div>\n")
    return reader


_reader = _reader_of_articles()
