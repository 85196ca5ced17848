"""Being there: what each officer of the team says with the own phone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.core.auth import Caller
from backend.core.limits import forget, spend
from backend.core.records import audit
from backend.tasks import presence, service
from backend.tasks.models import Task, TaskMember
from backend.tasks.problems import PresenceWrong

PRESENCE_TRIES = 5
PRESENCE_WINDOW = timedelta(minutes=15)


def confirm_presence(
    session: Session,
    *,
    by: Caller,
    task_id: uuid.UUID,
    code: str,
    at: datetime,
    position: Mapping[str, Any] | None = None,
) -> Task:
    """The second officer types, on their own phone, what the first one's shows.

    Raises TaskMissing, NotInTeam, PresenceWrong, TooManyTries.
    """
    task, member = service.mine(session, by, task_id)
    if member.present_at:
        return task
    others = [each for each in service.team(session, task_id) if each.officer_id != by.officer_id]
    if not any(presence.is_good(each.secret, str(task_id), code, at) for each in others):
        raise PresenceWrong
    here = position and {**position, "at": position["at"].isoformat()}
    be_present(session, member, at=at, proof={"how": presence.TYPED, "position": here})
    forget(session, _tries(by, task_id))
    audit(session, by, "task.confirm_presence", "task", task_id)
    return task


def be_present(
    session: Session, member: TaskMember, *, at: datetime, proof: dict[str, Any]
) -> bool:
    """Once: of two phones that say so at the same moment one wins, with its moment and proof."""
    won = session.scalar(
        update(TaskMember)
        .where(
            TaskMember.task_id == member.task_id,
            TaskMember.officer_id == member.officer_id,
            TaskMember.present_at.is_(None),
        )
        .values(present_at=at, present_proof=proof)
        .returning(TaskMember.officer_id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(member)
    return won is not None


def spend_presence_try(by: Caller, task_id: uuid.UUID) -> None:
    """Before each code is looked at, in a transaction of its own. Raises TooManyTries."""
    spend(_tries(by, task_id), most=PRESENCE_TRIES, per=PRESENCE_WINDOW)


def _tries(by: Caller, task_id: uuid.UUID) -> str:
    return f"presence:{by.account_id}:{task_id}"
