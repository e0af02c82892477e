"""Who, from an organisation's own file: pools, units, their people and who works where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from core.importing import Progress, Source, Tally
from teams.models import Client, ClientMembership, Pool, PoolMembership, User

POOL = {
    "code": "code",
    "name": "name",
    "email": "mailbox",
    "phone": "phone",
    "location": "location",
}
UNIT = {"code": "code", "name": "name", "external": "external"}
PERSON = {
    "code": "id",
    "email": "email",
    "given_name": "given_name",
    "infix": "infix",
    "family_name": "family_name",
    "job_title": "function",
    "phone": "phone",
}
WEEKS = ("all", "odd", "even")
MOST_MINUTES = 10_000_000


@dataclass
class Placed:
    """A person as the file has them, and where they belong: codes, with the membership."""

    source: Source
    person: dict[str, Any]
    units: dict[str, dict[str, Any]] = field(default_factory=dict)
    pools: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Organisation:
    """What a file says about who there is."""

    since: date
    pools: list[dict[str, Any]]
    units: list[dict[str, Any]]
    people: list[Placed]


def read_organisation(source: Source, *, on: date) -> Organisation:
    """Read pools, units and people; what is wrong is noted in the source.

    Someone new belongs somewhere since the file's `valid_from`, or the first day of the year.
    """
    since = source.day("valid_from") if source.has("valid_from") else on.replace(month=1, day=1)
    pools = [pool.columns(Pool, POOL) for pool in source.each("pools", unique="code")]
    known_pools = {str(pool["code"]): pool for pool in pools}
    _read_room(source, known_pools)
    departments = source.each("departments", unique="code")
    codes = {str(department.value.get("code")): department for department in departments}
    units = [_read_unit(department, known_pools, codes) for department in departments]
    if not source.problems:
        units = _parents_first(units, codes)
    people = [_read_manager(person, codes) for person in source.each("managers")]
    people += _read_desk(source, known_pools)
    organisation = Organisation(since, pools, units, people)
    _note_doubles(people)
    return organisation


def _read_room(source: Source, pools: Mapping[str, dict[str, Any]]) -> None:
    """Read what each pool can plan and keeps free of it; what a file leaves out stays as it is.

    Of a range, the least is what can be counted on.
    """
    norms = source.at("norms")
    if norms.has("flex_reserve_pct"):
        reserve = norms.at("flex_reserve_pct").whole("min", most=100)
        for pool in pools.values():
            pool["flex_reserve_pct"] = reserve
    if norms.has("net_availability_pct"):
        available = norms.whole("net_availability_pct", most=100)
        for pool in pools.values():
            pool["available_pct"] = available
    for capacity in source.each("capacity", unique="pool", optional=True):
        of_pool = capacity.pick("pool", pools)
        minutes = capacity.whole("net_minutes_per_month", most=MOST_MINUTES)
        if of_pool is not None:
            of_pool["net_minutes_per_month"] = minutes


def _read_unit(
    department: Source, pools: Mapping[str, Any], units: Mapping[str, Source]
) -> dict[str, Any]:
    department.pick("pool", pools)
    department.pick_if_given("parent", units)
    return {
        **department.columns(Client, UNIT),
        "pool": department.value.get("pool"),
        "parent": department.value.get("parent"),
    }


def _parents_first(units: list[dict[str, Any]], sources: Mapping[str, Source]) -> list[Any]:
    """Return the units, each after what it is part of; note those that are part of themselves."""
    parents = {unit["code"]: unit["parent"] for unit in units}
    depths = {}
    for code in parents:
        above = [code]
        while (parent := parents.get(above[-1])) is not None and parent not in above:
            above.append(parent)
        if parent is not None:
            sources[code].at("parent").note(_("this unit would be part of itself"))
        depths[code] = len(above)
    return sorted(units, key=lambda unit: depths[unit["code"]])


def _read_manager(manager: Source, units: Mapping[str, Any]) -> Placed:
    manager.pick("department", units)
    head = manager.at("is_department_head").as_column(ClientMembership._meta.get_field("may_sign"))
    membership = {"role": ClientMembership.Role.MANAGER, "may_sign": head}
    return Placed(
        manager, _read_person(manager), units={str(manager.value.get("department")): membership}
    )


def _read_desk(source: Source, pools: Mapping[str, Any]) -> list[Placed]:
    """Read who works in the pools: secretaries in their own, the coordinator in each.

    The deputy is coordinator of her own pool.
    """
    coordination = source.at("staff")
    deputy = ""
    people = []
    secretaries = source.each("secretaries")
    codes = {str(secretary.value.get("id")) for secretary in secretaries}
    if coordination.has("deputy_coordinator"):
        deputies = coordination.at("deputy_coordinator")
        deputy = deputies.pick("secretary_id", dict(zip(codes, codes, strict=True))) or ""
    for secretary in secretaries:
        secretary.pick("pool", pools)
        role = PoolMembership.Role.SECRETARY
        if secretary.value.get("id") == deputy:
            role = PoolMembership.Role.COORDINATOR
        placed = Placed(secretary, _read_person(secretary))
        if placed.person["is_active"]:
            placed.pools[str(secretary.value.get("pool"))] = {"role": role, **_read_work(secretary)}
        people.append(placed)
    if coordination.has("coordinator"):
        coordinator = coordination.at("coordinator")
        membership = {"role": PoolMembership.Role.COORDINATOR, **_read_work(coordinator)}
        membership["coordination_hours"] = membership["contract_hours"] or 0
        people.append(
            Placed(coordinator, _read_person(coordinator), {}, dict.fromkeys(pools, membership))
        )
    return people


def _read_person(person: Source) -> dict[str, Any]:
    if not person.value.get("id"):
        person.at("id").note(_("is missing"))
    values = person.columns(User, PERSON)
    values["email"] = (values["email"] or "").lower()
    values["is_active"] = person.at("active").as_column(User._meta.get_field("is_active"))
    return values


def _read_work(person: Source) -> dict[str, Any]:
    """Read the hours of somebody's week, and what of those other work takes."""
    hours = person.at("contract_hours").as_column(PoolMembership._meta.get_field("contract_hours"))
    coordination = person.at("coordination_hours_per_week").as_column(
        PoolMembership._meta.get_field("coordination_hours")
    )
    expert = 0
    if person.has("expert_team"):
        expert = person.at("expert_team").whole("share_pct", most=100)
    patterns = person.each("work_patterns", optional=True)
    for pattern in patterns:
        pattern.pick("weeks", dict.fromkeys(WEEKS))
        if not isinstance(pattern.value.get("days"), dict):
            pattern.at("days").note(_("must be an object with hours per weekday"))
    return {
        "contract_hours": None if hours is None else Decimal(hours),
        "coordination_hours": Decimal(coordination or 0),
        "expert_share_pct": expert,
        "work_pattern": [pattern.value for pattern in patterns],
    }


def _note_doubles(people: list[Placed]) -> None:
    """Note two people with one number or address, in the file or with somebody stored."""
    first: dict[tuple[str, str], Source] = {}
    for placed in people:
        for key, text in (("id", placed.person["code"]), ("email", placed.person["email"])):
            earlier = first.setdefault((key, text), placed.source)
            if text and earlier is not placed.source:
                clash = {"name": text, "path": earlier.path}
                placed.source.at(key).note(_("%(name)s is also at %(path)s") % clash)
    there = User.objects.filter(email__in=[placed.person["email"] for placed in people])
    codes = dict(there.exclude(code="").values_list("email", "code"))
    for placed in people:
        code = codes.get(placed.person["email"])
        if code not in (None, placed.person["code"]):
            placed.source.at("email").note(
                _("this is already the address of %(code)s") % {"code": code}
            )


def write_organisation(
    organisation: Organisation, *, on: date, tally: Tally, progress: Progress
) -> None:
    """Write what was read; someone who is elsewhere now leaves there the day before."""
    pools = {
        pool["code"]: tally.put(Pool, {"code": pool["code"]}, pool) for pool in organisation.pools
    }
    units: dict[str | None, Client] = {}
    for unit in organisation.units:
        values = {**unit, "pool": pools[unit["pool"]], "parent": units.get(unit["parent"])}
        units[unit["code"]] = tally.put(Client, {"code": unit["code"]}, values)
    when = Dates(organisation.since, on)
    for placed in progress.over(_("people"), organisation.people):
        person = _put_person(placed.person, tally)
        managed = ClientMembership.objects.filter(user=person, role=ClientMembership.Role.MANAGER)
        wanted = {units[code].pk: values for code, values in placed.units.items()}
        _place(managed, "client_id", wanted, person, when, tally)
        wanted = {pools[code].pk: values for code, values in placed.pools.items()}
        _place(PoolMembership.objects.filter(user=person), "pool_id", wanted, person, when, tally)


class Dates(NamedTuple):
    """Since when those in the file belong somewhere, and the day of the import."""

    since: date
    today: date


def _put_person(values: dict[str, Any], tally: Tally) -> User:
    """Return the person with this number, or with this address and no number yet."""
    person = (
        User.objects.filter(code=values["code"]).first()
        or User.objects.filter(email=values["email"], code="").first()
    )
    if person is None:
        tally.made += 1
        return User.objects.create_user(**values)
    tally.update(person, values)
    return person


def _place(
    memberships: "models.QuerySet[Any]",
    of: str,
    wanted: dict[int, dict[str, Any]],
    person: User,
    when: Dates,
    tally: Tally,
) -> None:
    """Let someone belong where the file says, and nowhere else, from the day of the import."""
    been = bool(memberships)
    for membership in memberships:
        if membership.until is not None and membership.until < when.today:
            continue
        values = wanted.pop(getattr(membership, of), None)
        if values is not None:
            tally.update(membership, values)
        elif membership.since >= when.today:
            tally.count(changed=True)
            membership.delete()
        else:
            tally.update(membership, {"until": when.today - timedelta(days=1)})
    for owner, values in wanted.items():
        since = when.today if been else when.since
        memberships.model.objects.create(user=person, **{of: owner}, since=since, **values)
        tally.made += 1
