"""审批、计划、频次上限、计数规则、主体公布、综合查一次 at the desk."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from backend.core import clock
from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.core.records import Audit
from backend.core.sheets import writing
from backend.planning import Approval, Cap, CountingRule, Plan, PlanState, Visit
from tests.cast import Cast, named
from tests.conftest import Phone
from tests.console.conftest import Desk
from tests.console.page import Page

Open = Callable[..., Desk]


@pytest.fixture
def head(noon: object, desk_of: Open, cast: Cast) -> Desk:
    """Fan, for once the head of the agency."""
    return desk_of(named("account fan"), Role.AGENCY_HEAD)


def asked(chen: Phone, cast: Cast, **changes: Any) -> str:
    approval = str(clock.uuid7())
    chen.do(
        "approval.ask",
        approval_id=approval,
        subject_id=str(cast.subject),
        checklist_id=str(cast.checklist),
        officer_ids=[str(cast.shen_officer)],
        kind="case",
        trigger="complaint",
        trigger_note="=12345 举报",
        off_site="看后厨",
        **changes,
    )
    return approval


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context(), unit_of_work(writes=False) as session:
        return list(session.scalars(select(model).order_by(model.id)))


def test_the_head_sees_what_waits_and_approves_it(
    app: Flask, head: Desk, chen: Phone, cast: Cast
) -> None:
    approval = asked(chen, cast)
    page = head.page("/approvals")
    assert "鑫源餐饮店：个案检查" in page["approval-row"].text
    assert "看后厨" in head.page(f"/approvals/{approval}").html
    answer = head.send(f"/approvals/{approval}/decide", decision="approved", remarks="")
    assert answer.status_code == 303
    assert "范明" in head.page(f"/approvals/{approval}")["decided"].text
    assert "empty" in head.page("/approvals")


def test_returning_wants_words(head: Desk, chen: Phone, cast: Cast) -> None:
    approval = asked(chen, cast)
    page = Page(head.send(f"/approvals/{approval}/decide", decision="returned"), 422)
    assert "要写明意见" in page["error-remarks"].text
    head.send(f"/approvals/{approval}/decide", decision="returned", remarks="写明单号")
    assert "写明单号" in head.page("/approvals", state="returned")["approval-row"].text


def test_a_section_head_looks_but_does_not_approve(
    app: Flask, desk: Desk, chen: Phone, cast: Cast
) -> None:
    approval = asked(chen, cast)
    assert "approve" not in desk.page(f"/approvals/{approval}")
    refused = desk.send(f"/approvals/{approval}/decide", decision="approved")
    assert refused.status_code == 404
    assert [row.state for row in rows(app, Approval)] == ["pending"]


def test_the_head_delegates_and_takes_it_back(
    head: Desk, desk_of: Open, chen: Phone, cast: Cast
) -> None:
    form = {"to_account": str(cast.yu), "reason": "出差", "from_day": "2026-11-24"}
    wrong = Page(head.send("/approvals/delegations", **form, to_day="2026-11-01"), 422)
    assert "止期早于起期" in wrong.html
    assert head.send("/approvals/delegations", **form, to_day="2026-11-26").status_code == 303
    approval = asked(chen, cast)
    desk = desk_of(cast.yu)
    assert desk.send(f"/approvals/{approval}/decide", decision="approved").status_code == 303
    assert "受范明委托" in desk.page(f"/approvals/{approval}")["decided"].text
    assert "俞建国" in head.page("/approvals")["delegations"].text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("approvals", "approval"),
        ("plans", "plan"),
        ("caps", "cap"),
        ("counting", "counting"),
        ("merges", "merge"),
        ("bodies", "body"),
    ],
)
def test_every_list_becomes_a_sheet_without_formulas_and_who_took_it_is_kept(
    app: Flask, desk: Desk, chen: Phone, cast: Cast, path: str, kind: str
) -> None:
    asked(chen, cast)
    answer = desk.ask(f"/{path}/export")
    assert answer.status_code == 200
    with app.app_context(), unit_of_work(writes=False) as session:
        [taken] = session.scalars(select(Audit).where(Audit.action == f"{kind}.export"))
    assert (taken.name, taken.kind) == ("俞建国", kind)
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line]
    risky = [cell for cell in cells if str(cell.value).startswith("=")]
    assert all(cell.quotePrefix for cell in risky)
    assert [cell.value for cell in risky] == ["=12345 举报"] * (path == "approvals")


@pytest.mark.parametrize("path", ["approvals", "bodies"])
def test_a_list_that_is_cut_says_so_in_its_last_line(
    desk: Desk, chen: Phone, cast: Cast, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(chen, cast)
    monkeypatch.setattr(writing, "MOST_LISTED", 0)
    sheet = load_workbook(io.BytesIO(desk.ask(f"/{path}/export").data)).active
    assert sheet is not None
    [_, last] = sheet.iter_rows(values_only=True)
    assert last[0] == "只导出了前 0 条，其余的请缩小筛选范围再导出"


def test_a_plan_is_written_approved_and_published(
    app: Flask, head: Desk, desk_of: Open, cast: Cast
) -> None:
    desk = desk_of(cast.yu)
    form = {"name": "餐饮专项", "year": "2026", "kind": "routine", "field": "市场监管"}
    wrong = Page(desk.send("/plans/new", **form), 422)
    assert "请说明查哪些对象" in wrong["error-tags"].text
    unknown = Page(desk.send("/plans/new", **form, subjects="没有这家\n=1+1"), 422)
    assert "没有这家" in unknown["error-subjects"].text
    made = desk.send("/plans/new", **form, subjects="92330602ma2d7k3q7w", months="12")
    plan = made.headers["Location"].split("?")[0].removeprefix("/console")
    assert "名单 1 家" in desk.page(plan)["contents"].text
    assert desk.send(f"{plan}/submit").status_code == 303
    [approval] = rows(app, Approval)
    head.send(f"/approvals/{approval.id}/decide", decision="approved")
    assert desk.send(f"{plan}/publish", document="越政办〔2026〕7号").status_code == 303
    assert "越政办〔2026〕7号" in desk.page("/plans", q="餐饮专项")["plan-row"].text
    assert desk.send(f"{plan}/withdraw", reason="并入年度计划").status_code == 303
    found = [row for row in rows(app, Plan) if row.name == "餐饮专项"]
    assert [row.state for row in found] == [PlanState.WITHDRAWN]


def test_a_plan_of_several_items_is_written_without_losing_any(desk: Desk) -> None:
    form = {"name": "两类对象", "year": "2026", "kind": "routine", "field": "市场监管"}
    first = form | {"tags": "餐饮", "months": ["3", "4"], "checklists": ["food"]}
    page = Page(desk.send("/plans/new", **first, more="1"))
    assert len(page.all("item")) == 2
    assert page.named("tags")[0].attributes["value"] == "餐饮"
    assert page.named("field-2")[0].attributes["value"] == "市场监管"
    assert [e.attributes["value"] for e in page.named("months") if "checked" in e.attributes] == [
        "3",
        "4",
    ]
    both = first | {"count": "2", "field-2": "市场监管", "subjects-2": "没有这家"}
    wrong = Page(desk.send("/plans/new", **both), 422)
    assert "没有这家" in wrong["error-subjects-2"].text
    assert wrong.named("tags")[0].attributes["value"] == "餐饮"
    less = Page(desk.send("/plans/new", **both, drop="1"))
    assert [each.text for each in less.named("subjects")] == ["没有这家"]
    made = desk.send("/plans/new", **both | {"subjects-2": "92330602ma2d7k3q7w"})
    plan = made.headers["Location"].split("?")[0].removeprefix("/console")
    contents = desk.page(plan)["contents"].text
    assert "餐饮" in contents
    assert "名单 1 家" in contents


def test_a_cap_is_entered_published_and_stands_against_the_visits(
    app: Flask, desk: Desk, cast: Cast
) -> None:
    with app.app_context(), unit_of_work() as session:
        session.add(
            Visit(
                agency_id=cast.market,
                subject_id=cast.subject,
                field="市场监管",
                day=date(2026, 3, 5),
                year=2026,
                kind="routine",
                mode="site",
                trigger="plan",
                counted=True,
                task_id=uuid.uuid4(),
            )
        )
    form = {"agency_id": str(cast.market), "year": "2026", "number": "1"}
    assert "请填次数" in Page(desk.send("/caps", **form | {"number": "x"}), 422).html
    assert desk.send("/caps", **form).status_code == 303
    assert "没公布，不拦" in desk.page("/caps")["cap-row"].text
    [cap] = rows(app, Cap)
    assert desk.send(f"/caps/{cap.id}/publish", document="").status_code == 422
    assert desk.send(f"/caps/{cap.id}/publish", document="越市监〔2026〕3号").status_code == 303
    assert "到上限" in desk.page("/caps", part=True, reached="1")["against-row"].text
    assert desk.send(f"/caps/{cap.id}/end", reason="改").status_code == 303
    assert "empty" in desk.page("/caps", part=True, reached="1")


def test_how_visits_count_is_changed_by_the_legal_reviewer(
    app: Flask, desk: Desk, desk_of: Open, cast: Cast
) -> None:
    rule = next(row for row in rows(app, CountingRule) if row.kind == "recheck")
    form = {"revision": "1", "counted": "1", "warns": "1", "why": "本市复查也计数"}
    assert desk.send(f"/counting/{rule.id}", **form).status_code == 403
    reviewer = desk_of(cast.shen, Role.LEGAL_REVIEW)
    assert reviewer.send(f"/counting/{rule.id}", **form).status_code == 303
    again = Page(reviewer.send(f"/counting/{rule.id}", **form), 422)
    assert "刚被别人改过" in again.html
    assert "本市复查也计数" in reviewer.page("/counting").html


def test_the_published_bodies_are_kept_by_the_register(
    desk: Desk, desk_of: Open, cast: Cast
) -> None:
    assert "publish-body" not in desk.page("/bodies")
    keeper = desk_of(cast.shen, Role.REGISTER_ADMIN)
    form = {"agency_id": str(cast.market), "standing": "organ", "source": "公告"}
    taken = Page(keeper.send("/bodies", **form, published_from="2026-01-01"), 422)
    assert "已经公布" in taken.html
    assert "公告" in keeper.page("/bodies", now="1")["body-row"].text


def test_where_nothing_can_be_merged_the_page_says_so(desk: Desk) -> None:
    page = desk.page("/merges")
    assert "没有合并建议" in page["empty"].text
    assert page["saved"].text == "0"
