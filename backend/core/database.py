"""The engine, what columns look like, and the unit of work."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask import current_app
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from backend.core import clock
from backend.core.problems import HTTP, Problem

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 5
LOST_RACES = {  # SQLSTATE, or SQLite's name: serialization, deadlock, busy, a key just taken
    *("40001", "40P01", "23505", "SQLITE_BUSY_SNAPSHOT"),
    *("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"),
}
WAITED = {"55P03", "SQLITE_BUSY"}  # for a lock, and long enough: nobody should wait five times


class Busy(Problem):
    """Nothing was done; the same again will be."""

    code = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = HTTP[503][1]


class Moment(TypeDecorator[datetime]):
    """Stored in UTC and read back with its zone, which SQLite forgets. Refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can refer to it on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        datetime: Moment(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        enum.StrEnum: Enum(
            enum.Enum, native_enum=False, length=16, values_callable=lambda kind: list(kind)
        ),
    }


class Recorded:
    """A row with an id of its own and the moment at which it was written."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.uuid7)
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())


def open_engine(url: str) -> Engine:
    """SQLite with WAL and foreign keys, or PostgreSQL with bounded waits.

    Its errors name no values: they end in logs, and the values are people's.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    waits = "-c lock_timeout=4000 -c statement_timeout=30000 -c timezone=UTC"
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        connect_args={"options": waits},
    )


def unhurried(connection: Connection) -> None:
    """Lift the bound of a statement's time until the transaction ends: an index on ten million
    rows takes minutes, and is nobody's request."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # or the driver begins by itself, too late
    for pragma in (
        *("busy_timeout=5000", "journal_mode=WAL", "foreign_keys=ON"),
        *("synchronous=NORMAL", "recursive_triggers=ON"),  # the second makes REPLACE fire triggers
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def unit_of_work(*, writes: bool = True) -> Iterator[Session]:
    """One transaction: committed at the end of the block, rolled back by any exception."""
    bound = _bound(current_app.extensions["engine"], writes)
    with Session(bound, expire_on_commit=False) as session, session.begin():
        yield session


@lru_cache(8)
def _bound(engine: Engine, writes: bool) -> Engine:
    """Kept, because each request opens two of them."""
    return engine.execution_options(writes=writes)


def perform(use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a use case in one unit of work, and again from its start when it lost a race.

    A `with` block cannot run twice; hence this function. Only the database may be touched
    in a use case: what leaves the process is a job (jobs.enqueue). Raises Busy.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with unit_of_work() as session:
                return use_case(session, *args, **kwargs)
        except DBAPIError as error:
            reason = getattr(error.orig, "sqlstate", getattr(error.orig, "sqlite_errorname", ""))
            if reason in WAITED:
                raise Busy from error
            if attempt == ATTEMPTS or reason not in LOST_RACES:
                raise
    raise AssertionError("unreachable")
