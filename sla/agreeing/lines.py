"""The lines of a draft: a service with the norms of the catalogue, until others are agreed.

A line says its norms itself, as in an agreement that is imported: so it stays what it was when
the catalogue changes. What a line leaves empty is by the standard (`sla.terms`).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.models import ServiceVersion
from pdc.policies import refuse
from sla.agreeing.copying import give_norms
from sla.agreeing.drafting import begin, wrote
from sla.models import AgreementLine, AgreementVersion, Norm
from sla.reading import day_within
from teams.models import User

KINDS = (Norm.Kind.RESPONSE, Norm.Kind.TURNAROUND)


def standard_services(version: AgreementVersion, on: date) -> QuerySet[ServiceVersion]:
    """Return what the catalogue offers the client on the day an agreement is read by."""
    day = day_within(version, on)
    return ServiceVersion.objects.in_force(day).offered_to([version.agreement.client_id])


def with_standard_norms(lines: list[AgreementLine], services: Mapping[int, ServiceVersion]) -> None:
    """Save new lines, each with the norms its service has in the catalogue."""
    AgreementLine.objects.bulk_create(lines)
    norms = standard_norms(services[line.service_id] for line in lines)
    give_norms([(line, norms.get(line.service_id, [])) for line in lines])


def standard_norms(services: Iterable[ServiceVersion]) -> dict[int, list[Norm]]:
    """Return what a line takes over from the catalogue, the urgent variants too, by service."""
    norms = Norm.objects.filter(service_version__in=list(services), kind__in=KINDS)
    found: dict[int, list[Norm]] = {}
    for norm in norms.select_related("service_version").order_by("pk"):
        assert norm.service_version is not None
        found.setdefault(norm.service_version.service_id, []).append(norm)
    return found


@transaction.atomic
def add_line(
    version: AgreementVersion, service_pk: int, *, by: User, now: datetime
) -> AgreementLine:
    """Add a service of the catalogue to a draft; one that is in it already is found."""
    begin(version, by=by, now=now)
    there = version.lines.filter(service=service_pk).first()
    if there is not None:
        return there
    on = timezone.localdate(now)
    service = standard_services(version, on).filter(service=service_pk).first()
    if service is None:
        refuse(_("This service is not in the catalogue for this client then. Choose another."))
        raise AssertionError
    unit = service.effort_unit
    line = AgreementLine(version=version, service=service.service, volume_unit=unit)
    with_standard_norms([line], {service.service_id: service})
    wrote(version, by=by, now=now)
    return line


@transaction.atomic
def remove_line(version: AgreementVersion, line_pk: int, *, by: User, now: datetime) -> None:
    """Take a service out of a draft."""
    begin(version, by=by, now=now)
    version.lines.filter(pk=line_pk).delete()
    wrote(version, by=by, now=now)


@transaction.atomic
def take_standard(version: AgreementVersion, line_pk: int, *, by: User, now: datetime) -> None:
    """Let a line promise what the catalogue does, so that there is nothing to explain."""
    begin(version, by=by, now=now)
    line = version.lines.filter(pk=line_pk).first()
    if line is None:
        return
    on = timezone.localdate(now)
    services = standard_services(version, on).filter(service=line.service_id)
    norms = standard_norms(services).get(line.service_id, [])
    line.norms.filter(kind__in=KINDS).delete()
    give_norms([(line, norms)])
    line.deviation = ""
    line.save(update_fields=["deviation"])
    wrote(version, by=by, now=now)
