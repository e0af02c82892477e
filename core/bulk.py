"""Many rows in one statement: each column goes to PostgreSQL as one array.

For the few places that write thousands of rows at once and must be quick. Nothing is validated
here and no default is filled in but the database's own: the caller names every column that
needs a value, in `same` those that are alike in all rows. Values are those of Python, such as
dates, durations and UUIDs; not lists or JSON.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import connection, models

Rows = Iterable[Sequence[Any]]
NOTHING: Mapping[str, Any] = MappingProxyType({})


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Rows,
    *,
    same: Mapping[str, Any] = NOTHING,
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert rows of these columns; return what is asked of each new row, in any order.

    Columns are named as attributes are (`clock_id`). A row that breaks a constraint raises
    `IntegrityError`, and then none is inserted.
    """
    alike = "".join(f", {_typed(model, column)}" for column in same)
    sql = (
        f"INSERT INTO {_table(model)} ({_names(model, [*columns, *same])}) "
        f"SELECT new.*{alike} FROM {_unnest(model, columns)} AS new"
    )
    if returning:
        sql += f" RETURNING {_names(model, returning)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*same.values(), *_arrays(columns, rows)])
        return list(cursor.fetchall()) if returning else []


def update_rows(
    model: type[models.Model],
    key: str,
    columns: Sequence[str],
    rows: Rows,
    *,
    same: Mapping[str, Any] = NOTHING,
) -> int:
    """Update columns of the rows with these keys, given first in each row; return how many."""
    every = [key, *columns]
    values = [f"{_names(model, [each])} = new.{_names(model, [each])}" for each in columns]
    values += [f"{_names(model, [each])} = {_typed(model, each)}" for each in same]
    sql = (
        f"UPDATE {_table(model)} AS old SET {', '.join(values)} "
        f"FROM {_unnest(model, every)} AS new ({_names(model, every)}) "
        f"WHERE old.{_names(model, [key])} = new.{_names(model, [key])}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*same.values(), *_arrays(every, rows)])
        return int(cursor.rowcount)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _names(model: type[models.Model], columns: Iterable[str]) -> str:
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    return ", ".join(connection.ops.quote_name(field.column) for field in fields)


def _typed(model: type[models.Model], column: str, suffix: str = "") -> str:
    field: Any = model._meta.get_field(column)
    return f"%s::{field.rel_db_type(connection)}{suffix}"


def _unnest(model: type[models.Model], columns: Iterable[str]) -> str:
    """Return the arrays as rows.

    In subqueries the planner can't see how long they are. When it can, it reads whole tables
    for a few thousand keys, also where those are ever fewer of ever more.
    """
    arrays = (f"(SELECT {_typed(model, column, '[]')})" for column in columns)
    return f"unnest({', '.join(arrays)})"


def _arrays(columns: Sequence[str], rows: Rows) -> list[str]:
    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    return [_array(values) for values in by_column]


def _array(values: Sequence[Any]) -> str:
    """Write a column as PostgreSQL reads an array; most columns say the same again and again."""
    literals = {value: _literal(value) for value in set(values)}
    return f"{{{','.join(map(literals.__getitem__, values))}}}"


def _literal(value: object) -> str:
    """Write a value as PostgreSQL reads it inside an array."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return "NULL" if value is None else f'"{value}"'
