"""The use cases of an inspection. Whatever has happened on site is taken in; what broke a rule
is noted as a flaw (程序瑕疵·待处理) and never turns evidence away (design.md way 1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend import checklists, documents, evidence, matters, organization, subjects, tasks
from backend.core import clock
from backend.core.auth import Caller
from backend.core.limits import spend
from backend.core.records import audit
from backend.gates import RULES
from backend.inspections import rules
from backend.inspections.models import Flaw, Inspection
from backend.inspections.problems import (
    AnswerMalformed,
    DocumentsUnsigned,
    InspectionClosed,
    InspectionMissing,
    InspectionTaken,
    ItemUnknown,
)
from backend.inspections.rules import IN_WORDS, Record, State

LOST_VERSION = 3
PRESENCE_TRIES = 5
PRESENCE_WINDOW = timedelta(minutes=15)


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
    begun = tasks.begin(session, task, at=at, inspection_id=inspection_id)
    _note_ground(session, inspection, task)
    if not begun:
        note_flaw(session, inspection, "L6", "到场时任务已经撤回或改派")
    audit(session, by, "inspection.check_in", "inspection", inspection_id, scanned=scanned)
    return inspection


def act(
    session: Session, kind: str, *, by: Caller, at: datetime, inspection_id: uuid.UUID, **given: Any
) -> Inspection:
    """Fold one command of the team into the record.

    Raises InspectionMissing, NotInTeam, InspectionClosed, ItemUnknown, AnswerMalformed.
    """
    inspection = _mine(session, by, inspection_id)
    facts: dict[str, Any] = {}
    if kind == "inspection.answer":
        facts = _answered(session, inspection, given["item"], given["value"])
    _fold(session, inspection, kind, given, at)
    audit(session, by, kind, "inspection", inspection_id, **facts)
    return inspection


def report_presence(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    inspection_id: uuid.UUID,
    officer_id: uuid.UUID,
    code: str,
) -> Inspection:
    """The first phone typed, without a signal, the code that the second officer's phone showed.

    A wrong code is kept as 待核验 with a flaw (L1). Raises as act does.
    """
    inspection = _mine(session, by, inspection_id)
    member = next(
        (m for m in tasks.team(session, inspection.task_id) if m.officer_id == officer_id), None
    )
    if member is None:
        raise tasks.NotInTeam(id=str(inspection.task_id))
    good = tasks.presence_code_is_good(member.secret, str(inspection.task_id), code, at)
    if good and not member.present_at:
        member.present_at = at
    given = {"officer_id": str(officer_id)}
    _fold(session, inspection, "inspection.presence_receipt", given, at)
    if not good:
        note_flaw(session, inspection, "L1", "离线到场码核验未通过")
    audit(session, by, "inspection.presence_receipt", "inspection", inspection_id, good=good)
    return inspection


def spend_presence_try(by: Caller, inspection_id: uuid.UUID, officer_id: uuid.UUID) -> None:
    """Before a code read off the other phone is looked at: five, as on the second officer's own.

    In a transaction of its own. Raises TooManyTries.
    """
    what = f"presence-receipt:{by.account_id}:{inspection_id}:{officer_id}"
    spend(what, most=PRESENCE_TRIES, per=PRESENCE_WINDOW)


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
    """Keep a signed document and issue its number.

    Raises InspectionMissing, NotInTeam, InspectionClosed, DocumentHashMismatch, NumberUnknown,
    SignatureIncomplete.
    """
    inspection = _mine(session, by, inspection_id)
    document, notes = documents.keep(
        session,
        by=by,
        at=at,
        document_id=document_id,
        inspection_id=inspection_id,
        agency_id=inspection.agency_id,
        task_id=inspection.task_id,
        officers=[str(m.officer_id) for m in tasks.team(session, inspection.task_id)],
        kind=kind,
        **given,
    )
    _fold(
        session,
        inspection,
        "document.sign",
        {"kind": kind, "document_id": str(document_id)},
        at,
    )
    for rule, note in notes:
        note_flaw(session, inspection, rule, note)
    audit(session, by, "document.sign", "inspection", inspection_id, number=document.number)
    return document


def submit(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    inspection_id: uuid.UUID,
    evidence: list[str],
    documents: list[str],
) -> Inspection:
    """Hand the whole inspection in. It is complete once every hash that it names has arrived.

    Raises InspectionMissing, NotInTeam, DocumentsUnsigned.
    """
    inspection = _mine(session, by, inspection_id, open_only=False)
    if inspection.submitted_at:
        return inspection
    if unsigned := rules.unsigned(inspection.record):
        raise DocumentsUnsigned(which="、".join(TITLES[kind] for kind in unsigned), rule="L5")
    _fold(session, inspection, "inspection.submit", {"evidence": evidence}, at)
    inspection.submitted_at = at
    _judge(session, inspection)
    settle(session, inspection)
    task = session.get_one(tasks.Task, inspection.task_id)
    subjects.feed.announce(session, [task.subject_id])  # the map shows when it was last checked
    audit(session, by, "inspection.submit", "inspection", inspection_id, state=inspection.state)
    return inspection


TITLES = {"record": "现场检查笔录", "rectification_order": "责令改正通知书"}


def settle(session: Session, inspection: Inspection) -> None:
    """Move on when the last missing hash has arrived; to be called after each that arrives."""
    state = rules.state_of(inspection.record, missing(session, inspection))
    if state is State.REVIEW and inspection.state is not State.REVIEW:
        tasks.to_review(session, inspection.task_id)
        documents.void_of_task(session, inspection.task_id, "本次检查未使用")
        documents.ask_for_pdfs(session, inspection.id)
    if state is not inspection.state:
        inspection.state = state


def evidence_arrived(session: Session, inspection_id: uuid.UUID) -> None:
    inspection = _locked(session, inspection_id)
    if inspection and inspection.submitted_at:
        settle(session, inspection)


def missing(session: Session, inspection: Inspection) -> list[str]:
    """Hashes named by the record or a signature that have not arrived, sorted."""
    named = rules.named_evidence(inspection.record)
    named |= documents.named_evidence(session, inspection.id)
    return sorted(named - evidence.arrived(session, inspection.id))


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


def flaws_of(session: Session, inspection_id: uuid.UUID) -> list[Flaw]:
    return list(
        session.scalars(select(Flaw).where(Flaw.inspection_id == inspection_id).order_by(Flaw.id))
    )


def _mine(
    session: Session, by: Caller, inspection_id: uuid.UUID, *, open_only: bool = True
) -> Inspection:
    inspection = _locked(session, inspection_id)
    if inspection is None:
        raise InspectionMissing(id=str(inspection_id))
    tasks.member_of(session, by, inspection.task_id)
    if open_only and inspection.submitted_at:
        raise InspectionClosed(state_in_words=IN_WORDS[inspection.state])
    return inspection


def _locked(session: Session, inspection_id: uuid.UUID) -> Inspection | None:
    """Whoever writes about one inspection waits for the one before: the last original must not
    slip past a submission that has not been committed. SQLite writes one at a time anyway."""
    return session.get(Inspection, inspection_id, with_for_update=True)


def _fold(
    session: Session, inspection: Inspection, kind: str, given: Mapping[str, Any], at: datetime
) -> None:
    """One guarded update on the version; who comes second is folded into what the first left."""
    for _ in range(LOST_VERSION):
        record: Record = rules.apply(inspection.record, kind, given, at=at.isoformat())
        conclusion = record["conclusion"]
        won = session.scalar(
            update(Inspection)
            .where(Inspection.id == inspection.id, Inspection.version == inspection.version)
            .values(
                record=record,
                version=Inspection.version + 1,
                state=rules.state_of(record, ["?"]),
                result=conclusion and conclusion["result"],
            )
            .returning(Inspection.id)
            .execution_options(synchronize_session=False)
        )
        session.refresh(inspection)
        if won:
            return
    raise AssertionError("two phones cannot lose to each other for ever")


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


def _judge(session: Session, inspection: Inspection) -> None:
    """Look for broken rules once, when the inspection is handed in."""
    task = session.get_one(tasks.Task, inspection.task_id)
    _note_ground(session, inspection, task)
    members = tasks.team(session, task.id)
    day = inspection.started_at.astimezone(clock.CHINA).date()
    best = organization.best_certificates(session, [m.officer_id for m in members], day)
    valid = {str(m.officer_id): organization.is_valid(best.get(m.officer_id), day) for m in members}
    record = inspection.record | {"presence": presence(inspection.record, members)}
    form = matters.find(session, task.checklist_id).content
    open_items = len(checklists.evaluate(form, record["answers"]).missing)
    for rule, note in rules.flaws(record, team=valid, unanswered=open_items).items():
        note_flaw(session, inspection, rule, note)


def presence(record: Record, members: Iterable[tasks.TaskMember]) -> dict[str, Any]:
    """Who is known to be there, by officer: what the record says and what each phone confirmed."""
    known = dict(record["presence"])
    for member in members:
        if member.present_at:
            entry = {"state": rules.PRESENT, "at": member.present_at.isoformat()}
            known[str(member.officer_id)] = entry
        known.setdefault(str(member.officer_id), {"state": "none", "at": None})
    return known


def _note_ground(session: Session, inspection: Inspection, task: tasks.Task) -> None:
    """What was wrong already with the start: an emergency without a signal, a cap reached since."""
    for each in task.flaws:
        note_flaw(session, inspection, each["rule"], each["words"])


def note_flaw(session: Session, inspection: Inspection, rule_id: str, note: str) -> None:
    """Once in the same words."""
    rule = RULES[rule_id]
    if any((flaw.rule, flaw.title) == (rule.id, note) for flaw in flaws_of(session, inspection.id)):
        return
    session.add(
        Flaw(
            inspection_id=inspection.id,
            rule=rule.id,
            title=note,
            article=rule.basis,
            facts={"rule": rule.title},
        )
    )
