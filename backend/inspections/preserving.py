"""先行登记保存 (L11, 行政处罚法 第五十六条): asked on site, approved by the head of the agency, and
decided within seven working days. In an emergency the head is asked by telephone first and approves
afterwards."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend import tasks
from backend.core import clock, workdays
from backend.core.auth import MANAGERS, Caller, Role
from backend.core.records import audit
from backend.inspections.models import (
    PRESERVATION_IN_WORDS,
    Inspection,
    Preservation,
    PreservationState,
)
from backend.inspections.problems import (
    InspectionMissing,
    PreservationMissing,
    PreservationSettled,
)

WORKING_DAYS = 7
KEPT = (PreservationState.ASKED, PreservationState.APPROVED)


def ask(
    session: Session,
    /,
    *,
    by: Caller,
    at: datetime,
    preservation_id: uuid.UUID,
    inspection_id: uuid.UUID,
    **given: Any,
) -> Preservation:
    """Of the team: what is to be kept and why. Raises InspectionMissing, NotInTeam."""
    known = session.get(Preservation, preservation_id)
    if known is not None:
        if (known.inspection_id, known.asked_by) != (inspection_id, by.account_id):
            raise PreservationMissing(id=str(preservation_id))
        return known
    inspection = session.get(Inspection, inspection_id)
    if inspection is None:
        raise InspectionMissing(id=str(inspection_id))
    tasks.member_of(session, by, inspection.task_id)
    day = at.astimezone(clock.CHINA).date()
    row = Preservation(
        id=preservation_id,
        created_at=clock.now(),
        inspection_id=inspection_id,
        agency_id=inspection.agency_id,
        state=PreservationState.ASKED,
        asked_at=at,
        asked_by=by.account_id,
        asked_by_name=by.name,
        due=workdays.add_working_days(day, WORKING_DAYS).date,
        **given,
    )
    session.add(row)
    session.flush()
    called = bool(row.phoned)
    audit(session, by, "preservation.ask", "inspection", inspection_id, called=called)
    return row


def approve(
    session: Session, *, by: Caller, at: datetime, preservation_id: uuid.UUID, remarks: str = ""
) -> Preservation:
    """Raises PreservationMissing, PreservationSettled."""
    return _answer(session, by, at, preservation_id, PreservationState.APPROVED, remarks)


def refuse(
    session: Session, *, by: Caller, at: datetime, preservation_id: uuid.UUID, remarks: str
) -> Preservation:
    """What was kept is given back. Raises PreservationMissing, PreservationSettled."""
    return _answer(session, by, at, preservation_id, PreservationState.REFUSED, remarks)


def decide(
    session: Session, *, by: Caller, at: datetime, preservation_id: uuid.UUID, decision: str
) -> Preservation:
    """处理决定, by the team or its managers. Raises PreservationMissing, PreservationSettled."""
    row = session.get(Preservation, preservation_id)
    if row is None or not (_manages(by, row) or _in_team(session, by, row)):
        raise PreservationMissing(id=str(preservation_id))
    values = {"decision": decision, "decided_at": at, "decided_by_name": by.name}
    if not _move(session, row, PreservationState.APPROVED, PreservationState.DECIDED, values):
        if (row.state, row.decision) == (PreservationState.DECIDED, decision):
            return row
        raise PreservationSettled(state_in_words=PRESERVATION_IN_WORDS[row.state])
    audit(session, by, "preservation.decide", "inspection", row.inspection_id)
    return row


def of_inspection(session: Session, inspection_id: uuid.UUID) -> list[Preservation]:
    return list(
        session.scalars(
            select(Preservation)
            .where(Preservation.inspection_id == inspection_id)
            .order_by(Preservation.id)
        )
    )


def shown(row: Preservation) -> dict[str, Any]:
    """`days_left` counts working days; less than nothing is past the term."""
    return {
        "id": row.id,
        "state": row.state,
        "state_in_words": PRESERVATION_IN_WORDS[row.state],
        "items": row.items,
        "things": row.things,
        "place": row.place,
        "reason": row.reason,
        "phoned": row.phoned,
        "asked_at": row.asked_at,
        "asked_by": row.asked_by_name,
        "due": row.due,
        "days_left": days_left(row) if row.state in KEPT else None,
        "approved_at": row.approved_at,
        "approved_by": row.approved_by_name,
        "remarks": row.remarks,
        "decision": row.decision,
        "decided_at": row.decided_at,
        "decided_by": row.decided_by_name,
    }


def days_left(row: Preservation) -> int:
    today = clock.today()
    if today > row.due:
        return -workdays.working_days_between(row.due, today) or -1
    return workdays.working_days_between(today, row.due)


def standing(session: Session, inspection_id: uuid.UUID) -> dict[str, Any]:
    """What the rules ask: whether anything is kept without approval, and the shortest term."""
    rows = of_inspection(session, inspection_id)
    kept = [row for row in rows if row.state in KEPT]
    return {
        "unapproved": any(row.state is PreservationState.ASKED and not row.phoned for row in rows),
        "days_left": min(map(days_left, kept), default=None),
    }


def _answer(
    session: Session,
    by: Caller,
    at: datetime,
    preservation_id: uuid.UUID,
    to: PreservationState,
    remarks: str,
) -> Preservation:
    row = session.get(Preservation, preservation_id)
    if row is None or not by.has(Role.AGENCY_HEAD) or row.agency_id != by.agency_id:
        raise PreservationMissing(id=str(preservation_id))
    values = {
        "approved_at": at,
        "approved_by": by.account_id,
        "approved_by_name": by.name,
        "remarks": remarks,
    }
    if not _move(session, row, PreservationState.ASKED, to, values):
        if (row.state, row.approved_by, row.remarks) == (to, by.account_id, remarks):
            return row
        raise PreservationSettled(state_in_words=PRESERVATION_IN_WORDS[row.state])
    audit(session, by, f"preservation.{to}", "inspection", row.inspection_id)
    return row


def _move(
    session: Session,
    row: Preservation,
    before: PreservationState,
    to: PreservationState,
    values: dict[str, Any],
) -> bool:
    won = session.scalar(
        update(Preservation)
        .where(Preservation.id == row.id, Preservation.state == before)
        .values(state=to, **values)
        .returning(Preservation.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)
    return won is not None


def _manages(by: Caller, row: Preservation) -> bool:
    return by.has(*MANAGERS) and by.agency_id == row.agency_id


def _in_team(session: Session, by: Caller, row: Preservation) -> bool:
    task_id = session.get_one(Inspection, row.inspection_id).task_id
    return any(member.officer_id == by.officer_id for member in tasks.team(session, task_id))
