from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.app import create_app
from backend.core.settings import Settings
from backend.demo.load import load
from backend.inspections import Flaw
from backend.organization import Certificate, Officer
from backend.subjects import Subject
from backend.tasks import State, Task


@pytest.fixture
def empty(bare_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(
        Settings(
            environment="demo",
            database_url=bare_url,
            storage_folder=tmp_path / "storage",
            demo_folder=tmp_path / "demo",
            seals_folder=tmp_path / "seals",
            dingtalk_api_base="http://127.0.0.1:9",
        )
    )
    yield app
    app.extensions["engine"].dispose()


def test_the_demo_loads_once_and_a_second_run_keeps_it(empty: Flask, tmp_path: Path) -> None:
    assert load(empty) is True
    with Session(empty.extensions["engine"]) as session:
        states = Counter(session.scalars(select(Task.state)))
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Subject, Officer, Flaw)
        ]
        tasks = set(session.scalars(select(Task.id)))
    assert counts == [5007, 62, 1]  # the one that the review queue shows
    assert min(states[each] for each in (State.PENDING, State.ACCEPTED, State.REVIEW)) >= 1
    assert load(empty) is False
    with Session(empty.extensions["engine"]) as session:
        assert set(session.scalars(select(Task.id))) == tasks
    assert "chenliqun" in (tmp_path / "demo" / "directory.json").read_text("utf-8")


def test_phones_and_id_numbers_are_stored_sealed(empty: Flask) -> None:
    load(empty)
    with Session(empty.extensions["engine"]) as session:
        sealed = session.scalars(select(Officer.phone_sealed)).all()
        certificates = session.scalar(select(func.count()).select_from(Certificate))
    assert all(each is None or each.startswith("demo:") for each in sealed)
    assert certificates is not None
    assert certificates >= 60


def test_a_load_that_was_cut_short_says_how_to_begin_again(empty: Flask, tmp_path: Path) -> None:
    load(empty)
    (tmp_path / "demo" / "loaded").unlink()
    with pytest.raises(SystemExit, match="RESET=1"):
        load(empty)


def test_the_demo_never_goes_into_a_production_database(empty: Flask) -> None:
    empty.extensions["settings"] = Settings(
        database_url="sqlite://", storage_folder=Path("unused"), environment="production"
    )
    with pytest.raises(SystemExit, match="生产"):
        load(empty)
