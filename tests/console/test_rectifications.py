"""问题与整改: the board, one order whole, and what is decided at the desk."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from backend.core.auth import Role
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.inspections.walk import Walk
from tests.rectification.steps import ordered, page, recheck, report
from tests.stages import begins

HEAD = (Role.AGENCY_HEAD,)


@pytest.fixture
def order(walk: Walk) -> str:
    return ordered(walk)


@begins("submitted")
def test_the_board_counts_and_narrows(desk: Desk, walk: Walk, order: str) -> None:
    board = desk.page("/rectifications")
    assert "鑫源餐饮店" in board["order-row"].text
    assert "冷藏柜内有 3 袋调理鸡排超过保质期。" in board["order-row"].text
    assert board["tab-open"].text == "整改中1"
    for asked, found in (
        ({"state": "closed"}, 0),
        ({"q": "鑫源"}, 1),
        ({"q": "责改〔2026〕1号"}, 1),
        ({"q": "没有"}, 0),
        ({"region": "330602"}, 1),
        ({"region": "330603"}, 0),
        ({"field": "消防救援"}, 0),
        ({"due_from": "2026-12-01", "due_to": "2026-12-01"}, 1),
        ({"due_to": "2026-11-30"}, 0),
        ({"agency_id": str(Cast.fire)}, 0),
        ({"due_to": "yesterday"}, 1),
    ):
        shown = desk.page("/rectifications", part=True, **asked)
        assert len(shown.all("order-row")) == found, asked


def test_an_empty_board_says_what_comes(desk: Desk) -> None:
    assert "还没有责令改正" in desk.page("/rectifications")["empty"].text


@begins("submitted")
def test_one_order_shows_before_after_and_the_whole_trail(
    desk: Desk, walk: Walk, order: str
) -> None:
    walk.chen.send(report(walk.chen, order))
    recheck(walk, order, "corrected")
    shown = desk.page(f"/rectifications/{order}")
    assert "合格销号" in shown.html
    assert "已整改" in shown["item"].text
    assert shown["item"].text.count("整改前") == 1
    assert shown["item"].text.count("复查时") == 1
    assert "过期食品已全部下架销毁" in shown["report"].text
    assert "当事人意见：无异议" in shown["rechecks"].text
    trail = shown["trail"].text
    for words in ("发出责令改正", "交整改报告", "安排复查", "复查有了结果", "派出任务"):
        assert words in trail
    assert "decide" not in shown
    assert "recheck-open" not in shown
    for each in shown.elements:
        if each.tag == "img":
            answer = desk.client.get(each.attributes["src"])
            assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")


@begins("submitted")
def test_a_date_is_moved_with_a_reason(desk: Desk, walk: Walk, order: str) -> None:
    answer = desk.send(f"/rectifications/{order}/extend", due="2026-12-11", reason="设备要订货")
    assert answer.status_code == 303
    shown = desk.page(f"/rectifications/{order}", done="extend")
    assert "期限已改" in shown["done"].text
    assert shown["due"].text == "2026-12-11"
    assert "2026-12-01 改到 2026-12-11：设备要订货" in shown["extensions"].text
    assert "俞建国 同意" in shown["extensions"].text


@begins("submitted")
@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"due": "", "reason": "x"}, "due", "请填新的期限"),
        ({"due": "2026-12-11", "reason": " "}, "reason", "请写明延期的原因"),
        ({"due": "2026-12-01", "reason": "x"}, "due", "也要晚于原来的 2026-12-01"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    desk: Desk, order: str, form: dict[str, str], field: str, words: str
) -> None:
    from tests.console.page import Page

    shown = Page(desk.send(f"/rectifications/{order}/extend", **form), 422)
    assert words in shown[f"error-{field}"].text


@begins("submitted")
def test_a_recheck_is_given_to_the_same_team_or_another(desk: Desk, walk: Walk, order: str) -> None:
    shown = desk.page(f"/rectifications/{order}")
    ticked = [e for e in shown.named("officer_ids") if "checked" in e.attributes]
    assert {e.attributes["data-name"] for e in ticked} == {"陈立群", "沈雨薇"}
    answer = desk.send(
        f"/rectifications/{order}/recheck",
        deadline="2026-12-15",
        officer_ids=[e.attributes["value"] for e in ticked],
        leader=str(Cast.shen_officer),
    )
    assert answer.status_code == 303
    found = page(walk.chen, order)
    assert found["state_in_words"] == "待复查"
    task = walk.shen.get(f"/tasks/{found['rechecks'][0]['task_id']}").get_json()
    assert [each["name"] for each in task["team"] if each["lead"]] == ["沈雨薇"]
    [row] = desk.page("/tasks", kind="recheck").all("task-row")
    assert "复查" in row.text


@begins("submitted")
def test_a_case_is_asked_for_with_a_reason_by_the_head(
    desk_of: Callable[..., Desk], noon: object, walk: Walk, order: str
) -> None:
    head = desk_of(Cast.yu, *HEAD)
    recheck(walk, order, "not")
    shown = head.page(f"/rectifications/{order}")
    assert "等科室决定" in shown["undecided"].text
    assert "recheck-open" not in shown
    answer = head.send(f"/rectifications/{order}/escalate", reason="两次不改")
    assert answer.status_code == 303
    assert page(walk.chen, order)["state_in_words"] == "转立案"
    assert "转立案" in head.page(f"/rectifications/{order}")["trail"].text
    again = head.send(f"/rectifications/{order}/extend", due="2026-12-30", reason="x")
    assert again.status_code == 409


@begins("submitted")
def test_who_only_reads_decides_nothing(desk_of: Callable[..., Desk], order: str) -> None:
    reader = desk_of(Cast.yu, Role.INSPECTORATE)
    shown = reader.page(f"/rectifications/{order}")
    assert "decide" not in shown
    assert "recheck-open" not in shown


@begins("submitted")
def test_the_sheet_has_a_row_an_item_and_no_formulas(
    app: Flask, desk: Desk, walk: Walk, order: str
) -> None:
    from backend.core.database import unit_of_work
    from backend.subjects import Subject

    with app.app_context(), unit_of_work() as session:
        session.get_one(Subject, Cast.subject).name = "=HYPERLINK(1)"
    answer = desk.ask("/rectifications/export", state="open")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    head, row = sheet.iter_rows(values_only=True)
    said: dict[Any, Any] = dict(zip(head, row, strict=True))
    assert said["文号"] == "越市监责改〔2026〕1号"
    assert (said["监管对象"], sheet["C2"].data_type) == ("=HYPERLINK(1)", "s")
    assert (said["现在的期限"], said["复查情况"]) == ("2026-12-01", "没有复查")
    empty = desk.ask("/rectifications/export", state="closed")
    assert load_workbook(BytesIO(empty.data)).worksheets[0].max_row == 1


@begins("submitted")
def test_the_subjects_page_leads_to_the_order(desk: Desk, order: str) -> None:
    shown = desk.page(f"/subjects/{Cast.subject}")
    assert "整改中" in shown["rectifications"].text
    assert f"/console/rectifications/{order}" in shown.html


@begins("submitted")
def test_the_number_of_queries_does_not_grow(
    desk: Desk, walk: Walk, order: str, queries: Callable[[], Any]
) -> None:
    desk.page("/rectifications")
    with queries() as few:
        desk.page("/rectifications")
    recheck(walk, order, "not", "D2")
    with queries() as many:
        assert len(desk.page("/rectifications").all("order-row")) == 2
    assert len(many) == len(few) <= 16
