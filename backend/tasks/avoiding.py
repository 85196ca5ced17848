"""回避: an officer says whom they are tied to, and whoever sent them there is told (L4,
行政处罚法 第四十三条). That a tie is over is for who keeps the register to say."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import organization, subjects
from backend.core import clock
from backend.core.auth import Caller
from backend.core.jobs import enqueue
from backend.tasks.models import Task, TaskMember
from backend.tasks.problems import NotInTeam
from backend.tasks.rules import OPEN, State

RULE = "L4"


def declare(
    session: Session, *, by: Caller, at: datetime, subject_id: uuid.UUID, reason: str
) -> dict[str, int]:
    """{open_tasks} of the officer at that subject. Declared before it stays as it is.

    Raises NotInTeam for who is no officer, NotFound, OfficerLeft.
    """
    if by.officer_id is None:
        raise NotInTeam
    family = subjects.family_ids(session, subjects.survivor(session, subject_id).id)
    held = organization.absences.avoidances(session, [by.officer_id])
    known = any(tie.subject_id in family for tie in held)
    if not known:
        organization.absences.declare(
            session, by=by, officer_id=by.officer_id, subject_id=family[0], reason=reason
        )
    open_tasks = session.scalars(
        select(Task.id)
        .join(TaskMember, TaskMember.task_id == Task.id)
        .where(
            TaskMember.officer_id == by.officer_id,
            Task.subject_id.in_(family),
            Task.state.in_(OPEN),
        )
    ).all()
    for task_id in [] if known else open_tasks:
        told = {"task_id": str(task_id), "officer_id": str(by.officer_id)}
        enqueue(session, "message.avoidance", **told)
    return {"open_tasks": len(open_tasks)}


def mine(session: Session, *, by: Caller) -> list[dict[str, Any]]:
    """The caller's own ties that still hold, the newest first."""
    if by.officer_id is None:
        return []
    return [
        {
            "id": tie.id,
            "subject": subjects.row(subjects.survivor(session, tie.subject_id)),
            "reason": tie.reason,
            "by_name": tie.by_name,
            "own": tie.by_name == by.name,
            "created_at": tie.created_at,
        }
        for tie in organization.absences.avoidances(session, [by.officer_id])
    ]


def before_going(session: Session, task: Task) -> dict[uuid.UUID, str]:
    """The same today, of a task that has not begun: then the record says it, as a flaw."""
    if task.state not in (State.PENDING, State.ACCEPTED, State.DECLINED):
        return {}
    return tied(session, task, clock.today())


def tied(session: Session, task: Task, on: date) -> dict[uuid.UUID, str]:
    """{officer: why} of who of the team must keep away from the subject on that day."""
    members = select(TaskMember.officer_id).where(TaskMember.task_id == task.id)
    kept_away = organization.kept_away(
        session,
        list(session.scalars(members)),
        subject_ids=subjects.family_ids(session, task.subject_id),
        first=on,
        last=on,
    )
    return {officer: why for officer, (rule, why) in kept_away.items() if rule == RULE}
