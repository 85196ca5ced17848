"""紧急检查: an approval that was refused, or not made up in time, is a flaw of the inspection, also
of one that was handed in before."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import planning, tasks
from backend.core.database import perform
from backend.core.jobs import Handler
from backend.inspections import folding
from backend.inspections.models import Inspection

HOURLY = "inspection.overdue_emergencies"
RULE = "P4"


def not_approved(session: Session, approval: planning.Approval) -> None:
    """The inspection is locked before its task, as whoever hands it in does."""
    inspection = session.scalar(
        select(Inspection).where(Inspection.task_id == approval.task_id).with_for_update()
    )
    task = tasks.not_approved(session, approval)
    if task and inspection:
        folding.note_ground(session, inspection, task)


def waits(session: Session, inspection: Inspection) -> bool:
    """Whether the head has yet to say yes, or the flaw that it is without one yet to be noted."""
    task = session.get_one(tasks.Task, inspection.task_id)
    approval = tasks.made_up(session, [task]).get(task.id)
    if approval is None or approval.state is planning.ApprovalState.APPROVED:
        return False
    return not any(flaw.rule == RULE for flaw in folding.flaws_of(session, inspection.id))


def overdue() -> None:
    """Asked for every hour; what was noted is not noted again."""
    perform(_overdue)


def _overdue(session: Session) -> None:
    for approval in planning.approvals.overdue(session):
        not_approved(session, approval)


JOBS: dict[str, Handler] = {HOURLY: overdue}
