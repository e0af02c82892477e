"""Template tags of the look: what every page draws the same way."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache  # a page has a hundred of them, out of some fifty that there are
def icon(name: str) -> SafeString:
    """Draw one symbol of the sprite; it never speaks alone, so a word stands beside it."""
    return render_to_string("core/_icon.html", {"name": name})
