"""What a file would do to the catalogue: compared with what is there, before anything is written.

What is published never changes, so a file that says otherwise drafts a next version. Only who
says so publishes: then the file's versions are written as the file has them.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pdc.models import ServiceVersion
from sla.exchange.checking import check
from sla.exchange.reading import Book, Row, Values
from sla.exchange.tables import BY_NAME, CHILDREN
from sla.exchange.writing import Stored

Status = ServiceVersion.Status
Said = dict[str, Any]
WHEN = ("status", "valid_from", "valid_until")


class Does(models.TextChoices):
    """What a file does with one row or version."""

    ADD = "add", pgettext_lazy("what an import does", "new")
    CHANGE = "change", pgettext_lazy("what an import does", "changed")
    RETIRE = "retire", pgettext_lazy("what an import does", "stops")
    LATER = "later", gettext_lazy("only when you publish")


@dataclass
class Version:
    """One version to write: its rows, and the number it gets; `follows` a published one."""

    service: str
    number: int
    values: Values
    children: dict[str, list[Values]]
    is_new: bool
    follows: bool = False


@dataclass
class Change:
    """One line of the preview: what happens to what, and which parts of it differ."""

    does: Does
    code: str
    name: str
    number: int | None = None
    parts: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return " ".join(map(str, filter(None, (self.does.label, self.code, self.number))))


@dataclass
class Plan:
    """All a file would do; `same` counts what stays as it is, `left` the services not in it.

    `published` are the versions that are published after it, if they are not yet.
    """

    publish: bool
    changes: list[Change] = field(default_factory=list)
    themes: list[Values] = field(default_factory=list)
    services: list[Values] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    ends: dict[tuple[str, int], date] = field(default_factory=dict)
    published: set[tuple[str, int]] = field(default_factory=set)
    same: int = 0
    left: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.themes or self.services or self.versions or self.ends)


def plan(book: Book, there: Stored, *, publish: bool, codes: dict[str, set[str]]) -> Plan:
    """Return what a file would do; raises `ImportRefused` with all that is wrong with it.

    `codes` are those of what the file refers to outside the catalogue: clients and calendars.
    """
    check(book, there, codes)
    book.source.refuse_problems()
    made = Plan(publish)
    _plan_rows("themes", book, there, made, made.themes)
    _plan_rows("services", book, there, made, made.services)
    _plan_versions(book, there, made)
    book.source.refuse_problems()
    in_file = {code for (code,) in book.tables["services"]}
    made.left = sum(code not in in_file for (code,) in there["services"])
    return made


def _plan_rows(name: str, book: Book, there: Stored, made: Plan, into: list[Values]) -> None:
    table = BY_NAME[name]
    names = _names(book)
    for key, row in book.tables[name].items():
        before = there[name].get(key)
        if before == row.values:
            made.same += 1
            continue
        into.append(row.values)
        parts = [
            str(column.label)
            for column in table.columns
            if before and before[column.name] != row.values[column.name]
        ]
        does = Does.CHANGE if before else Does.ADD
        title = row.values.get("name") or names.get(key[0], "")
        made.changes.append(Change(does, key[0], title, parts=parts))


def _names(book: Book) -> dict[str, str]:
    return {code: row.values["name"] for (code, _number), row in book.tables["versions"].items()}


def _plan_versions(book: Book, there: Stored, made: Plan) -> None:
    children, children_there = _by_version(book.tables), _by_version(there)
    numbers = _numbers(there)
    in_file = _numbers(book.tables)
    offered = {
        code
        for (code, _number), values in there["versions"].items()
        if values["status"] in ServiceVersion.PUBLISHED
    }
    if made.publish:
        made.published = {
            key
            for key, row in book.tables["versions"].items()
            if row.values["status"] in ServiceVersion.PUBLISHED
        }
    for (code, number), row in book.tables["versions"].items():
        before = there["versions"].get((code, number))
        version = Version(code, number, row.values, children[code, number], before is None)
        version.follows = code in offered
        if before is None:
            if made.publish or number == max(in_file[code]):
                _plan_new(row, version, numbers[code], made, there)
            else:
                made.changes.append(Change(Does.LATER, code, row.values["name"], number))
            continue
        parts = _differing(version, before, children_there[code, number])
        dates = [name for name in WHEN if before[name] != row.values[name]]
        if not parts and not dates:
            made.same += 1
        elif before["status"] in ServiceVersion.PUBLISHED:
            _plan_published(row, version, parts, numbers[code], made, there)
        else:
            _plan_draft(row, version, parts, made, before)


def _plan_new(row: Row, version: Version, numbers: set[int], made: Plan, there: Stored) -> None:
    """Plan a version that isn't there yet: as it is when one publishes, as a draft otherwise."""
    if numbers and version.number < max(numbers):
        row.source.at("number").note(_("there is a higher version already"))
    _add(version, made)
    if made.publish and version.values["status"] in ServiceVersion.PUBLISHED:
        _close_before(row, version, made, there)
    open_draft = _open_draft(version.service, there)
    if open_draft and (version.service, open_draft) not in made.published:
        row.source.at("number").note(
            _("version %(number)d is a draft already: change that one") % {"number": open_draft}
        )


def _add(version: Version, made: Plan) -> None:
    if not made.publish:
        version.values = version.values | {"status": Status.DRAFT, "valid_until": None}
    made.versions.append(version)
    name = version.values["name"]
    made.changes.append(Change(Does.ADD, version.service, name, version.number))


def _plan_published(
    row: Row,
    version: Version,
    parts: list[str],
    numbers: set[int],
    made: Plan,
    there: Stored,
) -> None:
    """Plan what a file says otherwise of a published version: a draft after it, or its end."""
    name, code = version.values["name"], version.service
    if not parts:
        _plan_end(row, version, made, there)
        return
    if made.publish:
        row.source.at("number").note(
            _("this version is published and says something else: raise its number")
        )
        return
    open_draft = _open_draft(code, there)
    if open_draft or version.number != max(numbers):
        row.source.at("number").note(
            _("a published version does not change; change version %(number)d")
            % {"number": open_draft or max(numbers)}
        )
        return
    next_one = version.number + 1
    drafted = version.values | {"number": next_one, "status": Status.DRAFT}
    drafted |= {"valid_from": None, "valid_until": None}
    made.versions.append(Version(code, next_one, drafted, version.children, is_new=True))
    made.changes.append(Change(Does.CHANGE, code, name, next_one, parts))


def _plan_end(row: Row, version: Version, made: Plan, there: Stored) -> None:
    """Plan that a service stops: its version gets a last day, and nothing else."""
    before = there["versions"][version.service, version.number]
    status, until = row.values["status"], row.values["valid_until"]
    goes_back = before["status"] == Status.RETIRED and status == Status.PUBLISHED
    if status not in ServiceVersion.PUBLISHED or goes_back:
        row.source.at("status").note(_("what is published stays so, or is retired"))
    elif row.values["valid_from"] != before["valid_from"]:
        row.source.at("valid_from").note(_("a published version keeps its first day"))
    elif until is None:
        row.source.at("valid_until").note(_("a retired version needs a last day"))
    elif made.publish:
        made.ends[version.service, version.number] = until
        made.changes.append(Change(Does.RETIRE, version.service, row.values["name"]))
    else:
        made.changes.append(Change(Does.LATER, version.service, row.values["name"]))


def _plan_draft(row: Row, version: Version, parts: list[str], made: Plan, before: Values) -> None:
    """Plan another text of a draft, or its publishing."""
    if before["status"] == Status.IN_AUDIT:
        row.source.at("number").note(_("this version is being audited: wait for the verdict"))
        return
    if not made.publish:
        version.values = version.values | {name: before[name] for name in WHEN}
        if not parts:
            made.changes.append(Change(Does.LATER, version.service, row.values["name"]))
            return
    made.versions.append(version)
    number = version.number
    made.changes.append(Change(Does.CHANGE, version.service, row.values["name"], number, parts))


def _close_before(row: Row, version: Version, made: Plan, there: Stored) -> None:
    """Plan that what holds until a newly published version ends the day before it."""
    since: date = version.values["valid_from"]
    for (code, number), other in there["versions"].items():
        if code != version.service or other["status"] not in ServiceVersion.PUBLISHED:
            continue
        if other["valid_from"] >= since:
            said = {"date": other["valid_from"], "number": number}
            row.source.at("valid_from").note(
                _("must be after %(date)s, when version %(number)d began") % said
            )
        elif other["valid_until"] is None or other["valid_until"] >= since:
            made.ends[code, number] = date.fromordinal(since.toordinal() - 1)


def _differing(version: Version, before: Values, children: dict[str, list[Values]]) -> list[str]:
    """Return what of a version is said otherwise, in words."""
    columns = BY_NAME["versions"].columns
    parts = [
        str(column.label)
        for column in columns
        if column.name not in WHEN and before[column.name] != version.values[column.name]
    ]
    for name in CHILDREN:
        if children[name] != version.children[name]:
            parts.append(str(BY_NAME[name].title).lower())
    return parts


def _by_version(tables: Any) -> "defaultdict[tuple[str, int], dict[str, list[Values]]]":
    """Return the questions, process, steps and norms of each version, in one fixed order."""
    found: defaultdict[tuple[str, int], dict[str, list[Values]]] = defaultdict(
        lambda: {name: [] for name in CHILDREN}
    )
    for name in CHILDREN:
        for key in sorted(tables[name], key=lambda key: tuple(map(str, key))):
            row = tables[name][key]
            values = row.values if isinstance(row, Row) else row
            found[key[0], key[1]][name].append(values)
    return found


def _numbers(tables: Any) -> "defaultdict[str, set[int]]":
    found: defaultdict[str, set[int]] = defaultdict(set)
    for code, number in tables["versions"]:
        found[code].add(number)
    return found


def _open_draft(code: str, there: Stored) -> int | None:
    """Return the number of the draft a service has, if any."""
    open_ones = (Status.DRAFT, Status.IN_AUDIT)
    numbers = [
        number
        for (service, number), values in there["versions"].items()
        if service == code and values["status"] in open_ones
    ]
    return max(numbers, default=None)
