"""Who hears what happens to a version of an agreement: rows, that are announced above."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from sla.models import AgreementNews, AgreementVersion, Responsibility
from teams.models import ClientMembership, PoolMembership, User

Side = Responsibility.Side


def hearers(version: AgreementVersion, on: date, *sides: str) -> set[User]:
    """Return who hears of a version: its coordinators, who signs for the client and its contact."""
    pools = PoolMembership.objects.on(on).filter(
        pool__in=version.agreement.pools.all(), role=PoolMembership.Role.COORDINATOR
    )
    signs = ClientMembership.objects.on(on).filter(
        client=version.agreement.client_id, may_sign=True
    )
    wanted = Q()
    if Side.PROVIDER in sides:
        wanted |= Q(pk__in=pools.values("user"))
    if Side.CLIENT in sides:
        wanted |= Q(pk__in=signs.values("user")) | Q(pk=version.client_contact_id)
    return set(User.objects.filter(wanted, is_active=True))


def tell(
    version: AgreementVersion,
    kind: AgreementNews.Kind,
    people: Iterable[User],
    *,
    by: User | None,
    now: datetime,
    day: date | None = None,
) -> int:
    """Write what each of these people should hear, but who did it; return how many were new."""
    news = [
        AgreementNews(version=version, kind=kind, person=person, by=by, at=now, day=day)
        for person in people
        if person != by
    ]
    told = set()
    if day is not None:
        told = set(version.news.filter(kind=kind, day=day).values_list("person", flat=True))
    fresh = [one for one in news if one.person_id not in told]
    AgreementNews.objects.bulk_create(fresh, ignore_conflicts=day is not None)
    return len(fresh)
