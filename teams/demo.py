"""The door of the demo: who there is to be."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import islice

from teams.models import ClientMembership, PoolMembership


@dataclass(frozen=True)
class Guests:
    """Everyone one can be, by pool and by unit, and the few to start with."""

    desk: list[PoolMembership]
    units: list[ClientMembership]

    @property
    def first(self) -> list[PoolMembership | ClientMembership]:
        """Two secretaries of the largest pool, its coordinator and a manager it serves.

        Between them they can play a request from the call to the end.
        """
        if not self.desk:
            return []
        [(pool, _size)] = Counter(member.pool for member in self.desk).most_common(1)
        desk = [member for member in self.desk if member.pool == pool]
        coordinators = (m for m in desk if m.role == PoolMembership.Role.COORDINATOR)
        secretaries = (m for m in desk if m.role == PoolMembership.Role.SECRETARY)
        managers = (m for m in self.units if m.client.pool_id == pool.pk)
        return [*islice(secretaries, 2), *islice(coordinators, 1), *islice(managers, 1)]


def guests(on: date) -> Guests:
    """Return everyone who belongs somewhere on that day and may sign in."""
    people = ("user__given_name", "user__family_name")
    desk = PoolMembership.objects.on(on).filter(user__is_active=True)
    units = ClientMembership.objects.on(on).filter(user__is_active=True)
    return Guests(
        desk=list(desk.select_related("user", "pool").order_by("pool__name", "role", *people)),
        units=list(units.select_related("user", "client").order_by("client__name", *people)),
    )
