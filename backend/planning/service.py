"""Deciding what was asked for, and what follows from it."""

from __future__ import annotations

import uuid

from flask import current_app
from sqlalchemy.orm import Session

from backend.core.auth import Caller
from backend.planning import approvals, plans
from backend.planning.models import Approval
from backend.planning.rules import ApprovalState, What


def decide(
    session: Session,
    *,
    by: Caller,
    approval_id: uuid.UUID,
    decision: ApprovalState,
    remarks: str = "",
) -> Approval:
    """Raises as approvals.decide does. A plan moves on with its approval; a start that had begun
    already and was not approved, or too late, is told to who keeps it."""
    approval, fresh = approvals.decide(
        session, by=by, approval_id=approval_id, decision=decision, remarks=remarks
    )
    if fresh and approval.what is What.PLAN:
        plans.decided(session, approval)
    late = approval.due and approval.decided_at and approval.decided_at > approval.due
    if fresh and approval.task_id and (late or decision is not ApprovalState.APPROVED):
        current_app.extensions["start_not_approved"](session, approval)
    return approval
