"""A draft of a service: a copy of what holds now, or new, and then place and code are proposed."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pdc.models import (
    IntakeField,
    ProcessDescription,
    ProcessStep,
    SearchDocument,
    Service,
    ServiceVersion,
    Theme,
)
from pdc.policies import NOT_A_WRITER, may_write, refuse
from pdc.search.finding import find
from teams.models import User

LONGEST_NAME = 200
QUESTION = ("key", "order", "label", "type", "required", "choices", "help", "is_event")
PROCESS = ("goal", "trigger", "input", "output", "risks", "owner_role")
STEP = ("order", "role", "action", "on_checklist")


def draft_service(
    name: str, keywords: Sequence[str], *, effort: int | None, by: User, now: datetime
) -> Service:
    """Make a service whose only version is a draft; it hangs where the most alike one does.

    The catalogue is held meanwhile, so that no code is given twice.
    """
    branches = Theme.objects.order_by("pk").select_for_update(no_key=True)
    themes = {theme.pk: theme for theme in branches}
    on = timezone.localdate(now)
    held = SearchDocument.objects.in_force(on)
    alike = find(" ".join([name, *keywords]), held, [SearchDocument.Kind.SERVICE]).versions
    theme = themes[alike[0].service.theme_id] if alike else _first(themes)
    service = Service.objects.create(code=_code(theme), theme=theme)
    ServiceVersion.objects.create(
        service=service,
        number=1,
        status=ServiceVersion.Status.DRAFT,
        name=name[:LONGEST_NAME],
        keywords=list(keywords),
        effort_minutes=effort,
        author=by,
        written_at=now,
    )
    return service


@transaction.atomic
def start_service(name: str, *, by: User, now: datetime) -> Service:
    """Start writing a service that is not in the catalogue yet."""
    refuse(None if may_write(by, timezone.localdate(now)) else NOT_A_WRITER)
    return draft_service(name, [], effort=None, by=by, now=now)


@transaction.atomic
def start_draft(
    service: Service, *, by: User, now: datetime
) -> tuple[ServiceVersion, ServiceVersion | None]:
    """Start the next version of a service as a copy; return it, and what it was copied from.

    Whoever comes second finds the draft of the first, and then nothing was copied.
    """
    refuse(None if may_write(by, timezone.localdate(now)) else NOT_A_WRITER)
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    versions = ServiceVersion.objects.filter(service=service)
    begun = versions.being_written().first()
    if begun is not None:
        return begun, None
    held = versions.in_force(timezone.localdate(now)).first() or versions.first()
    said = {name: getattr(held, name) for name in ServiceVersion.WRITTEN} if held else {}
    number = versions.aggregate(last=Max("number"))["last"] or 0
    draft = ServiceVersion.objects.create(
        **{"name": service.code} | said,
        service=service,
        number=number + 1,
        author=by,
        written_at=now,
    )
    if held is not None:
        _copy_contents(held, draft)
    return draft, held


def _copy_contents(held: ServiceVersion, draft: ServiceVersion) -> None:
    """Give a draft the questions and the process of another version."""
    IntakeField.objects.bulk_create(
        IntakeField(version=draft, **{name: getattr(asked, name) for name in QUESTION})
        for asked in held.intake_fields.all()
    )
    process = ProcessDescription.objects.filter(version=held).first()
    if process is None:
        return
    said = {name: getattr(process, name) for name in PROCESS}
    copied = ProcessDescription.objects.create(version=draft, **said)
    ProcessStep.objects.bulk_create(
        ProcessStep(process=copied, **{name: getattr(step, name) for name in STEP})
        for step in process.steps.all()
    )


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
