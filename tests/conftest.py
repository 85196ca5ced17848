"""A tiny cast, in 越城区市场监督管理局: Chen leads, Shen goes with him, Yu is the section head who
assigns, and Sun of the fire rescue has nothing to do with any of it."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend import documents, migrations
from backend.app import create_app, equip
from backend.core import clock
from backend.core.auth import Role
from backend.core.database import open_engine
from backend.core.settings import Settings
from tests import rewinding
from tests.cast import NOON, Cast, assignment, fill
from tests.inspections.walk import Walk
from tests.phone import Phone
from tests.stages import AFTER, Stage, Stages, restore, settings_in, settled

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "")
DATABASES = {"template", "bare_url", "demo_world", "training_world"}  # fixtures that make one


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What touches no database is the same on every one: the run on SQLite has shown it."""
    if not POSTGRESQL:
        return
    kept = [each for each in items if DATABASES & set(getattr(each, "fixturenames", ()))]
    config.hook.pytest_deselected(items=[each for each in items if each not in set(kept)])
    items[:] = kept


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database with the cast in it; each test gets a copy of its own."""
    with database(tmp_path_factory.mktemp("template")) as url:
        _prepare(url)
        yield url


@contextmanager
def database(folder: Path, source: str = "") -> Iterator[str]:
    """A database that is gone after: an empty one, or a copy of `source`, which nobody writes to
    any more. Its address."""
    if not POSTGRESQL:
        if source:
            shutil.copy(settled(source), folder / "test.db")
        yield f"sqlite:///{folder}/test.db"
        return
    name = f"test_{uuid.uuid4().hex[:12]}"
    _admin(f"CREATE DATABASE {name}" + (f" TEMPLATE {source.rpartition('/')[2]}" if source else ""))
    yield _named(name)
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


def _prepare(url: str) -> None:
    engine = open_engine(url)
    migrations.upgrade(engine)
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        fill(session)
        documents.publish(session)
    engine.dispose()


def _named(name: str) -> str:
    return POSTGRESQL.rpartition("/")[0] + "/" + name


def _admin(statement: str) -> None:
    engine = create_engine(_named("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def walked(
    built: Flask, template: str, scratch: str, tmp_path_factory: pytest.TempPathFactory
) -> Stages:
    return Stages(built, scratch or template, tmp_path_factory.mktemp("stages"))


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Stage | None:
    """How far the inspection of the cast has come, where the test says so with `begins`."""
    mark = request.node.get_closest_marker("begins")
    if mark is None:
        return None
    stages: Stages = request.getfixturevalue("walked")
    return stages.reach(*mark.args)


@pytest.fixture(scope="session")
def scratch(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """On PostgreSQL, where a database takes half a second to make: one for every test."""
    if not POSTGRESQL:
        yield ""
        return
    with database(tmp_path_factory.mktemp("scratch"), template) as url:
        rewinding.remember(url, "start")
        yield url


@pytest.fixture
def database_url(template: str, scratch: str, stage: Stage | None, tmp_path: Path) -> Iterator[str]:
    if scratch:
        rewinding.rewind(scratch, stage.name if stage else "start")
        yield scratch
        return
    with database(tmp_path, stage.url if stage else template) as url:
        yield url


@pytest.fixture
def bare_url(tmp_path: Path) -> Iterator[str]:
    """A migrated database with nothing in it."""
    with database(tmp_path) as url:
        migrate(url)
        yield url


def migrate(url: str) -> None:
    engine = open_engine(url)
    migrations.upgrade(engine)
    engine.dispose()


@pytest.fixture
def settings(database_url: str, stage: Stage | None, tmp_path: Path) -> Settings:
    if stage:
        shutil.copytree(stage.folder, tmp_path, dirs_exist_ok=True)
    return settings_in(tmp_path, database_url)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, put together once: that takes longer than most tests."""
    folder = tmp_path_factory.mktemp("built")
    return create_app(
        Settings(
            environment="test",
            database_url=f"sqlite:///{folder}/nothing.db",
            storage_folder=folder,
            index_folder=folder,
            dingtalk_api_base="http://127.0.0.1:9",
        )
    )


@pytest.fixture
def app(built: Flask, settings: Settings) -> Iterator[Flask]:
    """With a database and folders of this test's own; what a test hangs into it is gone after."""
    kept = dict(built.extensions), dict(built.config)
    equip(built, settings)
    yield built
    built.extensions["engine"].dispose()
    restore(built, kept)


@pytest.fixture
def own_app(settings: Settings) -> Iterator[Flask]:
    """For a test that adds routes, or sets what is read while the application is built."""
    app = create_app(settings)
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def noon(stage: Stage | None) -> Iterator[datetime]:
    """A moment later where something was walked before."""
    with clock.stopped(AFTER if stage else NOON):
        yield NOON


@pytest.fixture
def chen(app: Flask, cast: Cast, stage: Stage | None) -> Phone:
    return stage.walk.chen if stage else Phone(app, cast.chen)


@pytest.fixture
def shen(app: Flask, cast: Cast, stage: Stage | None) -> Phone:
    return stage.walk.shen if stage else Phone(app, cast.shen)


@pytest.fixture
def yu(app: Flask, cast: Cast) -> Phone:
    """The section head, through the API."""
    return Phone(app, cast.yu)


@pytest.fixture
def sun(app: Flask, cast: Cast) -> Phone:
    return Phone(app, cast.sun)


@pytest.fixture
def task(yu: Phone, cast: Cast, stage: Stage | None) -> str:
    """A task of Chen and Shen, due in a week."""
    if stage:
        return stage.walk.task
    answer = yu.post("/tasks", json=assignment(cast))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    found: str = answer.get_json()["task_id"]
    return found


@pytest.fixture
def walk(
    noon: object, chen: Phone, shen: Phone, cast: Cast, task: str, stage: Stage | None
) -> Walk:
    """At noon on a Tuesday, with the task assigned, or as far as the test begins."""
    return stage.walk if stage else Walk(chen, shen, cast, task)


def problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Every refusal is a problem detail with a Chinese title (RFC 9457)."""
    assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)
    body: dict[str, Any] = answer.get_json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert any("一" <= character <= "鿿" for character in body["title"])
    return body


__all__ = ["NOON", "Phone", "Role", "assignment", "date", "problem"]
