"""The use cases of an inspection. Whatever has happened on site is taken in; what broke a rule
is noted as a flaw (程序瑕疵·待处理) and never turns evidence away (design.md way 1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import checklists, documents, gates, matters, subjects, tasks
from backend.core.auth import Caller
from backend.core.records import audit
from backend.inspections import facts, rectification, rules, sealing
from backend.inspections.folding import (
    fold,
    judge,
    locked,
    mine,
    note_flaw,
    note_former,
    note_ground,
    settle,
    step,
)
from backend.inspections.models import Inspection
from backend.inspections.problems import (
    AnswerMalformed,
    DocumentsUnsigned,
    InspectionMissing,
    InspectionTaken,
    ItemUnknown,
)
from backend.inspections.rules import State


def check_in(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    inspection_id: uuid.UUID,
    task_id: uuid.UUID,
    position: Mapping[str, Any] | None,
    no_position_reason: str,
    scanned: str = "",
) -> Inspection:
    """到场: begin the inspection of a task. Raises TaskMissing, NotInTeam, InspectionTaken."""
    task = tasks.member_of(session, by, task_id)
    known = session.scalar(select(Inspection).where(Inspection.task_id == task_id))
    if known:
        if known.id == inspection_id:
            return known
        raise InspectionTaken(inspection_id=str(known.id))
    if session.get(Inspection, inspection_id):
        raise InspectionTaken(inspection_id=str(inspection_id))
    record = rules.begin(
        at=at.isoformat(),
        officer=str(by.officer_id),
        position=position,
        reason=no_position_reason,
        scanned=scanned,
    )
    inspection = Inspection(
        id=inspection_id,
        task_id=task_id,
        agency_id=task.agency_id,
        state=State.ON_SITE,
        record=record,
        started_at=at,
    )
    session.add(inspection)
    session.flush()
    step(session, inspection, None, by=by, at=at)
    begun = tasks.begin(session, task, at=at, inspection_id=inspection_id)
    note_ground(session, inspection, task)
    if not begun:
        note_flaw(session, inspection, "L6", "到场时任务已经撤回或改派")
    note_former(session, inspection, by)
    audit(session, by, "inspection.check_in", "inspection", inspection_id, scanned=scanned)
    return inspection


def act(
    session: Session, kind: str, *, by: Caller, at: datetime, inspection_id: uuid.UUID, **given: Any
) -> Inspection:
    """Fold one command of the team into the record.

    Raises InspectionMissing, NotInTeam, InspectionClosed, ItemUnknown, AnswerMalformed.
    """
    inspection = mine(session, by, inspection_id)
    chosen: dict[str, Any] = {}
    if kind == "inspection.answer":
        chosen = _answered(session, inspection, given["item"], given["value"])
    fold(session, inspection, kind, sealing.sealed(given), by=by, at=at)
    audit(session, by, kind, "inspection", inspection_id, **chosen)
    return inspection


def sign(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    inspection_id: uuid.UUID,
    document_id: uuid.UUID,
    kind: str,
    **given: Any,
) -> documents.Document:
    """Keep a signed document and issue its number; with `supersedes` and a reason, a new version
    of one signed before, under the same number (更正).

    Raises InspectionMissing, NotInTeam, InspectionClosed, DocumentHashMismatch, NumberUnknown,
    SignatureIncomplete, SupersededAlready.
    """
    inspection = mine(session, by, inspection_id)
    document, notes = documents.keep(
        session,
        by=by,
        at=at,
        document_id=document_id,
        inspection_id=inspection_id,
        task_id=inspection.task_id,
        officers=[str(m.officer_id) for m in tasks.team(session, inspection.task_id)],
        kind=kind,
        **given,
    )
    given_kind = {"kind": kind, "document_id": str(document_id)}
    act_name = "document.correct" if given.get("supersedes") else "document.sign"
    fold(session, inspection, act_name, given_kind, by=by, at=at)
    for rule, note in notes:
        note_flaw(session, inspection, rule, note)
    for each in gates.broken("sign", facts.of_signing(document.signatures)):
        if each.severity is gates.Severity.WARN:  # what blocks is refused before it is kept
            note_flaw(session, inspection, each.rule, each.message)
    told = {"number": document.number, "version": document.version}
    rectification.arise(session, inspection=inspection, document=document)
    audit(session, by, act_name, "inspection", inspection_id, **told)
    return document


def submit(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    inspection_id: uuid.UUID,
    evidence: list[str],
    documents: list[str],
    without: str = "",
) -> Inspection:
    """Hand the whole inspection in. It is complete once every hash that it names has arrived.
    `without` says why a document that ought to be there was not made.

    Raises InspectionMissing, NotInTeam, DocumentsUnsigned.
    """
    inspection = mine(session, by, inspection_id, open_only=False)
    if inspection.submitted_at:
        return inspection
    unsigned = [TITLES[kind] for kind in rules.holding_up(inspection.record)]
    if gates.broken("submit", {"unsigned": unsigned}):
        raise DocumentsUnsigned(which="、".join(unsigned), rule="L5")
    fold(session, inspection, "inspection.submit", {"evidence": evidence}, by=by, at=at)
    inspection.submitted_at = at
    judge(session, inspection, without)
    settle(session, inspection, by=by)
    rectification.concluded(session, inspection)
    task = session.get_one(tasks.Task, inspection.task_id)
    subjects.feed.announce(session, [task.subject_id])  # the map shows when it was last checked
    audit(session, by, "inspection.submit", "inspection", inspection_id, state=inspection.state)
    return inspection


TITLES = {"record": "现场检查笔录", "rectification_order": "责令改正通知书"}


def evidence_arrived(session: Session, inspection_id: uuid.UUID) -> None:
    inspection = locked(session, inspection_id)
    if inspection and inspection.submitted_at:
        settle(session, inspection)


def find(session: Session, *, by: Caller, inspection_id: uuid.UUID) -> Inspection:
    """For the team and the overseers. Raises InspectionMissing."""
    inspection = session.scalar(
        select(Inspection)
        .join(tasks.Task, tasks.Task.id == Inspection.task_id)
        .where(Inspection.id == inspection_id, tasks.seen_by(by))
    )
    if inspection is None:
        raise InspectionMissing(id=str(inspection_id))
    return inspection


def of_tasks(session: Session, task_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Inspection]:
    rows = session.scalars(select(Inspection).where(Inspection.task_id.in_(list(task_ids))))
    return {row.task_id: row for row in rows}


def _answered(session: Session, inspection: Inspection, code: str, value: Any) -> dict[str, Any]:
    """What the trail tells of an answer: the conclusion chosen, and never what was written."""
    task = session.get_one(tasks.Task, inspection.task_id)
    item = matters.items(matters.find(session, task.checklist_id)).get(code)
    if item is None:
        raise ItemUnknown(item=code)
    if not checklists.accepts(item, value):
        raise AnswerMalformed(item=code)
    chosen = checklists.options_of(item) and isinstance(value, str)
    said = checklists.words(item, value) if chosen else "收回" if value is None else "已填写"
    return {"item": code, "value": value if chosen else None, "said": said}
