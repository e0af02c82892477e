"""The agreements in an organisation's file: who agreed what with which pool."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from core.importing import Progress, Source, Tally
from pdc.models import Service, ServiceVersion
from sla.importing.norms import (
    COLUMNS,
    Percentages,
    in_order,
    read_norm,
    read_starts,
    stored_norms,
)
from sla.importing.steps import COLUMNS as STEP
from sla.importing.steps import in_words, read_step, reading
from sla.models import (
    Agreement,
    AgreementLine,
    AgreementVersion,
    Calendar,
    EscalationStep,
    Norm,
    Responsibility,
    Starts,
)
from teams.models import Client, Pool, User

Kind = Norm.Kind
Side = Responsibility.Side
Status = AgreementVersion.Status

A_DAY = timedelta(days=1)
IN_FORCE = ("active", "in_review")
AGREEMENT = {"code": "code", "name": "name", "type": "type"}
VERSION = {
    "valid_from": "valid_from",
    "valid_until": "valid_until",
    "agreed_on": "signed_on",
    "third_party_pauses": "third_party_pauses",
    "support_hours": "support_hours",
    "outside_support_hours": "outside_support_hours",
    "review_cadence": "review_cadence",
    "review_month": "review_month",
    "reporting": "reporting",
    "satisfaction_target": "satisfaction_target",
    "off_catalogue_hours": "off_catalogue_hours_per_month",
    "notes": "notes",
}
REFERENCES = ("calendar_id", "client_contact_id", "provider_contact_id")
LINE = {"volume_per_month": "expected_volume_per_month", "volume_unit": "volume_unit"}


@dataclass
class Known:
    """What agreements refer to, by code."""

    clients: dict[str, int]
    pools: dict[str, int]
    calendars: dict[str, int]
    people: dict[str, int]
    services: dict[str, int]
    standards: dict[str, list[ServiceVersion]]

    def standard_of(self, code: str, on: date) -> ServiceVersion | None:
        """Return the version of a service that holds on a day, or else its newest."""
        versions = self.standards.get(code, [])
        begun = [each for each in versions if each.valid_from and each.valid_from <= on]
        candidates = begun or versions
        return candidates[-1] if candidates else None


@dataclass
class Content:
    """All that one version of an agreement says."""

    version: dict[str, Any]
    lines: list[tuple[dict[str, Any], list[dict[str, Any]]]]
    responsibilities: list[tuple[str, int, str]]
    steps: list[dict[str, Any]]

    def as_agreed(self) -> "Content":
        """Return it in its words, without how clocks read them."""
        return replace(self, steps=[in_words(step) for step in self.steps])


@dataclass
class Understanding:
    """One agreement as the file has it."""

    source: Source
    agreement: dict[str, Any]
    pool_id: int
    number: int
    status: Status
    content: Content


@transaction.atomic
def import_agreements(source: Source, *, progress: Progress) -> Tally:
    """Import agreements with their lines; people and services must be there already.

    What was agreed never changes: a changed agreement gets a higher version number.
    Raises `ImportRefused` with every problem, before anything is written.
    """
    tally = Tally()
    if not isinstance(source.value, dict):
        source.note(_("must be an object"))
        source.refuse_problems()
    known, percentages = _known(), Percentages.of(source)
    read = [
        _read_agreement(agreement, known, percentages)
        for agreement in source.each("agreements", unique="code")
    ]
    versions = _versions_by_code(read)
    if not source.problems:
        for understanding in read:
            code = understanding.agreement["code"]
            _note_what_is_settled(understanding, versions.get(code, {}))
    source.refuse_problems()
    for understanding in progress.over(_("agreements"), read):
        _write(understanding, versions.get(understanding.agreement["code"], {}), tally)
    return tally


def _known() -> Known:
    def codes(model: type[models.Model]) -> dict[str, int]:
        return dict(model._default_manager.values_list("code", "pk"))

    standards: dict[str, list[ServiceVersion]] = {}
    published = ServiceVersion.objects.filter(status__in=ServiceVersion.PUBLISHED)
    by_age = published.select_related("service").prefetch_related("norms").order_by("valid_from")
    for version in by_age:
        standards.setdefault(version.service.code, []).append(version)
    return Known(
        clients=codes(Client),
        pools=codes(Pool),
        calendars=codes(Calendar),
        people=codes(User),
        services=codes(Service),
        standards=standards,
    )


def _read_agreement(source: Source, known: Known, percentages: Percentages) -> Understanding:
    version = source.columns(AgreementVersion, VERSION)
    version["calendar_id"] = source.pick("calendar", known.calendars)
    version["client_contact_id"] = source.pick_if_given("client_contact", known.people)
    version["provider_contact_id"] = source.pick_if_given("provider_contact", known.people)
    since, until = version["valid_from"], version["valid_until"]
    if since and until and until < since:
        source.at("valid_until").note(_("must not be before the first day"))
    lines = [
        _read_line(line, known, percentages, since or date.min)
        for line in source.each("lines", unique="service_code")
    ]
    content = Content(
        version=version,
        lines=sorted(lines, key=lambda line: line[0]["service_id"] or 0),
        responsibilities=sorted(_read_responsibilities(source)),
        steps=sorted(
            (
                read_step(step, known.people)
                for step in source.each("escalation_path", unique="level", optional=True)
            ),
            key=lambda step: step["level"] or 0,
        ),
    )
    agreement = source.columns(Agreement, AGREEMENT)
    agreement["client_id"] = source.pick("client_department", known.clients)
    return Understanding(
        source=source,
        agreement=agreement,
        pool_id=source.pick("provider_pool", known.pools) or 0,
        number=source.whole("version", least=1, most=32_000),
        status=Status.IN_FORCE if source.text("status") in IN_FORCE else Status.DRAFTED,
        content=content,
    )


def _read_line(
    line: Source, known: Known, percentages: Percentages, since: date
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read a line with its norms.

    It starts to count as the standard does and by the same calendar, and keeps the standard's
    norms for urgent requests, which the file doesn't state.
    """
    columns = line.columns(AgreementLine, LINE)
    columns["deviation"] = line.at("deviation").text("reason") if line.has("deviation") else ""
    columns["service_id"] = line.pick("service_code", known.services)
    standard = known.standard_of(str(line.value.get("service_code")), since)
    usual = {(norm.kind, norm.urgent): norm for norm in standard.norms.all()} if standard else {}
    if line.has("kpi_norm_pct"):
        kpi = line.whole("kpi_norm_pct", least=1, most=100)
        percentages = percentages._replace(kpi=kpi)
    norms = []
    for kind in (Kind.RESPONSE, Kind.TURNAROUND):
        if not line.has(kind):
            continue
        like = usual.get((kind, False))
        starts = Starts(like.starts) if like else Starts.RECEIVED
        norms.append(
            read_norm(
                line.at(kind),
                kind,
                percentages,
                calendar_id=like.calendar_id if like else None,
                starts=read_starts(line.at(kind), starts),
            )
        )
        if urgent := usual.get((kind, True)):
            norms.append({name: getattr(urgent, name) for name in COLUMNS})
    return columns, in_order(norms)


def _read_responsibilities(source: Source) -> list[tuple[str, int, str]]:
    found = []
    for side in Side:
        key = f"responsibilities_{side}"
        for order, item in enumerate(source.at(key).items() if source.has(key) else []):
            text = item.as_column(Responsibility._meta.get_field("text"))
            found.append((str(side), order, text or ""))
    return found


def _versions_by_code(read: list[Understanding]) -> dict[str, dict[int, AgreementVersion]]:
    found: dict[str, dict[int, AgreementVersion]] = {}
    codes = [understanding.agreement["code"] for understanding in read]
    stored = AgreementVersion.objects.filter(agreement__code__in=codes)
    related = ("lines__norms", "responsibilities", "escalation_steps")
    for version in stored.select_related("agreement").prefetch_related(*related):
        found.setdefault(version.agreement.code, {})[version.number] = version
    return found


def _note_what_is_settled(
    understanding: Understanding, versions: Mapping[int, AgreementVersion]
) -> None:
    """Note what would change an agreed version, or begin one before another."""
    stored = versions.get(understanding.number)
    number = understanding.source.at("version")
    if stored is not None and stored.status != Status.DRAFTED:
        cut = any(other.valid_from == stored.valid_until + A_DAY for other in _binding(versions))
        same = _says_the_same(stored, understanding.content, cut=cut)
        if stored.status == Status.PROPOSED:
            if understanding.status != Status.DRAFTED or not same:
                number.note(_("this version is with the client: take it back first"))
        elif understanding.status != Status.IN_FORCE or not same:
            number.note(_("this version is agreed and says something else: raise its number"))
        return
    if stored is None and any(other > understanding.number for other in versions):
        number.note(_("there is a higher version already"))
    if understanding.status == Status.IN_FORCE:
        for other in _binding(versions):
            if other.valid_from >= understanding.content.version["valid_from"]:
                since = {"date": other.valid_from, "number": other.number}
                understanding.source.at("valid_from").note(
                    _("must be after %(date)s, when version %(number)d began") % since
                )


def _says_the_same(stored: AgreementVersion, content: Content, *, cut: bool) -> bool:
    """Return whether a file says what a version does, before the next one cut that short."""
    said = _stored(stored)
    until = content.version["valid_until"]
    if cut and until and until > stored.valid_until:
        said.version["valid_until"] = until
    return said.as_agreed() == content.as_agreed()


def _binding(versions: Mapping[int, AgreementVersion]) -> list[AgreementVersion]:
    return [each for each in versions.values() if each.status in AgreementVersion.BINDING]


def _stored(version: AgreementVersion) -> Content:
    """Return what a stored version says, to compare with a file."""

    def held(row: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: getattr(row, name) for name in names}

    lines = [
        (held(line, (*LINE, "deviation", "service_id")), stored_norms(line.norms.all()))
        for line in version.lines.all()
    ]
    duties = [(each.side, each.order, each.text) for each in version.responsibilities.all()]
    steps = [held(step, STEP) for step in version.escalation_steps.all()]
    return Content(
        version=held(version, (*VERSION, *REFERENCES)),
        lines=sorted(lines, key=lambda line: line[0]["service_id"]),
        responsibilities=sorted(duties),
        steps=sorted(steps, key=lambda step: step["level"]),
    )


def _write(
    understanding: Understanding, versions: Mapping[int, AgreementVersion], tally: Tally
) -> None:
    """Write an agreement, and its version unless that is there and the same."""
    values = understanding.agreement
    agreement = tally.put(Agreement, {"code": values["code"]}, values)
    if set(agreement.pools.values_list("pk", flat=True)) != {understanding.pool_id}:
        agreement.pools.set([understanding.pool_id])
        tally.changed += bool(versions)
    stored, content = versions.get(understanding.number), understanding.content
    if stored and stored.status != Status.DRAFTED:
        tally.count(changed=_read_anew(stored, content))
        return
    if stored and stored.status == understanding.status and _stored(stored) == content:
        tally.count(changed=False)
        return
    if understanding.status == Status.IN_FORCE:
        _end(_binding(versions), content.version["valid_from"] - A_DAY, tally)
    version = stored or AgreementVersion(agreement=agreement, number=understanding.number)
    for name, value in content.version.items():
        setattr(version, name, value)
    version.save()
    _write_parts(version, content)
    version.status = understanding.status  # last: from then on what it says stays
    version.save(update_fields=["status"])
    tally.made += stored is None
    tally.changed += stored is not None


def _read_anew(version: AgreementVersion, content: Content) -> bool:
    """Let clocks read the steps of an agreed version as the file now does; return if that differs.

    A clock that has its next rung already finds the steps after it by the new reading.
    """
    different = [
        (step, columns)
        for step, columns in zip(version.escalation_steps.all(), content.steps, strict=True)
        if reading(columns) != {name: getattr(step, name) for name in reading(columns)}
    ]
    for step, columns in different:
        EscalationStep.objects.filter(pk=step.pk).update(**reading(columns))
    return bool(different)


def _end(versions: list[AgreementVersion], until: date, tally: Tally) -> None:
    for version in versions:
        if version.valid_until > until:
            tally.update(version, {"valid_until": until, "status": Status.SUPERSEDED})


def _write_parts(version: AgreementVersion, content: Content) -> None:
    for parts in (version.lines, version.responsibilities, version.escalation_steps):
        parts.all().delete()
    for columns, norms in content.lines:
        line = AgreementLine.objects.create(version=version, **columns)
        Norm.objects.bulk_create(Norm(agreement_line=line, **norm) for norm in norms)
    Responsibility.objects.bulk_create(
        Responsibility(version=version, side=side, order=order, text=text)
        for side, order, text in content.responsibilities
    )
    EscalationStep.objects.bulk_create(
        EscalationStep(version=version, **step) for step in content.steps
    )
