"""The day strip: the working day as a ruler, with a pin for each time something is due.

Positions are percentages of the day, so that the picture has any width. It is decoration
for a sentence that says the same (`spoken`).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests.standing import Due
from sla.business_time import Schedule, Stretch, open_between
from sla.wording import clock_time

AN_HOUR = timedelta(hours=1)
MOST_HOURS = 12
GROUND, PIN_HEIGHT, HIGHEST = 24, 9, 2


@dataclass
class Strip:
    """What templates/core/_day_strip.html draws, and the sentence beside it."""

    openings: list[dict[str, str]] = field(default_factory=list)
    hours: list[dict[str, object]] = field(default_factory=list)
    pins: list[dict[str, object]] = field(default_factory=list)
    now: dict[str, str] | None = None
    spoken: str = ""


def day_strip(schedule: Schedule, dues: Iterable[Due], now: datetime) -> Strip | None:
    """Return the strip of today, or nothing on a day that the desk stays closed."""
    local = timezone.localtime(now, schedule.zone)
    midnight = datetime.combine(local.date(), time.min, tzinfo=schedule.zone)
    following = datetime.combine(local.date() + timedelta(days=1), time.min, tzinfo=schedule.zone)
    stretches = open_between(schedule, midnight, following)
    if not stretches:
        return None
    opens, closes = stretches[0].since, stretches[-1].until

    def at(moment: datetime) -> float:
        return min(max(100 * ((moment - opens) / (closes - opens)), 0), 100)

    today = sorted(
        (due for due in dues if due.kind != "still" and now <= due.at <= closes),
        key=lambda due: due.at,
    )
    return Strip(
        openings=[_opening(at(start), at(end), at(now)) for start, end in stretches],
        hours=[_hour(moment, at(moment), minor=minor) for moment, minor in _hours(stretches)],
        pins=_pins(today, at),
        now=_now(now, at(now)) if opens <= now <= closes else None,
        spoken=_spoken(today),
    )


def _opening(start: float, end: float, here: float) -> dict[str, str]:
    past = min(end, here) - start
    return {
        "from": _text(start),
        "width": _text(end - start),
        "past": _text(past) if past > 0 else "",
    }


def _hours(stretches: tuple[Stretch, ...]) -> list[tuple[datetime, bool]]:
    """Return the first opening and each close; between them whole hours, which are minor.

    Of a long day not each hour, but as many as have room beside each other.
    """
    marks = [stretches[0].since, *(stretch.until for stretch in stretches)]
    hour = stretches[0].since.replace(minute=0)
    step = AN_HOUR * (1 + (marks[-1] - hour) // (MOST_HOURS * AN_HOUR))
    whole = []
    while hour < marks[-1]:
        if all(abs(hour - mark) >= AN_HOUR for mark in marks):
            whole.append(hour)
        hour += step
    return sorted([(mark, False) for mark in marks] + [(hour, True) for hour in whole])


def _hour(moment: datetime, at: float, *, minor: bool) -> dict[str, object]:
    anchor = "start" if at == 0 else "end" if at == 100 else "middle"
    return {"at": _text(at), "text": clock_time(moment), "minor": minor, "anchor": anchor}


def _pins(dues: Iterable[Due], at: Callable[[datetime], float]) -> list[dict[str, object]]:
    """Return a pin for each, on top of those due at about the same time; none hides another."""
    pins: list[dict[str, object]] = []
    standing = Counter[int]()
    for due in dues:
        where = at(due.at)
        lift = min(standing[round(where)], HIGHEST)
        standing[round(where)] += 1
        pin = {"at": _text(where), "y": GROUND - PIN_HEIGHT * lift, "kind": due.kind}
        if pin not in pins:
            pins.append(pin)
    return pins


def _now(now: datetime, at: float) -> dict[str, str]:
    anchor = "end" if at > 50 else "start"
    return {
        "at": _text(at),
        "text": _("now %(time)s") % {"time": clock_time(now)},
        "anchor": anchor,
    }


def _spoken(dues: list[Due]) -> str:
    """Return what the pins show, for who can't see them."""
    if not dues:
        return _("Nothing more is due today.")
    times = Counter(clock_time(due.at) for due in dues)
    told = [f"{moment} ({number}×)" if number > 1 else moment for moment, number in times.items()]
    return ngettext(
        "Due today: %(number)d, at %(times)s.", "Due today: %(number)d, at %(times)s.", len(dues)
    ) % {"number": len(dues), "times": ", ".join(told)}


def _text(percentage: float) -> str:
    return f"{percentage:.1f}"
