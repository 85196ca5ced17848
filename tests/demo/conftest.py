"""The demo and the training installation, each loaded once; a test gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from backend.app import create_app
from backend.core import clock, installation
from backend.core.database import perform
from backend.core.settings import Settings
from backend.demo.load import load
from backend.demo.training import prepare
from tests.conftest import NOON, database, migrate


@dataclass(frozen=True)
class World:
    """What was loaded: the database's address, and the folder of everything beside it."""

    url: str
    folder: Path


def made(environment: str, url: str, folder: Path) -> Flask:
    return create_app(
        Settings(
            environment=environment,
            database_url=url,
            storage_folder=folder / "storage",
            demo_folder=folder / "demo",
            seals_folder=folder / "seals",
            index_folder=folder / "index",
            snapshot_folder=str(folder / "snapshots"),
            dingtalk_api_base="http://127.0.0.1:9",
        )
    )


@contextmanager
def loaded(environment: str, folder: Path) -> Iterator[World]:
    with database(folder) as url:
        migrate(url)
        app = made(environment, url, folder / "beside")
        with clock.stopped(NOON):
            if environment == "training":
                with app.app_context():
                    perform(installation.claim, "training")
                assert prepare(app, reset=False) is True
            else:
                assert load(app) is True
        app.extensions["engine"].dispose()
        yield World(url, folder / "beside")


@contextmanager
def copied(world: World, environment: str, folder: Path) -> Iterator[Flask]:
    shutil.copytree(world.folder, folder / "beside")
    with database(folder, world.url) as url:
        app = made(environment, url, folder / "beside")
        yield app
        app.extensions["engine"].dispose()


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with loaded("demo", tmp_path_factory.mktemp("demo")) as world:
        yield world


@pytest.fixture
def demo(demo_world: World, tmp_path: Path) -> Iterator[Flask]:
    """The demo as it is after its first run, on NOON."""
    with copied(demo_world, "demo", tmp_path) as app:
        yield app


@pytest.fixture(scope="session")
def training_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with loaded("training", tmp_path_factory.mktemp("training")) as world:
        yield world


@pytest.fixture
def practice(training_world: World, tmp_path: Path) -> Iterator[Flask]:
    """The training installation, made on NOON."""
    with copied(training_world, "training", tmp_path) as app:
        yield app
