"""Who is away, who takes over, and who may say so."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from teams.models import Absence, ClientMembership, PoolMembership, User


def may_plan_for(user: User, on: date) -> QuerySet[User]:
    """Return whose absence somebody may set: their own, and that of the pools they coordinate."""
    coordinates = user.pool_memberships.on(on).filter(role=PoolMembership.Role.COORDINATOR)
    members = PoolMembership.objects.on(on).filter(pool__in=coordinates.values("pool"))
    return User.objects.filter(
        Q(pk=user.pk) | Q(pk__in=members.values("user"), is_active=True)
    ).order_by("given_name", "family_name")


def colleagues_of(people: QuerySet[User], on: date) -> QuerySet[User]:
    """Return who may stand in for these people: whoever shares a pool or a client with them."""
    pools = PoolMembership.objects.on(on)
    clients = ClientMembership.objects.on(on)
    same_pool = pools.filter(pool__in=pools.filter(user__in=people).values("pool"))
    same_client = clients.filter(client__in=clients.filter(user__in=people).values("client"))
    return User.objects.filter(
        Q(pk__in=same_pool.values("user")) | Q(pk__in=same_client.values("user")), is_active=True
    ).order_by("given_name", "family_name")


def absences_to_come(user: User, on: date) -> QuerySet[Absence]:
    """Return the absences somebody may change that are not over on that day, first one first."""
    theirs = Absence.objects.filter(user__in=may_plan_for(user, on), until__gte=on)
    return theirs.select_related("user", "stand_in").order_by("since", "user__given_name")


def call_off(absence: Absence, *, on: date) -> None:
    """Take an absence back; of one that has begun, only the days from this one on."""
    if absence.since < on:
        absence.until = on - timedelta(days=1)
        absence.save(update_fields=["until"])
    else:
        absence.delete()
