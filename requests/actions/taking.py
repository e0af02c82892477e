"""What comes back is taken into the catalogue as a draft, or is not, with the reason."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.drafting import draft_service
from pdc.models import Proposal
from pdc.proposals import settle
from requests.actions.doing import action
from requests.models import ServiceRequest
from requests.policies import refuse
from teams.models import PoolMembership, User

TAKEN, OPEN, DECLINED = Proposal.Status.TAKEN, Proposal.Status.OPEN, Proposal.Status.DECLINED


@action
def take(
    requests: Collection[int],
    *,
    name: str,
    keywords: Sequence[str],
    effort: int | None,
    by: User,
    now: datetime,
) -> Proposal:
    """Make a draft of a service from requests that are alike, once; return its proposal.

    Whoever comes second finds the draft of the first, with the requests that came since.
    """
    held = _held(requests, by, now)
    proposals = {one.proposal for one in held if one.proposal is not None}
    taken = min((one for one in proposals if one.status == TAKEN), key=_age, default=None)
    proposed = sorted((one for one in proposals if one.status == OPEN), key=_age)
    service = taken.service if taken else None
    if taken is None:
        service = draft_service(name, keywords, effort=effort, by=by, now=now)
        taken = proposed[0] if proposed else Proposal(title=name, made_by=by, made_at=now)
        proposed = [taken, *proposed[1:]]
    for proposal in proposed:
        proposal.service = service
        settle(proposal, TAKEN, by=by, now=now)
    settled = [taken.pk, *(one.pk for one in proposed)]
    loose = ServiceRequest.objects.filter(pk__in=[one.pk for one in held])
    loose.exclude(proposal__in=settled).update(proposal=taken)
    return taken


@action
def decline_proposals(
    requests: Collection[int], *, reason: str, by: User, now: datetime
) -> list[Proposal]:
    """Say why what was proposed because of some requests does not come into the catalogue."""
    held = _held(requests, by, now)
    proposals = {one.proposal for one in held if one.proposal is not None}
    proposed = sorted((one for one in proposals if one.status == OPEN), key=_age)
    refuse(None if proposed else _("Nothing is proposed here, or it was decided already."))
    for proposal in proposed:
        proposal.reason = reason
        settle(proposal, DECLINED, by=by, now=now)
    return proposed


def _held(requests: Collection[int], by: User, now: datetime) -> list[ServiceRequest]:
    """Hold the requests with their proposals until the transaction ends, for a coordinator."""
    on = timezone.localdate(now)
    coordinates = by.pool_memberships.on(on).filter(role=PoolMembership.Role.COORDINATOR)
    theirs = ServiceRequest.objects.worked_by(by, on).filter(
        pk__in=requests,
        confidential=False,
        promise__service_version=None,
        promise__pool__in=coordinates.values("pool"),
    )
    found = list(theirs.values_list("pk", flat=True))
    refuse(None if found else _("The coordinator of the pool decides about this."))
    rows = ServiceRequest.objects.filter(pk__in=found).order_by("pk")
    held = list(rows.select_for_update(no_key=True))
    known = [one.proposal_id for one in held if one.proposal_id]
    proposals = Proposal.objects.filter(pk__in=known).order_by("pk").select_for_update(no_key=True)
    by_pk = {proposal.pk: proposal for proposal in proposals}
    for one in held:
        one.proposal = by_pk.get(one.proposal_id)  # type: ignore[arg-type]
    return held


def _age(proposal: Proposal) -> int:
    return proposal.pk
