"""Who is at work in a pool at a moment, by the patterns of their weeks."""

import random
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from sla.business_time import Schedule
from sla.models import PoolCalendar
from sla.working_blocks import pattern_hours
from teams.models import PoolMembership, User


class Team:
    """The people of one pool who take requests, who coordinates it, and the hours of their desk."""

    def __init__(
        self,
        members: Iterable[PoolMembership],
        schedule: Schedule,
        coordinator: User | None = None,
    ) -> None:
        self.members = sorted(members, key=lambda member: member.user.code)
        self.schedule = schedule
        self.coordinator = coordinator

    def somebody(self, at: datetime, rng: random.Random) -> User:
        """Return one who is at work, those with more hours more often; on a day off, anyone."""
        at_work = [member for member in self.members if is_at_work(member, at)] or self.members
        hours = [float(member.contract_hours or 1) for member in at_work]
        return rng.choices(at_work, weights=hours)[0].user


def is_at_work(member: PoolMembership, at: datetime) -> bool:
    """Return whether someone works at a moment, by the pattern that holds that week."""
    local = timezone.localtime(at)
    minute = local.hour * 60 + local.minute
    hours = pattern_hours(member.work_pattern, local.date())
    return any(opens <= minute < closes for opens, closes in hours)


def teams() -> dict[int, Team]:
    """Return the team of each pool: those who work there and nowhere else."""
    schedules = {
        each.pool_id: each.calendar.schedule()
        for each in PoolCalendar.objects.select_related("calendar")
    }
    members = list(PoolMembership.objects.select_related("user").order_by("user__code"))
    pools_of: dict[int, set[int]] = {}
    for member in members:
        pools_of.setdefault(member.user_id, set()).add(member.pool_id)
    takes_requests = [member for member in members if len(pools_of[member.user_id]) == 1]
    coordinates = PoolMembership.Role.COORDINATOR
    coordinators = {one.pool_id: one.user for one in members[::-1] if one.role == coordinates}
    return {
        pool: Team(
            [member for member in takes_requests if member.pool_id == pool],
            schedule,
            coordinators.get(pool),
        )
        for pool, schedule in schedules.items()
    }
