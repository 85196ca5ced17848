"""Rows by the thousand: the table's own types, without what an ORM does for each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

CACHE_KIBIBYTES = 128 * 1024


def insert_many(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """All rows have the keys of the first, and every column that has no default of the database.

    Defaults of the models are not asked: what a new row is, is for the caller to say.
    """
    if not rows:
        return
    connection = session.connection()
    dialect = connection.dialect
    columns: list[Sequence[Any]] = []
    for name in rows[0]:
        process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        values = [row[name] for row in rows]
        columns.append([process(value) for value in values] if process else values)
    names = ", ".join(dialect.identifier_preparer.quote(name) for name in rows[0])
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    marks = ", ".join([mark] * len(columns))
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({names}) VALUES ({marks})",
        [*zip(*columns, strict=True)],
    )


def roomy(session: Session) -> None:
    """Let SQLite keep more pages of many indexes in memory while this connection lives."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
