"""An audit: asked of a colleague, taken back, or answered with what was found."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.models import Audit, Finding, News, ServiceVersion
from pdc.policies import Refused, refuse
from pdc.publishing import policies
from teams.models import PoolMembership, User

Status, Verdict = ServiceVersion.Status, Audit.Verdict


def locked(version: ServiceVersion) -> ServiceVersion:
    """Return a version as it is now, for nobody else to change meanwhile."""
    try:
        return ServiceVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    except ServiceVersion.DoesNotExist:
        raise Refused(_("Somebody threw this draft away meanwhile.")) from None


def last_audit(version: ServiceVersion) -> Audit | None:
    """Return the audit that was asked last; going on, or what it came to."""
    return version.audits.select_related("author", "auditor", "asked_by").order_by("pk").last()


def possible_auditors(version: ServiceVersion, on: date) -> list[User]:
    """Return the colleagues who can be asked: who works in a pool and did not write in it."""
    members = PoolMembership.objects.on(on).values("user")
    people = User.objects.filter(is_active=True, pk__in=members)
    in_order = people.order_by("given_name", "family_name")
    wrote = {version.author_id, *version.writers.values_list("pk", flat=True)}
    return [person for person in in_order if person.pk not in wrote]


@transaction.atomic
def ask_audit(version: ServiceVersion, *, auditor: User, by: User, now: datetime) -> Audit:
    """Ask a colleague to read a draft, which stays as it is until they are done.

    What nobody put their name to counts as written by who asks.
    """
    on = timezone.localdate(now)
    version = locked(version)
    refuse(policies.why_not_ask(version, by, on) or policies.why_not_ready(version))
    if version.author is None:
        version.author = by
        version.save(update_fields=["author"])
    refuse(policies.why_not_audit(version, auditor, on))
    audit = Audit.objects.create(
        version=version, author=version.author, auditor=auditor, asked_by=by, asked_at=now
    )
    version.status = Status.IN_AUDIT
    version.save(update_fields=["status"])
    _tell(version, News.Kind.AUDIT_ASKED, {auditor}, by=by, now=now)
    return audit


@transaction.atomic
def take_back(version: ServiceVersion, *, by: User, now: datetime) -> None:
    """Let a draft be written again; what was found good until then is to be audited anew."""
    version = locked(version)
    audit = last_audit(version)
    refuse(policies.why_not_take_back(version, audit, by, timezone.localdate(now)))
    if audit is not None and not audit.verdict:
        audit.verdict, audit.given_at = Verdict.WITHDRAWN, now
        audit.save(update_fields=["verdict", "given_at"])
        _tell(version, News.Kind.AUDIT_WITHDRAWN, {audit.auditor}, by=by, now=now)
    version.status = Status.DRAFT
    version.save(update_fields=["status"])


@transaction.atomic
def give_verdict(
    version: ServiceVersion,
    *,
    verdict: str,
    said: str,
    found: Iterable[tuple[str, str]],
    by: User,
    now: datetime,
) -> None:
    """Say what an audit came to: good to publish, or back to who wrote it, with what was found."""
    version = locked(version)
    audit = last_audit(version)
    refuse(policies.why_not_judge(audit, by))
    assert audit is not None  # or it was refused
    findings = [Finding(audit=audit, part=part, text=text) for part, text in found]
    Finding.objects.bulk_create(findings)
    audit.verdict, audit.said, audit.given_at = verdict, said, now
    audit.save(update_fields=["verdict", "said", "given_at"])
    kind = News.Kind.FOUND_GOOD
    if verdict == Verdict.REWORK:
        kind = News.Kind.TO_REWORK
        version.status = Status.DRAFT
        version.save(update_fields=["status"])
    _tell(version, kind, {audit.author, audit.asked_by}, by=by, now=now)


@transaction.atomic
def mend(finding: Finding, *, mended: bool, by: User, now: datetime) -> None:
    """Tick what was found as mended in the draft, or not yet."""
    version = locked(finding.audit.version)
    refuse(policies.why_not_ask(version, by, timezone.localdate(now)))
    finding.mended = mended
    finding.save(update_fields=["mended"])


def _tell(
    version: ServiceVersion, kind: News.Kind, people: set[User], *, by: User, now: datetime
) -> None:
    News.objects.bulk_create(
        News(version=version, kind=kind, person=person, by=by, at=now)
        for person in people
        if person != by
    )
