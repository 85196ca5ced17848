"""What was found to be warned of, and where most rules look: the open tasks of one agency."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import subjects, tasks
from backend.alerts.rules import Seen, Target

MOST = 500  # of one rule at one agency


@dataclass(frozen=True)
class Found:
    """One thing to be warned of, and for whom."""

    about: str
    seen: Seen
    title: str
    target: Target
    target_id: uuid.UUID | None
    officers: Sequence[uuid.UUID] = field(default=())


OpenTask = tuple[tasks.Task, subjects.Subject]


def open_tasks(session: Session, agency_id: uuid.UUID, *where: Any) -> list[OpenTask]:
    """The agency's open tasks with their subjects, the nearest deadline first."""
    rows = session.execute(
        select(tasks.Task, subjects.Subject)
        .join(subjects.Subject, subjects.Subject.id == tasks.Task.subject_id)
        .where(tasks.Task.agency_id == agency_id, tasks.Task.state.in_(tasks.OPEN), *where)
        .order_by(tasks.Task.deadline, tasks.Task.id)
        .limit(MOST)
    )
    return [(task, subject) for task, subject in rows]


def crews(
    session: Session, task_ids: Iterable[uuid.UUID]
) -> defaultdict[uuid.UUID, list[uuid.UUID]]:
    rows = session.execute(
        select(tasks.TaskMember.task_id, tasks.TaskMember.officer_id)
        .where(tasks.TaskMember.task_id.in_(list(task_ids)))
        .order_by(tasks.TaskMember.officer_id)
    )
    found: defaultdict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for task_id, officer_id in rows:
        found[task_id].append(officer_id)
    return found
