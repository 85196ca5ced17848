"""Whether a signed document says what the record says. A difference is a flaw, never a refusal:
what the party signed on site stays evidence of what they were shown."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from backend import documents, matters, organization, tasks
from backend.core import clock
from backend.core.auth import Caller
from backend.inspections import views
from backend.inspections.folding import note_flaw
from backend.inspections.models import Inspection

# What the phone's clock and its owner decide when the document is made.
FREE = frozenset({"date", "ended_at", "lead_in", "recorder"})
IN_WORDS = {
    "checks": "检查情况",
    "result": "检查结果",
    "dispositions": "处理情况",
    "problems": "存在问题",
    "deadline": "改正期限",
    "deadlines": "改正期限",
    "remedies": "救济途径",
    "agency_name": "机关名称",
    "officers": "检查人员",
    "party": "当事人",
    "subject": "被检查单位",
    "credentials_statement": "出示证件情况",
    "avoidance_statement": "回避告知与答复",
    "filled": "填写的内容",
}


def source(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    inspection_id: uuid.UUID,
    number: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What a document is composed from, as the server knows it; the shape that compose takes but
    for the number, where none is given."""
    inspection = session.get_one(Inspection, inspection_id)
    page = views.plain(views.task_page(session, by=by, task_id=inspection.task_id))
    task = tasks.find(session, by=by, task_id=inspection.task_id)
    demo = current_app.extensions["settings"].practice
    return {
        "me": organization.me(session, by=by, today=clock.today()) | {"demo": demo},
        "task": page,
        "checklist": views.plain(matters.shown(matters.find(session, task.checklist_id))),
        "inspection": page["inspection"],
        "number": number or {},
        "now": at.astimezone(clock.CHINA).isoformat(timespec="seconds"),
    }


def compare(session: Session, *, by: Caller, at: datetime, document: documents.Document) -> None:
    assert document.inspection_id
    number = documents.number_of(session, document)
    known = source(session, by=by, at=at, inspection_id=document.inspection_id, number=number)
    expected = documents.recomposed(session, document, known)
    differing = {key for key in expected if key not in FREE} - {
        key for key in expected if document.data.get(key) == expected[key]
    }
    if differing:
        words = "、".join(sorted({IN_WORDS.get(key, key) for key in differing}))
        inspection = session.get_one(Inspection, document.inspection_id)
        note_flaw(session, inspection, "L5", f"{document.title}与检查记录不一致：{words}")


def task_source(session: Session, *, by: Caller, task_id: uuid.UUID) -> dict[str, Any]:
    """The same before anybody has gone there: what a notice is composed from."""
    page = views.plain(views.task_page(session, by=by, task_id=task_id))
    task = tasks.find(session, by=by, task_id=task_id)
    demo = current_app.extensions["settings"].practice
    return {
        "me": organization.me(session, by=by, today=clock.today()) | {"demo": demo},
        "task": page,
        "checklist": views.plain(matters.shown(matters.find(session, task.checklist_id))),
        "inspection": page["inspection"] or {"answers": {}},
        "now": clock.now().astimezone(clock.CHINA).isoformat(timespec="seconds"),
    }
