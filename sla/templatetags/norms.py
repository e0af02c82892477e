"""Norms and promised days in the words people use, for reading and for reading aloud."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone

from sla import wording
from sla.models import Norm

register = template.Library()


@register.filter
def in_words(norm: Norm) -> str:
    """Say a norm: 2 working days after the event."""
    return wording.norm_in_full(norm)


@register.filter
def amount_in_words(norm: Norm) -> str:
    """Say only how long: 2 working days."""
    return wording.norm_in_words(norm)


@register.filter
def start_in_words(norm: Norm) -> str:
    """Say from when it counts, where that is not the receipt: after the event."""
    return wording.start_in_words(norm)


@register.filter
def day_aloud(at: datetime, now: datetime) -> str:
    """Say a day so that it can't be mistaken on the telephone: today, or Thursday 26 November."""
    near = abs(timezone.localdate(at) - timezone.localdate(now)) <= timedelta(days=1)
    return wording.spoken_day(at, now) if near else wording.full_day(at)


@register.filter
def time_aloud(at: datetime) -> str:
    """Say a local time of day: 14:30."""
    return wording.clock_time(at)
