"""Template tags of the look: what every page draws the same way."""

from django import template

register = template.Library()


@register.inclusion_tag("core/_icon.html")
def icon(name: str) -> dict[str, str]:
    """Draw one symbol of the sprite; it never speaks alone, so a word stands beside it."""
    return {"name": name}
