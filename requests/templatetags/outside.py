"""Words about what is outside the catalogue."""

from django import template
from django.utils.translation import gettext as _

from requests.models import Decision

register = template.Library()
HOUR = 60


@register.filter
def decision_words(decision: str) -> str:
    """Say what was decided; nothing yet for none."""
    return str(Decision(decision).label) if decision else _("undecided")


@register.filter
def hours(minutes: int) -> str:
    """Say minutes as hours and minutes: 2 h 20."""
    whole, rest = divmod(minutes, HOUR)
    if not whole:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": whole}
    return _("%(hours)d h %(minutes)02d") % {"hours": whole, "minutes": rest}
