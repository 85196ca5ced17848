"""Documents made at the desk: offered by their templates, asked for in a form, issued once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from backend.core.auth import Role
from backend.documents.templates import read_all
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.inspections.test_papers import work
from tests.inspections.walk import Walk
from tests.stages import begins

APPROVAL = {
    "basis": "《食品安全法》第一百一十条",
    "origin": "年度计划",
    "type": "日常检查",
    "frequency": "本年第1次",
    "from_day": "2026-11-24",
    "to_day": "2026-11-30",
    "method": "现场检查",
    "helpers": "无",
    "proposal": "同意检查",
    "handler": "陈立群",
    "decision": "同意",
    "head": "赵局长",
    "decided_at": "2026-11-23T09:30",
}
TRANSFER = {
    "issued_on": "2026-11-24",
    "receiver": "绍兴市生态环境局越城分局",
    "case_name": "油烟直排案",
    "facts": "后厨油烟未经净化直接排放。",
    "reason": "该行为由生态环境部门管辖",
    "basis": "《浙江省综合行政执法条例》第十八条",
    "contact": "俞建国",
    "telephone": "0575-85131234",
}
ONE_PAPER = {
    "materials-title": "现场检查笔录",
    "materials-number": "",
    "materials-copies": "1",
    "materials-pages": "3",
}


@pytest.fixture
def legal(walk: Walk, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    """Yu, when she does the legal review."""
    return desk_of(cast.yu, Role.LEGAL_REVIEW)


def made(page: Page) -> set[str]:
    """What may be made now, by kind."""
    ids = [each.attributes.get("data-testid", "") for each in page.elements if each.tag == "a"]
    return {each.removeprefix("make-") for each in ids if each.startswith("make-")}


def of_role(role: str) -> set[str]:
    """The kinds whose files say that they are this role's to make."""
    return {one.program["kind"] for one in read_all() if role in one.handling["office"]}


@begins("submitted")
def test_templates_say_what_is_made_at_the_desk_and_by_whom(
    desk: Desk, walk: Walk, desk_of: Callable[..., Desk], cast: Cast
) -> None:
    where = f"/inspections/{walk.inspection}"
    assert made(desk.page(where)) == of_role("section_head")
    assert {"approval_form", "file_cover", "file_index", "result_notice"} == of_role("section_head")
    legal = desk_of(cast.yu, Role.LEGAL_REVIEW)
    assert made(legal.page(where)) == of_role("legal_review") == {"case_transfer", "crime_transfer"}
    assert "offers" not in desk_of(cast.yu, Role.INSPECTORATE).page(where)


def test_before_anybody_went_there_only_what_needs_no_record_is_made(desk: Desk, task: str) -> None:
    page = desk.page(f"/tasks/{task}")
    assert made(page) == {"approval_form"}
    assert "笔录签了以后" in page["not-file_cover"].text
    assert "检查提交以后" in page["not-result_notice"].text


def test_an_approval_form_is_issued_and_stays_among_the_inspection_s_documents(
    app: Flask, desk: Desk, walk: Walk, task: str
) -> None:
    where = f"/tasks/{task}/papers/approval_form"
    assert desk.page(where).named("to_day")[0].attributes["value"]
    answer = desk.send(where, **APPROVAL)
    assert answer.headers["Location"] == f"/console/tasks/{task}?done=paper#documents"
    assert "越市监检审〔2026〕1号" in desk.page(f"/tasks/{task}")["documents"].text
    walk.to_signed()
    work(app)
    page = desk.page(f"/inspections/{walk.inspection}")
    own = next(each for each in page.all("document") if "审批表" in each.text)
    assert "制作" in own.text
    assert "电子印章" in own.text
    assert "approval_form" not in made(page)
    pdf = next(e for e in page.all("pdf") if e.tag == "a").attributes["href"]
    text = "".join(p.extract_text() for p in PdfReader(BytesIO(_pdf(desk, pdf))).pages)
    squeezed = "".join(text.split())
    assert "2026年11月23日09时30分" in squeezed
    assert "同意检查" in squeezed


def _pdf(desk: Desk, address: str) -> bytes:
    answer = desk.client.get(address)
    assert answer.status_code == 200
    content: bytes = answer.data
    return content


@begins("signed")
def test_what_is_lacking_is_told_beside_it_and_nothing_is_lost(legal: Desk, walk: Walk) -> None:
    where = f"/tasks/{walk.task}/papers/case_transfer"
    page = Page(legal.send(where, **TRANSFER | {"receiver": "", "issued_on": "明天"}), 422)
    assert "请填受移送机关" in page["error-receiver"].text
    assert "看不懂" in page["error-issued_on"].text
    assert "材料至少写 1 项" in page["error-materials"].text
    assert page.named("case_name")[0].attributes["value"] == "油烟直排案"
    half = ONE_PAPER | {"materials-pages": ""}
    page = Page(legal.send(where, **TRANSFER, **half), 422)
    assert "第 1 项还没有写页数" in page["error-materials"].text
    assert page.named("materials-title")[0].attributes["value"] == "现场检查笔录"


@begins("signed")
def test_a_list_gets_another_row_without_losing_what_was_written(legal: Desk, walk: Walk) -> None:
    where = f"/tasks/{walk.task}/papers/case_transfer"
    assert len(legal.page(where).all("row-materials")) == 2  # the papers that were signed
    page = Page(legal.send(where, **TRANSFER, **ONE_PAPER, more="materials"))
    assert len(page.all("row-materials")) == 2
    assert page.named("facts")[0].text == TRANSFER["facts"]
    done = legal.send(where, **TRANSFER, **ONE_PAPER)
    assert done.headers["Location"].endswith(f"/inspections/{walk.inspection}?done=paper#documents")
    page = legal.page(f"/inspections/{walk.inspection}")
    assert "越市监移〔2026〕1号" in page["documents"].text


def test_what_is_not_one_s_to_make_is_not_there(
    desk: Desk, desk_of: Callable[..., Desk], cast: Cast, task: str
) -> None:
    for kind in ("case_transfer", "record", "nothing"):
        assert desk.ask(f"/tasks/{task}/papers/{kind}").status_code == 404
    refused = Page(desk.ask(f"/tasks/{task}/papers/result_notice"), 409)
    assert refused["problem"].attributes["data-code"] == "paper-too-early"


def test_of_two_who_make_the_same_one_is_told(app: Flask, desk: Desk, task: str) -> None:
    where, together = f"/tasks/{task}/papers/approval_form", Barrier(2)

    def press(_: int) -> TestResponse:
        client = app.test_client()
        client.set_cookie("console", desk.token)
        together.wait()
        return Desk(app, client, desk.token).send(where, **APPROVAL)

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(answer.status_code for answer in pool.map(press, range(2)))
    assert codes == [303, 409]
    assert len(desk.page(f"/tasks/{task}").all("document")) == 1
