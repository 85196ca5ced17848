"""发起检查 from the phone, with the head's approval before or, in an emergency, afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from backend.core import clock
from backend.core.database import unit_of_work
from backend.core.jobs import Job
from backend.inspections import Flaw
from backend.matters import Matter
from backend.organization import Account
from backend.planning import Approval, Visit
from backend.tasks import Task, TaskMember
from tests.cast import Cast, named
from tests.conftest import NOON, Phone, problem
from tests.inspections.walk import POSITION
from tests.planning.test_gates import Given, approve, begun


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context(), unit_of_work(writes=False) as session:
        return list(session.scalars(select(model).order_by(model.id)))


def arrive(phone: Phone, task: str, **changes: Any) -> str:
    inspection = str(clock.uuid7())
    phone.do(
        "inspection.check_in",
        inspection_id=inspection,
        task_id=task,
        position=POSITION | {"at": clock.now().isoformat()},
        no_position_reason="",
        **changes,
    )
    return inspection


def test_who_starts_leads_and_goes_at_once(
    app: Flask, chen: Phone, shen: Phone, cast: Cast, wish: Given
) -> None:
    task = begun(chen, wish)["task_id"]
    page = chen.get(f"/tasks/{task}").get_json()
    assert (page["state"], page["my_answer"]) == ("accepted", "accepted")
    assert page["act_code"].startswith("33060220261124")
    assert {"record", "rectification_order"} <= set(page["numbers"])
    assert [(m["name"], m["lead"]) for m in page["team"]] == [("陈立群", True), ("沈雨薇", False)]
    assert shen.get("/tasks", tab="todo").get_json()["items"][0]["id"] == task
    arrive(chen, task)
    [visit] = rows(app, Visit)
    assert (visit.agency_id, visit.counted, visit.day) == (cast.market, True, date(2026, 11, 24))


def test_sent_twice_it_is_started_once(app: Flask, chen: Phone, sun: Phone, wish: Given) -> None:
    task = begun(chen, wish)["task_id"]
    assert begun(chen, wish, task_id=task)["outcome"] == "accepted"
    assert len(rows(app, Task)) == 1
    stolen = begun(sun, wish, task_id=task)
    assert stolen["problem"]["code"] == "task-id-taken"


def test_what_no_plan_covers_waits_for_the_head(zhao: Phone, chen: Phone, complaint: Given) -> None:
    assert begun(chen, complaint)["problem"]["details"]["rule"] == "P4"
    approval = str(clock.uuid7())
    chen.do("approval.ask", approval_id=approval, reason="举报集中", **complaint)
    [waiting] = zhao.get("/approvals", state="pending").get_json()["items"]
    said = {each["name"]: each["words"] for each in waiting["wish"]}
    assert waiting["title"] == "绍兴市越城区鑫源餐饮店：个案检查"
    assert (said["人员"], said["线索"]) == ("陈立群、沈雨薇", "12345 举报吃坏肚子")
    refused = begun(chen, complaint)["problem"]
    assert "还没有批" in refused["title"]
    zhao.do("approval.decide", approval_id=approval, decision="approved", remarks="注意留样")
    assert begun(chen, complaint)["outcome"] == "accepted"
    # one approval is for one start
    assert begun(chen, complaint)["problem"]["details"]["rule"] == "P4"


def test_an_approval_is_good_for_its_term_only(
    app: Flask, zhao: Phone, chen: Phone, cast: Cast, complaint: Given
) -> None:
    approve(chen, zhao, complaint)
    with clock.stopped(NOON + timedelta(days=16)):
        later = Phone(app, cast.chen)
        assert "已经过期" in begun(later, complaint)["problem"]["title"]


def test_returned_with_remarks_it_can_be_asked_again(
    zhao: Phone, chen: Phone, complaint: Given
) -> None:
    first = str(clock.uuid7())
    chen.do("approval.ask", approval_id=first, **complaint)
    [silent] = zhao.send(zhao.command("approval.decide", approval_id=first, decision="returned"))
    assert silent["problem"]["code"] == "approval-remarks-missing"
    zhao.do("approval.decide", approval_id=first, decision="returned", remarks="写明举报单号")
    assert "退回补充：写明举报单号" in begun(chen, complaint)["problem"]["title"]
    approve(chen, zhao, complaint | {"trigger_note": "12345 单号 88，吃坏肚子"})
    assert begun(chen, complaint)["outcome"] == "accepted"
    mine = chen.get("/approvals", mine=True).get_json()
    assert mine["counts"]["returned"] == mine["counts"]["approved"] == 1


def test_an_emergency_starts_without_approval_and_waits_to_be_made_up_with_a_timer(
    app: Flask, zhao: Phone, chen: Phone, complaint: Given
) -> None:
    started = begun(chen, complaint, emergency=True)
    assert started["outcome"] == "accepted"
    row = chen.get("/tasks", tab="todo").get_json()["items"][0]
    assert row["approval"]["state_in_words"] == "待补批"
    assert row["approval"]["due"] == "2026-11-25T15:59:59+00:00"
    assert row["approval"]["minutes_left"] == 36 * 60 - 1
    [waiting] = zhao.get("/approvals", state="pending").get_json()["items"]
    assert (waiting["emergency"], waiting["late"]) == (True, False)
    with clock.stopped(NOON + timedelta(days=2)):
        later = Phone(app, zhao.account_id)
        [late] = later.get("/approvals", state="pending").get_json()["items"]
        assert late["late"]
    zhao.do("approval.decide", approval_id=waiting["id"], decision="approved")
    inspection = arrive(chen, started["task_id"])
    assert rows(app, Flaw) == []
    assert chen.get(f"/inspections/{inspection}").get_json()["flaws"] == []


def test_an_emergency_begun_without_a_signal_keeps_what_was_broken_as_flaws(
    app: Flask, chen: Phone, cast: Cast, complaint: Given
) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Matter).values(published_on=None))
    started = begun(chen, complaint, emergency=True, officer_ids=[str(cast.old_officer)])
    assert started["outcome"] == "accepted"
    arrive(chen, started["task_id"])
    assert sorted(flaw.rule for flaw in rows(app, Flaw)) == ["L2", "P2"]


def test_an_emergency_that_the_head_does_not_approve_is_a_flaw(
    app: Flask, zhao: Phone, chen: Phone, complaint: Given
) -> None:
    task = begun(chen, complaint, emergency=True)["task_id"]
    [approval] = rows(app, Approval)
    zhao.do(
        "approval.decide", approval_id=str(approval.id), decision="rejected", remarks="并不紧急"
    )
    arrive(chen, task)
    [flaw] = rows(app, Flaw)
    assert (flaw.rule, "并不紧急" in flaw.title) == ("P4", True)


def test_a_cap_reached_while_one_was_on_the_way_is_a_flaw_and_no_refusal(
    app: Flask,
    chen: Phone,
    wish: Given,
    visited: Callable[..., None],
    capped: Callable[..., None],
) -> None:
    capped(1)
    task = begun(chen, wish)["task_id"]
    visited("2026-11-24")
    arrive(chen, task)
    [flaw] = rows(app, Flaw)
    assert flaw.rule == "L22"


def test_nobody_approves_their_own_wish(
    app: Flask, zhao: Phone, chen: Phone, cast: Cast, complaint: Given
) -> None:
    approval = str(clock.uuid7())
    chen.do("approval.ask", approval_id=approval, **complaint)
    for phone, code in ((chen, "approval-missing"), (Phone(app, cast.shen), "approval-missing")):
        answer = phone.send(
            phone.command("approval.decide", approval_id=approval, decision="approved")
        )
        assert answer[0]["problem"]["code"] == code
    delegate(app, cast, cast.chen)
    own = chen.send(chen.command("approval.decide", approval_id=approval, decision="approved"))
    assert own[0]["problem"]["code"] == "approval-own"


def delegate(app: Flask, cast: Cast, to: uuid.UUID, days: int = 3) -> None:
    from backend import planning
    from tests.planning.conftest import caller

    with app.app_context(), unit_of_work() as session:
        planning.authority.delegate(
            session,
            by=caller(session, named("account zhao")),
            to_account=to,
            from_day=clock.today(),
            to_day=clock.today() + timedelta(days=days),
            reason="赵局长出差",
        )


def test_whom_the_head_delegated_decides_in_the_heads_name_while_it_lasts(
    app: Flask, zhao: Phone, chen: Phone, fan: Phone, cast: Cast, complaint: Given
) -> None:
    delegate(app, cast, fan.account_id)
    approval = str(clock.uuid7())
    chen.do("approval.ask", approval_id=approval, **complaint)
    assert fan.get("/approvals").get_json()["decides"]
    with clock.stopped(NOON + timedelta(days=4)):
        later = Phone(app, fan.account_id)
        over = later.send(
            later.command("approval.decide", approval_id=approval, decision="approved")
        )
        assert over[0]["problem"]["code"] == "approval-missing"
    fan.do("approval.decide", approval_id=approval, decision="approved")
    shown = zhao.get(f"/approvals/{approval}").get_json()
    assert (shown["decided_by"], shown["delegated_from"]) == ("范明", "赵局长")


@pytest.mark.parametrize(
    "change",
    [{"active": False}, {"roles": []}, {"agency_id": Cast.fire}],
    ids=["left", "no longer the head", "moved"],
)
def test_the_delegates_power_ends_with_the_heads(
    app: Flask, zhao: Phone, chen: Phone, fan: Phone, cast: Cast, complaint: Given, change: Given
) -> None:
    delegate(app, cast, fan.account_id)
    approval = str(clock.uuid7())
    chen.do("approval.ask", approval_id=approval, **complaint)
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Account).where(Account.id == zhao.account_id).values(**change))
    [answer] = fan.send(fan.command("approval.decide", approval_id=approval, decision="approved"))
    assert answer["problem"]["code"] == "approval-missing"
    assert not fan.get("/approvals").get_json()["decides"]


def test_who_goes_along_does_not_decide(
    app: Flask, zhao: Phone, chen: Phone, shen: Phone, cast: Cast, complaint: Given
) -> None:
    delegate(app, cast, cast.shen)
    approval = str(clock.uuid7())
    chen.do("approval.ask", approval_id=approval, **complaint)
    [answer] = shen.send(shen.command("approval.decide", approval_id=approval, decision="approved"))
    assert answer["problem"]["code"] == "approval-own"
    assert not shen.get(f"/approvals/{approval}").get_json()["may_decide"]


def test_the_same_decision_again_changes_nothing_and_another_is_told(
    zhao: Phone, fan: Phone, app: Flask, chen: Phone, cast: Cast, complaint: Given
) -> None:
    delegate(app, cast, fan.account_id)
    approval = approve(chen, zhao, complaint)
    zhao.do("approval.decide", approval_id=approval, decision="approved")
    other = fan.send(
        fan.command("approval.decide", approval_id=approval, decision="rejected", remarks="缓查")
    )
    assert "赵局长已经处理过：已批准" in other[0]["problem"]["title"]


def test_of_two_who_decide_at_the_same_moment_one_wins(
    app: Flask, zhao: Phone, fan: Phone, chen: Phone, cast: Cast, complaint: Given
) -> None:
    delegate(app, cast, fan.account_id)
    approval = str(clock.uuid7())
    chen.do("approval.ask", approval_id=approval, **complaint)
    ready = Barrier(2)

    def decide(phone: Phone, decision: str) -> str:
        ready.wait()
        [answer] = phone.send(
            phone.command(
                "approval.decide", approval_id=approval, decision=decision, remarks="看过"
            )
        )
        return str(answer["outcome"])

    with ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(decide, (zhao, fan), ("approved", "rejected"))
        assert sorted(outcomes) == ["accepted", "refused"]


def test_of_two_starts_on_one_approval_one_gets_it(
    app: Flask, zhao: Phone, chen: Phone, shen: Phone, cast: Cast, complaint: Given
) -> None:
    approve(chen, zhao, complaint)
    ready = Barrier(2)

    def start(phone: Phone, partner: uuid.UUID) -> str:
        ready.wait()
        return str(begun(phone, complaint, officer_ids=[str(partner)])["outcome"])

    with ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(start, (chen, shen), (cast.shen_officer, cast.chen_officer))
        assert sorted(outcomes) == ["accepted", "refused"]
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Task)) == 1
        assert session.scalar(select(func.count()).select_from(TaskMember)) == 2


def test_the_head_and_the_officer_are_told(
    app: Flask, zhao: Phone, chen: Phone, complaint: Given
) -> None:
    approve(chen, zhao, complaint)
    kinds = [job.kind for job in rows(app, Job)]
    assert kinds == ["message.approval_asked", "message.approval_decided"]


def test_another_agencys_approvals_are_not_seen(
    app: Flask, sun: Phone, chen: Phone, complaint: Given
) -> None:
    approval = str(clock.uuid7())
    chen.do("approval.ask", approval_id=approval, **complaint)
    problem(sun.get(f"/approvals/{approval}"), 404, "approval-missing")
    assert sun.get("/approvals").get_json()["items"] == []


@pytest.mark.parametrize("trigger", ["order", "coverage", "x"])
def test_a_reason_that_nobody_chooses_is_refused(chen: Phone, wish: Given, trigger: str) -> None:
    problem(chen.post("/tasks/start/check", json=wish | {"trigger": trigger}), 422, "invalid-input")


def test_scanning_the_licence_at_the_door_is_part_of_the_check_in(chen: Phone, wish: Given) -> None:
    task = begun(chen, wish)["task_id"]
    inspection = arrive(chen, task, scanned="https://x.example/?code=92330602MA2D7K3Q7W")
    shown = chen.get(f"/inspections/{inspection}").get_json()
    assert shown["scanned"] == "https://x.example/?code=92330602MA2D7K3Q7W"


def test_the_panorama_says_what_binds_the_own_agency(
    chen: Phone,
    cast: Cast,
    wish: Given,
    visited: Callable[..., None],
    capped: Callable[..., None],
) -> None:
    capped(2)
    visited("2026-03-05")
    year = chen.get(f"/subjects/{cast.subject}/whole").get_json()["year"]
    assert (year["cap"], year["cap_in_words"]) == (2, "2 次，本单位已计 1")


def test_page_after_page_the_head_sees_every_wish_once_and_the_emergency_first(
    app: Flask, zhao: Phone, cast: Cast
) -> None:
    with app.app_context(), unit_of_work() as session:
        for place in range(5):
            session.add(
                Approval(
                    agency_id=cast.market,
                    what="start",
                    title=f"第 {place} 个",
                    wish={},
                    asked_by=cast.chen,
                    asked_by_name="陈立群",
                    reason="",
                    emergency=place == 0,
                )
            )
            session.flush()
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = zhao.get("/approvals", state="pending", limit=2, **after).get_json()
        seen += [each["title"] for each in page["items"]]
        if not page["next"]:
            break
        after = {"before": page["next"]}
    assert seen == ["第 0 个", "第 4 个", "第 3 个", "第 2 个", "第 1 个"]
