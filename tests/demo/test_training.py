"""A world to practise in, which never meets the real one."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core import installation
from backend.core.database import Base, perform
from backend.core.settings import Settings
from backend.demo.training import prepare
from backend.organization import Certificate, PlatformIdentity, training
from backend.platforms import Identity
from backend.subjects import Subject
from backend.tasks import Task
from tests.core.test_settings import PRODUCTION
from tests.demo.conftest import made

STUDENT = Identity("dingtalk", "corp", "u1", "union", "学员甲", "")


def count(app: Flask, table: type[Base]) -> int:
    with Session(app.extensions["engine"]) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_training_has_a_made_up_world_in_which_nobody_else_can_sign_in(practice: Flask) -> None:
    assert count(practice, Subject) >= 5000
    assert count(practice, PlatformIdentity) == 0


def test_whoever_the_platform_knows_gets_a_part_to_play_once(practice: Flask) -> None:
    with practice.app_context():
        first, again = perform(training.enrol, STUDENT), perform(training.enrol, STUDENT)
    assert first.id == again.id
    assert (first.name, first.roles) == ("学员甲", ["officer", "leader", "section_head"])
    with Session(practice.extensions["engine"]) as session:
        number = select(Certificate.number).where(Certificate.officer_id == first.officer_id)
        assert session.scalars(number).all() == ["PX-000001"]


def test_a_reset_leaves_nothing_of_what_was_practised(practice: Flask, noon: datetime) -> None:
    tasks = count(practice, Task)
    with practice.app_context():
        perform(training.enrol, STUDENT)
        mine = practice.extensions["storage"].put(b"a photo of mine")
    assert prepare(practice, reset=True) is True
    assert (count(practice, PlatformIdentity), count(practice, Task)) == (0, tasks)
    assert not practice.extensions["storage"].has(mine)


@pytest.mark.parametrize("owner", ["production", "demo"])
def test_another_installations_data_is_never_reset(
    bare_url: str, tmp_path: Path, owner: str
) -> None:
    app = made("training", bare_url, tmp_path)
    with app.app_context():
        perform(installation.claim, owner)
    with pytest.raises(SystemExit, match="什么也没动"):
        prepare(app, reset=True)
    app.extensions["engine"].dispose()


def test_a_server_with_the_wrong_database_serves_nothing(bare_url: str, tmp_path: Path) -> None:
    real = made("training", bare_url, tmp_path)
    with real.app_context():
        perform(installation.claim, "production")
    answer = real.test_client().get("/api/v1/me")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "wrong-installation")
    ready = real.test_client().get("/readyz")
    assert (ready.status_code, ready.get_json()["status"]) == (503, "wrong database")
    real.extensions["engine"].dispose()


def test_a_migration_leaves_another_installations_database_as_it_is(
    bare_url: str, tmp_path: Path
) -> None:
    real = made("production", bare_url, tmp_path)
    with real.app_context():
        perform(installation.claim, "production")
    environ = PRODUCTION | {"ZSZF_ENVIRONMENT": "training", "ZSZF_DATABASE_URL": bare_url}
    run = subprocess.run(
        [sys.executable, "-m", "backend.migrations"], env=environ, text=True, capture_output=True
    )
    assert run.returncode == 1
    assert "这是正式环境的数据库，这里是培训环境，没有动它" in run.stderr
    real.extensions["engine"].dispose()


def test_nothing_that_is_practised_counts() -> None:
    for environment, practised in (("training", True), ("demo", True), ("production", False)):
        settings = Settings(
            environment=environment, database_url="sqlite://", storage_folder=Path("unused")
        )
        assert settings.practice is practised
