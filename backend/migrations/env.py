"""Alembic's way in: the engine of the caller, or ZSZF_DATABASE_URL from the command line."""

import os

from alembic import context
from sqlalchemy import Connection

from backend.core.database import Base, open_engine, unhurried


def run(connection: Connection) -> None:
    context.configure(connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        unhurried(connection)
        context.run_migrations()
        _check_references(connection)
    connection.commit()


def _check_references(connection: Connection) -> None:
    """What the switched-off keys would have said, before anything is committed."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"references without a row: {broken[:5]}")


def _foreign_keys(connection: Connection, switch: str) -> None:
    """SQLite rebuilds a table by dropping it, which its foreign keys would take for a deletion of
    every row; the pragma does nothing inside a transaction (sqlite.org/lang_altertable.html, 7)."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA foreign_keys={switch}")


engine = context.config.attributes.get("engine") or open_engine(os.environ["ZSZF_DATABASE_URL"])
with engine.execution_options(writes=True).connect() as connection:
    _foreign_keys(connection, "OFF")
    try:
        run(connection)
    finally:
        connection.rollback()
        _foreign_keys(connection, "ON")
