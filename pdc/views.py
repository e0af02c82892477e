"""The catalogue: what can be asked, found while one types, and a page per service."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from core.views import words_typed
from pdc.models import InventoryRound, SearchDocument, ServiceVersion, Theme
from pdc.search.finding import find
from teams.http import SignedInRequest
from teams.models import Roles

LONG = 200


@require_GET
def service_list(request: SignedInRequest) -> HttpResponse:
    """Show the catalogue by theme, or what matches the words, best first.

    A long one begins with its themes only; each is then a page.
    """
    roles = visitor(request)
    words, asked = words_typed(request), words_typed(request, "theme")
    on = timezone.localdate()
    seen = ServiceVersion.objects.in_force(on).visible_to(request.user, on)
    versions = seen.select_related("service__theme__parent")
    context: dict[str, object] = {"words": words, "for_pool": roles.is_secretary}
    if words:
        context["found"] = find(words, SearchDocument.objects.visible_to(request.user, on))
        return render_page(request, "pdc/service_list.html", context, partial="services")
    themes = themes_of(seen)
    branch = next((branch for branch, _count, _categories in themes if branch.code == asked), None)
    context |= {"all_themes": themes, "branch": branch}
    if branch is not None:
        versions = versions.in_theme(branch)
    if branch is not None or sum(count for _branch, count, _categories in themes) <= LONG:
        context["branches"] = by_branch(versions.order_by("service__code"))
        context["rounds"] = InventoryRound.objects.open().visible_to(request.user, on)
    return render_page(request, "pdc/service_list.html", context, partial="services")


def themes_of(versions: QuerySet[ServiceVersion]) -> list[tuple[Theme, int, list[Theme]]]:
    """Return each branch that offers something, in its order: how much, and its categories."""
    counts = dict(versions.values_list("service__theme").annotate(Count("pk")).order_by())
    used = Theme.objects.filter(pk__in=counts).select_related("parent")
    inside: dict[Theme, list[Theme]] = defaultdict(list)
    for theme in used.order_by("order", "name"):
        inside[theme.parent or theme].append(theme)
    return [
        (branch, sum(counts[theme.pk] for theme in themes), [*filter(branch.__ne__, themes)])
        for branch, themes in sorted(inside.items(), key=lambda pair: (pair[0].order, pair[0].name))
    ]


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
