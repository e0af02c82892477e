"""What is outside the catalogue is decided about, lightly: it goes on, or somebody else helps."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pdc.models import Proposal, Signpost
from pdc.proposals import propose
from requests import policies
from requests.actions.doing import OVER, action, begin, move
from requests.models import Decision, Event, OffCatalogueKind, ServiceRequest
from requests.policies import refuse
from sla import actions as clocks
from teams.models import User

GOES_ON = (Decision.DO_ONCE, Decision.PROPOSE_SERVICE)


@action
def decide(
    service_request: ServiceRequest,
    *,
    decision: Decision,
    text: str,
    by: User,
    now: datetime,
    signpost: Signpost | None = None,
    kind: OffCatalogueKind | str = "",
) -> None:
    """Say, as its coordinator, what happens with a request outside the catalogue.

    It goes on in the free room, perhaps as a proposal for the catalogue; or somebody else
    helps, or something else can be done. Whichever it is, the client hears it.
    """
    begin(service_request, by, now)
    refuse(policies.why_not(service_request, Event.Kind.DECIDED, by, now=now))
    refuse(_why_not_so(decision, text, signpost))
    changes: dict[str, Any] = {
        "decision": decision,
        "signpost": signpost if decision == Decision.REFER else None,
        "off_catalogue_kind": kind if decision in GOES_ON else "",
    }
    if decision == Decision.PROPOSE_SERVICE and service_request.proposal is None:
        changes["proposal"] = _proposal(service_request, text, by, now)
    if decision in GOES_ON:
        move(service_request, Event.Kind.DECIDED, text=text, by=by, now=now, **changes)
    else:
        told = _way_on(signpost, text) if decision == Decision.REFER else text
        changes |= OVER
        move(service_request, Event.Kind.DECLINED, text=told, by=by, now=now, **changes)
    clocks.decided(service_request.promise, at=now)
    if decision not in GOES_ON:
        clocks.end(service_request.promise, at=now, because=str(decision.label))


def _why_not_so(decision: Decision, text: str, signpost: Signpost | None) -> policies.Reason:
    if decision == Decision.REFER and signpost is None and not text:
        return _("Choose who can help from the signpost, or write who can.")
    if decision == Decision.DECLINE and not text:
        return _("Say what the client can do instead.")
    if decision == Decision.REFER and signpost is not None and not signpost.active:
        return _("%(name)s is no longer on the signpost. Choose another.") % {"name": signpost}
    return None


def _way_on(signpost: Signpost | None, text: str) -> str:
    """Return who helps and how they are reached, as it is told and kept in the story."""
    if signpost is None:
        return text
    lines = [str(signpost), *(way for way in (signpost.phone, signpost.email, signpost.url) if way)]
    return "\n".join(lines) + (f"\n\n{text}" if text else "")


def _proposal(service_request: ServiceRequest, why: str, by: User, now: datetime) -> Proposal:
    """Return the proposal it becomes; what is confidential is not told in it."""
    title = service_request.subject
    if service_request.confidential:
        title, why = _("Asked in confidence"), ""
    return propose(Proposal.Kind.NEW, title, why, None, by=by, now=now)
