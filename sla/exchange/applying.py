"""Carrying out what a file would do: all of it, or nothing."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from pdc.models import (
    IntakeField,
    News,
    ProcessDescription,
    ProcessStep,
    Service,
    ServiceVersion,
    Theme,
)
from sla.exchange.planning import Plan, Version, plan
from sla.exchange.reading import Book, Values
from sla.exchange.tables import BY_NAME, CHILDREN
from sla.exchange.writing import stored
from sla.models import Calendar, Norm
from teams.models import Client, User

Status = ServiceVersion.Status


def codes() -> dict[str, set[str]]:
    """Return the codes of what a catalogue refers to outside itself."""
    return {
        "clients": set(Client.objects.values_list("code", flat=True)),
        "calendars": set(Calendar.objects.values_list("code", flat=True)),
    }


def preview(book: Book, *, publish: bool) -> Plan:
    """Return what a file would do now; raises `ImportRefused` when it can't be done."""
    return plan(book, stored(), publish=publish, codes=codes())


@transaction.atomic
def bring_in(book: Book, *, publish: bool, by: User | None, now: datetime) -> Plan:
    """Do what a file says: drafts, or, when told to publish, versions as they are in the file.

    The catalogue is held meanwhile. Raises `ImportRefused`; then nothing is written.
    """
    list(Theme.objects.order_by("pk").select_for_update(no_key=True))
    list(Service.objects.order_by("pk").select_for_update(no_key=True))
    made = preview(book, publish=publish)
    themes = _write_themes(made.themes)
    services = _write_services(made.services, themes)
    for (code, number), until in made.ends.items():
        stops = _is_retired(book, code, number)
        _end(services[code], number, until, retired=stops, by=by, now=now)
    for versions in _rounds(made.versions):
        _write_versions(versions, services, by, now)
    return made


def _write_themes(rows: list[Values]) -> dict[str, Theme]:
    """Write the main themes and then their parts; return all there are, by code."""
    themes = {theme.code: theme for theme in Theme.objects.all()}
    for row in sorted(rows, key=lambda row: row["parent"] is not None):
        values = {**row, "parent": themes.get(row["parent"])}
        themes[row["code"]], _made = Theme.objects.update_or_create(
            code=row["code"], defaults=values
        )
    return themes


def _write_services(rows: list[Values], themes: dict[str, Theme]) -> dict[str, Service]:
    services = {service.code: service for service in Service.objects.all()}
    clients = {client.code: client for client in Client.objects.all()}
    for row in rows:
        values = {"theme": themes[row["theme"]], "owner": row["owner"]}
        services[row["code"]], _made = Service.objects.update_or_create(
            code=row["code"], defaults=values
        )
    for row in rows:
        service = services[row["code"]]
        service.related.set(services[code] for code in row["related"])
        service.only_for.set(clients[code] for code in row["only_for"])
        successor = services.get(row["successor"])
        if service.successor != successor:
            service.successor = successor
            service.save(update_fields=["successor"])
    return services


def _is_retired(book: Book, code: str, number: int) -> bool:
    row = book.tables["versions"].get((code, number))
    return row is not None and row.values["status"] == Status.RETIRED


def _end(
    service: Service, number: int, until: date, *, retired: bool, by: User | None, now: datetime
) -> None:
    """Give a version its last day; who used a service that stops hears of it."""
    values: dict[str, Any] = {"valid_until": until}
    version = service.versions.get(number=number)
    if retired and version.status != Status.RETIRED:
        values["status"] = Status.RETIRED
        stops = until + timedelta(days=1)
        News.objects.create(version=version, kind=News.Kind.RETIRED, day=stops, by=by, at=now)
    service.versions.filter(number=number).update(**values)


def _rounds(versions: list[Version]) -> list[list[Version]]:
    """Return the versions in rounds, lowest numbers first: a service has one draft at a time."""
    rounds: list[list[Version]] = []
    turn: Counter[str] = Counter()
    for version in sorted(versions, key=lambda version: version.number):
        if turn[version.service] == len(rounds):
            rounds.append([])
        rounds[turn[version.service]].append(version)
        turn[version.service] += 1
    return rounds


def _write_versions(
    versions: list[Version], services: dict[str, Service], by: User | None, now: datetime
) -> None:
    """Write versions with all that belongs to them, as drafts; those to publish are so at last."""
    there = {
        (code, number): key
        for key, code, number in ServiceVersion.objects.filter(
            service__code__in={version.service for version in versions}
        ).values_list("pk", "service__code", "number")
    }
    rows = []
    for version in versions:
        values = {**_own("versions", version.values), "status": Status.DRAFT, "written_at": now}
        row = ServiceVersion(service=services[version.service], **values)
        if version.is_new:
            row.author = by
        else:
            row.pk = there[version.service, version.number]
        rows.append(row)
    fresh = [row for row in rows if row.pk is None]
    changed = [row for row in rows if row.pk is not None]
    ServiceVersion.objects.bulk_create(fresh)
    if changed:
        names = [*_own("versions", versions[0].values), "written_at"]
        ServiceVersion.objects.bulk_update(changed, names, batch_size=200)
        _clear(changed)
    if by is not None:
        wrote = ServiceVersion.writers.through
        wrote.objects.bulk_create(
            [wrote(serviceversion_id=row.pk, user_id=by.pk) for row in rows], ignore_conflicts=True
        )
    _write_children(rows, versions)
    _publish(rows, versions, by, now)


def _publish(
    rows: list[ServiceVersion], versions: list[Version], by: User | None, now: datetime
) -> None:
    """Give versions the status they have in the file; who used the service hears of it."""
    for status in ServiceVersion.PUBLISHED:
        published = [
            row.pk
            for row, version in zip(rows, versions, strict=True)
            if version.values["status"] == status
        ]
        ServiceVersion.objects.filter(pk__in=published).update(
            status=status, published_by=by, published_at=now
        )
    News.objects.bulk_create(
        News(version=row, kind=News.Kind.CHANGED, day=row.valid_from, by=by, at=now)
        for row, version in zip(rows, versions, strict=True)
        if version.values["status"] == Status.PUBLISHED and version.follows
    )


def _clear(rows: list[ServiceVersion]) -> None:
    """Remove what drafts said, to write what they say now."""
    IntakeField.objects.filter(version__in=rows).delete()
    ProcessDescription.objects.filter(version__in=rows).delete()
    Norm.objects.filter(service_version__in=rows).delete()


def _write_children(rows: list[ServiceVersion], versions: list[Version]) -> None:
    calendars: dict[str | None, int] = dict(Calendar.objects.values_list("code", "pk"))
    made: dict[str, list[Any]] = defaultdict(list)
    for row, version in zip(rows, versions, strict=True):
        process = None
        for values in version.children["processes"]:
            process = ProcessDescription(version=row, **_own("processes", values))
            made["processes"].append(process)
        own = {name: [_own(name, each) for each in version.children[name]] for name in CHILDREN}
        made["questions"] += [IntakeField(version=row, **each) for each in own["questions"]]
        made["steps"] += [ProcessStep(process=process, **each) for each in own["steps"]]
        made["norms"] += [
            Norm(service_version=row, calendar_id=calendars.get(said["calendar"]), **each)
            for each, said in zip(own["norms"], version.children["norms"], strict=True)
        ]
    IntakeField.objects.bulk_create(made["questions"])
    ProcessDescription.objects.bulk_create(made["processes"])
    ProcessStep.objects.bulk_create(made["steps"])
    Norm.objects.bulk_create(made["norms"])


def _own(table: str, values: Values) -> Values:
    return {column.name: values[column.name] for column in BY_NAME[table].own}
