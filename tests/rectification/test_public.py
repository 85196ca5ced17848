"""The party's own page behind the notice's code: little is asked, little is shown, all is kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import clock
from backend.core.database import unit_of_work
from backend.core.jobs import Job
from backend.documents import DocumentNumber
from backend.evidence import Evidence
from backend.subjects import Subject
from tests.cast import Cast
from tests.conftest import NOON, Phone
from tests.inspections.walk import Walk, picture
from tests.rectification.steps import page, recheck, report
from tests.stages import begins


class Party:
    """Whoever holds the notice, on a phone of their own."""

    def __init__(self, app: Flask, code: str) -> None:
        self.client, self.address = app.test_client(), f"/v/{code}/rectification"
        self.form: dict[str, str] = {}

    def look(self) -> TestResponse:
        return self.client.get(self.address)

    def enter(self, check: str = "3q7w") -> TestResponse:
        """The end of 92330602MA2D7K3Q7W, as people type it."""
        answer = self.client.post(self.address, data={"check": check})
        self.read(answer)
        return answer

    def read(self, answer: TestResponse) -> None:
        html = answer.get_data(as_text=True)
        self.form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))

    def send(self, *photos: bytes, text: str = "已经全部下架", **changes: Any) -> TestResponse:
        files = [(BytesIO(each), f"{n}.jpg") for n, each in enumerate(photos)]
        data = self.form | {"text": text, "photos": files} | changes
        return self.client.post(f"{self.address}/report", data=data)


@pytest.fixture
def code(app: Flask, order: str) -> str:
    with Session(app.extensions["engine"]) as session:
        return session.scalars(
            select(DocumentNumber.verify_code).where(DocumentNumber.kind == "rectification_order")
        ).one()


@pytest.fixture
def party(app: Flask, code: str) -> Party:
    return Party(app, code)


def said(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


@begins("submitted")
def test_the_notices_page_leads_to_the_report(app: Flask, code: str) -> None:
    html = app.test_client().get(f"/v/{code}").get_data(as_text=True)
    assert f'href="/v/{code}/rectification"' in html


@begins("submitted")
def test_without_the_check_only_what_everybody_may_know_is_shown(party: Party) -> None:
    words = said(party.look())
    assert "越市监责改〔2026〕1号" in words
    assert "鸡排" not in words
    assert "2026-12-01" not in words


@begins("submitted")
def test_the_party_reports_and_the_officers_see_it(
    app: Flask, walk: Walk, order: str, party: Party
) -> None:
    words = said(party.enter())
    assert "冷藏柜内有 3 袋调理鸡排超过保质期" in words
    assert "2026-12-01" in words
    for personal in ("孙小红", "鑫源", "92330602MA2D7K3Q7W", "青藤弄", "陈立群"):
        assert personal not in words
    kept = said(party.send(picture(1), picture(201)))
    assert "收到了 收据号 ZG202611240001" in kept
    found = page(walk.chen, order)
    [told] = found["reports"]
    assert (found["state_in_words"], told["origin"], told["name"]) == ("已报告", "party", "当事人")
    assert len(told["photos"]) == 2
    original = walk.chen.get(f"/evidence/{told['photos'][0]}")
    assert original.data == picture(1)
    with Session(app.extensions["engine"]) as session:
        rows = session.scalars(select(Evidence).where(Evidence.origin == "party")).all()
        jobs = session.scalars(
            select(Job.payload).where(Job.kind == "message.rectification_due")
        ).all()
    assert {(row.officer_id, row.kind) for row in rows} == {(None, "photo")}
    assert [each["about"] for each in jobs] == ["reported"]


@begins("signed")
def test_a_corrected_notice_keeps_its_page_and_what_was_reported(app: Flask, walk: Walk) -> None:
    [first] = walk.chen.get("/rectifications").get_json()["items"]
    walk.chen.send(report(walk.chen, first["id"]))
    payload = walk.sign("rectification_order")["payload"]
    walk.chen.do("document.correct", **payload, supersedes=walk.documents[1], reason="字写错了")
    words = said(Party(app, payload["verify_code"]).enter())
    assert "冷藏柜内有 3 袋调理鸡排超过保质期" in words
    orders = walk.chen.get("/rectifications").get_json()["items"]
    [current] = [each for each in orders if each["state"] != "reordered"]
    found = page(walk.chen, current["id"])
    assert (found["state_in_words"], len(found["reports"])) == ("已报告", 1)


@begins("submitted")
def test_the_same_form_sent_twice_is_one_report(walk: Walk, order: str, party: Party) -> None:
    party.enter()
    assert said(party.send(picture(1))) == said(party.send(picture(1)))
    assert len(page(walk.chen, order)["reports"]) == 1


@begins("submitted")
@pytest.mark.parametrize("check", ["", "3Q7X", "92330602MA2D7K3Q7W", "' OR 1=1", "孙小红"])
def test_a_wrong_check_opens_nothing(party: Party, check: str) -> None:
    answer = party.enter(check)
    assert (answer.status_code, party.form) == (422, {})
    assert "鸡排" not in said(answer)


@begins("submitted")
def test_five_wrong_checks_and_one_has_to_wait(party: Party) -> None:
    for _ in range(5):
        party.enter("0000")
    answer = party.enter()
    assert answer.status_code == 429
    assert "试的次数太多，请 15 分钟后再试" in said(answer)
    with clock.stopped(NOON + timedelta(minutes=16)):
        party.enter()
    assert party.form


@begins("submitted")
def test_a_right_check_counts_anew(party: Party) -> None:
    for _ in range(2):
        for _ in range(4):
            party.enter("0000")
        assert party.enter().status_code == 200


@begins("submitted")
def test_without_the_check_no_report_is_taken(walk: Walk, order: str, party: Party) -> None:
    party.enter()
    for forged in ("", "x", "2099-01-01T00:00:00+00:00~" + "0" * 64):
        answer = party.send(picture(1), **{"pass": forged})
        assert "请再核对一次" in said(answer)
    with clock.stopped(NOON + timedelta(hours=4)):
        assert "请再核对一次" in said(party.send(picture(1)))
    assert page(Phone(walk.chen.app, walk.chen.account_id), order)["reports"] == []


@begins("submitted")
@pytest.mark.parametrize(
    ("photos", "text", "words"),
    [
        ([], " ", "写几句改了什么，或者选照片"),
        ([], "长" * 2001, "不能超过 2000 字"),
        ([b"%PDF-1.7"], "见附件", "第 1 个文件不是照片"),
        ([picture(1), b"<svg onload=alert(1)>"], "见附件", "第 2 个文件不是照片"),
        ([picture(25 * n) for n in range(10)], "十张", "最多 9 张照片，这次选了 10 张"),
    ],
    ids=["nothing", "long", "paper", "script", "ten"],
)
def test_what_cannot_be_taken_is_said_beside_it_and_the_text_stays(
    walk: Walk, order: str, party: Party, photos: list[bytes], text: str, words: str
) -> None:
    party.enter()
    answer = party.send(*photos, text=text)
    assert answer.status_code == 422
    assert words in said(answer)
    if text.strip():
        assert text[:40] in answer.get_data(as_text=True)
    assert page(walk.chen, order)["reports"] == []


@begins("submitted")
def test_what_the_party_writes_is_shown_as_text(walk: Walk, order: str, party: Party) -> None:
    party.enter()
    answer = party.send(b"GIF89a", text="<script>alert(1)</script>")
    assert "<script>" not in answer.get_data(as_text=True)


@begins("submitted")
def test_nine_photos_and_no_text_are_a_report(walk: Walk, order: str, party: Party) -> None:
    party.enter()
    party.send(*(picture(25 * n) for n in range(9)), text="")
    assert len(page(walk.chen, order)["reports"][0]["photos"]) == 9


@begins("submitted")
def test_once_it_has_ended_nothing_more_is_asked_for(walk: Walk, order: str, party: Party) -> None:
    party.enter()
    recheck(walk, order, "corrected")
    answer = party.send(picture(1))
    assert answer.status_code == 409
    assert "合格销号" in said(answer)
    assert "不用再交整改报告" in said(party.look())


@begins("submitted")
def test_who_has_no_credit_code_gives_the_name_that_signed(app: Flask, party: Party) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Subject).where(Subject.id == Cast.subject).values(uscc=None))
    assert "通知书上签名的当事人姓名" in said(party.look())
    party.enter("3Q7W")
    assert party.form == {}
    party.enter(" 孙小红 ")
    assert party.form


@begins("submitted")
@pytest.mark.parametrize("code", ["nothing", "x" * 100, "a b"])
def test_a_code_that_is_none_shows_nothing(app: Flask, order: str, code: str) -> None:
    for answer in (
        app.test_client().get(f"/v/{code}/rectification"),
        app.test_client().post(f"/v/{code}/rectification", data={"check": "3Q7W"}),
        app.test_client().post(f"/v/{code}/rectification/report"),
    ):
        assert answer.status_code == 404
        assert "没有查到" in said(answer)


@begins("submitted")
def test_a_records_code_is_not_that_of_an_order(app: Flask, order: str) -> None:
    with Session(app.extensions["engine"]) as session:
        code = session.scalars(
            select(DocumentNumber.verify_code).where(DocumentNumber.kind == "record")
        ).one()
    client = app.test_client()
    assert client.get(f"/v/{code}/rectification").status_code == 404
    assert "/rectification" not in client.get(f"/v/{code}").get_data(as_text=True)


@begins("submitted")
def test_one_address_does_not_try_codes_all_day(app: Flask, party: Party) -> None:
    answers = [party.client.get("/v/none/rectification").status_code for _ in range(61)]
    assert answers[-1] == 429


@begins("submitted")
def test_photos_that_are_too_much_at_once_are_told_so(app: Flask, party: Party) -> None:
    party.enter()
    app.extensions["settings"] = replace(app.extensions["settings"], max_upload_bytes=1000)
    answer = party.send(b"\xff\xd8\xff" + b"0" * 4000)
    assert answer.status_code == 413
    assert "提交的内容过大" in said(answer)
