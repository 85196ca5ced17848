"""转派: work that nobody has begun goes to a colleague, or to another unit of the same line."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.core.auth import Role
from backend.organization import Agency
from tests.cast import Cast, named
from tests.conftest import Phone
from tests.handovers.conftest import Desk, person


def pass_on(task: str, officer: uuid.UUID) -> dict[str, Any]:
    return {
        "way": "officer",
        "items": [{"kind": "task", "id": task}],
        "receiver_id": None,
        "receiver_officer": str(officer),
        "reason": "当天要参加培训",
    }


def test_a_colleague_signs_and_takes_the_place(
    noon: object, desk: Desk, colleague: Phone, shen: Phone, task: str
) -> None:
    handover = desk.send(**pass_on(task, named("officer gu")))
    assert desk.phone.get(f"/tasks/{task}").status_code == 200
    colleague.do("handover.receive", handover_id=handover)
    assert desk.phone.get(f"/tasks/{task}").status_code == 404
    team = shen.get(f"/tasks/{task}").get_json()["team"]
    assert [(each["name"], each["lead"]) for each in team] == [("顾一鸣", True), ("沈雨薇", False)]
    assert colleague.get("/tasks", tab="todo").get_json()["counts"]["todo"] == 1


def test_a_returned_task_stays_where_it_is(
    noon: object, desk: Desk, colleague: Phone, task: str
) -> None:
    handover = desk.send(**pass_on(task, named("officer gu")))
    colleague.do("handover.return", handover_id=handover, reason="我当天请假")
    assert desk.phone.do("task.accept", task_id=task)["state"] == "accepted"


def test_the_whole_team_must_stay_fit(noon: object, desk: Desk, task: str) -> None:
    for officer, code in (
        (Cast.fan_officer, "task-team-unfit"),
        (Cast.old_officer, "task-team-unfit"),
        (Cast.shen_officer, "task-not-in-team"),
        (Cast.helper, "handover-unfit"),
    ):
        assert desk.refused(**pass_on(task, officer))["code"] == code


def test_what_has_begun_goes_to_nobody(
    noon: object, desk: Desk, colleague: Phone, walk: Any
) -> None:
    handover = desk.send(**pass_on(walk.task, named("officer gu")))
    walk.arrive()
    [answer] = colleague.send(colleague.command("handover.receive", handover_id=handover))
    assert answer["problem"]["code"] == "task-settled"
    assert desk.page(handover)["state"] == "sent"
    assert desk.refused(**pass_on(walk.task, named("officer gu")))["code"] == "handover-already"


@pytest.fixture
def branch(app: Flask) -> Phone:
    """The head of a section in a branch below the market's agency, who may go himself."""
    path = f"/{Cast.market}/{named('branch')}/"
    bound = app.extensions["engine"].execution_options(writes=True)
    with Session(bound) as session, session.begin():
        session.add(
            Agency(
                id=named("branch"),
                uscc=None,
                name="绍兴市越城区市场监督管理局府山分局",
                short_name="府山分局",
                field="市场监管",
                document_prefix="越市监府",
                region_code="330602",
                parent_id=Cast.market,
                path=path,
                review_authority="",
                court="",
            )
        )
    head = person(app, "branch", "分局老何", named("branch"), Role.OFFICER, Role.SECTION_HEAD)
    person(app, "second", "分局小丁", named("branch"), Role.OFFICER)
    return Phone(app, head)


@pytest.fixture
def section_head(app: Flask) -> Phone:
    account = person(app, "section", "王科长", Cast.market, Role.OFFICER, Role.SECTION_HEAD)
    return Phone(app, account)


def test_another_unit_takes_it_over_with_a_team_of_its_own(
    noon: object, section_head: Phone, branch: Phone, task: str
) -> None:
    sender = Desk(section_head, Cast())
    to_unit: dict[str, Any] = {
        "way": "unit",
        "items": [{"kind": "task", "id": task}],
        "receiver_id": str(named("branch")),
    }
    handover = sender.send(**to_unit)
    [answer] = branch.send(branch.command("handover.receive", handover_id=handover))
    assert answer["problem"]["code"] == "handover-team-needed"
    team = [str(named("officer branch")), str(named("officer second"))]
    branch.do("handover.receive", handover_id=handover, officer_ids=team)
    assert branch.get("/tasks").get_json()["counts"]["pending"] == 1
    numbers = branch.get(f"/tasks/{task}").get_json()["numbers"]
    assert numbers == {}
    assert branch.do("task.accept", task_id=task)["state"] == "accepted"
    numbers = branch.get(f"/tasks/{task}").get_json()["numbers"]
    assert numbers["record"]["number"].startswith("越市监府")


def test_an_officer_does_not_give_the_work_of_the_agency_away(
    noon: object, desk: Desk, branch: Phone, task: str
) -> None:
    to_unit: dict[str, Any] = {
        "way": "unit",
        "items": [{"kind": "task", "id": task}],
        "receiver_id": str(named("branch")),
    }
    assert desk.refused(**to_unit)["code"] == "handover-not-yours"


def test_a_colleague_without_an_account_cannot_sign(
    app: Flask, noon: object, desk: Desk, colleague: Phone, task: str
) -> None:
    from backend.organization import Account

    bound = app.extensions["engine"].execution_options(writes=True)
    with Session(bound) as session, session.begin():
        session.execute(
            update(Account).where(Account.id == named("account gu")).values(active=False)
        )
    assert desk.refused(**pass_on(task, named("officer gu")))["code"] == "handover-unfit"


def to_unit(task: str, unit: str) -> dict[str, Any]:
    return {
        "way": "unit",
        "items": [{"kind": "task", "id": task}],
        "receiver_id": str(named(unit)),
    }


@pytest.fixture
def second_branch(app: Flask) -> Phone:
    bound = app.extensions["engine"].execution_options(writes=True)
    with Session(bound) as session, session.begin():
        session.add(
            Agency(
                id=named("branch2"),
                uscc=None,
                name="绍兴市越城区市场监督管理局塔山分局",
                short_name="塔山分局",
                field="市场监管",
                document_prefix="越市监塔",
                region_code="330602",
                parent_id=Cast.market,
                path=f"/{Cast.market}/{named('branch2')}/",
                review_authority="",
                court="",
            )
        )
    head = person(app, "b2", "塔山老金", named("branch2"), Role.OFFICER, Role.SECTION_HEAD)
    person(app, "b2x", "塔山小许", named("branch2"), Role.OFFICER)
    return Phone(app, head)


def test_what_went_to_another_unit_is_not_taken_from_it_by_an_older_hand_over(
    app: Flask,
    noon: object,
    section_head: Phone,
    head: Phone,
    branch: Phone,
    second_branch: Phone,
    colleague: Phone,
    chen: Phone,
    task: str,
) -> None:
    stale = Desk(head, Cast()).send(**to_unit(task, "branch2"))
    passed = Desk(chen, Cast()).send(**pass_on(task, named("officer gu")))
    first = Desk(section_head, Cast()).send(**to_unit(task, "branch"))
    team = [str(named("officer branch")), str(named("officer second"))]
    branch.do("handover.receive", handover_id=first, officer_ids=team)
    branch.do("task.accept", task_id=task)
    other = [str(named("officer b2")), str(named("officer b2x"))]
    for phone, given in (
        (second_branch, {"handover_id": stale, "officer_ids": other}),
        (colleague, {"handover_id": passed}),
    ):
        [answer] = phone.send(phone.command("handover.receive", **given))
        assert answer["problem"]["code"] == "task-elsewhere"
        assert "已经转给府山分局" in answer["problem"]["title"]
    assert branch.get(f"/tasks/{task}").get_json()["state"] == "accepted"


def test_of_two_units_that_take_it_at_the_same_moment_one_gets_it(
    noon: object,
    section_head: Phone,
    head: Phone,
    branch: Phone,
    second_branch: Phone,
    task: str,
) -> None:
    from tests.handovers.test_at_once import both, one_won

    first = Desk(section_head, Cast()).send(**to_unit(task, "branch"))
    second = Desk(head, Cast()).send(**to_unit(task, "branch2"))
    team = [str(named("officer branch")), str(named("officer second"))]
    other = [str(named("officer b2")), str(named("officer b2x"))]
    answers = both(
        (branch, "handover.receive", {"handover_id": first, "officer_ids": team}),
        (second_branch, "handover.receive", {"handover_id": second, "officer_ids": other}),
    )
    one_won(answers, "task-elsewhere")


def test_who_oversees_a_unit_does_not_give_its_tasks_away(
    noon: object, section_head: Phone, head: Phone, branch: Phone, second_branch: Phone, task: str
) -> None:
    first = Desk(section_head, Cast()).send(**to_unit(task, "branch"))
    team = [str(named("officer branch")), str(named("officer second"))]
    branch.do("handover.receive", handover_id=first, officer_ids=team)
    refused = Desk(head, Cast()).refused(**to_unit(task, "branch2"))
    assert refused["title"] == "选的任务归府山分局办理，由该单位转派"


def test_what_stands_open_for_the_unit_that_takes_it_over_is_noted_on_the_task(
    app: Flask, noon: object, section_head: Phone, branch: Phone, task: str
) -> None:
    from backend.tasks import Task

    handover = Desk(section_head, Cast()).send(**to_unit(task, "branch"))
    team = [str(named("officer branch")), str(named("officer second"))]
    branch.do("handover.receive", handover_id=handover, officer_ids=team)
    with Session(app.extensions["engine"]) as session:
        taken = session.get_one(Task, uuid.UUID(task))
    assert {flaw["rule"] for flaw in taken.flaws} == {"P1", "P2", "P3", "P4"}
    assert taken.flaws[0]["words"] == "府山分局不在公布的行政检查主体名单里"
    assert taken.noted == []
