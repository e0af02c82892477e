"""What a round says over everybody, without names: by service, and by likeness of their words.

Time is shown only where three people or more said how long something takes.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from core.likeness import groups, telling_words
from pdc.models import InventoryLine, InventoryRound, Service, ServiceVersion
from pdc.models.inventory import ENOUGH_PEOPLE

Outcome = InventoryLine.Outcome


@dataclass
class Group:
    """Lines that are about the same, and the service they are or became."""

    lines: list[InventoryLine]
    version: ServiceVersion | None = None
    service: Service | None = None

    @property
    def key(self) -> int:
        """What it is called by on the page."""
        return self.lines[0].pk

    @property
    def texts(self) -> list[str]:
        """What people call it, what most say first."""
        return [text for text, _times in Counter(str(line) for line in self.lines).most_common()]

    @property
    def name(self) -> str:
        """What to call it: the words most share, the shortest of equals."""
        spread = Counter(word for line in self.lines for word in set(telling_words(line.text)))

        def telling(line: InventoryLine) -> tuple[int, int, int]:
            total = sum(spread[word] for word in telling_words(line.text))
            return (-total, len(line.text), line.pk)

        return min(self.lines, key=telling).text

    @property
    def clients(self) -> list[str]:
        """For whom it is done."""
        return sorted({line.client.name for line in self.lines if line.client})

    @property
    def worth(self) -> list[tuple[str, int]]:
        """How many say what of its worth."""
        said = Counter(line.worth for line in self.lines)
        return [(str(each.label), said[each]) for each in ServiceVersion.Worth if said[each]]

    @property
    def remarks(self) -> list[str]:
        """What was said with it."""
        return list(dict.fromkeys(line.remark for line in self.lines if line.remark))

    @property
    def hours(self) -> float | None:
        """How many hours a month it takes all together."""
        spent = _spent(self.lines)
        return spent and round(spent[0] / 12 / 60, 1)

    @property
    def minutes(self) -> int | None:
        """How many minutes it takes each time, on average."""
        return minutes_each(self.lines)


@dataclass(frozen=True)
class Results:
    """All of a round: what is to be decided, what is in the catalogue, what was decided."""

    to_decide: list[Group]
    services: list[Group]
    decided: list[tuple[str, list[Group]]]

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything yet."""
        return not (self.to_decide or self.services or self.decided)

    def in_order(self) -> list[Group]:
        """Return all groups in the order they stand on the page."""
        decided = [group for _label, groups in self.decided for group in groups]
        return [*self.to_decide, *self.services, *decided]

    def only(self, groups: Sequence[Group]) -> "Results":
        """Return the same with these groups alone."""
        kept = {id(group) for group in groups}

        def of(some: list[Group]) -> list[Group]:
            return [group for group in some if id(group) in kept]

        decided = [(label, of(some)) for label, some in self.decided if of(some)]
        return Results(of(self.to_decide), of(self.services), decided)


def results_of(inventory: InventoryRound, on: date) -> Results:
    """Return the lines of a round in groups, those that most people wrote first."""
    rows = InventoryLine.objects.filter(part__round=inventory)
    rows = rows.select_related("service", "client", "part", "became").order_by("pk")
    of_service = [line for line in rows if line.service_id]
    loose = [line for line in rows if not line.service_id and not line.outcome]
    settled = [line for line in rows if line.outcome]
    alike = groups([dict.fromkeys(telling_words(line.text), 1.0) for line in loose])
    services = [Group(lines, service=lines[0].service) for lines in _by(of_service, _service)]
    became = [Group(lines, service=lines[0].became) for lines in _by(settled, _became)]
    _name_services([*services, *became], on)
    decided = [
        (str(each.label), [group for group in became if group.lines[0].outcome == each])
        for each in Outcome
    ]
    return Results(
        to_decide=_most_first(Group([loose[place] for place in places]) for places in alike),
        services=_most_first(services),
        decided=[(label, _most_first(found)) for label, found in decided if found],
    )


def minutes_each(lines: Iterable[InventoryLine]) -> int | None:
    """Return how long one time takes on average, where enough people say so."""
    spent = _spent(lines)
    return spent and round(spent[0] / spent[1])


def _spent(lines: Iterable[InventoryLine]) -> tuple[int, int] | None:
    """Return the minutes and the times in a year; None of fewer people than hide each other."""
    told = [line for line in lines if line.minutes and line.times]
    if len({line.part.person_id for line in told}) < ENOUGH_PEOPLE:
        return None
    each = [(line.minutes or 0, line.times_a_year or 0) for line in told]
    return sum(minutes * times for minutes, times in each), sum(times for _minutes, times in each)


def _name_services(found: Sequence[Group], on: date) -> None:
    """Let groups know what their service says today."""
    services = {group.service.pk for group in found if group.service}
    held = ServiceVersion.objects.filter(service__in=services).order_by("-number")
    in_force = set(held.in_force(on).values_list("pk", flat=True))
    versions: dict[int, ServiceVersion] = {}
    for version in held:
        if version.pk in in_force or version.service_id not in versions:
            versions[version.service_id] = version
    for group in found:
        group.version = versions.get(group.service.pk) if group.service else None


def _by(
    lines: Iterable[InventoryLine], what: Callable[[InventoryLine], Any]
) -> list[list[InventoryLine]]:
    return [list(those) for _key, those in groupby(sorted(lines, key=what), key=what)]


def _service(line: InventoryLine) -> Hashable:
    return line.service_id


def _became(line: InventoryLine) -> Hashable:
    """Return what tells outcomes apart; what is set aside stays by what it was called."""
    return (line.outcome, line.became_id or 0, "" if line.became_id else line.text.casefold())


def _most_first(found: Iterable[Group]) -> list[Group]:
    return sorted(found, key=lambda group: (-len(group.lines), group.key))
