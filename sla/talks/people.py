"""Who can be asked to do something: those of both sides of an agreement."""

from datetime import date

from django.db.models import Q, QuerySet

from sla.models import Agreement
from teams.models import ClientMembership, PoolMembership, User


def people_of(agreement: Agreement, on: date) -> QuerySet[User]:
    """Return those of the client and of the pools of an agreement on a day."""
    clients = ClientMembership.objects.on(on).filter(client=agreement.client_id)
    pools = PoolMembership.objects.on(on).filter(pool__agreements=agreement)
    both = Q(pk__in=clients.values("user")) | Q(pk__in=pools.values("user"))
    return User.objects.filter(both, is_active=True).order_by("family_name", "given_name", "pk")
