"""What the phone may do about an order."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from backend.core.auth import Caller
from backend.inspections.rectification import rechecks, schemas, service
from backend.inspections.rectification.models import Recheck
from backend.sync import Handler


def recheck(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    order_id: uuid.UUID,
    officer_ids: list[uuid.UUID],
) -> Recheck:
    return rechecks.start(session, by=by, order_id=order_id, officer_ids=officer_ids)


HANDLERS = {
    "rectification.report": Handler(schemas.ReportCommand, service.report, schemas.ReportedSchema),
    "rectification.recheck": Handler(schemas.RecheckCommand, recheck, schemas.RecheckStartedSchema),
}
