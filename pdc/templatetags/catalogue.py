"""The parts of a service, in words."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pdc.comparing import PARTS, label_of

register = template.Library()


@register.filter
def part_label(name: str) -> "str | Promise":
    """Say what a part is called; one of another making by its own name."""
    if name == "norms":
        return _("norms")
    return label_of(name) if name in PARTS else name
