"""Times as every page shows them: when, and how long that is from here.

`{% due at now schedule=... %}` draws one (templates/sla/_due.html).
"""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from sla import wording
from sla.business_time import Schedule

register = template.Library()


@register.inclusion_tag("sla/_due.html")
def due(
    at: datetime,
    now: datetime,
    *,
    schedule: Schedule,
    kind: str = "",
    what: str = "",
    with_day: bool = True,
    big: bool = False,
    short: bool = False,
) -> dict[str, Any]:
    """Draw a due time with what is left of it; `short` among many, without its full date to hover.

    `kind` is near, late, urgent, or still for a clock that stands still: then the time is
    what it would be if it went on now. `what` is said before what is left ("pick up").
    """
    left = _("if answered now")
    if kind != "still":
        left = wording.time_left(schedule, now, at, short=short)
    return {
        "at": "" if short else timezone.localtime(at).isoformat(),
        "day": wording.spoken_day(at, now) if with_day else "",
        "time": wording.clock_time(at),
        "title": "" if short else wording.full_moment(at),
        "short": short,
        "left": f"{what}, {left}" if what else left,
        "kind": kind,
        "big": big,
    }


@register.filter
def amount(length: timedelta) -> str:
    """Say how long something took: 1 h 40."""
    return wording.amount_in_words(length)


@register.filter
def full_day(at: datetime) -> str:
    """Say a day in full: Tuesday 24 November."""
    return wording.full_day(at)


@register.filter
def spoken(at: datetime, now: datetime) -> str:
    """Say a moment: tomorrow 17:00."""
    return wording.spoken_moment(at, now)


@register.filter
def spoken_day(at: datetime, now: datetime) -> str:
    """Say a day: tomorrow."""
    return wording.spoken_day(at, now)
