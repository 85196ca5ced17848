"""Before anybody leaves: each gate of the start in its order, and the lawful ways on."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, update

from backend.core import clock
from backend.core.database import unit_of_work
from backend.matters import Checklist, Implementation, Matter, State
from backend.organization import Certificate
from backend.planning import InspectingBody, Plan, PlanState
from backend.tasks.rules import STEPS
from tests.cast import Cast, named
from tests.conftest import Phone, assignment, problem

Given = dict[str, Any]


def look(phone: Phone, wish: Given, **changes: Any) -> Given:
    answer = phone.post("/tasks/start/check", json=wish | changes)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: Given = answer.get_json()
    return found


def gates(found: Given, severity: str = "block") -> list[str]:
    return [gate["rule"] for gate in found["gates"] if gate["severity"] == severity]


def begun(phone: Phone, wish: Given, **changes: Any) -> Given:
    payload = wish | {"task_id": str(clock.uuid7())} | changes
    [answer] = phone.send(phone.command("task.start", **payload))
    return answer | {"task_id": payload["task_id"]}


def test_by_the_plan_every_gate_is_open(chen: Phone, wish: Given) -> None:
    found = look(chen, wish)
    assert not found["blocked"]
    assert found["plan"] == "2026 年检查计划"
    assert sorted(gate["step"] for gate in found["gates"]) == sorted(step for step, *_ in STEPS)
    assert {gate["severity"] for gate in found["gates"]} == {"ok"}


def test_each_open_gate_names_its_article_and_a_lawful_way_on(chen: Phone, wish: Given) -> None:
    found = look(chen, wish, trigger="complaint", off_site="")
    opened = [gate for gate in found["gates"] if gate["severity"] != "ok"]
    assert [gate["step"] for gate in opened] == ["site", "plan", "approval"]
    assert all(gate["article"].startswith("《") and gate["way_on"] for gate in opened)
    assert found["gates"][: len(opened)] == opened  # the open ones first


def test_one_certified_officer_is_not_enough(chen: Phone, cast: Cast, wish: Given) -> None:
    assert gates(look(chen, wish, officer_ids=[])) == ["L1"]
    helper = look(chen, wish, officer_ids=[str(cast.helper)])
    assert gates(helper) == ["L1"]
    assert "辅助人员" in helper["gates"][0]["message"]
    assert gates(look(chen, wish, officer_ids=[str(cast.old_officer)])) == ["L2"]


def test_a_matter_that_is_not_published_is_not_checked(
    app: Flask, chen: Phone, yu: Phone, cast: Cast, wish: Given
) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Matter).values(published_on=None))
    found = look(chen, wish)
    assert gates(found) == ["P2"]
    assert not found["may_ask"]  # no approval opens it
    assert begun(chen, wish)["problem"]["code"] == "gates-open"
    refused = problem(yu.post("/tasks", json=assignment(cast)), 422, "gates-open")
    assert "还没有公布" in refused["title"]
    with app.app_context(), unit_of_work() as session:
        session.execute(delete(Implementation))
    assert "实施清单里没有" in look(chen, wish)["gates"][0]["message"]


def test_who_is_not_published_does_not_inspect(app: Flask, chen: Phone, wish: Given) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(update(InspectingBody).values(published_to=date(2026, 11, 23)))
    assert gates(look(chen, wish)) == ["P1"]


def test_without_plan_and_reason_nobody_goes(app: Flask, chen: Phone, wish: Given) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Plan).values(state=PlanState.APPROVED))
    assert gates(look(chen, wish)) == ["P3", "P4"]
    reasoned = look(chen, wish, trigger="patrol", trigger_note="街道巡查看到后厨漏水")
    assert gates(reasoned) == ["P4"]
    assert reasoned["may_ask"]


def test_a_withdrawn_form_is_not_used(app: Flask, chen: Phone, wish: Given) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Checklist).values(state=State.WITHDRAWN))
    assert gates(look(chen, wish)) == ["P6"]


def test_who_gives_no_notice_says_why(chen: Phone, wish: Given) -> None:
    assert gates(look(chen, wish, notice="exempt")) == ["P7"]
    assert gates(look(chen, wish, notice="exempt", notice_reason="提前通知会被清理现场")) == []


def test_whether_one_must_go_there_is_asked_before_going(chen: Phone, wish: Given) -> None:
    asked = wish | {"off_site": ""}
    assert gates(look(chen, asked), "warn") == ["P9"]
    assert gates(look(chen, asked, mode="written"), "warn") == []
    assert begun(chen, asked)["problem"]["details"]["rule"] == "P9"
    assert begun(chen, asked, reasons={"P9": "要看后厨"})["outcome"] == "accepted"


def test_l22_the_third_check_in_a_year_is_blocked_when_the_published_cap_is_two(
    chen: Phone,
    yu: Phone,
    cast: Cast,
    wish: Given,
    visited: Callable[..., None],
    capped: Callable[..., None],
) -> None:
    capped(2)
    visited("2026-03-05")
    assert gates(look(chen, wish)) == []
    visited("2026-07-01")
    found = look(chen, wish)
    assert gates(found) == ["L22"]
    assert "年度上限是 2 次" in found["gates"][0]["message"]
    problem(yu.post("/tasks", json=assignment(cast)), 422, "gates-open")


def test_a_complaint_goes_beyond_the_cap_with_a_reason_and_is_flagged(
    zhao: Phone,
    chen: Phone,
    complaint: Given,
    visited: Callable[..., None],
    capped: Callable[..., None],
) -> None:
    capped(2)
    visited("2026-03-05")
    visited("2026-07-01")
    found = look(chen, complaint)
    assert (gates(found), gates(found, "warn")) == (["P4"], ["L22"])
    approve(chen, zhao, complaint)
    assert begun(chen, complaint)["problem"]["details"]["rule"] == "L22"
    taken = begun(chen, complaint, reasons={"L22": "举报说又有人吃坏肚子"})
    assert taken["outcome"] == "accepted"


def approve(chen: Phone, zhao: Phone, wish: Given) -> str:
    approval = str(clock.uuid7())
    chen.do("approval.ask", approval_id=approval, **wish)
    zhao.do("approval.decide", approval_id=approval, decision="approved")
    return approval


@pytest.mark.parametrize("published", [False, True])
def test_only_a_published_cap_blocks(
    chen: Phone,
    wish: Given,
    visited: Callable[..., None],
    capped: Callable[..., None],
    published: bool,
) -> None:
    capped(1, published=published)
    visited("2026-03-05")
    assert gates(look(chen, wish)) == (["L22"] if published else [])


def test_a_task_that_waits_is_a_visit_to_come(
    chen: Phone, cast: Cast, wish: Given, task: str, capped: Callable[..., None]
) -> None:
    capped(1)
    assert gates(look(chen, wish)) == ["L22"]


def test_a_recheck_and_a_written_check_do_not_count(
    app: Flask, chen: Phone, cast: Cast, wish: Given, capped: Callable[..., None]
) -> None:
    from backend import tasks
    from tests.planning.conftest import caller

    capped(1)
    with app.app_context(), unit_of_work() as session:
        recheck = tasks.assign(
            session,
            by=caller(session, cast.yu),
            subject_id=cast.subject,
            checklist_id=cast.checklist,
            officer_ids=[cast.chen_officer, cast.shen_officer],
            deadline=clock.today(),
            kind=tasks.Kind.RECHECK,
        )
        assert not recheck.counted
    assert not look(chen, wish, mode="written")["counted"]
    assert gates(look(chen, wish)) == []


def test_another_agency_there_within_a_month_is_told(
    chen: Phone, cast: Cast, wish: Given, visited: Callable[..., None]
) -> None:
    visited("2026-10-20", cast.fire)
    assert gates(look(chen, wish), "warn") == []  # 35 days ago
    visited("2026-11-10", cast.fire)
    found = look(chen, wish)
    assert gates(found, "warn") == ["L22"]
    assert "越城区消防救援大队11-10" in found["gates"][0]["message"]


def test_the_gates_cost_a_constant_number_of_queries(
    app: Flask, chen: Phone, cast: Cast, wish: Given, visited: Callable[..., None]
) -> None:
    queries: list[str] = []
    event.listen(
        app.extensions["engine"], "before_cursor_execute", lambda *args: queries.append(args[2])
    )
    look(chen, wish)  # the first request looks whose installation it is
    counts = []
    for months in ((1,), (2, 3), (4, 5, 6)):
        for month in months:
            visited(f"2026-{month:02d}-05")
        queries.clear()
        look(chen, wish)
        counts.append(len([query for query in queries if query.startswith("SELECT")]))
    assert len(set(counts)) == 1
    assert counts[0] <= 24, counts


def test_a_certificate_that_ends_too_soon_is_found_before_leaving(
    app: Flask, chen: Phone, cast: Cast, wish: Given
) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(
            update(Certificate)
            .where(Certificate.officer_id == cast.shen_officer)
            .values(valid_to=clock.today())
        )
    partners = chen.get(
        "/tasks/start/partners", subject_id=cast.subject, checklist_id=cast.checklist
    ).get_json()["items"]
    why = {each["name"]: each["reason"] for each in partners}
    assert why["俞建国"] == ""
    assert "执法证" in why["沈雨薇"]
    assert "陈立群" not in why
    assert gates(look(chen, wish)) == ["L2"]


def test_a_subject_that_is_not_there_is_told(chen: Phone, wish: Given) -> None:
    answer = chen.post("/tasks/start/check", json=wish | {"subject_id": str(uuid.uuid4())})
    problem(answer, 404, "not-found")


@pytest.mark.parametrize(
    "changed",
    [
        {"mode": "written"},
        {"trigger": "patrol", "trigger_note": "路过看看"},
    ],
)
def test_an_approval_is_for_the_way_and_the_reason_that_the_head_saw(
    zhao: Phone, chen: Phone, complaint: Given, changed: Given
) -> None:
    approve(chen, zhao, complaint | changed)
    assert gates(look(chen, complaint)) == ["P4"]
    asked = approve(chen, zhao, complaint)
    assert begun(chen, complaint)["outcome"] == "accepted"
    assert zhao.get(f"/approvals/{asked}").get_json()["state"] == "approved"


def test_what_waits_in_another_way_does_not_stand_for_this_wish(
    zhao: Phone, chen: Phone, complaint: Given
) -> None:
    for changed in ({"mode": "written"}, {}, {"mode": "written"}):
        chen.do("approval.ask", approval_id=str(clock.uuid7()), **complaint | changed)
    assert zhao.get("/approvals", state="pending").get_json()["counts"]["pending"] == 2


def test_another_team_than_the_head_saw_goes_with_a_reason(
    zhao: Phone, chen: Phone, cast: Cast, complaint: Given
) -> None:
    approve(chen, zhao, complaint)
    other = complaint | {"officer_ids": [str(named("officer yu"))]}
    found = look(chen, other)
    assert (gates(found), gates(found, "warn")) == ([], ["P4"])
    assert "批准时的检查人员是陈立群、沈雨薇，现在是陈立群、俞建国" in found["gates"][0]["message"]
    assert begun(chen, other)["problem"]["details"]["rule"] == "P4"
    assert begun(chen, other, reasons={"P4": "沈雨薇请假"})["outcome"] == "accepted"
