"""Templates on every paper, how a document reached the party, and notices by the stack."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.documents import NoticeBatch, PublishedTemplate, Service
from backend.documents.outline import compared
from backend.documents.templates import load
from tests.conftest import Phone, assignment
from tests.console.conftest import Desk
from tests.inspections.test_papers import work
from tests.inspections.walk import Walk
from tests.stages import begins

NOTICE = {
    "kind": "inspection_notice",
    "basis": "《食品安全法》第一百一十条",
    "from_day": "2026-11-25",
    "to_day": "2026-11-30",
    "method": "现场检查",
    "contact": "俞建国",
    "telephone": "0575-85131234",
}


def test_every_template_is_listed_with_what_is_done_with_its_paper(desk: Desk) -> None:
    rows = {row.text.split()[0]: row.text for row in desk.page("/templates").all("template-row")}
    assert len(rows) == 22
    assert "预盖、套印、电子签章" in rows["当场行政处罚决定书"]
    assert "原件" in rows["行政检查结果告知书"]
    assert "不在现场出" in rows["案件移送函"]


@pytest.mark.parametrize(("paper", "width"), [("a4", 794), ("58", 448), ("80", 640)])
def test_a_template_is_shown_on_every_paper(desk: Desk, paper: str, width: int) -> None:
    answer = desk.ask(f"/templates/photo_sheet/preview/{paper}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert abs(Image.open(BytesIO(answer.data)).width - width) < 2


@begins("signed")
def test_the_page_of_a_template_shows_a_document_that_was_signed(desk: Desk, walk: Walk) -> None:
    page = desk.page("/templates/record")
    assert "a4-1" in page
    assert "slip-58" in page
    assert "越市监检录〔2026〕1号" in page["material"].text
    shown = desk.ask("/templates/record/preview/a4", document=walk.documents[0])
    assert shown.data != desk.ask("/templates/record/preview/a4").data


def test_a_paper_that_there_is_not_is_not_found(desk: Desk) -> None:
    assert desk.ask("/templates/nothing").status_code == 404
    assert desk.ask("/templates/record/preview/a3").status_code == 404
    assert desk.ask("/templates/record/preview/a4", page="9").status_code == 404


def test_what_a_version_changed_stands_line_by_line(app: Flask, desk: Desk) -> None:
    program = load()["stop_order"]
    fields = program["fields"] | {
        "filled.more": {"label": "补充", "required": True, "ask": {"as": "long"}}
    }
    newer = program | {"version": 2, "fields": fields}
    with Session(app.extensions["engine"].execution_options(writes=True)) as session:
        old = session.get_one(PublishedTemplate, ("stop_order", 1))
        row = PublishedTemplate(
            kind="stop_order",
            version=2,
            title=old.title,
            program=newer,
            handling=old.handling,
            agency_uscc="",
            published_at=old.published_at,
        )
        session.add(row)
        session.commit()
    page = desk.page("/templates/stop_order/compare", version="2")
    assert "新增：字段 补充：填写，长文，必填" in page["compared"].text


def test_a_comparison_marks_only_what_differs() -> None:
    old = load()["record"]
    new = old | {"title": "现场笔录"}
    kinds = [line.kind for line in compared(old, new) if line.kind != "same"]
    assert kinds == ["removed", "added"]
    assert {line.kind for line in compared(None, new)} == {"added"}
    assert {line.kind for line in compared(old, old)} == {"same"}


@begins("signed")
def test_serving_by_post_is_recorded_and_finished(app: Flask, desk: Desk, walk: Walk) -> None:
    where = f"/documents/{walk.documents[1]}"
    assert "还没有送达记录" in desk.page(where)["service"].text
    given = {"manner": "post", "begun_on": "2026-11-24", "place": "青藤弄27号"}
    lacking = desk.send(f"{where}/serve", **given)
    assert lacking.status_code == 422
    assert "邮寄送达要写明邮件号" in lacking.get_data(as_text=True)
    assert desk.send(f"{where}/serve", **given, reference="XA123").status_code == 303
    assert "送达中" in desk.page(where)["attempt"].text
    with Session(app.extensions["engine"]) as session:
        service = session.scalars(select(Service)).one()
    done = {"service_id": str(service.id), "served_on": "2026-11-24"}
    assert desk.send(f"{where}/served", **done).status_code == 303
    assert "已送达" in desk.page(where)["attempt"].text
    again = desk.send(f"{where}/served", **done)
    assert "已经有结果了" in again.get_data(as_text=True)


@begins("signed")
def test_nothing_is_served_online_without_consent(desk: Desk, walk: Walk) -> None:
    given = {"manner": "electronic", "begun_on": "2026-11-24"}
    answer = desk.send(f"/documents/{walk.documents[1]}/serve", **given)
    assert answer.status_code == 422
    assert "送达地址确认书" in answer.get_data(as_text=True)


@begins("signed")
def test_another_document_s_service_is_not_finished_here(desk: Desk, walk: Walk) -> None:
    stranger = {"service_id": walk.inspection, "served_on": "2026-11-24"}
    assert desk.send(f"/documents/{walk.documents[1]}/served", **stranger).status_code == 404


def test_a_stack_of_notices_is_issued_and_drawn_with_its_progress(
    app: Flask, desk: Desk, yu: Phone, chen: Phone, task: str, cast: Any
) -> None:
    second = yu.post("/tasks", json=assignment(cast)).get_json()["task_id"]
    form = NOTICE | {"task_ids": [task, second]}
    lacking = desk.send("/notices/new", **form | {"telephone": ""})
    assert "请填联系电话" in lacking.get_data(as_text=True)
    answer = desk.send("/notices/new", **form)
    where = answer.headers["Location"].removeprefix("/console")
    assert desk.page(where)["batch"].attributes["data-state"] == "issuing"
    work(app)
    page = desk.page(where)
    assert page["batch"].attributes["data-state"] == "done"
    assert "已做 2 / 2 份" in page["progress"].text
    pdf = desk.ask(f"{where}/notices.pdf")
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(pdf.data)).pages)
    squeezed = "".join(text.split())
    for number in (1, 2):
        assert f"越市监检通〔2026〕{number}号" in squeezed
    assert "0575-85131234" in squeezed
    chen.do("task.accept", task_id=task)
    numbers = chen.get(f"/tasks/{task}").get_json()["numbers"]
    assert numbers["inspection_notice"]["number"] == "越市监检通〔2026〕1号"


def test_asked_twice_a_task_keeps_its_one_notice(app: Flask, desk: Desk, task: str) -> None:
    for _ in range(2):
        desk.send("/notices/new", **NOTICE | {"task_ids": [task]})
    work(app)
    with Session(app.extensions["engine"]) as session:
        batches = session.scalars(select(NoticeBatch)).all()
    assert [batch.state for batch in batches] == ["done", "done"]
    assert batches[0].pdf_sha256 is not None


def test_a_task_that_was_withdrawn_meanwhile_is_left_out_with_its_reason(
    app: Flask, desk: Desk, task: str
) -> None:
    answer = desk.send("/notices/new", **NOTICE | {"task_ids": [task]})
    desk.send(f"/tasks/{task}/withdraw", reason="不查了")
    work(app)
    page = desk.page(answer.headers["Location"].removeprefix("/console"))
    assert page["batch"].attributes["data-state"] == "failed"
    assert "已撤回" in page["left-out"].text


def test_a_task_of_another_agency_gets_no_notice(desk: Desk, walk: Walk) -> None:
    answer = desk.send("/notices/new", **NOTICE | {"task_ids": [str(walk.cast.subject)]})
    assert answer.status_code == 404
    empty = desk.send("/notices/new", **NOTICE)
    assert "请选至少一个任务" in empty.get_data(as_text=True)
