"""Checklists as the console lists them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from backend import organization
from backend.core.auth import Caller
from backend.matters.models import Checklist
from backend.matters.rules import STATE_IN_WORDS, State


def versions(session: Session, code: str) -> list[Checklist]:
    """All of a code, the newest first."""
    rows = session.scalars(
        select(Checklist).where(Checklist.code == code).order_by(Checklist.version.desc())
    )
    return list(rows)


def listed(
    session: Session, *, by: Caller, q: str = "", field: str = "", tab: str = ""
) -> dict[str, Any]:
    """{counts, items}: published ones, and what the caller's agencies are writing."""
    mine = Checklist.agency_id.in_(organization.agencies_of(by)) | Checklist.agency_id.is_(None)
    where: list[ColumnElement[bool]] = [
        Checklist.published_at.is_not(None) | mine,
        Checklist.state != State.RECHECK,
    ]
    for word in q.split():
        where.append(
            Checklist.title.icontains(word, autoescape=True)
            | Checklist.code.startswith(word, autoescape=True)
            | Checklist.object.icontains(word, autoescape=True)
        )
    if field:
        where.append(Checklist.field == field)
    counted = session.execute(
        select(Checklist.state, func.count()).where(*where).group_by(Checklist.state)
    )
    by_state = {state: count for state, count in counted}
    if tab:
        where.append(Checklist.state == State(tab))
    else:
        where.append(Checklist.state != State.WITHDRAWN)
    rows = session.execute(
        select(Checklist, organization.Agency.short_name)
        .outerjoin(organization.Agency, organization.Agency.id == Checklist.agency_id)
        .where(*where)
        .order_by(Checklist.field, Checklist.code, Checklist.version.desc())
        .limit(200)
    ).all()
    counts: dict[str, int] = {state: by_state.get(state, 0) for state in State}
    counts[""] = sum(counts[state] for state in State if state is not State.WITHDRAWN)
    return {
        "counts": counts,
        "items": [row(each) | {"agency": agency or "全省通用"} for each, agency in rows],
    }


def row(checklist: Checklist) -> dict[str, Any]:
    fields = ("id", "code", "version", "title", "field", "object", "state", "item_count")
    more = ("key_count", "published_at", "edited_by", "edited_at", "submitted_by", "reviewed_by")
    return {key: getattr(checklist, key) for key in (*fields, *more)} | {
        "state_in_words": STATE_IN_WORDS[checklist.state],
        "joined": len(checklist.joined_from),
    }
