"""Published checklists. A version never changes once it is published."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.problems import NotFound
from backend.matters.models import Checklist
from backend.matters.rules import State


def find(session: Session, checklist_id: uuid.UUID) -> Checklist:
    """A version that was published, also one withdrawn since. Raises NotFound."""
    found = session.get(Checklist, checklist_id)
    if found is None or found.published_at is None:
        raise NotFound(id=str(checklist_id))
    return found


def usable(session: Session, checklist_id: uuid.UUID) -> Checklist:
    """One that a new task may get. Raises NotFound."""
    found = find(session, checklist_id)
    if found.state not in (State.PUBLISHED, State.RECHECK):
        raise NotFound(id=str(checklist_id))
    return found


def published(session: Session) -> list[Checklist]:
    """The latest published version of each checklist."""
    rows = session.scalars(
        select(Checklist)
        .where(Checklist.state == State.PUBLISHED)
        .order_by(Checklist.code, Checklist.version)
    )
    return list({row.code: row for row in rows}.values())


def shown(checklist: Checklist) -> dict[str, Any]:
    return brief(checklist) | {"sections": checklist.content["sections"]}


def brief(checklist: Checklist) -> dict[str, Any]:
    return {
        "id": checklist.id,
        "code": checklist.code,
        "version": checklist.version,
        "title": checklist.title,
        "field": checklist.field,
        "item_count": checklist.item_count,
        "key_count": checklist.key_count,
    }


def items(checklist: Checklist) -> dict[str, dict[str, Any]]:
    """Every item by its code, in the order of the form."""
    sections = checklist.content["sections"]
    return {item["code"]: item for section in sections for item in section["items"]}
