"""Hours as figures show them."""

from decimal import Decimal

from django import template

register = template.Library()
MINUTES = 60


@register.filter
def hours(minutes: Decimal) -> int:
    """Say minutes as whole hours: 813."""
    return round(minutes / MINUTES)
