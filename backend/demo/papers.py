"""Documents beside the record and the order, and how some of them reached the party."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import documents, organization
from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.demo.data.ids import uid
from backend.documents import Document, Manner
from backend.organization import Account

# What officers wrote, beside what the record proposes.
ADDRESS = {
    "electronic": "同意电子送达",
    "channel": "电子邮件",
    "account": "shop@example.invalid",
    "phone": "138****5678",
    "postcode": "312000",
}
BY_KIND: dict[str, dict[str, Any]] = {
    "result_notice": {"publication": "检查结果将依法向社会公示"},
    "photo_sheet": {"layout": "每页2张", "opinion": "照片与现场情况一致"},
    "service_address": ADDRESS,
    "service_receipt": {"manner": "直接送达"},
}
ASKED = {
    "time_no": "第一次",
    "sex": "女",
    "people": "汉族",
    "identity": "330600********0020",
    "told": "听清楚了，不申请回避",
}
QUESTIONS = (
    ("这些问题是什么时候有的？", "上个月就有了，没有顾上处理。"),
    ("平时谁负责自查？", "店里轮流看，没有专人，也没有记录。"),
)
TOLD = {"receiver": "", "place": "", "reference": "", "reason": "", "witness": ""}


def extras(story: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Documents to add to an inspection, with what is written in them; the receipt comes last."""
    ordered = any(each["working_days"] for each in story["failed"])
    kinds = ["result_notice", "service_address"] if ordered else ["result_notice"]
    if story["failed"]:
        kinds += ["photo_sheet"]
    talks = _talks(story["party"]) if ordered and len(story["failed"]) > 1 else {}
    return talks | {kind: BY_KIND[kind] for kind in [*kinds, "service_receipt"]}


def _talks(party: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Who was met is asked, and somebody who works there: a record each."""
    talk = [{"question": question, "reply": reply} for question, reply in QUESTIONS]
    told = ASKED | {"talk": talk, "address": "绍兴市越城区", "present": "无"}
    owner = {"name": party["name"], "relation": party["role"], "post": party["role"], "age": "46"}
    worker = {"name": "周建芬", "relation": "员工", "post": "员工", "age": "33"}
    return {"interview_record": told | owner, "interview_record.2": told | worker}


def written(kind: str, source: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a document: what the record proposes for each field, then what was said."""
    with unit_of_work(writes=False) as session:
        program = {row.kind: row.program for row in documents.templates(session)}[kind]
    filled = {**documents.proposed(program, source), **said}
    return documents.composed(program, {**source, "filled": filled})


def serve(today: date) -> None:
    """One document of each agency went by post and has not come back yet."""
    for agency_id, document_id in _records():
        with unit_of_work(writes=False) as session:
            by = _head(session, agency_id)
        if by is not None:
            perform(_post, by, document_id, today)


def _records() -> list[tuple[uuid.UUID, uuid.UUID]]:
    with unit_of_work(writes=False) as session:
        rows = session.execute(
            select(Document.agency_id, Document.id)
            .where(Document.kind == "record")
            .order_by(Document.signed_at.desc())
        ).all()
    return [*{agency_id: (agency_id, document_id) for agency_id, document_id in rows}.values()]


def _head(session: Session, agency_id: uuid.UUID) -> Caller | None:
    accounts = session.scalars(select(Account).where(Account.agency_id == agency_id))
    for account in accounts:
        if Role.SECTION_HEAD in account.roles:
            return organization.load_caller(
                session, account.id, account.session_version, uid("demo", "load")
            )
    return None


def _post(session: Session, by: Caller, document_id: uuid.UUID, today: date) -> None:
    document = session.get_one(Document, document_id)
    began = min(today, clock.today())
    told = {"reference": "XA33062026112", "place": document.data["subject"]["address"]}
    documents.serving.begin(
        session, by=by, document=document, manner=Manner.POST, begun_on=began, **TOLD | told
    )
