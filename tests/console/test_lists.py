"""The lists: what stands in them, for whom, and at what cost."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from backend.core import clock
from backend.core.auth import Role
from backend.core.sheets import writing
from tests.cast import Cast
from tests.conftest import Phone, assignment
from tests.console.conftest import Desk
from tests.inspections.walk import Walk
from tests.stages import begins

NAME = "绍兴市越城区鑫源餐饮店"


def give(yu: Phone, cast: Cast, count: int = 1, **changes: Any) -> list[str]:
    found = []
    for _ in range(count):
        answer = yu.post("/tasks", json=assignment(cast, **changes))
        assert answer.status_code == 201
        found.append(answer.get_json()["task_id"])
    return found


def test_an_empty_list_says_what_comes_next(desk: Desk) -> None:
    page = desk.page("/tasks")
    assert "还没有派过任务" in page["empty"].text
    assert "还没有开始过检查" in desk.page("/inspections")["empty"].text


def test_a_row_tells_what_decides(desk: Desk, task: str) -> None:
    [row] = desk.page("/tasks").all("task-row")
    for words in (NAME, "府山街道", "餐饮服务食品安全检查表", "陈立群、沈雨薇", "12-01", "待接收"):
        assert words in row.text
    assert "还剩 5 个工作日" in row.text


def test_tabs_count_and_narrow(
    desk: Desk, yu: Phone, chen: Phone, cast: Cast, noon: datetime
) -> None:
    [declined, _] = give(yu, cast, 2)
    chen.do("task.decline", task_id=declined, reason="来不及")
    page = desk.page("/tasks")
    assert page["tab-all"].text == "全部2"
    assert page["tab-pending"].text == "待接收1"
    assert page["tab-declined"].text == "已退回1"
    assert len(desk.page("/tasks", state="declined").all("task-row")) == 1
    with clock.stopped(noon + timedelta(hours=11)):
        assert desk.page("/tasks")["tab-late"].text == "逾期0"


def test_late_ones_are_those_still_open(
    desk_of: Callable[..., Desk], yu: Phone, cast: Cast, noon: datetime
) -> None:
    give(yu, cast)
    with clock.stopped(noon + timedelta(days=9)):
        page = desk_of(cast.yu).page("/tasks", state="late")
    [row] = page.all("task-row")
    assert "超 2 个工作日" in row.text
    assert "逾期" in row.text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "鑫源"}, 1),
        ({"q": "92330602ma2d"}, 1),
        ({"q": "没有这家"}, 0),
        ({"q": "%"}, 0),
        ({"q": "33060220"}, 1),
        ({"kind": "routine"}, 1),
        ({"kind": "random"}, 0),
        ({"officer_id": "chen_officer"}, 1),
        ({"officer_id": "old_officer"}, 0),
        ({"due_from": "2026-12-01", "due_to": "2026-12-01"}, 1),
        ({"due_from": "2026-12-02"}, 0),
        ({"due_to": "2026-11-30"}, 0),
        ({"agency_id": "market"}, 1),
        ({"agency_id": "fire"}, 0),
        ({"state": "no-such", "kind": "x", "due_from": "soon", "before": "1"}, 1),
    ],
)
def test_filters(desk: Desk, task: str, cast: Cast, query: dict[str, str], count: int) -> None:
    given: dict[str, Any] = {key: str(getattr(cast, value, value)) for key, value in query.items()}
    assert len(desk.page("/tasks", **given).all("task-row")) == count


def test_a_document_number_finds_its_task(desk: Desk, chen: Phone, task: str) -> None:
    chen.do("task.accept", task_id=task)
    number = chen.get(f"/tasks/{task}").get_json()["numbers"]["record"]["number"]
    assert len(desk.page("/tasks", q=number).all("task-row")) == 1


def test_more_by_the_page(desk: Desk, yu: Phone, cast: Cast) -> None:
    give(yu, cast, 23)
    first = desk.page("/tasks")
    address = first["more"].attributes["hx-get"].removeprefix("/console")
    answer = desk.ask(address, part=True)
    assert "\\u53c8" in answer.headers["HX-Trigger"]
    rest = desk.page(address, part=True)
    assert "more" not in rest
    rows = [r.attributes["href"] for r in first.elements + rest.elements if _is_row_link(r)]
    assert len(rows) == len(set(rows)) == 23


def _is_row_link(element: Any) -> bool:
    return bool(re.fullmatch(r"/console/tasks/[0-9a-f-]{36}", element.attributes.get("href", "")))


def test_only_the_part_comes_for_htmx(desk: Desk, task: str) -> None:
    part = desk.ask("/tasks", part=True, state="pending")
    assert "<html" not in part.get_data(as_text=True)
    assert "HX-Trigger" in part.headers
    assert "HX-Request" in part.headers["Vary"]
    assert part.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/tasks", "/inspections"])
def test_the_number_of_queries_does_not_grow(
    desk: Desk, yu: Phone, cast: Cast, walk: Walk, queries: Callable[[], Any], path: str
) -> None:
    walk.arrive()
    desk.page(path)  # the session's last-seen is written once
    with queries() as few:
        desk.page(path)
    for each in give(yu, cast, 12):
        Walk(walk.chen, walk.shen, cast, each).arrive()
    with queries() as many:
        page = desk.page(path)
    assert len(page.all("task-row") + page.all("inspection-row")) == 13
    assert len(many) == len(few) <= 16, many


def test_nobody_sees_another_agencys_work(
    noon: object, desk_of: Callable[..., Desk], walk: Walk, cast: Cast
) -> None:
    walk.arrive()
    fire = desk_of(cast.sun)
    assert fire.page("/tasks").all("task-row") == []
    assert fire.page("/inspections").all("inspection-row") == []
    for path in (f"/tasks/{walk.task}", f"/inspections/{walk.inspection}"):
        assert fire.ask(path).status_code == 404


@pytest.mark.parametrize("role", [Role.AGENCY_HEAD, Role.LEGAL_REVIEW, Role.INSPECTORATE])
def test_overseers_read_and_do_not_assign(
    noon: object, desk_of: Callable[..., Desk], cast: Cast, task: str, role: Role
) -> None:
    desk = desk_of(cast.yu, role)
    page = desk.page("/tasks")
    assert len(page.all("task-row")) == 1
    assert "new-task" not in page
    assert "withdraw" not in desk.page(f"/tasks/{task}")
    assert desk.ask("/tasks/new").status_code == 403
    for path in ("/tasks/new", f"/tasks/{task}/withdraw", f"/tasks/{task}/reassign"):
        assert desk.send(path, reason="x").status_code == 403


def test_inspections_by_state_day_and_flaw(desk: Desk, walk: Walk) -> None:
    walk.arrive()
    [row] = desk.page("/inspections", state="doing").all("inspection-row")
    assert NAME in row.text
    assert "已到场" in row.text
    assert desk.page("/inspections", state="review").all("inspection-row") == []
    assert desk.page("/inspections", state="flawed").all("inspection-row") == []
    today: dict[str, Any] = {"from_day": "2026-11-24", "to_day": "2026-11-24"}
    assert len(desk.page("/inspections", **today).all("inspection-row")) == 1
    assert desk.page("/inspections", from_day="2026-11-25").all("inspection-row") == []
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    walk.sign_both()
    walk.submit()
    page = desk.page("/inspections", state="flawed")
    assert "瑕疵 1" in page["inspection-row"].text
    assert "发现问题已责令改正" in page["inspection-row"].text


def test_inspections_that_began_together_page_without_loss(
    desk: Desk, yu: Phone, walk: Walk, cast: Cast
) -> None:
    walk.arrive()
    for each in give(yu, cast, 21):
        Walk(walk.chen, walk.shen, cast, each).arrive()
    first = desk.page("/inspections")
    rest = desk.page(first["more"].attributes["hx-get"].removeprefix("/console"), part=True)
    assert len(first.all("inspection-row")) == 20
    assert len(rest.all("inspection-row")) == 2
    unknown = desk.page("/inspections", before=str(uuid.uuid4()), part=True)
    assert "more" in unknown or unknown.elements == [] or unknown.all("inspection-row")


def sheet(desk: Desk, path: str, **query: Any) -> list[list[Any]]:
    """The rows of a sheet, the first one its headings; a cell that could be a formula is text."""
    answer = desk.ask(path, **query)
    assert answer.status_code == 200
    found = load_workbook(BytesIO(answer.data)).active
    assert found is not None
    cells = [list(row) for row in found.iter_rows()]
    assert all(c.quotePrefix for row in cells for c in row if str(c.value).startswith("="))
    return [[cell.value for cell in row] for row in cells]


def test_tasks_become_a_sheet_as_they_are_filtered(desk: Desk, chen: Phone, task: str) -> None:
    chen.do("task.decline", task_id=task, reason="=1+1")
    [head, row] = sheet(desk, "/tasks/export", state="declined")
    told = dict(zip(head, row, strict=True))
    assert (told["监管对象"], told["检查组"]) == (NAME, "陈立群、沈雨薇")
    assert told["期限"] == "2026-12-01"
    assert (told["状态"], told["退回原因"]) == ("已退回", "=1+1")
    assert len(sheet(desk, "/tasks/export", state="pending")) == 1
    page = desk.page("/tasks", part=True, state="declined")
    assert page["export"].attributes["href"] == "/console/tasks/export?state=declined"


def test_a_sheet_that_is_cut_says_so_in_its_last_line(
    desk: Desk, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(sheet(desk, "/tasks/export")) == 2
    monkeypatch.setattr(writing, "MOST_LISTED", 0)
    [_, last] = sheet(desk, "/tasks/export")
    assert last[0] == "只导出了前 0 条，其余的请缩小筛选范围再导出"


@begins("signed")
def test_inspections_become_a_sheet_as_they_are_filtered(desk: Desk, walk: Walk) -> None:
    [_, row] = sheet(desk, "/inspections/export", state="signed", q="鑫源")
    assert (row[0], row[-1]) == (NAME, "已签名")
    assert len(sheet(desk, "/inspections/export", q="没有这家")) == 1
