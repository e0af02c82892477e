"""The hours a pool has: who works when, less closed days, leave and what else they do.

Somebody's week follows their pattern, odd and even weeks apart; without one, their contract over
the hours of the desk. A holiday or closure of the pool's calendar takes what falls in it. What
is not known yet (leave, illness, training) is expected to cost the usual share of a pool; leave
that is known counts where it is more than that.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sla.business_time import Schedule
from sla.business_time.schedule import Hours
from sla.filling.months import days_of, span
from sla.models import PoolCalendar
from sla.working_blocks import pattern_hours
from teams.models import Absence, Pool, PoolMembership

MINUTES = 60
WEEKDAYS = range(1, 8)
ALL_PERCENT = Decimal(100)


@dataclass
class There:
    """The minutes a pool has in each month, and of how many people no hours are known."""

    minutes: dict[date, Decimal] = field(default_factory=dict)
    unknown: int = 0


class Week(NamedTuple):
    """How somebody works: the hours by parity of the ISO week and weekday, or minutes a week."""

    rota: dict[tuple[int, int], Hours]
    minutes: Decimal

    @property
    def known(self) -> bool:
        """Whether anything is known of somebody's hours."""
        return bool(self.minutes)


def hours_there(pools: Iterable[Pool], months: Sequence[date]) -> dict[int, There]:
    """Return the hours of each pool (by id), in three queries however many pools and people."""
    first, last = span(months)
    wanted = {pool.pk: pool for pool in pools}
    members = list(
        PoolMembership.objects.filter(pool__in=wanted, since__lte=last)
        .exclude(until__lt=first)
        .order_by("pk")
    )
    calendars = PoolCalendar.objects.filter(pool__in=wanted).select_related("calendar")
    schedules = {own.pool_id: own.calendar.schedule() for own in calendars}
    away = _absences({member.user_id for member in members}, first, last)
    there = {pk: There(dict.fromkeys(months, Decimal())) for pk in wanted}
    for member in members:
        found, week = there[member.pool_id], week_of(member)
        schedule = schedules.get(member.pool_id)
        if not week.known:
            found.unknown += 1
            continue
        usual = Decimal(wanted[member.pool_id].available_pct or ALL_PERCENT) / ALL_PERCENT
        share = share_of(member, week)
        for month in months:
            gross, here = _month(member, week, schedule, away[member.user_id], month)
            found.minutes[month] += min(here, gross * usual) * share
    return there


def week_of(member: PoolMembership) -> Week:
    """Return how somebody works, by their pattern or else by their contract."""
    sample = {
        (week % 2, day): date.fromisocalendar(2026, week, day)
        for week in (1, 2)
        for day in WEEKDAYS
    }
    rota = {place: pattern_hours(member.work_pattern, on) for place, on in sample.items()}
    by_pattern = Decimal(sum(_length(hours) for hours in rota.values())) / 2
    if by_pattern:
        return Week(rota, by_pattern)
    return Week({}, (member.contract_hours or Decimal()) * MINUTES)


def share_of(member: PoolMembership, week: Week) -> Decimal:
    """Return the share of somebody's hours that is left for what was agreed with clients."""
    expert = Decimal(member.expert_share_pct) / ALL_PERCENT
    coordination = Decimal(member.coordination_hours) * MINUTES / week.minutes
    return max(1 - expert - coordination, Decimal())


def minutes_on(week: Week, schedule: Schedule | None, on: date) -> Decimal:
    """Return what somebody works on a date, if they are not away."""
    special = schedule.special_days.get(on) if schedule else None
    if week.rota:
        iso = on.isocalendar()
        hours = week.rota[iso.week % 2, iso.weekday]
        return Decimal(_overlap(hours, special.hours) if special else _length(hours))
    if schedule is None:
        return week.minutes / 5 if on.isoweekday() <= 5 and special is None else Decimal()
    whole = sum(map(_length, schedule.weekly))
    return week.minutes * _length(schedule.hours_on(on)) / whole if whole else Decimal()


def _month(
    member: PoolMembership,
    week: Week,
    schedule: Schedule | None,
    away: Sequence[tuple[date, date]],
    month: date,
) -> tuple[Decimal, Decimal]:
    """Return the minutes somebody works in a month, and those for which they are not away."""
    gross, here = Decimal(), Decimal()
    for on in days_of(month):
        if not member.since <= on <= (member.until or date.max):
            continue
        minutes = minutes_on(week, schedule, on)
        gross += minutes
        if not any(since <= on <= until for since, until in away):
            here += minutes
    return gross, here


def _absences(people: set[int], first: date, last: date) -> dict[int, list[tuple[date, date]]]:
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    absences = Absence.objects.filter(user__in=people, since__lte=last, until__gte=first)
    for person, since, until in absences.values_list("user_id", "since", "until"):
        away[person].append((since, until))
    return away


def _length(hours: Hours) -> int:
    return sum(closes - opens for opens, closes in hours)


def _overlap(hours: Hours, others: Hours) -> int:
    return sum(
        max(0, min(closes, until) - max(opens, since))
        for opens, closes in hours
        for since, until in others
    )
