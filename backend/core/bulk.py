"""Rows by the thousand: the table's own types, without what an ORM does for each row."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Dialect, String, Table, any_, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

CACHE_KIBIBYTES = 128 * 1024
CHECKPOINT_PAGES = 8192  # 32 MiB: what is written again in the next transactions is copied once


def insert_many(
    session: Session,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> None:
    """Rows given by column, and what is the same in each of them. Together they are every column
    that has no default of the database.

    Defaults of the models are not asked: what a new row is, is for the caller to say.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return
    connection = session.connection()
    dialect = connection.dialect
    bound = [_bound(table, name, values, dialect) for name, values in columns.items()]
    shared = [_bound(table, name, [value], dialect)[0] for name, value in (same or {}).items()]
    names = [dialect.identifier_preparer.quote(name) for name in (*columns, *(same or {}))]
    marks = ["?" if dialect.paramstyle == "qmark" else "%s"] * len(names)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(marks)})",
        [*zip(*bound, *(repeat(value, count) for value in shared), strict=True)],
    )


def _bound(table: Table, name: str, values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return [*map(process, values)] if process else values


def among(
    session: Session, column: InstrumentedAttribute[Any], values: Sequence[str]
) -> ColumnElement[bool]:
    """Whether a column of texts is one of these. Thousands go as one parameter: to compile a
    place for each takes longer than to look them up."""
    if session.get_bind().dialect.name == "sqlite":
        each = func.json_each(json.dumps(values)).table_valued("value")
        return column.in_(select(each.c.value))
    return column == any_(literal([*values], ARRAY(String)))


@contextmanager
def uncollected() -> Iterator[None]:
    """Around work on thousands of small rows: they hold no circles, and to look for some among
    them again and again takes a third of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def roomy(session: Session) -> None:
    """Let SQLite keep more pages of many indexes in memory, and more of them in its log before
    they are copied, while this connection lives."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
