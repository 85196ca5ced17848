"""派任务: what may be chosen, what is refused beside its field, what comes of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core.database import unit_of_work
from backend.core.jobs import Job
from backend.organization import Region
from backend.subjects import PastInspection, Subject
from backend.tasks import Task
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.subjects.searching import keep


def filled(cast: Cast, **changes: Any) -> dict[str, Any]:
    form = {
        "subject_id": str(cast.subject),
        "checklist_id": str(cast.checklist),
        "officer_ids": [str(cast.shen_officer), str(cast.chen_officer)],
        "leader": str(cast.chen_officer),
        "deadline": "2026-12-01",
        "kind": "campaign",
        "off_site": "要看后厨",
        "note": "先看后厨",
    } | changes
    return {key: value for key, value in form.items() if value is not None}


def test_assigning_leads_to_the_task_and_tells_the_team(app: Flask, desk: Desk, cast: Cast) -> None:
    answer = desk.send("/tasks/new", **filled(cast))
    assert answer.status_code == 303
    page = Page(desk.client.get(answer.headers["Location"], headers={"Accept": "text/html"}))
    assert "任务已派出" in page["done"].text
    assert page["team"].text.startswith("陈立群 组长")
    assert "派出任务" in page["trail"].text
    assert "先看后厨" in page.html
    with app.app_context(), unit_of_work(writes=False) as session:
        kinds = session.scalars(select(Job.kind)).all()
    assert kinds == ["message.task_assigned"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"subject_id": None}, "subject_id", "请先找到并选定监管对象"),
        ({"subject_id": "x"}, "subject_id", "请先找到并选定监管对象"),
        ({"subject_id": str(uuid.uuid4())}, "subject_id", "没有找到"),
        ({"checklist_id": None}, "checklist_id", "请选一张检查表"),
        ({"checklist_id": str(uuid.uuid4())}, "checklist_id", "另选一张"),
        ({"officer_ids": []}, "officer_ids", "至少选两名"),
        ({"leader": None}, "officer_ids", "请指定一名组长"),
        ({"officer_ids": ["x", "y"]}, "officer_ids", "已不在名单里"),
        ({"leader": "old_officer"}, "officer_ids", "到不了完成期限"),
        ({"leader": "helper"}, "officer_ids", "辅助人员"),
        ({"deadline": "2026-11-23"}, "deadline", "不能早于今天"),
        ({"deadline": "2028-11-23"}, "deadline", "一年"),
        ({"deadline": "soon"}, "deadline", "请填完成期限"),
        ({"deadline": ""}, "deadline", "请填完成期限"),
        ({"kind": "x"}, "kind", "请选检查种类"),
        ({"kind": "recheck"}, "kind", "请选检查种类"),
        ({"off_site": ""}, "off_site", "为什么要到现场"),
        ({"trigger": "complaint"}, "trigger_note", "线索从哪来"),
        ({"notice": "exempt"}, "notice_reason", "为什么不提前通知"),
        ({"note": "x" * 501}, "note", "500"),
        ({"note": "a\0b"}, "note", "无法保存"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    app: Flask, desk: Desk, cast: Cast, changes: dict[str, Any], field: str, words: str
) -> None:
    given = {k: str(getattr(cast, v, v)) if k == "leader" and v else v for k, v in changes.items()}
    page = Page(desk.send("/tasks/new", **filled(cast, **given)), 422)
    error = page[f"error-{field}"]
    assert words in error.text
    assert error.attributes["id"] == f"{field}-wrong"
    tied = [e for e in page.elements if error.attributes["id"] in _describes(e)]
    assert tied, "the control names its error"
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.scalars(select(Task.id)).all() == []


def _describes(element: Any) -> list[str]:
    found: list[str] = element.attributes.get("aria-describedby", "").split()
    return found


def test_a_refused_form_keeps_what_was_filled_in(desk: Desk, cast: Cast) -> None:
    page = Page(desk.send("/tasks/new", **filled(cast, deadline="2026-11-23")), 422)
    checked = {e.attributes["value"] for e in page.elements if "checked" in e.attributes}
    assert checked == {
        *(str(cast.checklist), str(cast.chen_officer), str(cast.shen_officer), "campaign", "site")
    }
    assert "鑫源餐饮店" in page["chosen-subject"].text
    assert page["deadline"].attributes["value"] == "2026-11-23"
    assert page["note"].text == "先看后厨"
    focused = [e for e in page.elements if "autofocus" in e.attributes]
    assert [e.attributes["name"] for e in focused] == ["deadline"]


def test_everything_missing_is_told_at_once(desk: Desk) -> None:
    page = Page(desk.send("/tasks/new"), 422)
    told = {e.attributes["id"] for e in page.elements if e.attributes.get("class") == "wrong"}
    assert told == {
        f"{field}-wrong" for field in ("subject_id", "checklist_id", "officer_ids", "deadline")
    } | {"kind-wrong", "off_site-wrong"}
    assert "还差 6 处" in page["form-wrong"].text


def test_who_may_not_go_is_shown_with_the_reason(desk: Desk) -> None:
    page = desk.page("/tasks/new")
    disabled = {e.attributes["data-name"] for e in page.elements if _is_unfit(e)}
    assert disabled == {"老周", "小吴"}
    assert "执法证 2026-01-31 已到期" in page["officers"].text
    assert "辅助人员" in page["officers"].text
    later = desk.page("/tasks/new/deadline", part=True, deadline="2028-12-06")
    assert "早于完成期限" in later["officers"].text


def _is_unfit(element: Any) -> bool:
    return element.attributes.get("name") == "officer_ids" and "disabled" in element.attributes


def test_subjects_are_found_while_one_types(app: Flask, desk: Desk) -> None:
    keep(app)
    for q in ("鑫源", "92330602MA2D", "青藤弄"):
        assert len(desk.page("/tasks/new/subjects", part=True, q=q).all("hit")) == 1
    nothing = desk.page("/tasks/new/subjects", part=True, q="没有这家")
    assert "没有找到“没有这家”" in nothing["hits"].text
    assert desk.page("/tasks/new/subjects", part=True, q="  ").all("hit") == []
    for q in ("%", "a\0b", "\u2028", "x" * 500):
        assert desk.ask("/tasks/new/subjects", part=True, q=q).status_code == 200


def test_the_chosen_subject_shows_its_past_and_what_is_open(
    desk: Desk, cast: Cast, task: str
) -> None:
    page = desk.page("/tasks/new/subject", part=True, subject_id=str(cast.subject))
    assert "绍兴市越城区卫生健康局 未发现问题" in page["chosen-subject"].text
    assert "1 个没办结的任务" in page["open-tasks"].text
    again = desk.page("/tasks/new/subject", part=True)
    assert "subject-search" in again
    gone = desk.ask("/tasks/new/subject", part=True, subject_id=str(uuid.uuid4()))
    assert (gone.status_code, gone.headers["HX-Retarget"]) == (404, "#notice")


def test_the_deadline_is_counted_in_working_days(desk: Desk) -> None:
    page = desk.page("/tasks/new/deadline", part=True, workdays="5")
    assert page["deadline"].attributes["value"] == "2026-12-01"
    assert "2026-12-01 星期二，今天起第 5 个工作日" in page["deadline-counted"].text
    weekend = desk.page("/tasks/new/deadline", part=True, deadline="2026-11-28")
    assert "休息" in weekend["deadline-counted"].text
    beyond = desk.page("/tasks/new/deadline", part=True, deadline="2027-02-01")
    assert "暂按周末算" in beyond["deadline-counted"].text
    for odd in ("", "x", "9999-12-31", "0001-01-01"):
        assert desk.ask("/tasks/new/deadline", part=True, deadline=odd).status_code == 200


def test_the_field_of_the_agency_comes_first(desk: Desk) -> None:
    page = desk.page("/tasks/new")
    assert page["checklists"].text.startswith("检查表 本单位领域 餐饮服务食品安全检查表")


def test_a_subject_of_another_county_is_pointed_out(app: Flask, desk: Desk, cast: Cast) -> None:
    address = f"/tasks/new?subject_id={cast.subject}"
    assert "outside" not in desk.page(address)
    with app.app_context(), unit_of_work() as session:
        session.add(Region(code="330624101", name="澄潭街道", level="town", parent="330624"))
        session.flush()
        session.get_one(Subject, cast.subject).region_code = "330624101"
    assert "不在本单位的辖区" in desk.page(address)["outside"].text


def test_what_stands_in_the_way_is_told_with_the_lawful_ways_on(desk: Desk, cast: Cast) -> None:
    form = filled(cast, kind="case", trigger="complaint", trigger_note="12345 举报")
    page = Page(desk.send("/tasks/new", **form), 422)
    assert "还没有报机关负责人批准" in page["gate-P4"].text
    assert "出路：报机关负责人批准" in page["gate-P4"].text
    asked = desk.send("/tasks/new/ask", **form)
    assert asked.status_code == 303
    shown = Page(desk.client.get(asked.headers["Location"], headers={"Accept": "text/html"}))
    assert "等机关负责人" in shown.html


def test_a_warning_wants_its_reason_and_then_lets_go_on(app: Flask, desk: Desk, cast: Cast) -> None:
    with app.app_context(), unit_of_work() as session:
        session.add(
            PastInspection(
                subject_id=cast.subject,
                day=date(2026, 11, 10),
                agency_name="越城区消防救援大队",
                result=1,
                open=False,
            )
        )
    page = Page(desk.send("/tasks/new", **filled(cast)), 422)
    assert "越城区消防救援大队11-10" in page["gate-L22"].text
    assert "要理由" in page["gate-L22"].text
    given = filled(cast) | {"reason-L22": "消防查的是通道，这次查后厨"}
    assert desk.send("/tasks/new", **given).status_code == 303
    with app.app_context(), unit_of_work(writes=False) as session:
        [task] = session.scalars(select(Task)).all()
    assert task.noted[0]["reason"] == "消防查的是通道，这次查后厨"
