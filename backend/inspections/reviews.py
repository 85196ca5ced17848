"""复核: whoever leads the team, or manages its agency, approves what was handed in or returns it
with remarks. Before that a supervisor has decided what each flaw comes to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend import tasks
from backend.core import clock
from backend.core.auth import MANAGERS, Caller, Role
from backend.core.records import Audit, audit
from backend.inspections import emergencies, folding
from backend.inspections.models import (
    DECISION_IN_WORDS,
    Decision,
    Flaw,
    Inspection,
    InspectionReview,
    Outcome,
)
from backend.inspections.problems import (
    EmergencyUnapproved,
    FlawDecided,
    FlawMissing,
    FlawsUndecided,
    InspectionMissing,
    OnlyOwnWork,
    ReviewSettled,
)
from backend.inspections.rules import IN_WORDS, State

WRITING = ("inspection.answer", "inspection.conclude", "inspection.unable")


def approve(
    session: Session, *, by: Caller, at: datetime, inspection_id: uuid.UUID, remarks: str = ""
) -> Inspection:
    """Raises InspectionMissing, FlawsUndecided, EmergencyUnapproved, OnlyOwnWork, ReviewSettled."""
    inspection = _reviewable(session, by, inspection_id)
    if inspection.state is State.REVIEW:
        if left := undecided(session, [inspection_id]).get(inspection_id):
            raise FlawsUndecided(count=left)
        if emergencies.waits(session, inspection):
            raise EmergencyUnapproved
        if not _four_eyes(session, by, inspection_id):
            raise OnlyOwnWork
    if not _settle(session, inspection, Outcome.APPROVED, by=by, at=at, remarks=remarks):
        return inspection
    tasks.done(session, inspection.task_id)
    return inspection


def send_back(
    session: Session, *, by: Caller, at: datetime, inspection_id: uuid.UUID, remarks: str
) -> Inspection:
    """退回: open again for the team. Raises InspectionMissing, ReviewSettled."""
    inspection = _reviewable(session, by, inspection_id)
    if not _settle(session, inspection, Outcome.RETURNED, by=by, at=at, remarks=remarks):
        return inspection
    inspection.submitted_at = None
    tasks.reopen(session, inspection.task_id)
    return inspection


def decide_flaw(
    session: Session, *, by: Caller, flaw_id: uuid.UUID, decision: Decision, reason: str
) -> Flaw:
    """Of the agency's managers, once. Raises FlawMissing, FlawDecided."""
    flaw = session.get(Flaw, flaw_id)
    if flaw is None:
        raise FlawMissing(id=str(flaw_id))
    inspection = session.get_one(Inspection, flaw.inspection_id)
    if not _manages(by, inspection):
        raise FlawMissing(id=str(flaw_id))
    won = session.scalar(
        update(Flaw)
        .where(Flaw.id == flaw_id, Flaw.decision.is_(None))
        .values(
            decision=decision,
            decision_reason=reason,
            decided_at=clock.now(),
            decided_by=by.account_id,
            decided_by_name=by.name,
        )
        .returning(Flaw.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(flaw)
    if not won:
        if (flaw.decision, flaw.decided_by, flaw.decision_reason) == (
            *(decision, by.account_id, reason),
        ):
            return flaw
        words = DECISION_IN_WORDS[flaw.decision] if flaw.decision else ""
        raise FlawDecided(decision_in_words=words, by=flaw.decided_by_name)
    audit(session, by, "flaw.decide", "inspection", inspection.id, rule=flaw.rule, said=decision)
    return flaw


def may_review(session: Session, by: Caller, inspection: Inspection) -> bool:
    return _manages(by, inspection) or _leads(session, by, inspection.task_id)


def reviews_of(session: Session, inspection_id: uuid.UUID) -> list[InspectionReview]:
    """The newest first."""
    rows = session.scalars(
        select(InspectionReview)
        .where(InspectionReview.inspection_id == inspection_id)
        .order_by(InspectionReview.id.desc())
    )
    return list(rows)


def undecided(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many flaws wait for a decision, by inspection; none for the others."""
    rows = session.execute(
        select(Flaw.inspection_id, func.count())
        .where(Flaw.inspection_id.in_(list(ids)), Flaw.decision.is_(None))
        .group_by(Flaw.inspection_id)
    )
    return {inspection_id: count for inspection_id, count in rows}


def _settle(
    session: Session,
    inspection: Inspection,
    outcome: Outcome,
    *,
    by: Caller,
    at: datetime,
    remarks: str,
) -> bool:
    """False where the caller said the same before. Raises ReviewSettled."""
    kind = {Outcome.APPROVED: "inspection.approve", Outcome.RETURNED: "inspection.return"}[outcome]
    given = {"remarks": remarks}
    if not folding.fold(session, inspection, kind, given, by=by, at=at, only_in=State.REVIEW):
        last = next(iter(reviews_of(session, inspection.id)), None)
        if last and (last.outcome, last.account_id, last.remarks) == (
            *(outcome, by.account_id, remarks),
        ):
            return False
        raise ReviewSettled(state_in_words=IN_WORDS[inspection.state])
    session.add(
        InspectionReview(
            inspection_id=inspection.id,
            outcome=outcome,
            remarks=remarks,
            at=at,
            account_id=by.account_id,
            name=by.name,
        )
    )
    audit(session, by, kind, "inspection", inspection.id, remarks=remarks)
    return True


def _reviewable(session: Session, by: Caller, inspection_id: uuid.UUID) -> Inspection:
    inspection = folding.locked(session, inspection_id)
    if inspection is None or not may_review(session, by, inspection):
        raise InspectionMissing(id=str(inspection_id))
    return inspection


def _manages(by: Caller, inspection: Inspection) -> bool:
    return by.has(*MANAGERS) and by.agency_id == inspection.agency_id


def _leads(session: Session, by: Caller, task_id: uuid.UUID) -> bool:
    lead = next((m for m in tasks.team(session, task_id) if m.lead), None)
    return by.has(Role.LEADER) and lead is not None and lead.officer_id == by.officer_id


def _four_eyes(session: Session, by: Caller, inspection_id: uuid.UUID) -> bool:
    """No source forbids it: a setting lets a leader approve alone what only they wrote."""
    if current_app.extensions["settings"].review_own_work:
        return True
    writers = session.scalars(
        select(Audit.account_id)
        .where(Audit.subject_id == inspection_id, Audit.action.in_(WRITING))
        .distinct()
    )
    return set(writers) != {by.account_id}
