"""Who may change how time counts and what is agreed: whoever coordinates the pool it is about."""

from datetime import date

from django.db.models import QuerySet

from sla.models import AgreementVersion, Calendar
from teams.models import Pool, PoolMembership, User


def pools_kept_by(user: User, on: date) -> QuerySet[Pool]:
    """Return the pools someone coordinates on that day; for staff all of them."""
    if user.is_staff:
        return Pool.objects.all()
    coordinates = user.pool_memberships.on(on).filter(role=PoolMembership.Role.COORDINATOR)
    return Pool.objects.filter(pk__in=coordinates.values("pool"))


def versions_kept_by(user: User, on: date) -> QuerySet[AgreementVersion]:
    """Return the versions of agreements of the pools someone coordinates, drafts included."""
    pools = user.roles_on(on).coordinates
    return AgreementVersion.objects.filter(agreement__pools__in=pools).distinct()


def calendars_kept_by(user: User, on: date) -> QuerySet[Calendar]:
    """Return the calendars someone may change: those their pools, or agreements of these, use."""
    if user.is_staff:
        return Calendar.objects.all()
    pools = pools_kept_by(user, on)
    agreed = AgreementVersion.objects.filter(
        agreement__pools__in=pools, status__in=AgreementVersion.BINDING
    )
    own = Calendar.objects.filter(pools__pool__in=pools)
    return Calendar.objects.filter(pk__in=own.values("pk").union(agreed.values("calendar")))
