"""The next draft of an agreement, made from what was said of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.models import ServiceVersion
from pdc.policies import refuse
from sla.agreeing.drafting import wrote
from sla.agreeing.starting import start_next
from sla.models import AgreementVersion, Conversation, DraftingStep, TalkedService
from sla.talks.actions import hold
from sla.talks.policies import why_not_make_draft
from teams.models import User

Verdict = TalkedService.Verdict
LONGEST = 200


@transaction.atomic
def make_next_draft(conversation: Conversation, *, by: User, now: datetime) -> AgreementVersion:
    """Start the next version with the outcome of a conversation, or go on with the one begun.

    What is scrapped leaves it, what is kept stays, and what becomes more or other is a step in
    the plan of its drafting. That is done once, whatever becomes of the draft after that.
    """
    hold(conversation)
    on = timezone.localdate(now)
    refuse(why_not_make_draft(conversation, by, on))
    draft = start_next(conversation.version, by=by, now=now)
    if conversation.next_version_id == draft.pk:
        return draft
    scrapped = conversation.services.filter(verdict=Verdict.SCRAP).values("service")
    draft.lines.filter(service__in=scrapped).delete()
    others = conversation.services.filter(verdict__in=(Verdict.EXTEND, Verdict.CHANGE))
    services = [row.service_id for row in others]
    held = ServiceVersion.objects.in_force(on).filter(service__in=services)
    names = dict(held.values_list("service", "name"))
    first = draft.drafting_steps.count()
    DraftingStep.objects.bulk_create(
        DraftingStep(version=draft, order=first + number, title=_step(row, names), who=by)
        for number, row in enumerate(others.select_related("service"))
    )
    wrote(draft, by=by, now=now)
    conversation.next_version = draft
    conversation.save(update_fields=["next_version"])
    return draft


def _step(row: TalkedService, names: dict[int, str]) -> str:
    """Say what to look at, as far as that fits."""
    said = {
        "service": names.get(row.service_id, row.service.code),
        "verdict": row.get_verdict_display(),
        "note": " ".join(row.note.split()),
    }
    return (_("%(service)s: %(verdict)s. %(note)s") % said).strip()[:LONGEST]
