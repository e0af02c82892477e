"""Copies of requests as they stand: promise, clocks, story, messages, and what else refers to them.

Real actions made the originals, so a copy is what they would have left: all rows of a life move
by the same time and the same number of keys, and nothing else differs but what must be unique.
Which tables there are follows from the foreign keys, so a table made tomorrow is copied too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models

from requests.models import ServiceRequest
from sla.models import Promise

NOTHING: Mapping[str, str] = MappingProxyType({})
TABLES = """
CREATE TEMPORARY TABLE copies (number bigint, life bigint, back interval, days integer);
CREATE TEMPORARY TABLE moves (
    life bigint, place integer, places integer, back interval, days integer
);
"""


class Move(NamedTuple):
    """How far back a copy of a life lies, in time that passes and in days on the calendar."""

    back: timedelta = timedelta()
    days: int = 0


class Group(NamedTuple):
    """Requests (by key) that are copied so many times, spread evenly over the moves of each."""

    lives: Mapping[int, Sequence[Move]]
    times: int


@dataclass(frozen=True)
class Table:
    """A table that is copied, and the rows of it with the request they belong to (`life`)."""

    model: type[models.Model]
    rows: str
    life: str

    @property
    def name(self) -> str:
        """The table in the database."""
        return self.model._meta.db_table

    @property
    def whole(self) -> str:
        """All rows, with their life."""
        return f"SELECT source.*, {self.life} AS life FROM {self.rows}"


def tables() -> list[Table]:
    """Return the tables that hold requests and what refers to them, in order of reference."""
    request = ServiceRequest._meta.db_table
    found = {
        Promise: Table(
            Promise,
            f"{Promise._meta.db_table} AS source JOIN {request} AS owner "
            "ON owner.promise_id = source.id",
            "owner.id",
        ),
        ServiceRequest: Table(ServiceRequest, f"{request} AS source", "source.id"),
    }
    everything = apps.get_models(include_auto_created=True)
    grown = True
    while grown:
        more = {
            model: _below(found[key.related_model], model, key)
            for model in everything
            if model not in found and (key := _key_to(model, found)) is not None
        }
        found |= more
        grown = bool(more)
    return list(found.values())


def _key_to(model: type[models.Model], found: Mapping[Any, Table]) -> Any:
    keys = (field for field in model._meta.concrete_fields if field.is_relation)
    return next((key for key in keys if key.related_model in found), None)


def _below(above: Table, model: type[models.Model], key: Any) -> Table:
    rows = (
        f"{model._meta.db_table} AS source JOIN (SELECT source.id, {above.life} AS life "
        f"FROM {above.rows}) AS owner ON owner.id = source.{key.column}"
    )
    return Table(model, rows, "owner.life")


def spans() -> dict[int, tuple[datetime, datetime]]:
    """Return for each request the first and the last moment in any of its rows."""
    found: dict[int, tuple[datetime, datetime]] = {}
    for table in tables():
        moments = [field.column for field in _columns(table) if _is_moment(field)]
        if not moments:
            continue
        first = ", ".join(f"min({column})" for column in moments)
        last = ", ".join(f"max({column})" for column in moments)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT life, least({first}), greatest({last}) FROM ({table.whole}) AS source "
                "GROUP BY life"
            )
            for life, since, until in cursor.fetchall():
                if since is not None:
                    earlier, later = found.get(life, (since, until))
                    found[life] = min(since, earlier), max(until, later)
    return found


def copy(*groups: Group, also: Mapping[str, str] = NOTHING) -> None:
    """Copy the requests of each group so many times, in groups that follow each other.

    `also` says in SQL what else differs in a copy (`copies.number`), by table and column.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copies, moves")
        cursor.execute(TABLES)
        since = 0
        for group in groups:
            _write_copies(cursor, group, since)
            since += group.times
        cursor.execute("ANALYZE copies")
        strides = {table.name: _set_apart(cursor, table) for table in tables()}
        for table in tables():
            cursor.execute(_insert(table, strides, also))
            _move_sequence(cursor, table)
            cursor.execute(f"DROP TABLE original_{table.name}")
            cursor.execute(f"ANALYZE {table.name}")  # the planner has not seen them coming
        cursor.execute("DROP TABLE copies, moves")


def _write_copies(cursor: Any, group: Group, since: int) -> None:
    """Write which copy of which life moves how far; the first copies lie farthest back."""
    rows = [
        (life, place, len(moves), move.back, move.days)
        for life, moves in group.lives.items()
        for place, move in enumerate(sorted(moves, reverse=True))
    ]
    cursor.execute("TRUNCATE moves")
    cursor.executemany("INSERT INTO moves VALUES (%s, %s, %s, %s, %s)", rows)
    cursor.execute(
        "INSERT INTO copies SELECT %(since)s + nth, life, back, days FROM moves, "
        "generate_series(1, %(times)s) AS nth WHERE place = (nth - 1) * places / %(times)s "
        "ORDER BY nth, life",
        {"since": since, "times": group.times},
    )


def _set_apart(cursor: Any, table: Table) -> int:
    """Keep the rows to copy beside their table; return how many keys apart copies are."""
    cursor.execute(
        f"CREATE TEMPORARY TABLE original_{table.name} AS SELECT * FROM ({table.whole}) AS source "
        "WHERE life IN (SELECT life FROM copies)"
    )
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table.name}")
    return int(cursor.fetchone()[0])


def _insert(table: Table, strides: Mapping[str, int], also: Mapping[str, str]) -> str:
    columns = _columns(table)
    names = ", ".join(f'"{field.column}"' for field in columns)
    values = ", ".join(
        also.get(f"{table.name}.{field.column}") or _copied(table, field, strides)
        for field in columns
    )
    return (
        f"INSERT INTO {table.name} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} "
        f"FROM copies JOIN original_{table.name} AS source USING (life)"
    )


def _columns(table: Table) -> list[Any]:
    return [field for field in table.model._meta.concrete_fields if not field.generated]


def _is_moment(field: Any) -> bool:
    return isinstance(field, models.DateTimeField)


def _copied(table: Table, field: Any, strides: Mapping[str, int]) -> str:
    """Return in SQL what a column says in a copy."""
    column = f'source."{field.column}"'
    target = table.name if field.primary_key else ""
    if field.is_relation:
        target = field.related_model._meta.db_table
    if target in strides:
        return f"{column} + copies.number * {strides[target]}"
    if _is_moment(field):
        return f"{column} - copies.back"
    if isinstance(field, models.DateField):
        return f"{column} - copies.days"
    another = f"{column}::text || '-' || copies.number * {strides[table.name]}"
    if isinstance(field, models.UUIDField):
        return f"md5({another})::uuid"
    return another if field.unique else column


def _move_sequence(cursor: Any, table: Table) -> None:
    """Let new rows get keys beyond those of the copies."""
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
        f"greatest((SELECT max(id) FROM {table.name}), 1))"
    )
