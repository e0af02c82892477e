"""Proposing something for the catalogue, talking about it, and deciding what becomes of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.drafting import draft_service
from pdc.models import News, Proposal, ProposalRemark, Service
from pdc.policies import NOT_A_COORDINATOR, refuse, why_not_propose
from teams.models import User

Status = Proposal.Status
DECIDED = {Status.TAKEN: News.Kind.PROPOSAL_TAKEN, Status.DECLINED: News.Kind.PROPOSAL_DECLINED}


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
def propose_once(
    kind: Proposal.Kind | str,
    title: str,
    why: str,
    service: Service | None,
    *,
    by: User,
    now: datetime,
) -> Proposal:
    """Propose what somebody typed, who is held meanwhile.

    The same sent twice, as by a second click or from an old page, is proposed once.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    words = {"kind": kind, "title": title, "why": why, "service": service}
    same = Proposal.objects.open().filter(**words, made_by=by).first()
    return same or propose(**words, by=by, now=now)  # type: ignore[arg-type]


@transaction.atomic
def say(proposal: Proposal, *, text: str, by: User, now: datetime) -> ProposalRemark:
    """Say something of a proposal, as who made it or works in a pool.

    Who made it and who talked about it before hear so. The same words sent twice, as by a second
    click, are said once.
    """
    seen = Proposal.objects.visible_to(by, timezone.localdate(now))
    if not seen.select_for_update(no_key=True).filter(pk=proposal.pk).exists():
        refuse(_("Who made a proposal and who works in a pool talk about it."))
    said = list(ProposalRemark.objects.filter(proposal=proposal).select_related("by"))
    if said and (said[-1].by_id, said[-1].text) == (by.pk, text):
        return said[-1]
    people = {proposal.made_by, *(remark.by for remark in said)}
    _tell(proposal, News.Kind.PROPOSAL_SAID, people, by=by, now=now)
    return ProposalRemark.objects.create(proposal=proposal, text=text, by=by, at=now)


@transaction.atomic
def take_over(proposal: Proposal, *, by: User, now: datetime) -> Proposal:
    """Say, as a coordinator, that it will be so; a new service gets its draft at once."""
    held = _undecided(proposal, by, now)
    if held.kind == Proposal.Kind.NEW:
        held.service = draft_service(held.title, [], effort=None, by=by, now=now)
    return settle(held, Status.TAKEN, by=by, now=now)


@transaction.atomic
def decline(proposal: Proposal, *, reason: str, by: User, now: datetime) -> Proposal:
    """Say, as a coordinator, why it will not be so."""
    held = _undecided(proposal, by, now)
    held.reason = reason
    return settle(held, Status.DECLINED, by=by, now=now)


def settle(held: Proposal, status: Proposal.Status, *, by: User, now: datetime) -> Proposal:
    """Keep what was decided about a proposal that is held, and tell who made it."""
    held.status, held.decided_by, held.decided_at = status, by, now
    held.save()
    _tell(held, DECIDED[status], {held.made_by}, by=by, now=now)
    return held


def _undecided(proposal: Proposal, by: User, now: datetime) -> Proposal:
    """Hold a proposal until the transaction ends; who comes second hears who decided."""
    coordinates = by.roles_on(timezone.localdate(now)).is_coordinator
    refuse(None if coordinates else NOT_A_COORDINATOR)
    held = Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if held.status != Status.OPEN:
        said = {"name": held.decided_by, "status": held.get_status_display()}
        refuse(_("%(name)s decided about this already: %(status)s.") % said)
    return held


def _tell(
    proposal: Proposal, kind: News.Kind, people: Iterable[User], *, by: User, now: datetime
) -> None:
    """Write news for people, of whom some may not read it any more: they hear nothing."""
    on = timezone.localdate(now)
    News.objects.bulk_create(
        News(proposal=proposal, kind=kind, person=person, by=by, at=now)
        for person in people
        if person != by and Proposal.objects.visible_to(person, on).filter(pk=proposal.pk).exists()
    )
