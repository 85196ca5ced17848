"""Tasks, inspections and the review queue as sheets: what the filters leave, no cell a formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from backend.console import downloads, forms, lists, words
from backend.console.site import blueprint
from backend.core.auth import OVERSEERS, Caller, allow
from backend.core.database import perform
from backend.core.records import audit
from backend.core.sheets import writing

TASK_HEADERS = (
    *("监管对象", "统一社会信用代码", "地址", "单位", "任务编号", "检查方式", "检查事由", "检查表"),
    *("检查组", "期限", "是否逾期", "状态", "退回原因", "派发人", "派发时间"),
)
INSPECTION_HEADERS = (
    *("监管对象", "地址", "单位", "检查方式", "任务编号", "检查表", "检查组", "到场", "提交"),
    *("检查结果", "不符合项", "程序瑕疵", "待处理瑕疵", "状态"),
)

Rows = list[list[str]]


@blueprint.get("/tasks/export")
@allow(*OVERSEERS)
def export_tasks(by: Caller) -> Response:
    asked = forms.lenient(forms.TaskFilters, request.args)
    return _sheet(by, "task", "tasks", "检查任务", TASK_HEADERS, lambda s: _tasks(s, by, asked))


@blueprint.get("/inspections/export")
@allow(*OVERSEERS)
def export_inspections(by: Caller) -> Response:
    asked = forms.lenient(forms.InspectionFilters, request.args)
    return _of_inspections(by, "inspections", "检查", asked)


@blueprint.get("/reviews/export")
@allow(*OVERSEERS)
def export_reviews(by: Caller) -> Response:
    return _of_inspections(by, "reviews", "复核", lists.reviewed())


def _of_inspections(by: Caller, name: str, title: str, asked: dict[str, Any]) -> Response:
    def read(session: Session) -> Rows:
        return _inspections(session, by, asked)

    return _sheet(by, "inspection", name, title, INSPECTION_HEADERS, read)


def _sheet(
    by: Caller,
    kind: str,
    name: str,
    title: str,
    headers: Sequence[str],
    read: Callable[[Session], Rows],
) -> Response:
    """Who took how many rows of what `kind` away is kept."""

    def made(session: Session) -> bytes:
        rows = read(session)
        count = min(len(rows), writing.MOST_LISTED)
        audit(session, by, f"{kind}.export", kind, None, count=count, list=name)
        return writing.workbook(title, headers, writing.told(rows))

    return downloads.sheet_of_today(perform(made), name)


def _tasks(session: Session, by: Caller, asked: dict[str, Any]) -> Rows:
    found = lists.tasks_found(session, by, asked | {"before": None}, limit=writing.MOST_LISTED + 1)
    return [
        [
            *(row["subject"]["name"], row["subject"]["uscc"], row["subject"]["address"]),
            *(row["agency"], row["number"], row["kind_in_words"], row["trigger_in_words"]),
            *(row["checklist_title"], "、".join(row["officers"]), row["deadline"].isoformat()),
            *("是" if row["late"] else "", row["state_in_words"], row["decline_reason"] or ""),
            *(row["assigned_by"], words.moment(row["created_at"])),
        ]
        for row in found["items"]
    ]


def _inspections(session: Session, by: Caller, asked: dict[str, Any]) -> Rows:
    found = lists.inspections_found(
        session, by, asked | {"before": None}, limit=writing.MOST_LISTED + 1
    )
    return [
        [
            *(row["subject"], row["address"], row["agency"], row["kind_in_words"], row["number"]),
            *(row["checklist_title"], "、".join(row["officers"]), words.moment(row["started_at"])),
            words.moment(row["submitted_at"]) if row["submitted_at"] else "",
            *(row["result_in_words"], str(row["tally"]["fail"])),
            *(str(row["flaws"]), str(row["undecided"]), row["state_in_words"]),
        ]
        for row in found["items"]
    ]
