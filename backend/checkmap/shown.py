"""A subject as a mark on the map: who it is, what is under way there, when it was last checked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.checkmap.rules import MILLIONTHS
from backend.core import clock
from backend.core.auth import Caller
from backend.subjects import PastInspection, Subject
from backend.tasks import IN_WORDS, OPEN, Task, seen_by


def shown(session: Session, by: Caller, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Of (subject_id, east, north, checked_on), in their order."""
    ids = [row.subject_id for row in rows]
    names = {
        each.id: each
        for each in session.execute(
            select(
                *(Subject.id, Subject.name, Subject.uscc, Subject.address),
                *(Subject.state, Subject.credit, Subject.risk),
            ).where(Subject.id.in_(ids))
        )
    }
    tasks = _tasks(session, by, ids)
    unsolved = set(
        session.scalars(
            select(PastInspection.subject_id).where(
                PastInspection.subject_id.in_(ids), PastInspection.open
            )
        )
    )
    today = clock.today()
    found = []
    for row in rows:
        subject = names[row.subject_id]
        days = None if row.checked_on is None else max(0, (today - row.checked_on).days)
        found.append(
            {
                "id": subject.id,
                "name": subject.name,
                "uscc": subject.uscc or "",
                "address": subject.address,
                "state": subject.state,
                "credit": subject.credit,
                "risk": subject.risk,
                "latitude": f"{row.north / MILLIONTHS:.6f}",
                "longitude": f"{row.east / MILLIONTHS:.6f}",
                "open_task": row.subject_id in tasks,
                "task": tasks.get(row.subject_id),
                "checked_days": days,
                "unsolved": row.subject_id in unsolved,
            }
        )
    return found


def _tasks(
    session: Session, by: Caller, ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, dict[str, Any]]:
    """The open task of each that the caller may see; of several the one that is due first."""
    rows = session.execute(
        select(Task.id, Task.subject_id, Task.state, Task.deadline)
        .where(Task.subject_id.in_(ids), Task.state.in_(OPEN), seen_by(by))
        .order_by(Task.deadline.desc(), Task.id)
    )
    today = clock.today()
    return {
        row.subject_id: {
            "id": row.id,
            "state": row.state,
            "state_in_words": IN_WORDS[row.state],
            "deadline": row.deadline,
            "late": row.deadline < today,
        }
        for row in rows
    }
