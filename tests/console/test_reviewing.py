"""The reviewer at the desk: the queue, flaws, approve and return, 先行登记保存."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook

from backend.core import clock
from backend.core.auth import Role
from tests.cast import ITEMS, Cast, named
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.inspections.walk import Walk


@pytest.fixture
def handed_in(walk: Walk) -> Walk:
    """With one flaw: the second officer never confirmed."""
    walk.arrive()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    walk.sign_both()
    walk.submit()
    return walk


def decide(desk: Desk, walk: Walk, **form: str) -> Page | None:
    [flaw] = walk.page()["flaws"]
    answer = desk.send(f"/inspections/{walk.inspection}/flaws/{flaw['id']}", **form)
    return None if answer.status_code == 303 else Page(answer, 422)


def test_the_queue_names_what_waits_and_what_is_wrong(desk: Desk, handed_in: Walk) -> None:
    page = desk.page("/reviews")
    assert page["tab-review"].text == "待复核1"
    assert "待处理 1" in page["review-row"].text
    assert "empty" in desk.page("/reviews", state="returned")
    assert "empty" in desk.page("/reviews", q="没有这家店")


def test_the_queue_is_exported_as_text(desk: Desk, handed_in: Walk) -> None:
    answer = desk.ask("/reviews/export")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    [head, row] = [list(each) for each in sheet.iter_rows(values_only=True)]
    assert head[:2] == ["监管对象", "地址"]
    assert row[0] == "绍兴市越城区鑫源餐饮店"
    assert row[-3:] == ["1", "1", "待复核"]


def test_a_flaw_gets_a_decision_with_its_reason_then_it_is_approved(
    desk: Desk, handed_in: Walk
) -> None:
    address = f"/inspections/{handed_in.inspection}"
    early = Page(desk.send(f"{address}/approve"), 422)
    assert "还有 1 项程序瑕疵没有处理意见" in early["error-remarks"].text
    wrong = decide(desk, handed_in, decision="valid")
    assert wrong is not None
    assert "请写明理由" in wrong["review"].text
    assert decide(desk, handed_in, decision="valid", reason="有监控佐证") is None
    assert "有效 有监控佐证" in desk.page(address)["flaw"].text
    assert desk.send(f"{address}/approve", remarks="同意").status_code == 303
    page = desk.page(address, done="approved")
    assert "已办结" in page["done"].text
    assert "复核通过 同意" in page["reviewed"].text
    assert "已到场 陈立群" in page["steps"].text
    assert "L5 检查应当制作笔录" in page["steps"].text
    assert "approve" not in page


def test_a_return_says_what_is_wanted(desk: Desk, handed_in: Walk) -> None:
    address = f"/inspections/{handed_in.inspection}"
    bare = Page(desk.send(f"{address}/return"), 422)
    assert "请写明要改什么" in bare["error-remarks"].text
    assert desk.send(f"{address}/return", remarks="第 1 项没写数量").status_code == 303
    assert "第 1 项没写数量" in desk.page(address)["returned"].text
    again = Page(desk.send(f"{address}/approve"), 409)
    assert "退回修改" in again["problem"].text


def test_who_only_looks_is_offered_nothing(
    desk_of: Callable[..., Desk], cast: Cast, handed_in: Walk
) -> None:
    looker = desk_of(named("account fan"), Role.LEGAL_REVIEW)
    page = looker.page(f"/inspections/{handed_in.inspection}")
    assert "flaw" in page
    for form in ("decide-flaw", "approve", "return"):
        assert form not in page


def test_the_head_approves_what_is_preserved_and_the_decision_is_kept(
    desk_of: Callable[..., Desk], desk: Desk, cast: Cast, walk: Walk
) -> None:
    walk.arrive()
    which = str(clock.uuid7())
    walk.chen.do(
        "preservation.ask",
        preservation_id=which,
        inspection_id=walk.inspection,
        items=[ITEMS[0]],
        things=[{"name": "调理鸡排", "spec": "1 kg/袋", "quantity": "3 袋"}],
        place="本店冷藏柜",
        reason="可能被转移",
    )
    address = f"/inspections/{walk.inspection}"
    assert "approve-preservation" not in desk.page(address)
    assert desk.send(f"{address}/preserved/{which}/approve").status_code == 404
    head = desk_of(named("account fan"), Role.AGENCY_HEAD)
    bare = Page(head.send(f"{address}/preserved/{which}/refuse"), 422)
    assert "请写明要改什么" in bare["preservation"].text
    assert head.send(f"{address}/preserved/{which}/approve").status_code == 303
    page = desk.page(address)
    assert "还有 7 个工作日" in page["preservation"].text
    told = desk.send(f"{address}/preserved/{which}/decide", decision="解除保存，退还当事人")
    assert told.status_code == 303
    assert "解除保存，退还当事人" in desk.page(address)["preservation"].text
