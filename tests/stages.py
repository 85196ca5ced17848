"""The inspection of the cast, walked once a worker: a test that begins where it was signed or
handed in gets a copy of everything that was written on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from backend.app import equip
from backend.core import clock
from backend.core.settings import Settings
from tests import rewinding
from tests.cast import NOON, Cast, assignment
from tests.inspections.walk import Walk
from tests.phone import Phone

# each goes on from the one before
STAGES: dict[str, Callable[[Walk], object]] = {"signed": Walk.to_signed, "submitted": Walk.submit}
AFTER = NOON + timedelta(milliseconds=len(STAGES))  # what is written then has later ids
begins = pytest.mark.begins  # at one of these


@dataclass(frozen=True)
class Stage:
    """`url` is of an SQLite database that nobody writes to any more, or of the one on PostgreSQL
    that remembers; `folder` holds the files beside it."""

    name: str
    url: str
    folder: Path
    walk: Walk


class Stages:
    """As far as any test has asked for; reached on NOON."""

    def __init__(self, app: Flask, start: str, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.start = start
        self.reached: dict[str, Stage] = {}

    def reach(self, name: str) -> Stage:
        """With a walk of its own, whose phones go on where they were."""
        if name not in self.reached:
            self.reached[name] = self._walk_to(name)
        found = self.reached[name]
        walk = found.walk
        own = replace(
            walk,
            chen=replace(walk.chen),
            shen=replace(walk.shen),
            named=[*walk.named],
            documents=[*walk.documents],
        )
        return replace(found, walk=own)

    def _walk_to(self, name: str) -> Stage:
        names = list(STAGES)
        before = names[names.index(name) - 1] if name != names[0] else None
        stage = self.reach(before) if before else None
        folder = self.folder / name
        if stage:
            shutil.copytree(stage.folder, folder)
        folder.mkdir(exist_ok=True)
        url = self._database(stage, folder)
        with clock.stopped(NOON - timedelta(hours=1)):
            clock.uuid7()  # ids count on from the last: from here on they are of this moment
        with clock.stopped(NOON + timedelta(milliseconds=names.index(name))):
            kept = dict(self.app.extensions), dict(self.app.config)
            equip(self.app, settings_in(folder, url))
            walk = stage.walk if stage else _begun(self.app)
            STAGES[name](walk)
            self.app.extensions["engine"].dispose()
            restore(self.app, kept)
        if not url.startswith("sqlite"):
            rewinding.remember(url, name)
        return Stage(name, url, folder, walk)

    def _database(self, stage: Stage | None, folder: Path) -> str:
        source = stage.url if stage else self.start
        if source.startswith("sqlite"):
            shutil.copy(settled(source), folder / "test.db")
            return f"sqlite:///{folder}/test.db"
        rewinding.rewind(source, stage.name if stage else "start")
        return source


def _begun(app: Flask) -> Walk:
    cast = Cast()
    chen, shen, yu = (Phone(app, each) for each in (cast.chen, cast.shen, cast.yu))
    answer = yu.post("/tasks", json=assignment(cast))
    return Walk(chen, shen, cast, answer.get_json()["task_id"])


def restore(app: Flask, kept: tuple[dict[str, object], dict[str, object]]) -> None:
    """What a test hung into the application is gone."""
    for values, before in zip((app.extensions, app.config), kept, strict=True):
        values.clear()
        values.update(before)


def settings_in(folder: Path, url: str) -> Settings:
    return Settings(
        environment="test",
        database_url=url,
        storage_folder=folder / "storage",
        index_folder=folder / "index",
        web_folder=folder / "web",
        demo_folder=folder / "demo",
        seals_folder=folder / "seals",
        dingtalk_api_base="http://127.0.0.1:9",
    )


@cache
def settled(url: str) -> str:
    """The file of an SQLite database, once everything stands in it and nothing beside it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return url.removeprefix("sqlite:///")
