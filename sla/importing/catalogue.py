"""A catalogue's file: themes, services and their versions with the standard norms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.importing import Progress, Source, Tally
from pdc.importing import (
    Content,
    names_by_code,
    read_content,
    read_themes,
    relate,
    stored_content,
    write_content,
    write_themes,
)
from pdc.models import Service, ServiceVersion, Theme
from sla.importing.norms import Percentages, in_order, read_norm, read_starts, stored_norms
from sla.models import Calendar, Norm, Starts
from teams.models import Pool

Kind = Norm.Kind
Status = ServiceVersion.Status
STATUSES = {  # who audits it is asked here, of a draft
    Status.DRAFT.value: Status.DRAFT,
    Status.IN_AUDIT.value: Status.DRAFT,
    Status.PUBLISHED.value: Status.PUBLISHED,
}
OF_THE_POOL = "pool"  # the calendar of whichever pool serves the client


@dataclass
class Offer:
    """One service as the file has it, with the version it describes."""

    source: Source
    code: str
    theme: str
    owner: str
    related: list[str]
    number: int
    status: Status
    valid_from: date | None
    content: Content
    norms: list[dict[str, Any]]


@transaction.atomic
def import_catalogue(source: Source, *, percentages: Percentages, progress: Progress) -> Tally:
    """Import themes and services; the calendars they name must be there already.

    A published version never changes: a service that does gets a higher version number.
    Raises `ImportRefused` with every problem, before anything is written.
    """
    tally = Tally()
    if not isinstance(source.value, dict):
        source.note(_("must be an object"))
        source.refuse_problems()
    themes = read_themes(source)
    offers = _read_offers(source, percentages)
    response = None
    if source.at("off_catalogue").has("response"):
        outside = source.at("off_catalogue").at("response")
        response = read_norm(outside, Kind.RESPONSE, percentages)
    versions = _versions_by_code(offer.code for offer in offers)
    if not source.problems:
        for offer in offers:
            _note_what_is_settled(offer, versions.get(offer.code, {}))
    source.refuse_problems()
    written = write_themes(themes, tally)
    services = {
        offer.code: _write(offer, written, versions.get(offer.code, {}), tally)
        for offer in progress.over(_("services"), offers)
    }
    newly_related = relate(services, {offer.code: offer.related for offer in offers})
    tally.changed += sum(code in versions for code in newly_related)
    for pool in Pool.objects.all() if response else ():
        tally.put(Norm, {"pool": pool, "kind": Kind.RESPONSE, "urgent": False}, response)
    return tally


def _read_offers(source: Source, percentages: Percentages) -> list[Offer]:
    branches = {
        str(branch.value.get("code")): str(theme.value.get("code"))
        for theme in source.each("themes")
        for branch in (theme, *theme.each("categories", optional=True))
    }
    channels = names_by_code(source, "channels")
    requesters = names_by_code(source, "requester_groups")
    calendars: dict[str, int | None] = dict(Calendar.objects.values_list("code", "pk"))
    calendars[OF_THE_POOL] = None
    services = source.each("services", unique="code")
    codes = {str(service.value.get("code")) for service in services}
    return [
        Offer(
            source=service,
            code=str(service.at("code").as_column(Service._meta.get_field("code"))),
            theme=_read_branch(service, branches),
            owner=service.at("expert_team").as_column(Service._meta.get_field("owner")),
            related=_read_related(service, codes),
            number=service.whole("version", least=1, most=32_000),
            status=service.pick("status", STATUSES) or Status.DRAFT,
            valid_from=_read_valid_from(service),
            content=read_content(service, channels, requesters),
            norms=_read_norms(service, calendars, percentages),
        )
        for service in services
    ]


def _read_branch(service: Source, branches: Mapping[str, str]) -> str:
    """Return the category of a service, or its theme where it has none."""
    theme = service.pick("theme", branches)
    branch = service.pick_if_given("category", branches)
    if theme and branch and branch != theme:
        service.at("category").note(_("this category belongs to another theme"))
    return str(service.value.get("category") or service.value.get("theme"))


def _read_related(service: Source, codes: set[str]) -> list[str]:
    if not service.has("related"):
        return []
    items = service.at("related").items()
    for item in items:
        if item.value not in codes or item.value == service.value.get("code"):
            item.note(_("%(text)s is not another service") % {"text": item.value})
    return [str(item.value) for item in items]


def _read_valid_from(service: Source) -> date | None:
    if service.value.get("status") == Status.PUBLISHED or service.has("valid_from"):
        return service.day("valid_from")
    return None


def _read_norms(
    service: Source, calendars: Mapping[str, int | None], percentages: Percentages
) -> list[dict[str, Any]]:
    calendar_id = service.pick_if_given("calendar", calendars)
    starts = read_starts(service.at("turnaround"), Starts.RECEIVED)
    norms = []
    for urgent, owner in ((False, service), (True, service.at("urgent"))):
        for kind in (Kind.RESPONSE, Kind.TURNAROUND):
            if not owner.has(kind):
                continue
            norms.append(
                read_norm(
                    owner.at(kind),
                    kind,
                    percentages,
                    urgent=urgent,
                    calendar_id=calendar_id,
                    starts=starts if kind == Kind.TURNAROUND else Starts.RECEIVED,
                )
            )
    return in_order(norms)


def _versions_by_code(codes: Any) -> dict[str, dict[int, ServiceVersion]]:
    found: dict[str, dict[int, ServiceVersion]] = {}
    stored = ServiceVersion.objects.filter(service__code__in=list(codes))
    for version in stored.select_related("service").prefetch_related("norms"):
        found.setdefault(version.service.code, {})[version.number] = version
    return found


def _note_what_is_settled(offer: Offer, versions: Mapping[int, ServiceVersion]) -> None:
    """Note what would change a published version, or publish one before another."""
    stored = versions.get(offer.number)
    number = offer.source.at("version")
    if stored is not None and stored.status in ServiceVersion.PUBLISHED:
        if offer.status != Status.PUBLISHED or not _says_the_same(offer, stored):
            number.note(_("this version is published and says something else: raise its number"))
        return
    if (
        stored is not None
        and stored.status == Status.IN_AUDIT
        and not _says_the_same(offer, stored)
    ):
        number.note(_("this version is being audited: take it back first"))
    if stored is None and any(other > offer.number for other in versions):
        number.note(_("there is a higher version already"))
    if offer.status == Status.PUBLISHED and offer.valid_from:
        for other in _published(versions):
            if other.valid_from and other.valid_from >= offer.valid_from:
                since = {"date": other.valid_from, "number": other.number}
                offer.source.at("valid_from").note(
                    _("must be after %(date)s, when version %(number)d began") % since
                )


def _published(versions: Mapping[int, ServiceVersion]) -> list[ServiceVersion]:
    return [each for each in versions.values() if each.status in ServiceVersion.PUBLISHED]


def _says_the_same(offer: Offer, stored: ServiceVersion) -> bool:
    return (
        stored.valid_from == offer.valid_from
        and stored_norms(stored.norms.all()) == offer.norms
        and stored_content(stored) == offer.content
    )


def _write(
    offer: Offer,
    themes: Mapping[str, Theme],
    versions: Mapping[int, ServiceVersion],
    tally: Tally,
) -> Service:
    """Write a service, and its version unless that is there and the same."""
    values = {"theme_id": themes[offer.theme].pk, "owner": offer.owner}
    service = tally.put(Service, {"code": offer.code}, values)
    stored = versions.get(offer.number)
    if stored and (
        stored.status in (*ServiceVersion.PUBLISHED, Status.IN_AUDIT)
        or (stored.status == offer.status and _says_the_same(offer, stored))
    ):
        tally.count(changed=False)
        return service
    if offer.status == Status.PUBLISHED and offer.valid_from:
        for other in _published(versions):
            if other.valid_until is None or other.valid_until >= offer.valid_from:
                tally.update(other, {"valid_until": offer.valid_from - timedelta(days=1)})
    version = stored or ServiceVersion(service=service, number=offer.number)
    version.status = Status.DRAFT  # once published it says what it says
    write_content(version, offer.content)
    version.norms.all().delete()
    Norm.objects.bulk_create(Norm(service_version=version, **norm) for norm in offer.norms)
    version.status, version.valid_from = offer.status, offer.valid_from
    version.save(update_fields=["status", "valid_from"])
    tally.made += stored is None
    tally.changed += stored is not None
    return service
