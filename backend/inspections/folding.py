"""How a command gets into an inspection: found, locked, folded, its step written down."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend import documents, evidence, gates, matters, organization, tasks
from backend.core import clock
from backend.core.auth import Caller
from backend.core.jobs import enqueue
from backend.inspections import facts, preserving, rules
from backend.inspections.models import Flaw, Inspection, InspectionStep
from backend.inspections.problems import InspectionClosed, InspectionMissing
from backend.inspections.rules import IN_WORDS, Record, State

LOST_VERSION = 3


def mine(
    session: Session, by: Caller, inspection_id: uuid.UUID, *, open_only: bool = True
) -> Inspection:
    """One of the caller's team. Raises InspectionMissing, NotInTeam, InspectionClosed."""
    inspection = locked(session, inspection_id)
    if inspection is None:
        raise InspectionMissing(id=str(inspection_id))
    tasks.member_of(session, by, inspection.task_id)
    if open_only and not rules.is_open(inspection.record):
        raise InspectionClosed(state_in_words=IN_WORDS[inspection.state])
    note_former(session, inspection, by)
    return inspection


def note_former(session: Session, inspection: Inspection, by: Caller) -> None:
    """Another team had been sent meanwhile: what was seen is kept, and that is said."""
    if tasks.was_in(session, by, inspection.task_id):
        note_flaw(session, inspection, "L6", f"{by.name}到场以前任务已经改派，不在现在的人员里")


def locked(session: Session, inspection_id: uuid.UUID) -> Inspection | None:
    """Whoever writes about one inspection waits for the one before, and sees what that one left
    also where it was read already: the last original must not slip past a submission that has not
    been committed. SQLite writes one at a time anyway."""
    return session.get(Inspection, inspection_id, with_for_update=True, populate_existing=True)


def fold(
    session: Session,
    inspection: Inspection,
    kind: str,
    given: Mapping[str, Any],
    *,
    by: Caller,
    at: datetime,
    only_in: State | None = None,
) -> bool:
    """One guarded update on the version; who comes second is folded into what the first left.

    With `only_in` the second finds another state and is told: False.
    """
    before = inspection.state
    for _ in range(LOST_VERSION):
        if only_in is not None and inspection.state is not only_in:
            return False
        before = inspection.state
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
            step(session, inspection, before, by=by, at=at)
            return True
    raise AssertionError("two phones cannot lose to each other for ever")


def step(
    session: Session,
    inspection: Inspection,
    before: State | None,
    *,
    by: Caller | None,
    at: datetime,
) -> None:
    """Each change of state with the rule that asks for it, who made it and when."""
    if inspection.state is before:
        return
    session.add(
        InspectionStep(
            inspection_id=inspection.id,
            before=before,
            after=inspection.state,
            rule=rules.MOVES.get((before, inspection.state)),
            at=at,
            account_id=by and by.account_id,
            name=by.name if by else "系统",
        )
    )


def steps_of(session: Session, inspection_id: uuid.UUID) -> list[dict[str, Any]]:
    """[{words, rule, at, by}], the first change of state first; `rule` is a gates.Rule or None."""
    rows = session.scalars(
        select(InspectionStep)
        .where(InspectionStep.inspection_id == inspection_id)
        .order_by(InspectionStep.id)
    )
    return [
        {
            "words": IN_WORDS[row.after],
            "rule": gates.RULES[row.rule] if row.rule else None,
            "at": row.at,
            "by": row.name,
        }
        for row in rows
    ]


def settle(session: Session, inspection: Inspection, *, by: Caller | None = None) -> None:
    """Move on when the last missing hash has arrived; to be called after each that arrives."""
    before, state = (
        inspection.state,
        rules.state_of(inspection.record, missing(session, inspection)),
    )
    if state is State.REVIEW and before is not State.REVIEW:
        tasks.to_review(session, inspection.task_id)
        documents.void_of_task(session, inspection.task_id, "本次检查未使用")
        documents.ask_for_pdfs(session, inspection.id)
        if documents.on_paper(session, inspection.id):
            enqueue(session, "inspection.match_papers", inspection_id=str(inspection.id))
    if state is not before:
        inspection.state = state
        step(session, inspection, before, by=by, at=clock.now())


def missing(session: Session, inspection: Inspection) -> list[str]:
    """Hashes named by the record or a signature that have not arrived, sorted."""
    named = rules.named_evidence(inspection.record)
    named |= documents.named_evidence(session, inspection.id)
    return sorted(named - evidence.arrived(session, inspection.id))


def judge(session: Session, inspection: Inspection, without: str = "") -> None:
    """Look for broken rules when the inspection is handed in; `without` is why a document was not
    made on site."""
    task = session.get_one(tasks.Task, inspection.task_id)
    note_ground(session, inspection, task)
    members = tasks.team(session, task.id)
    day = inspection.started_at.astimezone(clock.CHINA).date()
    best = organization.best_certificates(session, [m.officer_id for m in members], day)
    valid = {str(m.officer_id): organization.is_valid(best.get(m.officer_id), day) for m in members}
    record = inspection.record | {"presence": presence(inspection.record, members)}
    form = matters.find(session, task.checklist_id).content
    preserved = preserving.standing(session, inspection.id)
    for each in facts.broken(record, form, team=valid, preserved=preserved):
        note_flaw(session, inspection, each.rule, each.message)
    for rule, note in _unwritten(session, inspection):
        note_flaw(session, inspection, rule, f"{note}：{without}" if without else note)
    for message in gates.contradictions(facts.of_result(record, form)):
        note_flaw(session, inspection, "L5", f"检查结果自相矛盾：{message}")


# What each disposition and a fine is told by, and the rule that wants it.
WRITTEN = {
    "stop_order": ("L6", "责令停止，没有责令停止通知书"),
    "preservation_notice": ("L11", "先行登记保存，没有先行登记保存证据通知书"),
    "on_spot_penalty": ("L9", "当场处罚，没有当场行政处罚决定书"),
}


def _unwritten(session: Session, inspection: Inspection) -> list[tuple[str, str]]:
    """Also what the office made counts."""
    there = {each["kind"] for each in documents.of_inspection(session, inspection.id)}
    lacking = [kind for kind in rules.unsigned(inspection.record) if kind not in there]
    return [WRITTEN[kind] for kind in lacking if kind in WRITTEN]


def presence(record: Record, members: Iterable[tasks.TaskMember]) -> dict[str, Any]:
    """Who is known to be there, by officer: what the record says and what each phone confirmed."""
    known = dict(record["presence"])
    for member in members:
        if member.present_at:
            entry = {"state": rules.PRESENT, "at": member.present_at.isoformat()}
            proof = member.present_proof or {}
            entry |= {key: proof[key] for key in ("how", "position") if key in proof}
            known[str(member.officer_id)] = entry
        known.setdefault(str(member.officer_id), {"state": "none", "at": None})
    return known


def flaws_of(session: Session, inspection_id: uuid.UUID) -> list[Flaw]:
    return list(
        session.scalars(select(Flaw).where(Flaw.inspection_id == inspection_id).order_by(Flaw.id))
    )


def note_ground(session: Session, inspection: Inspection, task: tasks.Task) -> None:
    """What was wrong already with the start: an emergency without a signal, a cap reached since."""
    for each in task.flaws:
        note_flaw(session, inspection, each["rule"], each["words"])


def note_flaw(session: Session, inspection: Inspection, rule_id: str, note: str) -> None:
    """Once in the same words."""
    rule = gates.RULES[rule_id]
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
