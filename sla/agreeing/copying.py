"""What one version of an agreement takes over from another."""

from collections.abc import Collection
from typing import Any

from sla.models import AgreementLine, AgreementVersion, EscalationStep, Norm, Responsibility
from teams.models import PoolMembership

OF_CLIENT = ("client_contact_id", "needs", "notes", "off_catalogue_hours")
SAID = (
    *OF_CLIENT,
    *("calendar_id", "provider_contact_id", "third_party_pauses"),
    *("support_hours", "outside_support_hours", "contact_routes"),
    *("review_cadence", "review_month", "reporting", "satisfaction_target", "repair"),
)
LINE = ("service_id", "volume_unit", "effort_minutes")
LINE_OF_CLIENT = ("volume_per_month", "deviation")
STEP = ("level", "when", "who", "trigger", "amount", "roles", "contact_id")


def said_by(source: AgreementVersion, *, without: Collection[str] = ()) -> dict[str, Any]:
    """Return what a version says of itself."""
    return {name: getattr(source, name) for name in SAID if name not in without}


def copy_parts(source: AgreementVersion, draft: AgreementVersion) -> None:
    """Give a draft the lines, the duties and the steps of another version.

    How much another client asks, and why it deviates, is that client's own.
    """
    same = source.agreement_id == draft.agreement_id
    names = (*LINE, *LINE_OF_CLIENT) if same else LINE
    pairs = [
        (AgreementLine(version=draft, **{name: getattr(line, name) for name in names}), line)
        for line in source.lines.prefetch_related("norms")
    ]
    AgreementLine.objects.bulk_create(copy for copy, _line in pairs)
    give_norms([(copy, line.norms.all()) for copy, line in pairs])
    Responsibility.objects.bulk_create(
        Responsibility(version=draft, side=duty.side, order=duty.order, text=duty.text)
        for duty in source.responsibilities.all()
    )
    steps = [
        EscalationStep(version=draft, **{name: getattr(step, name) for name in STEP})
        for step in source.escalation_steps.all()
    ]
    if not same:
        _without_strangers(draft, steps)
    EscalationStep.objects.bulk_create(steps)


def give_norms(owners: Collection[tuple[AgreementLine, Collection[Norm]]]) -> None:
    """Give lines copies of these norms."""
    norms = []
    for line, given in owners:
        for norm in given:
            norm.pk, norm.service_version, norm.agreement_line = None, None, line
            norms.append(norm)
    Norm.objects.bulk_create(norms)


def _without_strangers(draft: AgreementVersion, steps: list[EscalationStep]) -> None:
    """Leave out people who don't work in the pools of the draft."""
    works = PoolMembership.objects.filter(pool__agreements=draft.agreement_id)
    known = set(works.values_list("user", flat=True))
    for step in steps:
        if step.contact_id not in known:
            step.contact_id = None
