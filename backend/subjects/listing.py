"""The register as its keepers list it: newest entries first, narrowed, a page at a time."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.orm import Session

from backend.organization import Region
from backend.subjects import service
from backend.subjects.models import Subject
from backend.subjects.search import IN_WORDS, page


def listed(
    session: Session,
    *,
    q: str = "",
    region: str = "",
    before: uuid.UUID | None = None,
    limit: int = 20,
    **asked: str,
) -> dict[str, Any]:
    """{items, next, cut, notice}. `region` is the start of a code; `asked` has kind, state, credit,
    risk, tag. `cut` says that more was found than is listed, `notice` why not all is found."""
    notice = ""
    if q:
        kind = asked.pop("kind", "")
        hits = page(session, q=q, filters={"region": region} | asked, limit=limit * 3)
        items = [each for each in hits.rows if not kind or each.kind == kind]
        more, cut, notice = None, bool(hits.next), IN_WORDS[hits.health]
    else:
        rows = session.scalars(_query(region, before, **asked).limit(limit + 1)).all()
        items = list(rows[:limit])
        more, cut = (items[-1].id if len(rows) > limit else None), False
    names = _regions(session, items)
    shown = [_line(each) | {"region_name": names.get(each.region_code, "")} for each in items]
    return {"items": shown, "next": more, "cut": cut, "notice": notice}


def _line(subject: Subject) -> dict[str, Any]:
    return service.row(subject) | {
        "number": service.known_as(subject),
        "kind": subject.kind,
        "industry_name": subject.industry_name,
        "legal_rep": subject.legal_rep,
        "tags": subject.tags,
        "updated_at": subject.updated_at,
    }


def _query(region: str, before: uuid.UUID | None, **asked: str) -> Any:
    where: list[ColumnElement[bool]] = [
        Subject.merged_into.is_(None),
        Subject.removed_at.is_(None),
    ]
    if region:
        where.append(Subject.region_code.startswith(region, autoescape=True))
    for name in ("kind", "state", "credit", "risk"):
        if asked.get(name):
            where.append(getattr(Subject, name) == asked[name])
    if asked.get("tag"):
        where.append(_tagged(asked["tag"]))
    if before is not None:
        where.append(Subject.id < before)
    return select(Subject).where(*where).order_by(Subject.id.desc())


def _tagged(tag: str) -> ColumnElement[bool]:
    """The column is JSON text: what is looked for is written as JSON writes it."""
    return cast(Subject.tags, String).contains(json.dumps(tag), autoescape=True)


def _regions(session: Session, items: Sequence[Subject]) -> dict[str, str]:
    codes = {each.region_code for each in items}
    rows = session.execute(select(Region.code, Region.name).where(Region.code.in_(codes)))
    return {code: name for code, name in rows}
