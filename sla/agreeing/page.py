"""What stands on the page of a version about how it comes to be agreed, for who reads it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sla.agreeing import policies
from sla.agreeing.consent_forms import FORMS, DeedForm
from sla.agreeing.consenting import open_proposal
from sla.models import (
    AgreementProposal,
    AgreementRemark,
    AgreementVersion,
    Consent,
    Endorsement,
    Responsibility,
)
from sla.reading import ReadLine
from teams.models import User

Side, Status = Responsibility.Side, AgreementVersion.Status


def consent_context(
    version: AgreementVersion,
    lines: list[ReadLine],
    user: User,
    on: date,
    sent: Mapping[str, DeedForm] | None = None,
) -> dict[str, Any]:
    """Return who agreed and to what, what was said, and what somebody can do now."""
    is_ours = policies.coordinates(version, user, on)
    proposal = open_proposal(version)
    last = proposal or _agreed(version)
    offered = _offered(version, proposal, user, on)
    forms = {name: FORMS[name](None, version, lines) for name in offered} | dict(sent or {})
    return {
        "proposal": proposal,
        "parties": _parties(version, last) if last else [],
        "signs_for": Side.PROVIDER if is_ours else Side.CLIENT,
        "offered": offered,
        "forms": forms,
        "may_settle": is_ours,
        "remarks": _remarks(version, lines),
        "endorsement": Endorsement.objects.filter(version=version).first(),
        "many_differ": sum(bool(read.line.deviation) for read in lines),
        "why_not_propose": _why_not_propose(version, user, on) if is_ours else None,
    }


def _parties(
    version: AgreementVersion, proposal: AgreementProposal
) -> list[tuple[str, Consent | None]]:
    given = {one.side: one for one in proposal.consents.all()}
    client = version.agreement.client.name
    return [(_("The pool"), given.get(Side.PROVIDER)), (client, given.get(Side.CLIENT))]


def _remarks(version: AgreementVersion, lines: list[ReadLine]) -> list[tuple[str, AgreementRemark]]:
    """Return what was said, oldest first, each with the name of the service it is about."""
    names = {read.line.service_id: read.name for read in lines}
    return [
        (names.get(one.service.pk, one.service.code) if one.service else "", one)
        for one in version.remarks.select_related("service", "by")
    ]


def _agreed(version: AgreementVersion) -> AgreementProposal | None:
    agreed = version.proposals.filter(outcome=AgreementProposal.Outcome.AGREED)
    return agreed.prefetch_related("consents").first()


def _why_not_propose(version: AgreementVersion, user: User, on: date) -> Any:
    if version.status != Status.DRAFTED:
        return None
    return policies.why_not_propose(version, user, on)


def _offered(
    version: AgreementVersion, proposal: AgreementProposal | None, user: User, on: date
) -> set[str]:
    """Return what somebody can do with a version now."""
    is_ours = policies.coordinates(version, user, on)
    side = Side.PROVIDER if is_ours else Side.CLIENT
    reasons = {
        "propose": policies.why_not_propose(version, user, on),
        "withdraw": policies.why_not_coordinate(version, user, on) if proposal else "",
        "consent": policies.why_not_consent(version, proposal, side, user, on),
        "ask_for_changes": policies.why_not_answer(version, side, user, on),
        "say": policies.why_not_say(version, user, on),
        "endorse": policies.why_not_endorse(version, user, on),
    }
    return {name for name, why_not in reasons.items() if why_not is None}
