"""留痕: what was done about a task, by whom, and what the phones were answered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend import sync
from backend.core.records import Audit
from backend.tasks import Task

PAGE = 60


def trail(
    session: Session, ids: Iterable[uuid.UUID], *, before: uuid.UUID | None = None
) -> dict[str, Any]:
    """{rows, next, count} of the audit rows about these, the newest first."""
    about = Audit.subject_id.in_(list(ids))
    query = select(Audit).where(about).order_by(Audit.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(Audit.id < before)
    rows = session.scalars(query).all()
    entries = [
        {"id": row.id, "at": row.created_at, "name": row.name}
        | {"action": row.action, "facts": row.facts}
        for row in rows[:PAGE]
    ]
    count = session.scalar(select(func.count()).select_from(Audit).where(about)) or 0
    return {
        "rows": entries,
        "next": entries[-1]["id"] if len(rows) > PAGE else None,
        "count": count,
    }


def receipts(
    session: Session,
    task: Task,
    *,
    inspection_id: uuid.UUID | None = None,
    document_ids: Iterable[uuid.UUID] = (),
) -> list[dict[str, Any]]:
    """What the phones of those who took part were answered, the latest first."""
    ids = [task.id, *([inspection_id] if inspection_id else []), *document_ids]
    took_part = session.scalars(
        select(Audit.account_id)
        .where(Audit.subject_id.in_(ids), Audit.account_id.is_not(None))
        .distinct()
    ).all()
    named = {
        "task_id": [str(task.id)],
        "inspection_id": [str(inspection_id)] if inspection_id else [],
        "document_id": [str(each) for each in document_ids],
    }
    return sync.answers_about(
        session,
        named={key: ids for key, ids in named.items() if ids},
        account_ids=[each for each in took_part if each],
        since=task.created_at,
    )
