"""A norm tried on last year's work for one line of an agreement, beside others like it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.utils import timezone

from sla import wording
from sla.backtest.cases import Cases
from sla.backtest.counting import count
from sla.backtest.reading import Wanted, cases_lately
from sla.business_time import Schedule, ScheduleError
from sla.figures import Share, Timespan
from sla.models import AgreementLine, Calendar, Norm, Way
from sla.norm_words import NormValue

OWN = 20  # requests of a client to go by; with fewer, those of all clients of the pools are taken
SPELL = 600  # seconds in which what was read serves again
MOST_POINTS = 60
HOUR = 60
IN_TIME = (Way.WORKING_TIME, Way.TIME_BEFORE)
MINUTES = (5, 15, 30, 60, 240)  # what norms in time can lie apart


@dataclass(frozen=True)
class Point:
    """One norm of the curve: its amount, its words, and how many requests would have met it."""

    amount: int
    words: str
    share: Share


@dataclass(frozen=True)
class Backtest:
    """What last year's work says of a norm, out of so many requests, and of norms like it.

    Without points there were no requests, or the calendar has no hours to count by.
    """

    norm: Norm
    cases: int
    of_pool: bool
    points: Sequence[Point] = ()
    now: Point | None = None

    @property
    def chosen(self) -> Point:
        """The norm that is proposed."""
        amount = amount_of(self.norm)
        return next(point for point in self.points if point.amount == amount)

    @property
    def is_shown(self) -> bool:
        """Whether enough requests say something of it (principle 4)."""
        return bool(self.points) and Share.read(0, self.cases).within is not None

    @property
    def are_few(self) -> bool:
        """Whether it is a hint rather than a figure."""
        return self.cases < OWN


def backtest_of(line: AgreementLine, norm: Norm, held: Norm | None, now: datetime) -> Backtest:
    """Return how many of the requests of the last year would have met a norm of a line.

    Those of the client, or where these are too few those of all clients of the same pools. `held`
    is what holds today, told beside it where it is another and counts the same requests.
    """
    cases, of_pool = _cases(line, norm, now)
    found = Backtest(norm, len(cases), of_pool)
    if not len(cases):
        return found

    def tried(tried_norm: Norm, amounts: Sequence[int]) -> list[Point]:
        schedule = calendar_of(line, tried_norm).schedule()
        counts = count(cases, tried_norm, schedule, amounts)
        return [
            Point(amount, wording.norm_in_words(with_amount(norm=tried_norm, amount=amount)), share)
            for amount, share in zip(
                amounts, map(Share.read, counts.met.tolist(), counts.of.tolist()), strict=True
            )
        ]

    try:
        points = tried(norm, amounts_beside(norm, calendar_of(line, norm).schedule()))
        before = None
        if held is not None and _is_comparable(held, norm):
            (before,) = tried(held, [amount_of(held)])
    except ScheduleError:
        return found
    return replace(found, points=points, now=before)


def _cases(line: AgreementLine, norm: Norm, now: datetime) -> tuple[Cases, bool]:
    """Return the requests to try a norm on, and whether they are those of all clients."""
    agreement = line.version.agreement
    since, _until = Timespan.year_until(timezone.localdate(now)).moments()
    spell = int(now.timestamp()) // SPELL
    own = Wanted(
        service=line.service_id,
        since=since,
        client=agreement.client_id,
        pools=(),
        kind=norm.kind,
        urgent=norm.urgent,
        starts=norm.starts,
        before_event=norm.before_event,
    )
    cases = cases_lately(own, spell)
    if len(cases) >= OWN:
        return cases, False
    pools = tuple(agreement.pools.order_by("pk").values_list("pk", flat=True))
    return cases_lately(own._replace(client=None, pools=pools), spell), True


def calendar_of(line: AgreementLine, norm: Norm) -> Calendar:
    """Return what a norm of a line counts by: its own calendar, or the one agreed."""
    return norm.calendar or line.version.calendar


def amounts_beside(norm: Norm, schedule: Schedule) -> list[int]:
    """Return the amounts of the norms that are shown together: up to twice as long, in steps."""
    chosen = amount_of(norm)
    if norm.way == Way.CUT_OFF:
        last = _minute(norm.cut_off_times[1])
        opens = (
            min(hours[0].opens for hours in schedule.weekly if hours) if any(schedule.weekly) else 0
        )
        return sorted({chosen, last, *range(opens, last, HOUR // 2)})
    if norm.way in IN_TIME:
        top = max(2 * chosen, 4 * HOUR)
        step = next((each for each in MINUTES if top <= each * MOST_POINTS), top // MOST_POINTS)
    else:
        top = max(2 * chosen, 8)
        step = top // MOST_POINTS + 1
    first = 0 if norm.way == Way.WORKING_DAYS else step
    return sorted({chosen, *range(first, top + 1, step)})


def amount_of(norm: Norm) -> int:
    """Return the amount of a norm; of a cut-off its minute of the day."""
    return _minute(norm.cut_off_times[0]) if norm.way == Way.CUT_OFF else norm.amount


def with_amount(norm: Norm, amount: int) -> Norm:
    """Return a norm with another amount, nobody's and not saved; a cut-off is never past due."""
    value = NormValue.of(norm)
    if norm.way == Way.CUT_OFF:
        minute = min(amount, _minute(norm.cut_off_times[1]))
        value = replace(value, cut_off=time(minute // HOUR, minute % HOUR))
    else:
        value = replace(value, amount=amount)
    return as_norm(value, like=norm)


def as_norm(value: NormValue, like: Norm) -> Norm:
    """Return a norm that counts like a value and else is like another, not saved."""
    norm = value.norm()
    norm.kind, norm.urgent = like.kind, like.urgent
    norm.calendar, norm.kpi_percent = like.calendar, like.kpi_percent
    return norm


def _is_comparable(now: Norm, norm: Norm) -> bool:
    """Return whether what holds today is another norm about the same requests."""
    alike = now.before_event == norm.before_event and now.starts == norm.starts
    return alike and NormValue.of(now) != NormValue.of(norm)


def _minute(at: time) -> int:
    return at.hour * HOUR + at.minute
