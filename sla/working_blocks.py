"""When people are next at work: mail about alerts waits for that, so that nobody is disturbed.

A block is a stretch of opening time of their pool in which somebody works by the pattern of
their week. It is a courtesy and no deadline: where nothing is known of somebody's hours, the
answer is now.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.utils import timezone

from sla.business_time import WEEKDAYS, Schedule, Stretch, open_between
from sla.business_time.openings import EPOCH, wall_instant
from sla.business_time.schedule import Hours, read_hours
from sla.models import AgreementVersion, Calendar, PoolCalendar
from teams.models import Absence, ClientMembership, PoolMembership

# A mail waits no longer than this; who works nowhere in all that time gets it at once.
AHEAD = timedelta(days=60)


class Desk(NamedTuple):
    """The hours of one calendar, with its openings from now on."""

    schedule: Schedule
    openings: tuple[Stretch, ...]


class Days(NamedTuple):
    """The local dates from one up to and including another."""

    since: date
    until: date

    def hold(self, on: date) -> bool:
        """Return whether a date is one of these."""
        return self.since <= on <= self.until


class Week(NamedTuple):
    """How somebody works for some days: the hours of a desk, or by a pattern within those."""

    days: Days
    desk: Desk
    pattern: list[dict[str, Any]]


DeskOf = Callable[[Calendar], Desk]


def working_moments(people: Collection[int], *, now: datetime) -> dict[int, datetime]:
    """Return for each person (by id) when their working block begins, or now if they are in one.

    Somebody of a pool works in the opening hours of its calendar, those of their pattern if
    they have one; in more pools, whichever comes first. Somebody of a client only keeps the
    hours of their agreement, or else of the pool that serves them. Days of absence are
    skipped. Now for whoever has no block in sixty days. Six queries at most, however many the
    people, besides the calendars that this process has not read yet.
    """
    weeks, away = _weeks(people, now), _absences(people, now)
    moments = {}
    for person in people:
        firsts = (next(_blocks(week, away[person]), None) for week in weeks[person])
        moments[person] = min((first.since for first in firsts if first), default=now)
    return moments


def desk_moments(pools: Collection[int], *, now: datetime) -> dict[int, datetime]:
    """Return for each pool (by id) when its desk opens, or now if it is open: for its mailbox."""
    desks = _desks(pools, _reader(now))
    return {
        pool: desks[pool].openings[0].since if pool in desks and desks[pool].openings else now
        for pool in pools
    }


def pattern_hours(pattern: Iterable[dict[str, Any]], on: date) -> Hours:
    """Return the hours that somebody works on a date, by the pattern of their weeks.

    A part of a pattern holds in all ISO weeks, or in the odd or the even ones only.
    """
    weeks = ("all", "odd" if on.isocalendar().week % 2 else "even")
    weekday = WEEKDAYS[on.weekday()]
    parts = (part["days"].get(weekday, []) for part in pattern if part["weeks"] in weeks)
    return tuple(sorted(hours for part in parts for hours in read_hours(part, weekday)))


def _blocks(week: Week, away: Collection[Days]) -> Iterator[Stretch]:
    for stretch in week.desk.openings:
        on = week.desk.schedule.date_at(stretch.since)
        if week.days.hold(on) and not any(days.hold(on) for days in away):
            yield from _within(stretch, week, on)


def _within(stretch: Stretch, week: Week, on: date) -> Iterator[Stretch]:
    """Yield what somebody works of an open stretch of a date: all of it without a pattern."""
    if not week.pattern:
        yield stretch
        return
    for interval in pattern_hours(week.pattern, on):
        opens, closes = (
            EPOCH + wall_instant(week.desk.schedule.zone, on, timedelta(minutes=minutes))
            for minutes in interval
        )
        block = Stretch(max(opens, stretch.since), min(closes, stretch.until))
        if block.since < block.until:
            yield block


def _weeks(people: Collection[int], now: datetime) -> dict[int, list[Week]]:
    """Return how people work, in their pools or else, of a client, as they are served."""
    ahead, desk_of = _ahead(now), _reader(now)
    members = (
        PoolMembership.objects.filter(user__in=people, since__lte=ahead.until)
        .exclude(until__lt=ahead.since)
        .values_list("user_id", "pool_id", "since", "until", "work_pattern")
    )
    desks = _desks({pool for _person, pool, *_rest in members}, desk_of)
    weeks: dict[int, list[Week]] = defaultdict(list)
    for person, pool, since, until, pattern in members:
        if pool in desks:
            weeks[person].append(Week(Days(since, until or date.max), desks[pool], pattern))
    others = [person for person in people if person not in weeks]
    for person, desk in _served(others, timezone.localdate(now), desk_of):
        weeks[person].append(Week(ahead, desk, []))
    return weeks


def _served(people: Collection[int], on: date, desk_of: DeskOf) -> Iterator[tuple[int, Desk]]:
    """Yield people of clients with the hours in which their unit is served."""
    members = (
        ClientMembership.objects.on(on)
        .filter(user__in=people)
        .values_list("user_id", "client_id", "client__pool_id")
    )
    agreed = {
        version.agreement.client_id: desk_of(version.calendar)
        for version in AgreementVersion.objects.in_force(on)
        .filter(agreement__client__in={client for _person, client, _pool in members})
        .select_related("agreement", "calendar")
        .order_by("-agreement__pk")  # of more, the first holds, as it does for a request
    }
    pools = _desks({pool for _person, client, pool in members if client not in agreed}, desk_of)
    for person, client, pool in members:
        if desk := agreed.get(client) or pools.get(pool):
            yield person, desk


def _desks(pools: Collection[int], desk_of: DeskOf) -> dict[int, Desk]:
    found = PoolCalendar.objects.filter(pool__in=pools).select_related("calendar")
    return {each.pool_id: desk_of(each.calendar) for each in found}


def _reader(now: datetime) -> DeskOf:
    """Return what reads a calendar as a desk, each calendar once."""

    @cache
    def read(calendar: Calendar) -> Desk:
        schedule = calendar.schedule()
        return Desk(schedule, open_between(schedule, now, now + AHEAD))

    return read


def _absences(people: Collection[int], now: datetime) -> dict[int, list[Days]]:
    ahead = _ahead(now)
    away: dict[int, list[Days]] = defaultdict(list)
    for person, since, until in Absence.objects.filter(
        user__in=people, since__lte=ahead.until, until__gte=ahead.since
    ).values_list("user_id", "since", "until"):
        away[person].append(Days(since, until))
    return away


def _ahead(now: datetime) -> Days:
    """Return the days that matter, with one to spare at both ends for other time zones."""
    one = timedelta(days=1)
    today = timezone.localdate(now)
    return Days(today - one, today + AHEAD + one)
