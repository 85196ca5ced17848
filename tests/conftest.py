"""A tiny cast, in 越城区市场监督管理局: Chen leads, Shen goes with him, Yu is the section head who
assigns, and Sun of the fire rescue has nothing to do with any of it."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
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
from backend.core import clock, sessions
from backend.core.auth import Role
from backend.core.database import open_engine, perform
from backend.core.settings import Settings
from tests import rewinding
from tests.cast import Cast, fill

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "")
DATABASES = {"template", "bare_url", "demo_world", "training_world"}  # fixtures that make one
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # a Tuesday, noon in China


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


@cache
def settled(url: str) -> str:
    """The file of an SQLite database, once everything stands in it and nothing beside it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return url.removeprefix("sqlite:///")


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
def scratch(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """On PostgreSQL, where a database takes half a second to make: one for every test."""
    if not POSTGRESQL:
        yield ""
        return
    with database(tmp_path_factory.mktemp("scratch"), template) as url:
        rewinding.remember(url)
        yield url


@pytest.fixture
def database_url(template: str, scratch: str, tmp_path: Path) -> Iterator[str]:
    if scratch:
        rewinding.rewind(scratch)
        yield scratch
        return
    with database(tmp_path, template) as url:
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
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        environment="test",
        database_url=database_url,
        storage_folder=tmp_path / "storage",
        index_folder=tmp_path / "index",
        web_folder=tmp_path / "web",
        demo_folder=tmp_path / "demo",
        seals_folder=tmp_path / "seals",
        dingtalk_api_base="http://127.0.0.1:9",
    )


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
    for values, before in zip((built.extensions, built.config), kept, strict=True):
        values.clear()
        values.update(before)


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
def noon() -> Iterator[datetime]:
    with clock.stopped(NOON):
        yield NOON


@dataclass
class Phone:
    """An officer's phone with a session, numbering its commands."""

    app: Flask
    account_id: uuid.UUID
    device: str = field(default_factory=lambda: uuid.uuid4().hex)
    token: str = ""
    seq: int = 0

    def __post_init__(self) -> None:
        with self.app.app_context():
            self.token, _ = perform(
                sessions.start,
                account_id=self.account_id,
                version=1,
                device=self.device,
                console=False,
            )

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Device": self.device}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.app.test_client().get(
            f"/api/v1{path}", headers=self.headers, query_string=query
        )

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.app.test_client().post(f"/api/v1{path}", headers=self.headers, **options)

    def command(self, kind: str, /, **payload: Any) -> dict[str, Any]:
        self.seq += 1
        return {
            "id": str(clock.uuid7()),
            "device": self.device,
            "seq": self.seq,
            "at": clock.now().astimezone(clock.CHINA).isoformat(timespec="seconds"),
            "kind": kind,
            "payload": payload,
        }

    def send(self, *commands: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post("/sync/commands", json=list(commands))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found: list[dict[str, Any]] = answer.get_json()["answers"]
        return found

    def do(self, kind: str, /, **payload: Any) -> dict[str, Any]:
        """Send one command that must be accepted; its result."""
        [answer] = self.send(self.command(kind, **payload))
        assert answer["outcome"] == "accepted", answer
        result: dict[str, Any] = answer["result"]
        return result


@pytest.fixture
def chen(app: Flask, cast: Cast) -> Phone:
    return Phone(app, cast.chen)


@pytest.fixture
def shen(app: Flask, cast: Cast) -> Phone:
    return Phone(app, cast.shen)


@pytest.fixture
def yu(app: Flask, cast: Cast) -> Phone:
    """The section head, through the API."""
    return Phone(app, cast.yu)


@pytest.fixture
def sun(app: Flask, cast: Cast) -> Phone:
    return Phone(app, cast.sun)


@pytest.fixture
def task(yu: Phone, cast: Cast) -> str:
    """A task of Chen and Shen, due in a week."""
    answer = yu.post("/tasks", json=assignment(cast))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    found: str = answer.get_json()["task_id"]
    return found


def assignment(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "subject_id": str(cast.subject),
        "checklist_id": str(cast.checklist),
        "officer_ids": [str(cast.chen_officer), str(cast.shen_officer)],
        "deadline": (clock.today() + timedelta(days=7)).isoformat(),
        "off_site": "后厨要到现场看",
        "reasons": {"L22": "投诉后回访", "P5": "时间约不到一起"},
    } | changes


def problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Every refusal is a problem detail with a Chinese title (RFC 9457)."""
    assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)
    body: dict[str, Any] = answer.get_json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert any("一" <= character <= "鿿" for character in body["title"])
    return body


__all__ = ["NOON", "Phone", "Role", "assignment", "date", "problem"]
