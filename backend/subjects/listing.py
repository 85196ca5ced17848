"""The register as its keepers list it: newest entries first, or what the search finds, a page at a
time. Either takes no longer where there are ten million."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import Session

from backend.organization import Region
from backend.subjects import service
from backend.subjects.models import Subject
from backend.subjects.search import IN_WORDS, Health, Page, UnknownPlace, page

CITY = 4  # digits of its code: what is shorter is the province, and narrows nothing
SOME = 2000  # of the newest, that are looked through while there is no index
FIELDS = ("kind", "state", "credit", "risk")
THERE = (Subject.merged_into.is_(None), Subject.removed_at.is_(None))


def listed(
    session: Session,
    *,
    q: str = "",
    region: str = "",
    after: str = "",
    limit: int = 20,
    **asked: str,
) -> dict[str, Any]:
    """{items, next, searched, notice}. `region` is the start of a code; `asked` has kind, state,
    credit, risk, tag. What is asked for is `searched` and comes by importance, all else with the
    newest first. `next` is for `after`; `notice` says why not all is found."""
    region = region if len(region) >= CITY else ""
    narrowed = {name: value for name, value in asked.items() if value}
    notice, rows, following = "", [], ""
    if q or narrowed:
        found = _found(session, q, narrowed | ({"region": region} if region else {}), after, limit)
        notice, rows, following = IN_WORDS[found.health], found.rows, found.next
        if found.health is Health.MISSING and not q:
            notice += f"；现在只在最近登记的 {SOME:,} 家里按条件找"
            rows = [each for each in _newest(session, region, "", SOME) if _is(each, narrowed)]
            rows = rows[:limit]
    else:
        rows = _newest(session, region, after, limit + 1)
        following = str(rows[limit - 1].id) if len(rows) > limit else ""
        rows = rows[:limit]
    names = _regions(session, rows)
    shown = [_line(each) | {"region_name": names.get(each.region_code, "")} for each in rows]
    return {"items": shown, "next": following, "searched": bool(q or narrowed), "notice": notice}


def _found(session: Session, q: str, filters: Mapping[str, str], after: str, limit: int) -> Page:
    try:
        return page(session, q=q, filters=filters, after=after, limit=limit)
    except UnknownPlace:  # the index was away meanwhile
        return page(session, q=q, filters=filters, limit=limit)


def _line(subject: Subject) -> dict[str, Any]:
    return service.row(subject) | {
        "number": service.known_as(subject),
        "kind": subject.kind,
        "industry_name": subject.industry_name,
        "legal_rep": subject.legal_rep,
        "tags": subject.tags,
        "updated_at": subject.updated_at,
    }


def _newest(session: Session, region: str, after: str, limit: int) -> list[Subject]:
    """Town by town, each from an index in its order: asked for together they would be sorted,
    and without the towns the whole register might be gone through for the first of them."""
    where: list[ColumnElement[bool]] = [*THERE]
    if after:
        with suppress(ValueError):  # a place of the search, from before the filters were cleared
            where.append(Subject.id < uuid.UUID(after))
    query = select(Subject).where(*where)
    if region:
        codes = session.scalars(
            select(Region.code).where(Region.code.startswith(region, autoescape=True))
        )
        towns = [_first(where, code, limit) for code in codes]
        query = select(Subject).where(Subject.id.in_(union_all(*towns) if towns else ()))
    return list(session.scalars(query.order_by(Subject.id.desc()).limit(limit)))


def _first(where: Sequence[Any], code: str, limit: int) -> Select[uuid.UUID]:
    query = select(Subject.id).where(Subject.region_code == code, *where)
    return select(query.order_by(Subject.id.desc()).limit(limit).subquery().c.id)


def _is(subject: Subject, narrowed: Mapping[str, str]) -> bool:
    tag = narrowed.get("tag")
    alike = all(getattr(subject, name) == narrowed[name] for name in FIELDS if name in narrowed)
    return alike and (not tag or tag in subject.tags)


def _regions(session: Session, items: Sequence[Subject]) -> dict[str, str]:
    codes = {each.region_code for each in items}
    rows = session.execute(select(Region.code, Region.name).where(Region.code.in_(codes)))
    return {code: name for code, name in rows}
