"""What was agreed, to be read: the agreements, and the norms of one service for who asks."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from pdc.models import ServiceVersion
from sla import figures
from sla.agreeing.consent_forms import DeedForm
from sla.agreeing.page import consent_context
from sla.documents.contents import facts_of
from sla.figures import Timespan
from sla.models import AgreementVersion, Responsibility
from sla.policies import versions_kept_by
from sla.reading import ReadLine, by_kind, normal_norms, other_services, read_lines
from sla.terms import NoCalendarError, terms_for_services
from teams.http import SignedInRequest
from teams.models import Client, User

A_PAGE = 50


@require_GET
def agreement_list(request: SignedInRequest) -> HttpResponse:
    """List the agreements someone may read, the newest version of each first."""
    on = someone_here(request)
    versions = (
        AgreementVersion.objects.visible_to(request.user, on)
        .select_related("agreement__client")
        .prefetch_related("agreement__pools")
        .order_by("agreement__name", "agreement", "-number")
    )
    page = Paginator(versions, A_PAGE).get_page(request.GET.get("page"))
    may_start = request.user.roles_on(on).is_coordinator
    context = {"page": page, "on": on, "may_start": may_start}
    return render(request, "sla/agreement_list.html", context)


@require_GET
def agreement_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one version of an agreement as the document it is."""
    on = someone_here(request)
    version = readable_version(request.user, pk, on)
    context = detail_context(request, version, read_lines(version, on), on)
    return render(request, "sla/agreement_detail.html", context)


def detail_context(
    request: SignedInRequest,
    version: AgreementVersion,
    lines: list[ReadLine],
    on: date,
    sent: Mapping[str, DeedForm] | None = None,
) -> dict[str, Any]:
    """Return what the page of a version shows, with what was sent if that could not be done."""
    sides: dict[str, list[Responsibility]] = {side: [] for side in Responsibility.Side.values}
    for responsibility in version.responsibilities.all():
        sides[responsibility.side].append(responsibility)
    return {
        **consent_context(version, lines, request.user, on, sent),
        "version": version,
        "agreement": version.agreement,
        "lines": lines,
        "sides": sides,
        "facts": facts_of(version),
        "escalation_steps": version.escalation_steps.select_related("contact"),
        "keeps": versions_kept_by(request.user, on).filter(pk=version.pk).exists(),
        "on": on,
        "is_drafted": version.status == AgreementVersion.Status.DRAFTED,
        "is_agreed": version.status in AgreementVersion.BINDING,
    }


@require_GET
def how_it_went(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the lines of a version again, each with how it went in the year until now.

    Apart from the page, so that reading what was agreed never waits for what was counted.
    """
    on = someone_here(request)
    version = readable_version(request.user, pk, on)
    span = Timespan.year_until(min(on, version.valid_until))
    went = figures.how_it_went(figures.of_agreement(version.agreement), span, timezone.now())
    lines = read_lines(version, on, went)
    context = {
        "version": version,
        "agreement": version.agreement,
        "lines": lines,
        "went": went,
        "others": other_services(went, lines, on),
        "definitions": figures.DEFINITIONS,
    }
    return render_page(request, "sla/how_it_went.html", context, partial="went")


@require_GET
def service_norms(request: SignedInRequest, code: str) -> HttpResponse:
    """Say how quick a service is: for one of someone's units, and for a pool the standard.

    Who has more units chooses, and who works in a pool can choose whom it serves.
    """
    on = someone_here(request)
    services = ServiceVersion.objects.in_force(on).visible_to(request.user, on)
    version = get_object_or_404(services.prefetch_related(normal_norms()), service__code=code)
    units, unit = _units(request, on)
    context = {
        "version": version,
        "units": units,
        "unit": unit,
        "terms": None,
        "standard": by_kind(version.norms.all()),
        "at_desk": request.user.roles_on(on).is_secretary,
    }
    if unit is not None:
        with suppress(NoCalendarError):
            found = terms_for_services(unit, unit.pool, [version], urgent=False, on=on)
            context["terms"] = found[version.pk]
    return render_page(request, "sla/service_norms.html", context, partial="norms")


def _units(request: SignedInRequest, on: date) -> tuple[list[Client], Client | None]:
    """Return the units somebody can read the norms of, and the one they read them of."""
    roles = request.user.roles_on(on)
    theirs = Q(pk__in=roles.clients) | Q(pool__in=roles.pools)
    units = list(Client.objects.filter(theirs).select_related("pool"))
    asked = request.GET.get("unit", "")
    own = next((unit for unit in units if unit.pk in roles.clients), None)
    none = None if roles.is_secretary else own
    return units, next((unit for unit in units if unit.code == asked), none)


def readable_version(user: User, pk: int, on: date) -> AgreementVersion:
    """Return a version that somebody may read, with what its document says of people and hours."""
    readable = AgreementVersion.objects.visible_to(user, on).select_related(
        "agreement__client", "calendar", "client_contact", "provider_contact"
    )
    return get_object_or_404(readable, pk=pk)


def someone_here(request: SignedInRequest) -> date:
    """Return today; who belongs to no pool and no client finds nothing here."""
    on = timezone.localdate()
    roles = request.user.roles_on(on)
    if not (roles.is_secretary or roles.is_client):
        raise Http404
    return on
