"""An officer without a signal goes on while the desk sends somebody else: nothing is refused."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.inspections import Flaw
from backend.organization import load_caller
from backend.tasks import service
from backend.tasks.problems import TaskSettled
from tests.cast import ITEMS, Cast, named
from tests.conftest import Phone
from tests.inspections.walk import POSITION, Walk, picture


@pytest.fixture
def given_back(noon: object, chen: Phone, shen: Phone, task: str) -> str:
    """Chen has accepted and is on the way; Shen gives the task back."""
    chen.do("task.accept", task_id=task)
    shen.do("task.decline", task_id=task, reason="请假")
    return task


def reassign(app: Flask, cast: Cast, task: str) -> None:
    """Yu sends himself and Shen."""
    with app.app_context():
        with unit_of_work(writes=False) as session:
            by = load_caller(session, cast.yu, 1, uuid.uuid4())
        assert by
        team = [named("officer yu"), cast.shen_officer]
        perform(service.reassign, by=by, task_id=uuid.UUID(task), officer_ids=team)


def check_in(phone: Phone, task: str) -> dict[str, Any]:
    inspection = str(clock.uuid7())
    position = POSITION | {"at": clock.now().isoformat()}
    return phone.command(
        "inspection.check_in", inspection_id=inspection, task_id=task, position=position
    )


def test_who_was_sent_first_and_knew_nothing_of_it_is_kept_with_a_flaw(
    app: Flask, cast: Cast, chen: Phone, shen: Phone, given_back: str
) -> None:
    reassign(app, cast, given_back)
    came = check_in(chen, given_back)
    inspection = came["payload"]["inspection_id"]
    answered = chen.command(
        "inspection.answer",
        inspection_id=inspection,
        item=ITEMS[1],
        value="pass",
        note="",
        finding=None,
    )
    assert [each["outcome"] for each in chen.send(came, answered)] == ["accepted", "accepted"]
    look = Walk(chen, shen, cast, given_back, inspection)
    assert look.upload(picture(1), "photo", "image/jpeg").status_code < 300
    with Session(app.extensions["engine"]) as session:
        titles = session.scalars(select(Flaw.title)).all()
    assert titles == ["陈立群到场以前任务已经改派，不在现在的人员里"]


def test_who_is_on_site_when_a_colleague_gave_it_back_stays_its_team(
    app: Flask, cast: Cast, chen: Phone, given_back: str
) -> None:
    [came] = chen.send(check_in(chen, given_back))
    assert came["outcome"] == "accepted"
    with pytest.raises(TaskSettled):
        reassign(app, cast, given_back)


def test_who_has_left_answers_for_nothing_else(
    app: Flask, cast: Cast, chen: Phone, given_back: str
) -> None:
    reassign(app, cast, given_back)
    [answer] = chen.send(chen.command("task.accept", task_id=given_back))
    assert answer["problem"]["code"] == "task-not-in-team"
    assert chen.get(f"/tasks/{given_back}").status_code == 404
