"""送达, the party's own page, and documents that the officers add."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.database import perform, unit_of_work
from backend.documents import DocumentNumber, Service, serving
from backend.documents.models import Document, Manner, ServiceState
from backend.documents.problems import ConsentMissing, ServiceSettled, ServiceUnproven
from backend.organization import load_caller
from tests.cast import Cast
from tests.conftest import NOON
from tests.inspections.test_papers import work
from tests.inspections.walk import Walk
from tests.stages import begins

TODAY = date(2026, 11, 24)
TOLD = {"receiver": "", "place": "", "reference": "", "reason": "", "witness": ""}
RECEIPT: dict[str, Any] = {
    "cause": "餐饮服务食品安全检查",
    "place": "绍兴市越城区府山街道青藤弄27号",
    "at": "2026-11-24T12:10+08:00",
    "manner": "直接送达",
}
ADDRESS = {
    "address": "绍兴市越城区府山街道青藤弄27号",
    "receiver": "孙小红",
    "phone": "13800005678",
    "electronic": "同意电子送达",
    "channel": "电子邮件",
    "account": "xinyuan@example.invalid",
}


@pytest.fixture
def yu_caller(app: Flask) -> Caller:
    with app.app_context(), unit_of_work(writes=False) as session:
        found = load_caller(session, Cast.yu, 1, uuid.uuid4())
    assert found
    return found


def listed(walk: Walk) -> list[dict[str, str]]:
    order = walk.page()["documents"][1]
    return [{"title": order["title"], "number": order["number"]}]


def accepted(walk: Walk, command: dict[str, Any]) -> str:
    [answer] = walk.chen.send(command)
    assert answer["outcome"] == "accepted", answer
    return str(answer["result"]["document_id"])


def services(app: Flask) -> list[Service]:
    with Session(app.extensions["engine"]) as session:
        return list(session.scalars(select(Service)))


def order_of(app: Flask) -> Document:
    with Session(app.extensions["engine"]) as session:
        return session.scalars(select(Document).filter_by(kind="rectification_order")).one()


@begins("signed")
def test_a_receipt_signed_on_site_says_that_the_paper_was_served(app: Flask, walk: Walk) -> None:
    receipt = accepted(
        walk, walk.sign_filled("service_receipt", RECEIPT | {"papers": listed(walk)})
    )
    [service] = services(app)
    assert (service.manner, service.state) == (Manner.DIRECT, ServiceState.SERVED)
    assert (service.served_on, service.receiver) == (TODAY, "孙小红")
    assert str(service.receipt_id) == receipt
    assert service.document_id == order_of(app).id
    assert walk.page()["flaws"] == []


@begins("signed")
def test_a_paper_left_without_witness_or_pictures_is_looked_at(app: Flask, walk: Walk) -> None:
    left = {"manner": "留置送达", "refusal": "不愿签收", "papers": listed(walk)}
    accepted(walk, walk.sign_filled("service_receipt", RECEIPT | left))
    [service] = services(app)
    assert (service.manner, service.reason) == (Manner.LEFT, "不愿签收")
    assert [flaw["rule"] for flaw in walk.page()["flaws"]] == ["L7"]


@begins("signed")
def test_the_same_receipt_again_serves_nothing_twice(app: Flask, walk: Walk) -> None:
    command = walk.sign_filled("service_receipt", RECEIPT | {"papers": listed(walk)})
    accepted(walk, command)
    [again] = walk.chen.send(walk.chen.command("document.sign", **command["payload"]))
    assert again["outcome"] == "accepted"
    assert len(services(app)) == 1


def corrected(walk: Walk, kind: str, filled: dict[str, Any], supersedes: str) -> str:
    payload = walk.sign_filled(kind, filled)["payload"]
    payload |= {"supersedes": supersedes, "reason": "写错了"}
    return accepted(walk, walk.chen.command("document.correct", **payload))


@begins("signed")
def test_a_corrected_receipt_says_anew_what_was_served(app: Flask, walk: Walk) -> None:
    record, order = ({"title": d["title"], "number": d["number"]} for d in walk.page()["documents"])
    told = RECEIPT | {"papers": [record, order]}
    first = accepted(walk, walk.sign_filled("service_receipt", told))
    assert len(services(app)) == 2
    told |= {"manner": "留置送达", "refusal": "不愿签收", "left": "拍照或者录像"}
    second = corrected(walk, "service_receipt", told | {"papers": [order]}, first)
    [service] = services(app)
    assert (service.manner, service.document_id) == (Manner.LEFT, order_of(app).id)
    corrected(walk, "service_receipt", told | {"papers": [order, order]}, second)
    assert len(services(app)) == 1


@begins("signed")
def test_what_was_served_is_the_version_that_there_was(app: Flask, walk: Walk) -> None:
    told = RECEIPT | {"papers": listed(walk)}
    receipt = accepted(walk, walk.sign_filled("service_receipt", told))
    [before] = services(app)
    payload = walk.sign("rectification_order")["payload"]
    payload |= {"supersedes": str(before.document_id), "reason": "漏写一项"}
    later = accepted(walk, walk.chen.command("document.correct", **payload))
    corrected(walk, "service_receipt", told | {"place": "店门口"}, receipt)
    [after] = services(app)
    assert (after.document_id, after.place) == (before.document_id, "店门口")
    accepted(walk, walk.sign_filled("service_receipt.2", told))
    assert {str(each.document_id) for each in services(app)} == {str(before.document_id), later}


@begins("signed")
def test_consent_that_was_corrected_is_none(app: Flask, walk: Walk, yu_caller: Caller) -> None:
    first = accepted(walk, walk.sign_filled("service_address", ADDRESS))
    corrected(walk, "service_address", ADDRESS | {"electronic": "不同意电子送达"}, first)
    with app.app_context(), pytest.raises(ConsentMissing):
        _begin(app, yu_caller, Manner.ELECTRONIC)


@begins("signed")
def test_a_document_with_what_the_officers_wrote_agrees_with_the_record(walk: Walk) -> None:
    accepted(walk, walk.sign_filled("service_address", ADDRESS))
    page = walk.page()
    assert page["flaws"] == []
    [found] = [each for each in page["documents"] if each["kind"] == "service_address"]
    assert found["number"] == "越市监检录〔2026〕1号（址）"
    shown = walk.chen.get(f"/documents/{found['id']}").get_json()
    assert "138****5678" in str(shown["blocks"])
    assert "13800005678" not in str(shown)


@begins("signed")
def test_a_document_that_names_something_else_than_the_record_is_a_flaw(walk: Walk) -> None:
    command = walk.sign_filled("service_address", ADDRESS)
    data = command["payload"]["data"]
    data |= {"subject": data["subject"] | {"name": "别家店"}}
    accepted(walk, walk.sign_filled("service_address", ADDRESS, **_signed(data)))
    [flaw] = walk.page()["flaws"]
    assert flaw["title"] == "送达地址确认书与检查记录不一致：被检查单位"


def _signed(data: dict[str, Any]) -> dict[str, Any]:
    from backend.core.receipts import digest

    signed = {"template": "service_address", "version": 1, "data": data}
    return {"data": data, "data_sha256": digest(signed)}


@begins("signed")
@pytest.mark.parametrize(
    ("manner", "told", "field"),
    [
        (Manner.DIRECT, {"reference": "卷内第6页"}, "receiver"),
        (Manner.LEFT, {"reason": "拒收", "place": "店内"}, "witness"),
        (Manner.POST, {"place": "青藤弄27号"}, "reference"),
        (Manner.ENTRUSTED, {"receiver": "某局"}, "reference"),
        (Manner.ANNOUNCED, {"place": "机关公告栏"}, "reason"),
    ],
)
def test_l17_each_way_of_serving_shows_what_the_law_asks_for(
    app: Flask, walk: Walk, yu_caller: Caller, manner: Manner, told: dict[str, str], field: str
) -> None:
    with app.app_context(), pytest.raises(ServiceUnproven) as caught:
        _begin(app, yu_caller, manner, **told)
    assert caught.value.details["field"] == field


def _begin(app: Flask, by: Caller, manner: Manner, **told: str) -> Service:
    return perform(
        serving.begin,
        by=by,
        document=order_of(app),
        manner=manner,
        begun_on=TODAY,
        **TOLD | told,
    )


@begins("signed")
def test_nothing_is_served_before_it_was_made_or_after_today(
    app: Flask, walk: Walk, yu_caller: Caller
) -> None:
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with app.app_context(), pytest.raises(ServiceUnproven):
            perform(
                serving.begin,
                by=yu_caller,
                document=order_of(app),
                manner=Manner.POST,
                begun_on=day,
                **TOLD | {"reference": "XA1", "place": "青藤弄27号"},
            )


@begins("signed")
def test_post_is_served_when_the_slip_says_so_and_only_once(
    app: Flask, walk: Walk, yu_caller: Caller
) -> None:
    with app.app_context():
        begun = _begin(app, yu_caller, Manner.POST, reference="XA123", place="青藤弄27号")
        assert begun.state is ServiceState.UNDERWAY
        done: dict[str, Any] = {"by": yu_caller, "service_id": begun.id, "reason": ""}
        with pytest.raises(ServiceUnproven):
            perform(serving.finish, **done, served_on=None)
        assert perform(serving.finish, **done, served_on=TODAY).state is ServiceState.SERVED
        with pytest.raises(ServiceSettled):
            perform(serving.finish, **done, served_on=TODAY)


@begins("signed")
def test_an_announcement_counts_after_thirty_days(
    app: Flask, walk: Walk, yu_caller: Caller
) -> None:
    with app.app_context():
        _begin(app, yu_caller, Manner.ANNOUNCED, place="机关公告栏", reason="下落不明")
        with clock.stopped(NOON + timedelta(days=29)):
            assert perform(serving.take_as_served) == 0
        with clock.stopped(NOON + timedelta(days=30)):
            assert perform(serving.take_as_served) == 1
    [service] = services(app)
    assert (service.state, service.served_on) == (ServiceState.SERVED, date(2026, 12, 24))


@begins("signed")
def test_l16_online_only_to_who_agreed_in_writing(
    app: Flask, walk: Walk, yu_caller: Caller
) -> None:
    with app.app_context(), pytest.raises(ConsentMissing):
        _begin(app, yu_caller, Manner.ELECTRONIC)
    refused = ADDRESS | {"electronic": "不同意电子送达"}
    accepted(walk, walk.sign_filled("service_address", refused))
    with app.app_context(), pytest.raises(ConsentMissing):
        _begin(app, yu_caller, Manner.ELECTRONIC)


@begins("signed")
def test_online_goes_to_the_account_that_the_party_signed_for(
    app: Flask, walk: Walk, yu_caller: Caller
) -> None:
    accepted(walk, walk.sign_filled("service_address", ADDRESS))
    with app.app_context():
        begun = _begin(app, yu_caller, Manner.ELECTRONIC)
    assert begun.reference == "电子邮件 xinyuan@example.invalid"


@begins("signed")
def test_the_party_sees_its_own_documents_and_no_others(
    app: Flask, client: FlaskClient, walk: Walk
) -> None:
    talk = [{"question": "何时购进？", "reply": "十月。"}]
    asked = {key: "无" for key in ("cause", "place", "post", "address", "relation", "age")}
    about = asked | {"name": "李某", "identity": "330602199001011231", "talk": talk}
    chosen = {"time_no": "第一次", "sex": "女", "told": "听清楚了，不申请回避"}
    times = {"from_time": "2026-11-24T12:00+08:00", "to_time": "2026-11-24T12:20+08:00"}
    command = walk.sign_filled("interview_record", about | chosen | times)
    for one in command["payload"]["signatures"]:
        one["name"] = "李某" if one["role"] == "party" else one["name"]
    accepted(walk, command)
    work(app)
    with Session(app.extensions["engine"]) as session:
        code = session.scalars(select(DocumentNumber.party_code)).all()
    [own] = [each for each in code if each]
    page = client.get(f"/p/{own}")
    assert page.headers["Cache-Control"] == "no-store"
    text = page.get_data(as_text=True)
    assert "绍兴市越城区鑫源餐饮店" in text
    assert "现场检查笔录" in text
    assert "责令改正通知书" in text
    assert "询问笔录" not in text
    assert "更正" not in text
    payload = walk.sign("rectification_order")["payload"]
    payload |= {"supersedes": str(order_of(app).id), "reason": "期限写错了"}
    accepted(walk, walk.chen.command("document.correct", **payload))
    [before, after] = client.get(f"/p/{own}").text.split("责令改正通知书</h2>")[1:]
    assert "已更正，以新的一份为准" in before
    assert "更正后的：期限写错了" in after
    assert "李某" not in text
    documents = {each["kind"]: each["id"] for each in walk.page()["documents"]}
    pdf = client.get(f"/p/{own}/{documents['rectification_order']}.pdf")
    assert (pdf.status_code, pdf.mimetype) == (200, "application/pdf")
    assert client.get(f"/p/{own}/{documents['interview_record']}.pdf").status_code == 404
    assert client.get("/p/guess").status_code == 404


def test_guessing_the_party_s_code_ends(client: FlaskClient) -> None:
    statuses = [client.get(f"/p/guess{n}").status_code for n in range(61)]
    assert statuses[-1] == 429
