"""Times and norms in the words of the desk: what is read on the screen and aloud.

Days are local days, what is left is opening time: "tomorrow 17:00, 1 working day left".
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from sla.business_time import Schedule, elapsed, open_between
from sla.models import Norm, Starts, Way

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)


def spoken_day(at: datetime, now: datetime) -> str:
    """Return the local day as people say it: today, tomorrow, yesterday, or Tue 24 Nov."""
    return day_in_words(timezone.localdate(at), timezone.localdate(now))


def day_in_words(day: date, today: date) -> str:
    """Return a day as people say it today; another year is named when it is far away."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((day - today).days)
    if near:
        return near
    if day.year == today.year or abs(day - today) < 60 * A_DAY:
        return short_date(day)
    return date_format(day, pgettext("date format", "D j M Y"))


def short_date(day: date) -> str:
    """Return a day without its year: Tue 24 Nov."""
    return date_format(day, pgettext("date format", "D j M"))


def spoken_moment(at: datetime, now: datetime) -> str:
    """Return day and time as people say them: tomorrow 17:00."""
    return f"{spoken_day(at, now)} {clock_time(at)}"


def clock_time(at: datetime) -> str:
    """Return the local time of day."""
    return f"{timezone.localtime(at):%H:%M}"


def full_day(at: datetime) -> str:
    """Return the local day in full: Tuesday 24 November."""
    return date_format(timezone.localdate(at), "l j F")


def full_date(at: datetime) -> str:
    """Return the local day with its year: Tuesday 24 November 2026."""
    return date_format(timezone.localdate(at), "l j F Y")


def full_moment(at: datetime) -> str:
    """Return the whole local moment, for a title: Tuesday 24 November 2026, 17:00."""
    return _full_moment(timezone.localtime(at), get_language())


@lru_cache(maxsize=1024)  # much is due at the same closing time
def _full_moment(local: datetime, _language: str | None) -> str:
    return date_format(local, "l j F Y, H:i")


def amount_in_words(amount: timedelta) -> str:
    """Return an amount of time, in whole minutes rounded down: 40 min, 3 h, 1 h 40."""
    hours, rest = divmod(amount, AN_HOUR)
    minutes = rest // A_MINUTE
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": minutes}


def exact_amount(amount: timedelta) -> str:
    """Return an amount of time for a column that adds up: 8 h 00."""
    hours, rest = divmod(amount, AN_HOUR)
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest // A_MINUTE}


def time_left(schedule: Schedule, now: datetime, due: datetime, *, short: bool = False) -> str:
    """Return how much opening time is left until it is due, or passed since.

    From a whole working day on it is told in working days.
    """
    if now > due:
        return _late_by(_opening_time(schedule, due, now), short=short)
    amount = _opening_time(schedule, now, due)
    return _("%(amount)s left") % {"amount": amount} if amount else _("now")


def _late_by(amount: str, *, short: bool) -> str:
    if not amount:
        return _("later than agreed")
    if short:
        return _("%(amount)s later") % {"amount": amount}
    return _("%(amount)s later than agreed") % {"amount": amount}


def _opening_time(schedule: Schedule, since: datetime, until: datetime) -> str:
    """Return the opening time between two moments in words; nothing for less than a minute."""
    first = schedule.date_at(since)
    stretches = open_between(schedule, since, until)
    whole = sum((stretch.until - stretch.since for stretch in stretches), timedelta())
    days = {schedule.date_at(stretch.since) for stretch in stretches} - {first}
    if days and whole >= length_of(schedule, max(days)):
        return ngettext("%(days)d working day", "%(days)d working days", len(days)) % {
            "days": len(days)
        }
    return amount_in_words(whole) if whole >= A_MINUTE else ""


def length_of(schedule: Schedule, day: date) -> timedelta:
    """Return how long a desk is open on a day."""
    midnight = datetime.combine(day, time.min, tzinfo=schedule.zone)
    following = datetime.combine(day + A_DAY, time.min, tzinfo=schedule.zone)
    return elapsed(schedule, midnight, following)


def norm_in_words(norm: Norm) -> str:
    """Return a norm as an agreement writes it: 4 working hours, 2 working days, the same day."""
    match norm.way:
        case Way.WORKING_TIME:
            return _working_time(norm.amount)
        case Way.WORKING_DAYS:
            return _working_days(norm.amount) if norm.amount else _("the same day")
        case Way.CUT_OFF:
            cut_off, same_day, next_day = norm.cut_off_times
            return _(
                "%(same_day)s if received before %(cut_off)s, otherwise %(next_day)s the next "
                "working day"
            ) % {
                "cut_off": f"{cut_off:%H:%M}",
                "same_day": f"{same_day:%H:%M}",
                "next_day": f"{next_day:%H:%M}",
            }
        case Way.DAYS_BEFORE:
            return _("%(amount)s before the event") % {"amount": _working_days(norm.amount)}
    return _("%(amount)s before the event") % {"amount": _working_time(norm.amount)}


def _working_days(days: int) -> str:
    return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}


def _working_time(minutes: int) -> str:
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(hours)d working hour", "%(hours)d working hours", hours) % {
            "hours": hours
        }
    return ngettext("%(minutes)d working minute", "%(minutes)d working minutes", minutes) % {
        "minutes": minutes
    }


def start_in_words(norm: Norm) -> str:
    """Return when a norm starts to count, where that is not the receipt."""
    match norm.starts:
        case Starts.INTAKE_COMPLETE:
            return _("once everything needed is known")
        case Starts.EVENT_END:
            return _("after the event")
    return ""


def norm_in_full(norm: Norm) -> str:
    """Return a norm with its start, as it can be typed: 5 working days after the event."""
    return " ".join(filter(None, (norm_in_words(norm), start_in_words(norm))))


def source_in_words(norm: Norm) -> str:
    """Return where a norm was agreed: in an agreement, the catalogue or the pool's default."""
    if norm.agreement_line is not None:
        version = norm.agreement_line.version
        return _("%(agreement)s, version %(number)d") % {
            "agreement": version.agreement.name,
            "number": version.number,
        }
    if norm.service_version is not None:
        return _("standard of the catalogue")
    return _("default of the pool")
