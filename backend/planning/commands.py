"""What the head's phone may do."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from backend.core.auth import Caller
from backend.planning import service
from backend.planning.models import Approval
from backend.planning.rules import ApprovalState
from backend.planning.schemas import DecideCommand, DecidedSchema
from backend.sync import Handler


def decide(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    approval_id: uuid.UUID,
    decision: str,
    remarks: str,
) -> Approval:
    return service.decide(
        session,
        by=by,
        approval_id=approval_id,
        decision=ApprovalState(decision),
        remarks=remarks,
    )


HANDLERS = {"approval.decide": Handler(DecideCommand, decide, DecidedSchema)}
