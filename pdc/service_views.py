"""The page of one service: what one gets, how it is done, and what there is to know of it."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pdc.models import Article, Competence, ServiceVersion
from pdc.views import visitor
from teams.http import SignedInRequest
from teams.models import PoolMembership, Roles, User

LATELY = timedelta(days=365)


@require_GET
def service_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one service as it holds today: what one gets, or for a pool how it is done.

    Of one that was retired it says so, and what came after it.
    """
    roles, on = visitor(request), timezone.localdate()
    seen = ServiceVersion.objects.visible_to(request.user, on)
    offered = seen.in_force(on).select_related("service__theme__parent", "process")
    whole = offered.prefetch_related("intake_fields", "process__steps")
    version = whole.filter(service__code=code).first()
    if version is None:
        return _retired(request, code, on)
    steps = roles.is_secretary and request.GET.get("show") == "steps"
    context: dict[str, Any] = {
        "version": version,
        "instead": instead_of(version, request.user, on),
        "related": offered.filter(service__in=version.service.related.all()).order_by("name"),
        "changes": _changes(seen, version, on),
        "articles": Article.objects.visible_to(request.user, on).filter(services=version.service),
        "for_pool": roles.is_secretary,
        "steps": steps and hasattr(version, "process"),
    }
    if roles.is_secretary:
        drafts = ServiceVersion.objects.being_written().filter(service=version.service)
        context |= {"being_written": drafts.exists(), **_mastered_by(version, roles, on)}
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


def _changes(
    seen: QuerySet[ServiceVersion], version: ServiceVersion, on: date
) -> QuerySet[ServiceVersion]:
    """Return the versions that came after another in the last year, newest first."""
    versions = seen.filter(service=version.service, status__in=ServiceVersion.PUBLISHED)
    lately = versions.filter(number__gt=1, valid_from__gt=on - LATELY, valid_from__lte=on)
    return lately.order_by("-valid_from")


def _mastered_by(version: ServiceVersion, roles: Roles, on: date) -> dict[str, list[User]]:
    """Return who of someone's pools masters a service, and who learns it."""
    at_work = PoolMembership.objects.on(on).filter(pool__in=roles.pools).values("user")
    said = version.service.competences.filter(person__in=at_work, person__is_active=True)
    people = list(said.select_related("person").order_by("person__given_name", "pk"))
    levels = Competence.Level
    return {
        "masters": [each.person for each in people if each.level == levels.MASTERS],
        "learners": [each.person for each in people if each.level == levels.LEARNS],
    }
