"""From a draft to what both sides agreed: put forward, talked about, and consented to.

Each action locks the version first, so that of two who do something at once the second reads
what the first did.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.models import Service
from pdc.policies import refuse
from sla.agreeing import policies
from sla.agreeing.signing import digest_of, text_to_sign
from sla.agreeing.telling import hearers, tell
from sla.models import (
    AgreementNews,
    AgreementProposal,
    AgreementRemark,
    AgreementVersion,
    Consent,
    Endorsement,
    Responsibility,
)
from teams.models import User

Kind, Outcome = AgreementNews.Kind, AgreementProposal.Outcome
Side, Status = Responsibility.Side, AgreementVersion.Status
BOTH = (Side.CLIENT, Side.PROVIDER)
A_DAY = timedelta(days=1)


def locked(version: AgreementVersion) -> AgreementVersion:
    """Return a version as it is now, for nobody else to change meanwhile; nor its agreement."""
    held = AgreementVersion.objects.select_for_update(no_key=True, of=["self", "agreement"])
    return held.select_related("agreement__client").get(pk=version.pk)


def open_proposal(version: AgreementVersion) -> AgreementProposal | None:
    """Return what is put to both sides now, with who agreed to it."""
    return version.proposals.filter(outcome="").prefetch_related("consents").first()


@transaction.atomic
def propose(version: AgreementVersion, *, by: User, now: datetime) -> AgreementProposal:
    """Put a draft to the client; from now on it stays as it is, unless it goes back."""
    on = timezone.localdate(now)
    version = locked(version)
    refuse(policies.why_not_propose(version, by, on))
    text = text_to_sign(version, on)
    proposal = AgreementProposal.objects.create(
        version=version, text=text, digest=digest_of(text), by=by, at=now
    )
    _become(version, Status.PROPOSED)
    tell(version, Kind.PROPOSED, hearers(version, on, *BOTH), by=by, now=now)
    return proposal


@transaction.atomic
def withdraw(version: AgreementVersion, *, by: User, now: datetime) -> None:
    """Take back what was put to the client, to change it; what was agreed to it counts no more."""
    on = timezone.localdate(now)
    version = locked(version)
    refuse(policies.why_not_coordinate(version, by, on))
    proposal = open_proposal(version)
    refuse(None if proposal else _("This version is not with the client any more."))
    assert proposal is not None  # or it was refused
    _end(proposal, Outcome.WITHDRAWN, by, now)
    _become(version, Status.DRAFTED)
    tell(version, Kind.WITHDRAWN, hearers(version, on, *BOTH), by=by, now=now)


@transaction.atomic
def ask_for_changes(
    version: AgreementVersion,
    *,
    side: str,
    asked: Iterable[tuple[Service | None, str]],
    by: User,
    now: datetime,
) -> None:
    """Say what has to change, per service or of all of it; the version is a draft again."""
    on = timezone.localdate(now)
    version = locked(version)
    refuse(policies.why_not_answer(version, side, by, on))
    remarks = [
        AgreementRemark(
            version=version, service=service, asks=True, text=text, side=side, by=by, at=now
        )
        for service, text in asked
        if text
    ]
    refuse(None if remarks else _("Write down what has to change."))
    AgreementRemark.objects.bulk_create(remarks)
    proposal = open_proposal(version)
    assert proposal is not None  # it is proposed
    _end(proposal, Outcome.CHANGES_ASKED, by, now)
    _become(version, Status.DRAFTED)
    tell(version, Kind.CHANGES_ASKED, hearers(version, on, *BOTH), by=by, now=now)


@transaction.atomic
def consent(version: AgreementVersion, *, side: str, digest: str, by: User, now: datetime) -> None:
    """Agree for one side to exactly the text that was shown; with both it is agreed.

    The digest is of what whoever agrees had before them. Refused when that is not what the
    version says now: a service of the catalogue may have changed since it was put forward.
    """
    on = timezone.localdate(now)
    version = locked(version)
    proposal = open_proposal(version)
    refuse(policies.why_not_consent(version, proposal, side, by, on))
    assert proposal is not None  # or it was refused
    now_says = digest_of(text_to_sign(version, on))
    if not digest == proposal.digest == now_says:
        refuse(_not_the_same(shown=digest == now_says))
    _write_consent(proposal, side, by, now)
    if Consent.objects.filter(proposal=proposal).count() < len(BOTH):
        return
    _cut(version)
    version.agreed_on = on
    _become(version, Status.AGREED)
    _end(proposal, Outcome.AGREED, by, now)
    tell(version, Kind.AGREED, hearers(version, on, *BOTH), by=by, now=now)


def _not_the_same(*, shown: bool) -> str:
    if shown:
        return _(
            "The catalogue changed since this was put forward. The coordinator takes it back "
            "and puts it forward again."
        )
    return _("This text changed while you read it. Read it again before you agree.")


def _write_consent(proposal: AgreementProposal, side: str, by: User, now: datetime) -> None:
    role = Consent.Role.COORDINATOR.value
    if side == Side.CLIENT:
        signs = policies.signs_as(proposal.version, by, timezone.localdate(now))
        assert signs is not None  # or it was refused
        role = signs.role
    Consent.objects.create(
        proposal=proposal,
        side=side,
        by=by,
        name=by.get_full_name(),
        job_title=by.job_title,
        role=role,
        at=now,
        digest=proposal.digest,
    )


def _cut(version: AgreementVersion) -> None:
    """Let what was agreed before end on the day before: never two at a time."""
    bound = version.agreement.versions.filter(status__in=AgreementVersion.BINDING)
    bound.filter(valid_until__gte=version.valid_from).update(valid_until=version.valid_from - A_DAY)


def _become(version: AgreementVersion, status: str) -> None:
    version.status = status
    version.save(update_fields=["status", "agreed_on"])


def _end(proposal: AgreementProposal, outcome: str, by: User, now: datetime) -> None:
    proposal.outcome, proposal.ended_by, proposal.ended_at = outcome, by, now
    proposal.save(update_fields=["outcome", "ended_by", "ended_at"])


@transaction.atomic
def say(
    version: AgreementVersion, *, service: Service | None, text: str, by: User, now: datetime
) -> AgreementRemark:
    """Say something of a version that is not agreed yet, without sending it back."""
    on = timezone.localdate(now)
    version = locked(version)
    refuse(policies.why_not_say(version, by, on))
    pools = {pool.pk for pool in version.agreement.pools.all()}
    side = Side.PROVIDER if by.roles_on(on).pools & pools else Side.CLIENT
    remark = AgreementRemark.objects.create(
        version=version, service=service, text=text, side=side, by=by, at=now
    )
    sides = BOTH if version.status == Status.PROPOSED else (Side.PROVIDER,)
    tell(version, Kind.SAID, hearers(version, on, *sides), by=by, now=now)
    return remark


@transaction.atomic
def settle(remark: AgreementRemark, *, settled: bool, by: User, now: datetime) -> None:
    """Tick a remark as handled, or take the tick away; who did so first is remembered."""
    version = locked(remark.version)
    refuse(policies.why_not_coordinate(version, by, timezone.localdate(now)))
    same = AgreementRemark.objects.filter(pk=remark.pk, settled_at__isnull=settled)
    values = (by, now) if settled else (None, None)
    same.update(settled_by=values[0], settled_at=values[1])


@transaction.atomic
def endorse(
    version: AgreementVersion,
    *,
    meeting: str,
    day: date,
    in_favour: int,
    present: int,
    by: User,
    now: datetime,
) -> None:
    """Write down in which meeting the team supported a version; it does not count as signature."""
    version = locked(version)
    refuse(policies.why_not_endorse(version, by, timezone.localdate(now)))
    said = {"meeting": meeting, "day": day, "in_favour": in_favour, "present": present}
    Endorsement.objects.update_or_create(version=version, defaults=said | {"by": by, "at": now})
