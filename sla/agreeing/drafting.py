"""Who writes a draft of an agreement; holding it meanwhile, and throwing it away."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdc.policies import Reason, refuse
from sla.models import AgreementVersion
from teams.models import Pool, User

NOT_THE_COORDINATOR = _("The coordinator of one of its pools writes this agreement.")


def why_not_coordinate(pools: Iterable[Pool], by: User, on: date) -> Reason:
    """Return why somebody can't draft agreements of these pools, if they can't."""
    coordinated = by.roles_on(on).coordinates
    return None if any(pool.pk in coordinated for pool in pools) else NOT_THE_COORDINATOR


def why_not_draft(version: AgreementVersion, by: User, on: date) -> Reason:
    """Return why somebody can't write in a version, if they can't."""
    if (why_not := why_not_coordinate(version.agreement.pools.all(), by, on)) is not None:
        return why_not
    if version.status != AgreementVersion.Status.DRAFTED:
        return _("This version is no draft any more. To change it, start a new version.")
    return None


def begin(version: AgreementVersion, *, by: User, now: datetime) -> None:
    """Hold a draft until the transaction ends, for somebody who may write in it."""
    held = AgreementVersion.objects.select_for_update(no_key=True).filter(pk=version.pk)
    refuse(None if held.exists() else _("Somebody threw this draft away meanwhile."))
    version.refresh_from_db(from_queryset=AgreementVersion.objects.select_related("agreement"))
    refuse(why_not_draft(version, by, timezone.localdate(now)))


def wrote(version: AgreementVersion, *, by: User, now: datetime) -> None:
    """Remember who wrote in a draft last, and when."""
    version.written_at, version.written_by = now, by
    version.save(update_fields=["written_at", "written_by"])


@transaction.atomic
def throw_away(version: AgreementVersion, *, by: User, now: datetime) -> None:
    """Throw a draft away; an agreement that has no other version goes with it.

    What was talked about already stays, with the draft it was about.
    """
    begin(version, by=by, now=now)
    seen = version.proposals.exists()
    refuse(_("This draft was put to the client once, so it stays. Change it.") if seen else None)
    agreement = version.agreement
    try:
        version.delete()
    except ProtectedError:
        refuse(_("This draft was talked about already, so it stays. Change it instead."))
    if not agreement.versions.exists():
        agreement.delete()
