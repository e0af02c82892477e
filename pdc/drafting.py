"""A draft of a service, from what was asked: where it hangs and its code are proposed."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from pdc.models import Service, ServiceVersion, Theme

LONGEST_NAME = 200


def draft_service(
    name: str, keywords: Sequence[str], *, effort: int | None, now: datetime
) -> Service:
    """Make a service whose only version is a draft; it hangs where the most alike one does.

    The catalogue is held meanwhile, so that no code is given twice.
    """
    branches = Theme.objects.order_by("pk").select_for_update(no_key=True)
    themes = {theme.pk: theme for theme in branches}
    on = timezone.localdate(now)
    alike = ServiceVersion.objects.in_force(on).matching(" ".join([name, *keywords]))
    nearest = alike.select_related("service").first()
    theme = themes[nearest.service.theme_id] if nearest else _first(themes)
    service = Service.objects.create(code=_code(theme), theme=theme)
    ServiceVersion.objects.create(
        service=service,
        number=1,
        status=ServiceVersion.Status.DRAFT,
        name=name[:LONGEST_NAME],
        keywords=list(keywords),
        effort_minutes=effort,
    )
    return service


def _first(themes: dict[int, Theme]) -> Theme:
    """Return the first theme of the catalogue; one of its own while there is none."""
    found = min(themes.values(), key=lambda theme: (theme.order, theme.pk), default=None)
    return found or Theme.objects.create(code="NW", name="–")


def _code(theme: Theme) -> str:
    """Return the code after the last of a branch: PO-33 after PO-32."""
    branch = theme.parent or theme
    used = Service.objects.filter(code__startswith=f"{branch.code}-").values_list("code", flat=True)
    numbers = [int(found[1]) for code in used if (found := re.search(r"-(\d{1,6})$", code))]
    return f"{branch.code}-{max(numbers, default=0) + 1:02d}"
