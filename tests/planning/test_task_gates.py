"""开始前核对 on the task page: every gate of the start, as the task keeps it."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tests.conftest import Phone
from tests.planning.test_gates import Given, begun


def gates(phone: Phone, task: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.get(f"/tasks/{task}").get_json()["gates"]
    return found


def test_a_planned_task_has_passed_every_gate_of_the_start(chen: Phone, wish: Given) -> None:
    told = gates(chen, begun(chen, wish)["task_id"])
    asked = chen.post("/tasks/start/check", json=wish).get_json()["gates"]
    assert {gate["step"] for gate in asked} | {"accepted"} == {gate["id"] for gate in told}
    assert all(gate["ok"] and gate["detail"] for gate in told)
    said = {gate["id"]: gate["detail"] for gate in told}
    assert said["site"] == "现场检查：后厨要到现场看"
    assert said["plan"] == "在检查计划内"


def test_what_warned_stands_first_with_its_reason_and_the_way_on(chen: Phone, wish: Given) -> None:
    started = begun(chen, wish | {"off_site": ""}, reasons={"P9": "要看后厨"})
    first = gates(chen, started["task_id"])[0]
    assert (first["id"], first["severity"], first["rule"]) == ("site", "warn", "P9")
    assert first["reason"] == "要看后厨"
    assert "非现场" in first["way_on"]
    assert "第五十六条" in first["basis"]


def test_an_emergency_waits_for_its_approval_until_it_is_given(
    zhao: Phone, chen: Phone, complaint: Given
) -> None:
    task = begun(chen, complaint, emergency=True)["task_id"]
    [gate] = [each for each in gates(chen, task) if each["id"] == "approval"]
    assert (gate["severity"], gate["way_on"]) == ("record", "期限内报机关负责人补办批准")
    [waiting] = zhao.get("/approvals", state="pending").get_json()["items"]
    zhao.do("approval.decide", approval_id=waiting["id"], decision="approved", remarks="")
    assert {gate["id"] for gate in gates(chen, task) if not gate["ok"]} == set()


def test_an_emergency_says_what_it_could_not_keep(
    chen: Phone, complaint: Given, cast: Cast
) -> None:
    task = begun(chen, complaint, emergency=True, officer_ids=[str(cast.old_officer)])["task_id"]
    broken = [gate for gate in gates(chen, task) if gate["severity"] == "block"]
    assert {gate["id"] for gate in broken} == {"team"}


def test_a_task_that_nobody_took_says_so(chen: Phone, task: str) -> None:
    last = gates(chen, task)[-1]
    assert (last["id"], last["severity"], last["detail"]) == ("accepted", "todo", "待接收")
    chen.do("task.accept", task_id=task)
    assert gates(chen, task)[-1]["ok"]
