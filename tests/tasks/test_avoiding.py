"""An officer says from the phone whom they are tied to (回避, 行政处罚法 第四十三条)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from backend.core import clock
from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.core.jobs import Job
from backend.inspections.models import Flaw
from backend.organization import Avoidance, Officer
from backend.subjects import Subject
from backend.tasks.messages import JOBS
from tests.cast import Cast, named
from tests.conftest import Phone, assignment, problem
from tests.console.conftest import Desk, desk_of
from tests.inspections.walk import Walk
from tests.platforms.conftest import Platform, demo_app, platform

__all__ = ["demo_app", "desk_of", "platform"]  # fixtures

WHY = "配偶是经营者"


def declare(phone: Phone, cast: Cast, **changes: str) -> dict[str, Any]:
    payload = {"subject_id": str(cast.subject), "reason": WHY} | changes
    [answer] = phone.send(phone.command("avoidance.declare", **payload))
    return answer


def told(app: Flask) -> list[dict[str, Any]]:
    with app.app_context(), unit_of_work(writes=False) as session:
        return list(session.scalars(select(Job.payload).where(Job.kind == "message.avoidance")))


def test_it_stands_on_the_own_list_and_nobody_elses(chen: Phone, shen: Phone, cast: Cast) -> None:
    answer = declare(chen, cast)
    assert (answer["outcome"], answer["result"]) == ("accepted", {"open_tasks": 0})
    [one] = chen.get("/tasks/avoidances").get_json()["items"]
    assert (one["subject"]["name"], one["reason"]) == ("绍兴市越城区鑫源餐饮店", WHY)
    assert (one["by_name"], one["own"]) == ("陈立群", True)
    assert shen.get("/tasks/avoidances").get_json()["items"] == []


def test_who_sends_people_out_cannot_choose_them_any_more(
    chen: Phone, yu: Phone, cast: Cast
) -> None:
    declare(chen, cast)
    answer = yu.post("/tasks", json=assignment(cast))
    assert problem(answer, 422, "task-team-unfit")["details"]["rule"] == "L4"


def test_said_again_it_is_one(app: Flask, chen: Phone, cast: Cast, task: str) -> None:
    declare(chen, cast)
    assert declare(chen, cast, reason="也是房东")["outcome"] == "accepted"
    assert [one["reason"] for one in chen.get("/tasks/avoidances").get_json()["items"]] == [WHY]
    assert len(told(app)) == 1
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Avoidance)) == 1


def test_who_assigned_an_open_task_there_is_told_and_the_task_says_so(
    app: Flask, chen: Phone, shen: Phone, cast: Cast, task: str
) -> None:
    assert declare(chen, cast)["result"] == {"open_tasks": 1}
    assert told(app) == [{"task_id": task, "officer_id": str(cast.chen_officer)}]
    gates = {one["id"]: one for one in shen.get(f"/tasks/{task}").get_json()["gates"]}
    assert (gates["team"]["rule"], gates["team"]["ok"]) == ("L4", False)
    assert gates["team"]["detail"] == f"陈立群已申报回避：{WHY}"
    assert "换" in gates["team"]["way_on"]


def test_the_message_says_who_and_why_and_is_not_sent_once_it_was_ended(
    app: Flask, platform: Platform, chen: Phone, cast: Cast, task: str
) -> None:
    app.extensions["dingtalk"] = platform.settings
    declare(chen, cast)
    [payload] = told(app)
    with app.app_context():
        JOBS["message.avoidance"](**payload)
    [got] = platform.state.messages_of("yu")
    card = got["message"]["action_card"]
    assert card["title"] == "要换人：绍兴市越城区鑫源餐饮店"
    assert f"陈立群已申报回避：{WHY}" in card["markdown"]
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Avoidance).values(ended_on=clock.today()))
    with app.app_context():
        JOBS["message.avoidance"](**payload)
    assert len(platform.state.messages_of("yu")) == 1


def test_going_there_all_the_same_is_a_flaw(app: Flask, walk: Walk) -> None:
    declare(walk.chen, walk.cast)
    walk.arrive()
    with app.app_context(), unit_of_work(writes=False) as session:
        flaws = {row.rule: row.title for row in session.scalars(select(Flaw))}
    assert flaws["L4"] == f"陈立群已申报回避：{WHY}"


def test_one_that_was_merged_is_declared_of_what_it_became(
    app: Flask, chen: Phone, cast: Cast
) -> None:
    with app.app_context(), unit_of_work() as session:
        kept = session.get_one(Subject, cast.subject)
        old = Subject(
            **{
                column.key: getattr(kept, column.key)
                for column in Subject.__table__.columns
                if column.key not in ("id", "uscc", "created_at", "merged_into")
            },
            id=named("double"),
            uscc=None,
            merged_into=cast.subject,
        )
        session.add(old)
    declare(chen, cast, subject_id=str(named("double")))
    [one] = chen.get("/tasks/avoidances").get_json()["items"]
    assert one["subject"]["id"] == str(cast.subject)


@pytest.mark.parametrize("changes", [{"reason": " "}, {"subject_id": "x"}, {"reason": "长" * 201}])
def test_without_who_and_why_it_is_refused(
    chen: Phone, cast: Cast, changes: dict[str, str]
) -> None:
    assert declare(chen, cast, **changes)["problem"]["code"] == "invalid-input"


def test_of_nobody_that_is_known_it_is_refused(chen: Phone, cast: Cast) -> None:
    answer = declare(chen, cast, subject_id=str(named("nobody")))
    assert answer["problem"]["code"] == "not-found"


def test_the_console_says_who_declared_it_and_ends_it(
    app: Flask, chen: Phone, cast: Cast, desk_of: Callable[..., Desk]
) -> None:
    declare(chen, cast)
    keeper = desk_of(cast.yu, Role.REGISTER_ADMIN)
    where = f"/officers/{cast.chen_officer}"
    assert "本人申报" in keeper.page(where)["avoidances"].text
    with app.app_context(), unit_of_work(writes=False) as session:
        tie = session.scalars(select(Avoidance.id)).one()
    answer = keeper.send(f"{where}/end-avoid", avoidance_id=str(tie), reason="已离婚")
    assert answer.status_code == 303
    assert chen.get("/tasks/avoidances").get_json()["items"] == []


def test_who_left_cannot(app: Flask, chen: Phone, cast: Cast) -> None:
    with app.app_context(), unit_of_work() as session:
        left = update(Officer).where(Officer.id == cast.chen_officer)
        session.execute(left.values(left_on=func.current_date()))
    assert declare(chen, cast)["problem"]["code"] == "officer-left"
