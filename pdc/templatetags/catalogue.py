"""The parts of a service, in words."""

from django import template
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pdc.comparing import PARTS, label_of
from pdc.search.marking import Pieces

register = template.Library()


@register.filter
def part_label(name: str) -> "str | Promise":
    """Say what a part is called; one of another making by its own name."""
    if name == "norms":
        return _("norms")
    return label_of(name) if name in PARTS else name


@register.filter
def marked(pieces: Pieces) -> SafeString:
    """Return a text in pieces, each escaped, with what was looked for marked."""
    shown = (f"<mark>{escape(piece)}</mark>" if hit else escape(piece) for piece, hit in pieces)
    return SafeString("".join(shown))
