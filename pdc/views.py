"""The catalogue: what can be asked, found while one types, and a page per service."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from core.views import words_typed
from pdc.models import SearchDocument, ServiceVersion, Theme
from pdc.search.finding import find
from teams.http import SignedInRequest
from teams.models import Roles, User


@require_GET
def service_list(request: SignedInRequest) -> HttpResponse:
    """Show the whole catalogue by theme, or what matches the words, best first."""
    roles = visitor(request)
    words = words_typed(request)
    on = timezone.localdate()
    context: dict[str, object] = {"words": words, "for_pool": roles.is_secretary}
    if words:
        context["found"] = find(words, SearchDocument.objects.visible_to(request.user, on))
    else:
        versions = ServiceVersion.objects.in_force(on).visible_to(request.user, on)
        versions = versions.select_related("service__theme__parent")
        context["branches"] = by_branch(versions.order_by("service__code"))
    return render_page(request, "pdc/service_list.html", context, partial="services")


@require_GET
def service_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one service as it holds today; how it is done is for the pools."""
    roles = visitor(request)
    on = timezone.localdate()
    seen = ServiceVersion.objects.in_force(on).visible_to(request.user, on)
    version = (
        seen.filter(service__code=code)
        .select_related("service__theme__parent", "process")
        .prefetch_related("intake_fields", "process__steps")
        .first()
    )
    if version is None:
        return _retired(request, code, on)
    related = seen.filter(service__in=version.service.related.all())
    context = {
        "version": version,
        "related": related.select_related("service").order_by("name"),
        "for_pool": roles.is_secretary,
        "being_written": roles.is_secretary
        and ServiceVersion.objects.being_written().filter(service=version.service).exists(),
        "instead": instead_of(version, request.user, on),
    }
    return render(request, "pdc/service_detail.html", context)


def _retired(request: SignedInRequest, code: str, on: date) -> HttpResponse:
    """Say of a service that stopped what to ask for instead."""
    gone = ServiceVersion.objects.visible_to(request.user, on).filter(
        service__code=code, status=ServiceVersion.Status.RETIRED, valid_until__lt=on
    )
    version = gone.select_related("service").order_by("-number").first()
    if version is None:
        raise Http404
    context = {"version": version, "instead": instead_of(version, request.user, on)}
    return render(request, "pdc/retired.html", context)


def instead_of(version: ServiceVersion, user: User, on: date) -> ServiceVersion | None:
    """Return what to ask for since a service stopped, as far as somebody may ask for it."""
    if version.service.successor_id is None:
        return None
    offered = ServiceVersion.objects.in_force(on).visible_to(user, on)
    return offered.filter(service=version.service.successor_id).select_related("service").first()


def visitor(request: SignedInRequest) -> Roles:
    """Return what someone is today; who is nothing here has no catalogue."""
    roles = request.user.roles_on(timezone.localdate())
    if not (roles.is_secretary or roles.is_client):
        raise Http404
    return roles


Categories = list[tuple[Theme, list[ServiceVersion]]]


def by_branch(versions: Iterable[ServiceVersion]) -> list[tuple[Theme, Categories]]:
    """Return the versions under their category, and those under their branch, in its order."""

    def place(version: ServiceVersion) -> tuple[int, str, int, str]:
        branch, category = branch_of(version), version.service.theme
        inside = 0 if category == branch else 1 + category.order
        return (branch.order, branch.name, inside, category.name)

    in_order = sorted(versions, key=lambda version: (place(version), version.service.code))
    return [
        (branch, [(theme, list(those)) for theme, those in groupby(inside, key=theme_of)])
        for branch, inside in groupby(in_order, key=branch_of)
    ]


def branch_of(version: ServiceVersion) -> Theme:
    """Return the branch a service hangs on, itself or through its category."""
    return version.service.theme.parent or version.service.theme


def theme_of(version: ServiceVersion) -> Theme:
    """Return where a service hangs."""
    return version.service.theme
