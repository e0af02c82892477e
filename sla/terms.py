"""Which norms hold for a request, and what may be promised by them before anything is saved.

The first that exists, at the moment of receipt: the line for the service in the client's
agreement in force; the service's own standard; the default of the pool (docs/time.md,
"Which target applies").
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q
from django.utils import timezone

from pdc.models import ServiceVersion
from sla import business_time
from sla.calculator import Reckoning, calculate
from sla.counting import due_at
from sla.models import AgreementVersion, Calendar, Norm, PoolCalendar, Promise, Starts
from teams.models import Client, Pool


class NoCalendarError(Exception):
    """A pool has no calendar yet, so nothing can be promised; the message is its name."""


@dataclass(frozen=True)
class Terms:
    """The norms that hold for one service, client and pool, with the calendar of each."""

    client: Client
    pool: Pool
    service_version: ServiceVersion | None
    agreement_version: AgreementVersion | None
    norms: Mapping[str, Norm]
    calendar: Calendar

    def calendar_of(self, norm: Norm) -> Calendar:
        """Return what a norm counts by: its own calendar, or the one agreed."""
        return norm.calendar or self.calendar

    def starts_counting(
        self, norm: Norm, received_at: datetime, *, complete: bool, event_at: datetime | None
    ) -> datetime | None:
        """Return when the clock of a norm begins, or None while that can't be said yet.

        Work after an event that was asked for later than that counts from the receipt.
        """
        if norm.before_event and event_at is None:
            return None
        if norm.starts == Starts.INTAKE_COMPLETE:
            return received_at if complete else None
        if norm.starts == Starts.EVENT_END:
            return event_at and max(event_at, received_at)
        return received_at

    def reckoning(
        self, kind: str, received_at: datetime, *, complete: bool, event_at: datetime | None
    ) -> Reckoning | None:
        """Return when the norm of this kind would fall due, and how that is counted.

        None when nothing is promised; without a due time when it can't be said yet.
        """
        norm = self.norms.get(kind)
        if norm is None:
            return None
        start = self.starts_counting(norm, received_at, complete=complete, event_at=event_at)
        schedule = self.calendar_of(norm).schedule()
        return calculate(norm, schedule, received_at, start, event_at=event_at)

    def is_short_notice(self, received_at: datetime, event_at: datetime | None) -> bool:
        """Return whether the request comes later before its event than the service asks.

        Also when what is counted back from the event is already in the past.
        """
        if event_at is None:
            return False
        turnaround = self.norms.get(Norm.Kind.TURNAROUND)
        if turnaround is not None and turnaround.before_event:
            schedule = self.calendar_of(turnaround).schedule()
            if due_at(turnaround, schedule, received_at, event_at) < received_at:
                return True
        notice = self.service_version and self.service_version.min_notice
        if not notice:
            return False
        return received_at > business_time.day_start_by(self.calendar.schedule(), event_at, notice)


def terms_for(
    client: Client,
    pool: Pool,
    service_version: ServiceVersion | None,
    *,
    urgent: bool,
    received_at: datetime,
) -> Terms:
    """Return the terms one request is received under, by the local date of receipt."""
    on = timezone.localdate(received_at)
    versions = [service_version] if service_version else []
    found = terms_for_services(client, pool, versions, urgent=urgent, on=on)
    return found[service_version.pk if service_version else None]


def terms_of(promise: Promise, service_version: ServiceVersion | None, *, urgent: bool) -> Terms:
    """Return the terms a promise would have for a service, by what held when it was received."""
    versions = [service_version] if service_version else []
    agreed, at = promise.agreement_version, promise.received_at
    found = _terms(promise.client, promise.pool, versions, agreed, urgent=urgent, at=at)
    return found[service_version.pk if service_version else None]


def terms_for_services(
    client: Client,
    pool: Pool,
    versions: Iterable[ServiceVersion],
    *,
    urgent: bool,
    on: date,
) -> dict[int | None, Terms]:
    """Return the terms of many services at once, by id of the version, in three queries at most.

    Under None are the terms of a request outside the catalogue: the pool's defaults. Raises
    `NoCalendarError` where neither an agreement nor the pool has a calendar.
    """
    agreed = AgreementVersion.objects.agreed_with(client, on)
    return _terms(client, pool, list(versions), agreed, urgent=urgent)


def _terms(
    client: Client,
    pool: Pool,
    wanted: list[ServiceVersion],
    agreed: AgreementVersion | None,
    *,
    urgent: bool,
    at: datetime | None = None,
) -> dict[int | None, Terms]:
    """Return the terms as they are now, or as the pool's defaults were at a moment."""
    calendar = agreed.calendar if agreed else _calendar_of(pool)
    lines, standards, defaults = _norms(pool, wanted, agreed, at)

    def terms(version: ServiceVersion | None) -> Terms:
        owners = [defaults]
        if version is not None:
            owners = [lines[version.service_id], standards[version.pk], defaults]
        return Terms(
            client=client,
            pool=pool,
            service_version=version,
            agreement_version=agreed,
            norms=_applying(owners, urgent=urgent, catalogued=version is not None),
            calendar=calendar,
        )

    return {None: terms(None), **{version.pk: terms(version) for version in wanted}}


def _calendar_of(pool: Pool) -> Calendar:
    own = PoolCalendar.objects.select_related("calendar").filter(pool=pool).first()
    if own is None:
        raise NoCalendarError(pool.name)
    return own.calendar


def _norms(
    pool: Pool,
    versions: list[ServiceVersion],
    agreed: AgreementVersion | None,
    at: datetime | None,
) -> tuple[dict[int, list[Norm]], dict[int, list[Norm]], list[Norm]]:
    """Return the norms agreed by service, the standards by version, and the pool's defaults."""
    lines: dict[int, list[Norm]] = defaultdict(list)
    standards: dict[int, list[Norm]] = defaultdict(list)
    defaults: list[Norm] = []
    held = Q(retired_at=None)
    if at is not None:
        held |= Q(retired_at__gt=at)
    norms = Norm.objects.filter(
        Q(agreement_line__version=agreed, agreement_line__isnull=False)
        | Q(service_version__in=versions)
        | (Q(pool=pool) & held)
    ).order_by(F("retired_at").desc(nulls_first=True), "pk")  # of a kind the last is taken
    for norm in norms.select_related("calendar", "agreement_line"):
        if norm.agreement_line is not None:
            lines[norm.agreement_line.service_id].append(norm)
        elif norm.service_version_id is not None:
            standards[norm.service_version_id].append(norm)
        else:
            defaults.append(norm)
    return lines, standards, defaults


def _applying(
    owners: Iterable[Iterable[Norm]], *, urgent: bool, catalogued: bool
) -> dict[str, Norm]:
    """Return per kind the norm of the first owner that has one, its urgent variant if asked."""
    chosen: dict[str, Norm] = {}
    for owned in owners:
        by_kind: dict[str, dict[bool, Norm]] = defaultdict(dict)
        for norm in owned:
            by_kind[norm.kind][norm.urgent] = norm
        for kind, variants in by_kind.items():
            if kind not in chosen and False in variants:
                chosen[kind] = variants.get(urgent, variants[False])
    # Outside the catalogue nothing is promised to be ready; the coordinator decides about it.
    chosen.pop(Norm.Kind.DECISION if catalogued else Norm.Kind.TURNAROUND, None)
    if not urgent:
        chosen.pop(Norm.Kind.CALLBACK, None)
    return chosen
