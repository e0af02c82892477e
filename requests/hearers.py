"""Who hears an alert: the roles of each rung, and who has them at the moment it is told.

Who left, or may not sign in any more, hears nothing. Who is away is replaced by whoever stands
in for them, as far as that person may see the request.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sla.actions import Passed
from sla.models import AgreementVersion, EscalationStep, Norm, Rung
from teams.models import Absence, ClientMembership, PoolMembership

Role = EscalationStep.Role


class Told(NamedTuple):
    """Whom an alert is for: roles, and people by their id."""

    roles: tuple[str, ...]
    people: tuple[int, ...] = ()


class Hearer(NamedTuple):
    """Somebody who hears an alert, by their id; None is the mailbox of the pool."""

    person: int | None
    by_mail: bool = True
    as_coordinator: bool = False


class Team(NamedTuple):
    """The people of a pool on a day, by their id; those who may not sign in left out."""

    members: set[int]
    coordinators: set[int]


class Roster(NamedTuple):
    """Who is where on a day: in pools, in the clients of agreements, and who is away."""

    teams: Mapping[int, Team]
    units: Mapping[int | None, set[int]]
    away: Mapping[int, int | None]

    def present(self, person: int, colleagues: Collection[int]) -> int | None:
        """Return the person, or who of these colleagues stands in for them, if anybody does.

        Who stands in may be away too, and so on; people who stand in for each other end it.
        """
        if person not in self.away:
            return person
        passed, standing = {person}, self.away[person]
        while standing is not None and standing in self.away and standing not in passed:
            passed.add(standing)
            standing = self.away[standing]
        return standing if standing in colleagues and standing not in passed else None


def who_is_where(pools: Collection[int], versions: Collection[int], *, on: date) -> Roster:
    """Read who works in some pools, and belongs to the clients of some agreed versions (by id)."""
    teams: dict[int, Team] = defaultdict(lambda: Team(set(), set()))
    at_work = PoolMembership.objects.on(on).filter(pool__in=pools, user__is_active=True)
    for pool, person, role in at_work.values_list("pool_id", "user_id", "role"):
        teams[pool].members.add(person)
        if role == PoolMembership.Role.COORDINATOR:
            teams[pool].coordinators.add(person)
    units: dict[int | None, set[int]] = defaultdict(set)
    if versions:
        theirs = ClientMembership.objects.on(on).filter(
            client__agreements__versions__in=versions, user__is_active=True
        )
        for version, person in theirs.values_list("client__agreements__versions", "user_id"):
            units[version].add(person)
    away = dict(Absence.objects.on(on).values_list("user_id", "stand_in_id"))
    return Roster(teams, units, away)


def steps_of(versions: Collection[int]) -> dict[tuple[int | None, int], Told]:
    """Return whom the steps of agreed versions (by id) are for, by version and level."""
    of_clients = AgreementVersion.objects.filter(pk__in=versions, client_contact__is_active=True)
    contacts = dict(of_clients.values_list("pk", "client_contact_id"))
    steps: dict[tuple[int | None, int], Told] = {}
    for step in EscalationStep.objects.filter(version__in=versions).select_related("contact"):
        named = {step.contact_id} if step.contact and step.contact.is_active else set()
        if Role.CLIENT_CONTACT in step.roles:
            named.add(contacts.get(step.version_id))
        people = sorted(person for person in named if person is not None)
        steps[step.version_id, step.level] = Told(tuple(step.roles), tuple(people))
    return steps


def told_by(alert: Passed, steps: Mapping[tuple[int | None, int], Told]) -> Told:
    """Return whom an alert is for.

    Who has it; from the moment it is due the coordinator too; of escalation, whom the
    agreement names. A decision is the coordinator's from the first warning.
    """
    if alert.rung == Rung.ESCALATION:
        return steps.get((alert.clock.agreement_version, alert.level), Told(()))
    if alert.clock.kind == Norm.Kind.DECISION:
        return Told((Role.COORDINATOR,))
    if alert.rung == Rung.WARNING:
        return Told((Role.ASSIGNEE,))
    return Told((Role.ASSIGNEE, Role.COORDINATOR))


def hearers(
    told: Told, team: Team, unit: Collection[int], assignee: int | None, roster: Roster
) -> list[Hearer]:
    """Return who hears it, each once; where nobody who is there would, the pool does."""
    found: dict[int | None, Hearer] = {}
    for hearer in (*_in_roles(told, team, assignee, roster), *_named(told, team, unit, roster)):
        if hearer.person not in found or (hearer.by_mail and not found[hearer.person].by_mail):
            found[hearer.person] = hearer
    if all(hearer.person in roster.away for hearer in found.values()):
        found |= {hearer.person: hearer for hearer in _pool(team) if hearer.person not in found}
    return list(found.values())


def hearers_in_confidence(
    whole: Iterable[Hearer], trusted: set[int], team: Team, assignee: int | None, roster: Roster
) -> list[Hearer]:
    """Return who of those who would hear it may read it, each by mail: the mailbox is not theirs.

    Who has it always hears it.

    Who stands in for them does so only as one of those who may read it.
    """
    found = {
        hearer.person: hearer._replace(by_mail=True) for hearer in whole if hearer.person in trusted
    }
    if assignee in team.members:
        person = roster.present(assignee, trusted & team.members) or assignee
        found[person] = Hearer(person)
    return list(found.values())


def _in_roles(told: Told, team: Team, assignee: int | None, roster: Roster) -> Iterator[Hearer]:
    """Yield who has the roles: the pool for who has it while nobody has, or who has it left."""
    coordinators = [
        Hearer(roster.present(person, team.members) or person, as_coordinator=True)
        for person in sorted(team.coordinators)
    ]
    roles = set(told.roles)
    if Role.ASSIGNEE in roles and assignee in team.members:
        person = roster.present(assignee, team.members)
        yield from [Hearer(person)] if person else coordinators
    elif Role.ASSIGNEE in roles:
        roles.add(Role.POOL)
    if Role.POOL in roles:
        yield from _pool(team)
    if Role.COORDINATOR in roles:
        yield from coordinators


def _named(told: Told, team: Team, unit: Collection[int], roster: Roster) -> Iterator[Hearer]:
    for person in told.people:
        yield Hearer(roster.present(person, team.members.union(unit)) or person)


def _pool(team: Team) -> Iterator[Hearer]:
    """Yield a pool: the bell of each, and one mail to its mailbox."""
    yield from (Hearer(person, by_mail=False) for person in sorted(team.members))
    yield Hearer(None)
