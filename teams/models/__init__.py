"""Who: people, the units we serve and the pools that serve them; and what is made for them."""

from teams.models.long_tasks import LongTask
from teams.models.people import (
    Absence,
    Client,
    ClientMembership,
    Language,
    MembershipQuerySet,
    Period,
    Pool,
    PoolMembership,
    Roles,
    User,
    UserManager,
    one_at_a_time,
)

__all__ = [
    "Absence",
    "Client",
    "ClientMembership",
    "Language",
    "LongTask",
    "MembershipQuerySet",
    "Period",
    "Pool",
    "PoolMembership",
    "Roles",
    "User",
    "UserManager",
    "one_at_a_time",
]
