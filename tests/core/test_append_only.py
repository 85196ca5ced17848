"""What is written into the audit and the outbox's raw commands stays (design.md way 10)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import Phone

TABLES = ("audit", "command_batch", "command")


@pytest.fixture
def engine(app: Flask, chen: Phone, task: str) -> Engine:
    """With a row in each of the tables."""
    chen.do("task.accept", task_id=task)
    found: Engine = app.extensions["engine"]
    return found


def attempts(table: str, dialect: str) -> list[str]:
    copy = f"INTO {table} SELECT * FROM {table}"
    tried = [
        f"UPDATE {table} SET id = id",
        f"UPDATE {table} SET account_id = NULL WHERE 1 = 1",
        f"DELETE FROM {table}",
        f"DELETE FROM {table} WHERE account_id IS NOT NULL",
    ]
    if dialect == "sqlite":
        return [
            *tried,
            f"REPLACE {copy}",
            f"INSERT OR REPLACE {copy}",
            f"UPDATE OR REPLACE {table} SET id = id",
            f"INSERT {copy} WHERE true ON CONFLICT DO UPDATE SET account_id = account_id",
        ]
    return [
        *tried,
        f"TRUNCATE {table} CASCADE",
        f"DELETE FROM {table} WHERE false",
        f"INSERT {copy} ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id",
    ]


@pytest.mark.parametrize("table", TABLES)
def test_rows_cannot_be_changed_replaced_or_removed(engine: Engine, table: str) -> None:
    everything = text(f"SELECT * FROM {table} ORDER BY id")
    with engine.connect() as connection:
        before = connection.execute(everything).all()
    assert before
    for statement in attempts(table, engine.dialect.name):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))
    with engine.connect() as connection:
        assert connection.execute(everything).all() == before


def test_the_owner_alone_keeps_the_right_to_drop(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite knows no rights")
    rights = text(
        "SELECT privilege_type FROM information_schema.role_table_grants"
        " WHERE table_name = :table AND grantee = 'PUBLIC'"
    )
    with engine.connect() as connection:
        found: list[Any] = [connection.execute(rights, {"table": t}).all() for t in TABLES]
    assert found == [[], [], []]
