"""What comes in over a year and more: so much of each service as was agreed, in its seasons."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from django.utils import timezone

from pdc.models import ServiceVersion
from requests.demo.history import words
from requests.demo.history.clocks import Watched, watched
from requests.demo.history.past import Asked
from requests.demo.teams import Team
from requests.importing import Incoming
from requests.models import Channel
from sla.business_time import Schedule, next_opening
from sla.models import AgreementLine, AgreementVersion
from sla.terms import Terms, terms_for_services
from teams.models import Client, ClientMembership, User

A_DAY = timedelta(days=1)
LONG = timedelta(days=427)  # fourteen months
WEEKDAYS = (1.2, 1.1, 0.9, 1.05, 0.75, 0.3, 0.3)
QUIET, BUSY = 0.55, 1.3
# By ISO week, where it is not as ever: the turn of the year, the year's figures, May, summer,
# the start of the season, autumn, and the weeks before Christmas.
SEASONS: dict[int, float] = (
    dict.fromkeys((1, 52, 53), 0.5)
    | dict.fromkeys((12, 13, 14), 1.2)
    | dict.fromkeys((18, 28, 34, 43), 0.8)
    | dict.fromkeys(range(29, 34), QUIET)
    | dict.fromkeys((37, 38, 39), 1.2)
    | dict.fromkeys((48, 49, 50), BUSY)
)
HOURS = dict(
    enumerate(
        (0.1, 0.7, 1.6, 1.5, 1.2, 0.5, 1.1, 1.2, 1.0, 0.8, 0.15, 0.0, 0.04, 0.06, 0.04), start=7
    )
)
CHANNELS = {Channel.PHONE: 30, Channel.EMAIL: 36, Channel.PORTAL: 24, Channel.DESK: 7}
_CHANNELS = list(CHANNELS), list(CHANNELS.values())
URGENT, INCOMPLETE = 0.02, 0.09
AHEAD = (0.6, 2.4)  # an event lies so many times its notice ahead
EVENT_BEGINS = (9, 10, 13, 14)


class Wanted(NamedTuple):
    """A line of an agreement that is asked for: by which unit, and which service."""

    client: Client
    version: ServiceVersion
    volume: float


def season(on: date) -> float:
    """Return how busy a day is in its season; an ordinary one is 1."""
    return SEASONS.get(on.isocalendar().week, 1.0)


def all_asked(crews: dict[int, Team], start: datetime, size: int) -> Iterator[Asked]:
    """Yield what came in before a moment, in order of time, the same each time."""
    dice = random.Random("history")
    lines = _lines(timezone.localdate(start))
    if not lines:
        return
    chosen = dice.choices(lines, [line.volume for line in lines], k=size)
    days = {pool: _Days(team.schedule, start) for pool, team in crews.items()}
    moments = [(days[line.client.pool_id].moment(dice), n) for n, line in enumerate(chosen)]
    terms, people = TermsOnce(start), _people()
    for at, number in sorted(moments):
        line = chosen[number]
        team = crews[line.client.pool_id]
        yield _asked(line, at, team, terms, people[line.client.pk], dice)


def _lines(on: date) -> list[Wanted]:
    """Return what is asked for, by what the agreements of a day expect."""
    versions = ServiceVersion.objects.in_force(on).select_related("service")
    held = {version.service_id: version for version in versions.prefetch_related("intake_fields")}
    lines = AgreementLine.objects.filter(version__in=AgreementVersion.objects.in_force(on))
    lines = lines.filter(volume_per_month__gt=0).order_by(
        "version__agreement__code", "service__code"
    )
    clients = lines.select_related("version__agreement__client__pool")
    return [
        Wanted(line.version.agreement.client, held[line.service_id], float(line.volume_per_month))
        for line in clients
        if line.service_id in held and line.volume_per_month
    ]


def _people() -> dict[int, list[User]]:
    """Return who asks for each unit."""
    found: dict[int, list[User]] = {}
    managers = ClientMembership.objects.filter(role=ClientMembership.Role.MANAGER)
    for one in managers.select_related("user").order_by("user__code"):
        found.setdefault(one.client_id, []).append(one.user)
    return found


class _Days:
    """The open days of a pool, each as often as it is busy."""

    def __init__(self, schedule: Schedule, start: datetime) -> None:
        until = timezone.localdate(start) - A_DAY
        first = until - LONG
        all_days = (first + n * A_DAY for n in range(LONG.days + 1))
        self.days = [day for day in all_days if schedule.hours_on(day)]
        weights = (WEEKDAYS[day.weekday()] * season(day) for day in self.days)
        self.weights = list(accumulate(weights))
        self.hours, self.hour_weights = list(HOURS), list(accumulate(HOURS.values()))
        self.zone = schedule.zone

    def moment(self, dice: random.Random) -> datetime:
        """Return when somebody asks something: mostly while the desk is open."""
        (day,) = dice.choices(self.days, cum_weights=self.weights)
        (hour,) = dice.choices(self.hours, cum_weights=self.hour_weights)
        seconds = timedelta(hours=hour, seconds=dice.randrange(3600))
        return (datetime.combine(day, time(), self.zone) + seconds).astimezone(UTC)


class TermsOnce:
    """The terms of each unit under each of its agreements, read once."""

    def __init__(self, start: datetime) -> None:
        held = ServiceVersion.objects.in_force(timezone.localdate(start))
        self.versions = list(held.select_related("service"))
        binding = AgreementVersion.objects.filter(status__in=AgreementVersion.BINDING)
        self.agreed = list(binding.select_related("agreement").order_by("agreement__pk"))
        self.of_unit = cache(self._of_unit)
        self.watched = cache(self._watched)

    def of(
        self, client: Client, version: ServiceVersion, on: date, *, urgent: bool
    ) -> tuple[Terms, list[Watched]]:
        """Return the terms on a day, with what is watched under them."""
        since = next(
            (
                agreed.valid_from
                for agreed in self.agreed
                if agreed.agreement.client_id == client.pk
                and agreed.valid_from <= on <= agreed.valid_until
            ),
            on,
        )
        return self.watched(client, version, since, urgent=urgent)

    def _watched(
        self, client: Client, version: ServiceVersion, on: date, *, urgent: bool
    ) -> tuple[Terms, list[Watched]]:
        terms = self.of_unit(client, on, urgent=urgent)[version.pk]
        return terms, watched(terms)

    def _of_unit(self, client: Client, on: date, *, urgent: bool) -> dict[int | None, Terms]:
        return terms_for_services(client, client.pool, self.versions, urgent=urgent, on=on)


def asked_so(incoming: Incoming, team: Team, terms: TermsOnce) -> Asked:
    """Return a request of the data that names its service, as part of the history."""
    assert incoming.service_version is not None
    on, urgent = timezone.localdate(incoming.received_at), bool(incoming.urgent_reason)
    held, watches = terms.of(incoming.client, incoming.service_version, on, urgent=urgent)
    return Asked(
        received_at=incoming.received_at,
        terms=held,
        watched=watches,
        team=team,
        version=incoming.service_version,
        requested_by=incoming.requested_by,
        channel=incoming.channel,
        subject=incoming.subject,
        text=incoming.text,
        urgent_reason=incoming.urgent_reason,
        event_at=incoming.event_at,
        complete=incoming.intake_complete,
        contact_name=incoming.contact_name,
        reference=incoming.reference,
    )


def _asked(
    line: Wanted,
    at: datetime,
    team: Team,
    terms: TermsOnce,
    people: list[User],
    dice: random.Random,
) -> Asked:
    """Return one request, with dice that are the same for all of them."""
    may_hurry = bool(line.version.urgent_condition)
    urgent_reason = dice.choice(words.URGENT) if may_hurry and dice.random() < URGENT else ""
    on = timezone.localdate(at)
    held, watches = terms.of(line.client, line.version, on, urgent=bool(urgent_reason))
    questions = line.version.intake_fields.all()
    event_at = None
    if any(asked.is_event for asked in questions):
        event_at = _event(line.version, at, team.schedule, dice)
    subject, text = words.said(line.version, at, dice)
    asks = any(asked.required and not asked.is_event for asked in questions)
    return Asked(
        received_at=at,
        terms=held,
        watched=watches,
        team=team,
        version=line.version,
        requested_by=dice.choice(people),
        channel=Channel.PHONE if urgent_reason else dice.choices(*_CHANNELS)[0],
        subject=subject,
        text=text,
        urgent_reason=urgent_reason,
        event_at=event_at,
        complete=not asks or dice.random() >= INCOMPLETE,
    )


def _event(
    version: ServiceVersion, at: datetime, schedule: Schedule, dice: random.Random
) -> datetime:
    """Return when the event is: mostly as far ahead as the service asks, now and then not."""
    days = max(1, round((version.min_notice or 1) * 1.4 * dice.uniform(*AHEAD)))
    day = timezone.localdate(at) + days * A_DAY
    begins = datetime.combine(day, time(dice.choice(EVENT_BEGINS)), schedule.zone)
    return next_opening(schedule, begins)
