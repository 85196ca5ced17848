"""How a task stands at the gates of its start: what was noted when it was made, and what has
changed since for who goes there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from backend import gates, planning
from backend.gates import Severity
from backend.planning import Kind
from backend.tasks.models import Task
from backend.tasks.rules import IN_WORDS, STEPS, State

NOT_TAKEN = (State.PENDING, State.DECLINED, State.WITHDRAWN)
LOOKED = "派发时已核对"


def gates_of(
    task: Task,
    crew: list[dict[str, Any]],
    approval: planning.Approval | None,
    tied: Mapping[uuid.UUID, str],
) -> list[dict[str, Any]]:
    """Every gate, the open ones first; `crew` is {officer_id, name, certificate_valid} of each,
    `approval` what an emergency makes up, `tied` who said since that they must keep away. Ground
    facts are those of the start: a task does not go back to it."""
    found = _kept(task) + _tied(crew, tied) + _team(crew) + _made_up(task, approval)
    open_steps = {gate["id"] for gate in found}
    passed = [
        _gate(step, rules[0], "ok", _said(task, step, crew))
        for step, _, rules in STEPS
        if step not in open_steps
    ]
    order = {step: place for place, (step, *_) in enumerate(STEPS)}
    return [*sorted(found, key=lambda gate: order[gate["id"]]), *passed, _taken(task)]


def _kept(task: Task) -> list[dict[str, Any]]:
    """What warned and why one went all the same; what an emergency could not keep."""
    steps = {rule: step for step, _, rules in STEPS for rule in rules}
    warned = [
        _gate(steps[one["rule"]], one["rule"], Severity.WARN, one["words"])
        | {"reason": one.get("reason", "")}
        for one in task.noted
        if one["rule"] in steps
    ]
    broken = [
        _gate(steps[one["rule"]], one["rule"], Severity.BLOCK, one["words"])
        for one in task.flaws
        if one["rule"] in steps
    ]
    return warned + broken


def _tied(crew: list[dict[str, Any]], tied: Mapping[uuid.UUID, str]) -> list[dict[str, Any]]:
    return [
        _gate("team", "L4", Severity.BLOCK, f"{one['name']}{tied[one['officer_id']]}")
        | {"way_on": "请派任务的人换一名没有利害关系的执法人员"}
        for one in crew
        if one["officer_id"] in tied
    ]


def _team(crew: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As the certificates are today."""
    valid = _valid(crew)
    if valid >= 2 and valid == len(crew):
        return []
    return [_gate("team", "L1", Severity.BLOCK, f"{len(crew)} 人里 {valid} 人证件有效")]


def _valid(crew: list[dict[str, Any]]) -> int:
    return sum(1 for one in crew if one["certificate_valid"])


def _made_up(task: Task, approval: planning.Approval | None) -> list[dict[str, Any]]:
    told = any(flaw["rule"] == "P4" for flaw in task.flaws)
    if not task.emergency or told or (approval and approval.state == "approved"):
        return []
    later = next(each for each in gates.RULES["P4"].checks if each.severity is Severity.RECORD)
    return [_gate("approval", "P4", Severity.RECORD, later.message) | {"way_on": later.way_on}]


def _taken(task: Task) -> dict[str, Any]:
    ok = task.state not in NOT_TAKEN
    return {
        "id": "accepted",
        "title": "接收任务",
        "detail": IN_WORDS[task.state],
        "ok": ok,
        "severity": "ok" if ok else "todo",
        "rule": None,
        "basis": None,
        "way_on": "" if ok else "先接收；去不了的写明理由退回",
        "reason": "",
    }


def _said(task: Task, step: str, crew: list[dict[str, Any]]) -> str:
    """What a passed gate rests on, as far as the task knows."""
    recheck = task.kind is Kind.RECHECK
    site = planning.MODE_IN_WORDS[task.mode]
    said = {
        "site": f"{site}：{task.off_site}" if task.off_site else site,
        "plan": "在检查计划内" if task.plan_item_id else planning.TRIGGER_IN_WORDS[task.trigger],
        "approval": "复查凭责令改正通知书，不另批" if recheck else LOOKED,
        "frequency": "计入年度次数" if task.counted else "不计年度次数",
        "team": f"{_valid(crew)} 人证件有效",
        "notice": task.notice_reason or planning.NOTICE_IN_WORDS[task.notice],
        "act_code": f"已生成 {task.number}",
    }
    return said.get(step, LOOKED)


def _gate(step: str, rule: str, severity: str, detail: str) -> dict[str, Any]:
    known = gates.RULES[rule]
    return {
        "id": step,
        "title": next(title for name, title, _ in STEPS if name == step),
        "detail": detail,
        "ok": severity == "ok",
        "severity": severity,
        "rule": rule,
        "basis": known.basis,
        "way_on": "" if severity == "ok" else known.way_on,
        "reason": "",
    }
