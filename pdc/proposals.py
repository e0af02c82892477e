"""Proposing something for the catalogue, talking about it, and deciding what becomes of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.drafting import draft_service
from pdc.models import Proposal, ProposalRemark, Service
from pdc.policies import NOT_A_COORDINATOR, refuse, why_not_propose
from teams.models import User

Status = Proposal.Status


def propose(
    kind: Proposal.Kind | str,
    title: str,
    why: str,
    service: Service | None,
    *,
    by: User,
    now: datetime,
) -> Proposal:
    """Say what the catalogue should have, have otherwise, or lose."""
    refuse(why_not_propose(kind, service, by, timezone.localdate(now)))
    return Proposal.objects.create(
        kind=kind, title=title, why=why, service=service, made_by=by, made_at=now
    )


@transaction.atomic
def say(proposal: Proposal, *, text: str, by: User, now: datetime) -> ProposalRemark:
    """Say something of a proposal, as who made it or works in a pool.

    The same words sent twice, as by a second click, are said once.
    """
    seen = Proposal.objects.visible_to(by, timezone.localdate(now))
    held = seen.select_for_update(no_key=True).filter(pk=proposal.pk).first()
    if held is None:
        refuse(_("Who made a proposal and who works in a pool talk about it."))
    last = ProposalRemark.objects.filter(proposal=proposal).last()
    if last is not None and (last.by_id, last.text) == (by.pk, text):
        return last
    return ProposalRemark.objects.create(proposal=proposal, text=text, by=by, at=now)


@transaction.atomic
def take_over(proposal: Proposal, *, by: User, now: datetime) -> Proposal:
    """Say, as a coordinator, that it will be so; a new service gets its draft at once."""
    held = _undecided(proposal, by, now)
    if held.kind == Proposal.Kind.NEW:
        held.service = draft_service(held.title, [], effort=None, by=by, now=now)
    return _settle(held, Status.TAKEN, by, now)


@transaction.atomic
def decline(proposal: Proposal, *, reason: str, by: User, now: datetime) -> Proposal:
    """Say, as a coordinator, why it will not be so."""
    held = _undecided(proposal, by, now)
    held.reason = reason
    return _settle(held, Status.DECLINED, by, now)


def _undecided(proposal: Proposal, by: User, now: datetime) -> Proposal:
    """Hold a proposal until the transaction ends; who comes second hears who decided."""
    coordinates = by.roles_on(timezone.localdate(now)).is_coordinator
    refuse(None if coordinates else NOT_A_COORDINATOR)
    held = Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if held.status != Status.OPEN:
        said = {"name": held.decided_by, "status": held.get_status_display()}
        refuse(_("%(name)s decided about this already: %(status)s.") % said)
    return held


def _settle(held: Proposal, status: Proposal.Status, by: User, now: datetime) -> Proposal:
    held.status, held.decided_by, held.decided_at = status, by, now
    held.save()
    return held
