"""The only source of the schema, up and down, with data in it, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backend import migrations
from backend.core.database import Base, open_engine
from tests.cast import fill
from tests.conftest import Phone


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database of the cast."""
    found = open_engine(database_url)
    yield found
    found.dispose()


@pytest.fixture
def empty(engine: Engine) -> Engine:
    """All steps taken back, with data in the tables that they drop."""
    migrations.downgrade(engine)
    return engine


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def shape(engine: Engine) -> dict[str, object]:
    """Columns, keys, indexes and, on either database, triggers."""
    found = inspect(engine)
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        triggers = set(connection.scalars(text(catalogue)))
    shapes: dict[str, object] = {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)],
            found.get_pk_constraint(table)["constrained_columns"],
            sorted(str(index["name"]) for index in found.get_indexes(table)),
            sorted(str(key["name"]) for key in found.get_foreign_keys(table)),
            sorted(str(key["name"]) for key in found.get_unique_constraints(table)),
        )
        for table in tables(engine)
    }
    return shapes | {"triggers": triggers}


def steps() -> list[str]:
    script = ScriptDirectory(str(Path(migrations.__path__[0])))
    return [each.revision for each in reversed(list(script.walk_revisions()))]


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_step_may_take_as_long_as_its_tables_are_large(engine: Engine) -> None:
    bounds: list[str] = []
    if engine.dialect.name == "postgresql":

        @event.listens_for(engine, "commit")
        def look(connection: Connection) -> None:
            bounds.append(str(connection.exec_driver_sql("SHOW statement_timeout").scalar()))

        with engine.begin():  # as requests have it
            pass
        migrations.downgrade(engine, "-1")
        migrations.upgrade(engine)
        assert bounds[0] == "30s"
        assert {*bounds[1:]} == {"0"}


def test_down_with_data_leaves_nothing_and_up_again_makes_the_same(
    app: Flask, chen: Phone, task: str
) -> None:
    chen.do("task.accept", task_id=task)
    engine: Engine = app.extensions["engine"]
    before = shape(engine)
    migrations.downgrade(engine)
    assert tables(engine) == set()
    migrations.upgrade(engine)
    assert shape(engine) == before
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        fill(session)


def test_each_step_goes_up_down_and_up_again(empty: Engine) -> None:
    for before, step in zip(["base", *steps()], steps(), strict=False):
        migrations.upgrade(empty, step)
        up = shape(empty)
        migrations.downgrade(empty, before)
        migrations.upgrade(empty, step)
        assert shape(empty) == up, step


def test_one_line_of_steps_leads_to_the_newest() -> None:
    script = ScriptDirectory(str(Path(migrations.__path__[0])))
    assert script.get_heads() == [steps()[-1]]
    assert script.get_bases() == [steps()[0]]


def test_a_step_that_fails_leaves_the_one_before_it_whole(
    empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations.upgrade(empty, steps()[0])
    before = shape(empty)
    with empty.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE account (id integer)"))  # in the second step's way
    with pytest.raises(DBAPIError, match="already exists"):
        migrations.upgrade(empty)
    with empty.connect() as connection, connection.begin():
        connection.execute(text("DROP TABLE account"))
    assert shape(empty) == before
    migrations.upgrade(empty)


def test_the_schema_is_never_made_at_start_up(app: Flask, tmp_path: Path) -> None:
    from dataclasses import replace

    from backend.app import create_app

    settings = replace(app.extensions["settings"], database_url=f"sqlite:///{tmp_path}/new.db")
    fresh = create_app(settings)
    answer = fresh.test_client().get("/readyz")
    fresh.extensions["engine"].dispose()
    assert (answer.status_code, answer.get_json()["status"]) == (503, "no database")
    look = create_engine(settings.database_url)
    assert inspect(look).get_table_names() == []
    look.dispose()
