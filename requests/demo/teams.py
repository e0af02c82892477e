"""Who is at work in a pool at a moment, by the patterns of their weeks."""

import random
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from sla.business_time import Schedule
from sla.business_time.schedule import Hours
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
        self.on_day = cache(self._on_day)

    def somebody(self, at: datetime, rng: random.Random) -> User:
        """Return one who is at work, those with more hours more often; on a day off, anyone."""
        local = at.astimezone(self.schedule.zone)
        minute = local.hour * 60 + local.minute
        at_work = [
            member
            for member, hours in self.on_day(local.date())
            if any(opens <= minute < closes for opens, closes in hours)
        ] or self.members
        hours = [float(member.contract_hours or 1) for member in at_work]
        return rng.choices(at_work, weights=hours)[0].user

    def _on_day(self, on: date) -> list[tuple[PoolMembership, Hours]]:
        """Return when everyone works on a day, by the pattern that holds that week."""
        return [(member, pattern_hours(member.work_pattern, on)) for member in self.members]


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
