"""What evidence and documents ask of inspections without knowing them: the application ties
them together."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from backend import tasks
from backend.core.auth import Caller
from backend.core.database import perform
from backend.inspections import rectification, service
from backend.inspections.models import Inspection
from backend.inspections.problems import InspectionMissing


def evidence_arrived(inspection_id: uuid.UUID) -> None:
    """After an upload has been committed: it may have been the last one missing."""
    perform(service.evidence_arrived, inspection_id)


def may_add(session: Session, by: Caller, inspection_id: uuid.UUID) -> bool:
    """To the own inspections, and to one that the server has not heard of yet."""
    inspection = session.get(Inspection, inspection_id)
    if inspection is None:
        return True
    if any(m.officer_id == by.officer_id for m in tasks.team(session, inspection.task_id)):
        return True
    if tasks.was_in(session, by, inspection.task_id):
        return True
    return rectification.concerns(session, by, inspection_id)


def may_see_task(session: Session, by: Caller, task_id: uuid.UUID) -> bool:
    try:
        tasks.find(session, by=by, task_id=task_id)
    except tasks.TaskMissing:
        return False
    return True


def may_see(session: Session, by: Caller, inspection_id: uuid.UUID) -> bool:
    """Also who goes to recheck what was ordered there."""
    try:
        service.find(session, by=by, inspection_id=inspection_id)
    except InspectionMissing:
        return rectification.concerns(session, by, inspection_id)
    return True
