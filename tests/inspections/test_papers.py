from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from backend.core.jobs import run_next
from backend.core.settings import DEMO_KEY
from backend.demo import seals
from backend.documents import pdf
from tests.cast import ITEMS, Cast
from tests.conftest import Phone, problem
from tests.inspections.walk import Walk
from tests.stages import begins


def work(app: Flask) -> None:
    """What the worker would do by now."""
    with app.app_context():
        while run_next():
            pass


@begins("signed")
def test_a_signed_document_becomes_a_pdf_that_says_what_was_signed(app: Flask, walk: Walk) -> None:
    [_record, order] = walk.page()["documents"]
    problem(walk.chen.get(f"/documents/{order['id']}/pdf"), 409, "document-pdf-not-ready")
    work(app)
    answer = walk.chen.get(f"/documents/{order['id']}/pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    for words in (order["number"], "2026年12月1日", "绍兴市越城区鑫源餐饮店", "演示"):
        assert words.replace(" ", "") in text.replace(" ", "").replace("\n", "")


def test_whoever_holds_a_pdf_can_see_whether_it_is_the_original(
    app: Flask, walk: Walk, client: FlaskClient
) -> None:
    seals.make(app.extensions["settings"].seals_folder, {Cast.market: "市场监管局"}, DEMO_KEY)
    walk.to_signed()
    work(app)
    document = walk.page()["documents"][0]
    original = walk.chen.get(f"/documents/{document['id']}/pdf").data
    where = document["verify_url"].partition("/v/")[2]

    def told(content: bytes) -> str:
        answer = client.post(f"/v/{where}", data={"file": (BytesIO(content), "x.pdf")})
        assert answer.status_code == 200
        [said] = re.findall(r'role="status">([^<]+)<', answer.text)
        return str(said)

    assert document["sealed"] is True
    assert told(original) == "是原件"
    assert told(original[:600] + bytes([original[600] ^ 1]) + original[601:]) == "与原件不一致"
    assert told(original + b"\n") == "与原件不一致"
    assert told(b"%PDF-1.7 not one") == "与原件不一致"
    unsealed = pdf.render(
        [{"type": "title", "text": "甲"}], images={}, demo=True, data_sha256="0" * 64
    )
    assert told(unsealed) == "不是原件"
    assert [*re.findall(r'role="status">([^<]+)<', client.post(f"/v/{where}").text)] == [
        "没有收到文件"
    ]
    assert client.post("/v/nothing", data={"file": (BytesIO(original), "x.pdf")}).status_code == 404


def test_a_pdf_waits_for_the_signature_pictures(app: Flask, walk: Walk) -> None:
    walk.arrive()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    command = walk.sign("record")
    for each in command["payload"]["signatures"]:
        each["image_sha256"] = "ab" * 32
    [answer] = walk.chen.send(command)
    work(app)
    document = answer["result"]["document_id"]
    problem(walk.chen.get(f"/documents/{document}/pdf"), 409, "document-pdf-not-ready")


def test_anybody_with_the_code_sees_number_and_state_and_nothing_personal(
    client: FlaskClient, walk: Walk
) -> None:
    walk.chen.do("task.accept", task_id=walk.task)
    number = walk.chen.get(f"/tasks/{walk.task}").get_json()["numbers"]["record"]
    path = f"/v/{number['verify_code']}"
    assert "已预留" in client.get(path).get_data(as_text=True)
    walk.to_signed()
    page = client.get(path).get_data(as_text=True)
    assert number["number"] in page
    assert "绍兴市越城区市场监督管理局" in page
    assert "有效" in page
    for personal in ("孙小红", "鑫源", "92330602MA2D7K3Q7W", "陈立群"):
        assert personal not in page


def test_a_guessed_code_finds_nothing_and_guessing_ends(client: FlaskClient) -> None:
    assert client.get("/v/guess").status_code == 404
    assert client.get("/v/%F0%9F%98%80").status_code == 404
    statuses = [client.get(f"/v/guess{n}").status_code for n in range(60)]
    assert statuses[-1] == 429


@begins("signed")
def test_every_print_is_counted(walk: Walk, sun: Phone) -> None:
    document = walk.documents[0]
    given = {
        "document_id": document,
        "printer": "demo",
        "profile": "escpos-80",
        "payload_sha256": "0" * 64,
        "bytes": 4696,
        "outcome": "done",
    }
    for copy in (1, 2):
        assert walk.chen.do("document.printed", **given, copy=copy) == {"copy": copy}
    assert walk.page()["documents"][0]["printed"] == 2
    [answer] = sun.send(sun.command("document.printed", **given, copy=1))
    assert answer["problem"]["code"] == "document-missing"


def settled(walk: Walk, *kinds: str, **more: Any) -> None:
    """Checked and concluded with these dispositions; only the record is signed."""
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    walk.chen.do(
        "inspection.conclude",
        inspection_id=walk.inspection,
        party={"name": "孙小红", "role": "经营者", "phone": ""},
        result=8,
        dispositions=[
            {"kind": kind, "items": [ITEMS[0]], "measure": "停用冷库", "reason": "有爆炸危险"}
            for kind in kinds
        ],
        opinion="无异议",
        **more,
    )
    walk.chen.send(walk.sign("record"))


FINE = {
    "kind": "fine",
    "amount": 500,
    "party": "organisation",
    "heard": True,
    "statement": "没有异议",
    "cash": False,
    "basis": "食品安全法第一百二十六条",
}


@pytest.mark.parametrize(
    ("kinds", "more", "missing"),
    [
        (["D4"], {"fine": FINE}, [("L9", "当场处罚，没有当场行政处罚决定书")]),
        (["D3"], {}, [("L6", "责令停止，没有责令停止通知书")]),
        (["D7"], {}, [("L11", "先行登记保存，没有先行登记保存证据通知书")]),
        (["D4"], {}, []),
    ],
    ids=["a fine", "D3", "D7", "neither"],
)
def test_what_was_handed_in_without_its_document_has_a_flaw(
    walk: Walk, kinds: list[str], more: dict[str, Any], missing: list[tuple[str, str]]
) -> None:
    settled(walk, *kinds, **more)
    assert walk.submit()["state"] == "review"
    page = walk.page()
    assert len(page["needs"]) == 1 + len(missing)
    assert [(flaw["rule"], flaw["title"]) for flaw in page["flaws"]] == missing


def test_why_it_was_not_made_on_site_stands_beside_the_flaw(walk: Walk) -> None:
    settled(walk, "D3")
    walk.submit(without="没有网络，取不到文号")
    [flaw] = walk.page()["flaws"]
    assert flaw["title"] == "责令停止，没有责令停止通知书：没有网络，取不到文号"


def test_a_fine_with_its_decision_has_none(walk: Walk) -> None:
    settled(walk, "D4", fine=FINE)
    walk.chen.post(f"/tasks/{walk.task}/numbers", json={"kinds": ["on_spot_penalty"]})
    filled = {
        "facts": "冷藏柜内有 3 袋超过保质期",
        "broken": "食品安全法第五十四条",
        "basis": "食品安全法第一百三十二条",
        "kind": "罚款",
        "amount": "500",
        "place": "店内",
        "at": "2026-11-24T12:00+08:00",
        "defence": "没有意见",
        "payment": "银行或电子支付",
        "account": "市财政专户",
    }
    [answer] = walk.chen.send(walk.sign_filled("on_spot_penalty", filled))
    assert answer["outcome"] == "accepted", answer
    walk.submit()
    assert walk.page()["flaws"] == []
