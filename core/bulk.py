"""Many rows in one statement: each column goes to PostgreSQL as one array.

For the few places that write thousands of rows at once and must be quick. Nothing is validated
here and no default is filled in but the database's own: the caller names every column that
needs a value. Values are those of Python, such as dates, durations and UUIDs; not lists or JSON.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

Rows = Iterable[Sequence[Any]]


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Rows,
    *,
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert rows of these columns; return what is asked of each new row, in any order.

    Columns are named as attributes are (`clock_id`). A row that breaks a constraint raises
    `IntegrityError`, and then none is inserted.
    """
    names = _names(model, columns)
    sql = f"INSERT INTO {_table(model)} ({names}) SELECT * FROM {_unnest(model, columns)}"
    if returning:
        sql += f" RETURNING {_names(model, returning)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, _arrays(columns, rows))
        return list(cursor.fetchall()) if returning else []


def update_rows(model: type[models.Model], key: str, columns: Sequence[str], rows: Rows) -> int:
    """Update columns of the rows with these keys, given first in each row; return how many."""
    every = [key, *columns]
    values = ", ".join(f"{_names(model, [each])} = new.{_names(model, [each])}" for each in columns)
    sql = (
        f"UPDATE {_table(model)} AS old SET {values} "
        f"FROM {_unnest(model, every)} AS new ({_names(model, every)}) "
        f"WHERE old.{_names(model, [key])} = new.{_names(model, [key])}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, _arrays(every, rows))
        return int(cursor.rowcount)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _names(model: type[models.Model], columns: Iterable[str]) -> str:
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    return ", ".join(connection.ops.quote_name(field.column) for field in fields)


def _unnest(model: type[models.Model], columns: Iterable[str]) -> str:
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    return f"unnest({', '.join(f'%s::{field.rel_db_type(connection)}[]' for field in fields)})"


def _arrays(columns: Sequence[str], rows: Rows) -> list[str]:
    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    return [_array(values) for values in by_column]


def _array(values: Sequence[Any]) -> str:
    """Write a column as PostgreSQL reads an array; most columns say the same again and again."""
    literals = {value: _literal(value) for value in set(values)}
    return f"{{{','.join([literals[value] for value in values])}}}"


def _literal(value: object) -> str:
    """Write a value as PostgreSQL reads it inside an array."""
    if isinstance(value, str):
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return "NULL" if value is None else f'"{value}"'
