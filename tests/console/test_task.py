"""A task that has not begun: 撤回, 改派, history."""

from __future__ import annotations

import uuid

from tests.cast import Cast
from tests.conftest import Phone
from tests.console.conftest import Desk
from tests.console.page import Page


def test_withdrawing_needs_a_reason(desk: Desk, task: str) -> None:
    page = Page(desk.send(f"/tasks/{task}/withdraw", reason="  "), 422)
    assert "请写明撤回的原因" in page["error-reason"].text
    assert "open" in page["withdraw-open"].attributes
    answer = desk.send(f"/tasks/{task}/withdraw", reason="对象已注销")
    assert answer.status_code == 303
    after = desk.page(f"/tasks/{task}")
    assert "对象已注销" in after["withdrawn"].text
    assert "撤回任务" in after["trail"].text
    assert "withdraw" not in after


def test_a_declined_task_goes_to_another_team(
    desk: Desk, chen: Phone, cast: Cast, task: str
) -> None:
    assert "reassign" not in desk.page(f"/tasks/{task}")
    chen.do("task.decline", task_id=task, reason="与经营者是亲戚")
    page = desk.page(f"/tasks/{task}")
    assert "与经营者是亲戚" in page["declined"].text
    yu_officer = next(
        e.attributes["value"] for e in page.elements if e.attributes.get("data-name") == "俞建国"
    )
    short = Page(desk.send(f"/tasks/{task}/reassign", leader=yu_officer), 422)
    assert "至少选两名" in short["error-officer_ids"].text
    unfit = {"leader": str(cast.old_officer), "officer_ids": [yu_officer]}
    wrong = Page(desk.send(f"/tasks/{task}/reassign", **unfit), 422)
    assert "到不了完成期限" in wrong["error-officer_ids"].text
    team = {"leader": yu_officer, "officer_ids": [str(cast.shen_officer)]}
    assert desk.send(f"/tasks/{task}/reassign", **team).status_code == 303
    after = desk.page(f"/tasks/{task}", done="reassigned")
    assert after["team"].text.startswith("俞建国 组长")
    assert "已改派" in after["done"].text


def test_what_has_begun_cannot_be_withdrawn(desk: Desk, chen: Phone, task: str) -> None:
    chen.do("task.accept", task_id=task)
    chen.do(
        "inspection.check_in",
        inspection_id=str(uuid.UUID("019ab000-0000-7000-8000-000000000001")),
        task_id=task,
        position=None,
        no_position_reason="地下室",
    )
    page = Page(desk.send(f"/tasks/{task}/withdraw", reason="不查了"), 409)
    assert "进行中" in page["problem"].text
    answer = desk.ask(f"/tasks/{task}")
    assert answer.headers["Location"].startswith("/console/inspections/")


def test_the_phones_answers_are_shown(desk: Desk, chen: Phone, task: str) -> None:
    chen.do("task.accept", task_id=task)
    chen.send(chen.command("task.accept", task_id=str(uuid.uuid4())))  # refused, about another
    page = desk.page(f"/tasks/{task}")
    assert "1 条" in page["receipts"].text
    assert "接收任务" in page["receipts"].text
    assert "已接收" in page["team"].text


def test_a_task_that_is_not_there(desk: Desk) -> None:
    page = Page(desk.ask(f"/tasks/{uuid.uuid4()}"), 404)
    assert page["problem"].attributes["data-code"] == "task-missing"
    assert Page(desk.ask("/nowhere"), 404)["problem"].attributes["data-code"] == "not-found"
    assert Page(desk.ask("/tasks/not-a-uuid"), 404)
    asked = desk.client.get("/console/nowhere", headers={"Accept": "application/json"})
    assert asked.mimetype == "application/problem+json"


def test_older_history_comes_by_the_page(desk: Desk, task: str) -> None:
    part = desk.page(f"/tasks/{task}/trail", part=True, before=str(uuid.uuid4()))
    assert "<html" not in part.html
    assert "经过" in desk.page(f"/tasks/{task}/trail")["trail"].text
