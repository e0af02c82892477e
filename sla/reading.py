"""Agreements as they are read: each line with its norms, its own or else the standard."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from pdc.models import ServiceVersion
from sla.figures import HowItWent, Went
from sla.models import AgreementLine, AgreementVersion, Norm
from sla.norm_words import NormValue


@dataclass(frozen=True)
class ReadLine:
    """A line of an agreement with the norms that hold for it."""

    line: AgreementLine
    service: ServiceVersion | None
    own: Mapping[str, Norm]
    standard: Mapping[str, Norm]
    urgent: Mapping[str, Norm]
    went: Went | None = None

    @property
    def name(self) -> str:
        """The name of the service, or its code when it is in the catalogue no more."""
        return self.service.name if self.service else self.line.service.code

    @property
    def norms(self) -> dict[str, Norm]:
        """The norms that hold when it is not urgent: its own, or else of the standard."""
        return {**self.standard, **self.own}

    @property
    def response(self) -> Norm | None:
        """The norm for the first reaction."""
        return self.norms.get(Norm.Kind.RESPONSE)

    @property
    def turnaround(self) -> Norm | None:
        """The norm for when it is ready."""
        return self.norms.get(Norm.Kind.TURNAROUND)

    @property
    def when_urgent(self) -> Norm | None:
        """The norm for when it is ready if it is urgent."""
        return self.urgent.get(Norm.Kind.TURNAROUND)

    @property
    def departs(self) -> list[Norm]:
        """The standard norms it departs from, whether or not it says why."""
        return departures(self.own, self.standard)

    @property
    def replaced(self) -> Norm | None:
        """The standard this line departs from, as far as it is about when it is ready."""
        return self.standard.get(Norm.Kind.TURNAROUND) if self.line.deviation else None


def read_lines(
    version: AgreementVersion,
    on: date,
    went: HowItWent | None = None,
    *,
    only: int | None = None,
) -> list[ReadLine]:
    """Return the lines of an agreement, with services as they are on a day within its period.

    And how it went, where that was read; or only one line.
    """
    day = day_within(version, on)
    norms = Prefetch("norms", Norm.objects.select_related("calendar"))
    lines = version.lines.select_related("service").prefetch_related(norms)
    if only is not None:
        lines = lines.filter(pk=only)
    services = {
        service.service_id: service
        for service in ServiceVersion.objects.in_force(day)
        .filter(service__in=[line.service_id for line in lines])
        .prefetch_related(norms)
    }
    return [
        _read(line, services.get(line.service_id), went.of(line.service_id) if went else None)
        for line in lines
    ]


def _read(line: AgreementLine, service: ServiceVersion | None, went: Went | None) -> ReadLine:
    """Return a line with its norms; one for what is urgent goes with the normal one beside it."""
    own, standard = line.norms.all(), service.norms.all() if service else ()
    theirs = by_kind(norm for norm in own if not norm.urgent)
    urgent = by_kind(norm for norm in standard if norm.urgent and norm.kind not in theirs)
    return ReadLine(
        line,
        service,
        own=theirs,
        standard=by_kind(norm for norm in standard if not norm.urgent),
        urgent={**urgent, **by_kind(norm for norm in own if norm.urgent)},
        went=went,
    )


def other_services(
    went: HowItWent, lines: Iterable[ReadLine], on: date
) -> list[tuple[ServiceVersion, Went]]:
    """Return what was asked that no line is about, most first."""
    others = set(went.services) - {line.line.service_id for line in lines}
    versions = ServiceVersion.objects.in_force(on).filter(service__in=others)
    found = [(version, went.of(version.service_id)) for version in versions]
    return sorted(found, key=lambda each: (-each[1].received, each[0].name))


def day_within(version: AgreementVersion, on: date) -> date:
    """Return the day of its period that is nearest to a day."""
    return min(max(on, version.valid_from), version.valid_until)


def departures(own: Mapping[str, Norm], standard: Mapping[str, Norm]) -> list[Norm]:
    """Return the standard norms that own norms depart from."""
    return [
        usual
        for kind, usual in standard.items()
        if (norm := own.get(kind)) is not None
        and (NormValue.of(norm), norm.kpi_percent) != (NormValue.of(usual), usual.kpi_percent)
    ]


def normal_norms() -> "Prefetch[str]":
    """Fetch the norms that hold when it is not urgent."""
    return Prefetch("norms", Norm.objects.filter(urgent=False).select_related("calendar"))


def by_kind(norms: Iterable[Norm]) -> dict[str, Norm]:
    """Return the norms by what they are about."""
    return {norm.kind: norm for norm in norms}
