"""年度检查频次上限, and the settings table of how a visit counts (L22)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from backend import organization
from backend.core import clock
from backend.core.auth import Caller
from backend.core.problems import NotFound
from backend.core.records import audit
from backend.organization import Agency
from backend.planning import visits
from backend.planning.models import Cap, CountingRule, Visit
from backend.planning.problems import CapUnfit, RuleChanged
from backend.planning.rules import (
    GROUP_IN_WORDS,
    KIND_IN_WORDS,
    TRIGGER_IN_WORDS,
    Group,
    group_of,
    tightest,
)
from backend.subjects import Subject

MOST = 366
NO_CAP = "未公布上限"


def enter(
    session: Session,
    *,
    by: Caller,
    agency_id: uuid.UUID,
    field: str,
    year: int,
    subject_group: Group | None,
    number: int,
    document: str,
    published_on: date | None,
) -> Cap:
    """For one agency of the caller's. Until it is published it binds nobody. Raises NotFound,
    CapUnfit."""
    agency = organization.agencies.in_scope(session, by=by, agency_id=agency_id)
    if published_on and not document:
        raise CapUnfit(why="公布的上限要写明公布文号或出处")
    twin = session.scalar(
        select(Cap.id).where(
            Cap.agency_id == agency_id,
            Cap.field == field,
            Cap.year == year,
            Cap.subject_group.is_(None)
            if subject_group is None
            else Cap.subject_group == subject_group,
            Cap.ended_on.is_(None),
        )
    )
    if twin is not None:
        raise CapUnfit(why=f"{agency.short_name} {year} 年已经有同样的上限，先终止原来的再登记")
    cap = Cap(
        agency_id=agency_id,
        field=field,
        year=year,
        subject_group=subject_group,
        number=number,
        document=document,
        published_on=published_on,
        by_name=by.name,
    )
    session.add(cap)
    session.flush()
    audit(session, by, "cap.enter", "cap", cap.id, number=number, year=year)
    return cap


def publish(session: Session, *, by: Caller, cap_id: uuid.UUID, document: str) -> None:
    """From today on it binds; published before, nothing happens. Raises NotFound."""
    _own(session, by, cap_id)
    done = session.scalar(
        update(Cap)
        .where(Cap.id == cap_id, Cap.published_on.is_(None), Cap.ended_on.is_(None))
        .values(published_on=clock.today(), document=document)
        .returning(Cap.id)
        .execution_options(synchronize_session=False)
    )
    if done:
        audit(session, by, "cap.publish", "cap", cap_id, document=document)


def end(session: Session, *, by: Caller, cap_id: uuid.UUID, reason: str) -> None:
    _own(session, by, cap_id)
    done = session.scalar(
        update(Cap)
        .where(Cap.id == cap_id, Cap.ended_on.is_(None))
        .values(ended_on=clock.today())
        .returning(Cap.id)
        .execution_options(synchronize_session=False)
    )
    if done:
        audit(session, by, "cap.end", "cap", cap_id, reason=reason)


def _own(session: Session, by: Caller, cap_id: uuid.UUID) -> Cap:
    found = session.get(Cap, cap_id)
    if found is None or found.agency_id is None:
        raise NotFound(id=str(cap_id))
    organization.agencies.in_scope(session, by=by, agency_id=found.agency_id)
    return found


_IN_FORCE = select(Cap).where(
    Cap.year == bindparam("year"),
    or_(
        Cap.agency_id == bindparam("agency_id"),
        Cap.agency_id.is_(None) & Cap.field.in_(bindparam("fields", expanding=True)),
    ),
    Cap.published_on <= bindparam("day"),
    or_(Cap.ended_on.is_(None), Cap.ended_on > bindparam("day")),
)


def in_force(
    session: Session, agency_id: uuid.UUID, fields: Collection[str], day: date
) -> Sequence[Cap]:
    """The published caps that bind an agency, and those of every agency of the fields."""
    asked = {"agency_id": agency_id, "fields": list(fields), "year": day.year, "day": day}
    return session.scalars(_IN_FORCE, asked).all()


def listed(session: Session, *, by: Caller, year: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Cap, Agency.short_name)
        .outerjoin(Agency, Agency.id == Cap.agency_id)
        .where(
            Cap.year == year,
            or_(Cap.agency_id.is_(None), Cap.agency_id.in_(organization.agencies_of(by))),
        )
        .order_by(Agency.path, Cap.field, Cap.id)
    )
    return [
        {
            "id": cap.id,
            "agency": agency or f"{cap.field}各单位",
            "field": cap.field or "不分领域",
            "year": cap.year,
            "group_in_words": _group(cap.subject_group, "全部对象"),
            "number": cap.number,
            "document": cap.document,
            "published_on": cap.published_on,
            "ended_on": cap.ended_on,
            "state": "ended" if cap.ended_on else "now" if cap.published_on else "draft",
            "own": cap.agency_id is not None,
            "by_name": cap.by_name,
        }
        for cap, agency in rows
    ]


def against(
    session: Session,
    *,
    by: Caller,
    year: int,
    q: str = "",
    agency_id: uuid.UUID | None = None,
    reached: bool = False,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Subjects by how often each agency of the caller's was there, against the cap that leaves it
    the least; the most visited first, `limit` of them."""
    day = min(clock.today(), date(year, 12, 31))
    known: dict[tuple[uuid.UUID, frozenset[str]], Sequence[Cap]] = {}
    found = []
    rows = session.execute(_visited(by, year, q, agency_id))
    for _, parts in groupby(rows, key=lambda row: (row.agency_id, row.subject_id)):
        row, times = _together(parts)
        fields = frozenset({row.agency_field, *times})
        if (row.agency_id, fields) not in known:
            known[row.agency_id, fields] = in_force(session, row.agency_id, fields, day)
        binding = tightest(known[row.agency_id, fields], group_of(row.kind), times)
        shown = {"subject_id": row.subject_id, "subject": row.name, "agency": row.agency}
        shown |= _against(binding, times)
        if not reached or shown["reached"]:
            found.append(shown)
        if len(found) == limit:
            break
    return found


def _visited(
    by: Caller, year: int, q: str, agency_id: uuid.UUID | None
) -> Select[*tuple[Any, ...]]:
    """Visits by agency, subject and field; those to a merged subject are its survivor's."""
    total = func.sum(func.count()).over(partition_by=(Visit.agency_id, Subject.id))
    at = aliased(Subject)
    query: Select[*tuple[Any, ...]] = (
        select(
            *(Visit.agency_id, Agency.short_name.label("agency")),
            Agency.field.label("agency_field"),
            *(Subject.id.label("subject_id"), Subject.name, Subject.kind),
            *(Visit.field.label("field"), func.count().label("times")),
        )
        .join(Agency, Agency.id == Visit.agency_id)
        .join(at, at.id == Visit.subject_id)
        .join(Subject, Subject.id == func.coalesce(at.merged_into, at.id))
        .where(Visit.year == year, Visit.counted, Visit.agency_id.in_(organization.agencies_of(by)))
        .group_by(
            *(Visit.agency_id, Agency.short_name, Agency.field),
            *(Subject.id, Subject.name, Subject.kind, Visit.field),
        )
        .order_by(total.desc(), Subject.name, Subject.id, Visit.agency_id)
    )
    if q:
        query = query.where(Subject.name.contains(q, autoescape=True))
    if agency_id:
        query = query.where(Visit.agency_id == agency_id)
    return query


def _together(parts: Iterable[Row[Any]]) -> tuple[Row[Any], dict[str, int]]:
    """What was done in each field at one subject, and any of the rows for the rest."""
    rows = list(parts)
    return rows[0], {row.field: row.times for row in rows}


def _against(binding: tuple[Cap, int] | None, times: Mapping[str, int]) -> dict[str, Any]:
    cap, count = binding or (None, sum(times.values()))
    return {
        "count": count,
        "cap": cap and cap.number,
        "cap_in_words": _words(cap),
        "reached": cap is not None and count >= cap.number,
    }


def of_subject(
    session: Session, *, agency: Agency, subject: Subject, today: date, field: str = ""
) -> dict[str, Any]:
    """{cap, cap_in_words, counted}: what binds the agency at one subject in a field, or in
    whichever it leaves the least, and how often it was there this year as that counts; without a
    cap nobody counts."""
    known = in_force(session, agency.id, [field or agency.field], today)
    if not known:
        return {"cap": None, "cap_in_words": NO_CAP, "counted": 0}
    times = visits.counted(session, [subject.id], today.year)[subject.id, agency.id]
    binding = tightest(known, group_of(subject.kind), times, field or None)
    shown = _against(binding, times)
    return {
        "cap": shown["cap"],
        "cap_in_words": shown["cap_in_words"],
        "counted": shown["count"] if binding else 0,
    }


def _group(group: Group | None, any_of_them: str) -> str:
    return GROUP_IN_WORDS[group] if group else any_of_them


def _words(cap: Cap | None) -> str:
    if cap is None:
        return NO_CAP
    return f"{cap.field}每年不超过 {cap.number} 次" if cap.field else f"每年不超过 {cap.number} 次"


def change_rule(
    session: Session,
    *,
    by: Caller,
    rule_id: uuid.UUID,
    revision: int,
    counted: bool,
    blocks: bool,
    warns: bool,
    why: str,
) -> None:
    """Raises NotFound, RuleChanged. What was counted before stays as it was."""
    found = session.get(CountingRule, rule_id)
    if found is None:
        raise NotFound(id=str(rule_id))
    before = [found.counted, found.blocks, found.warns]
    moved = session.scalar(
        update(CountingRule)
        .where(CountingRule.id == rule_id, CountingRule.revision == revision)
        .values(counted=counted, blocks=blocks, warns=warns, why=why, revision=revision + 1)
        .returning(CountingRule.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise RuleChanged(id=str(rule_id))
    after = [counted, blocks, warns]
    audit(session, by, "counting.change", "counting", rule_id, before=before, after=after, why=why)


def rules_shown(session: Session) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "place": row.place,
            "kind_in_words": KIND_IN_WORDS[row.kind] if row.kind else "不论种类",
            "trigger_in_words": TRIGGER_IN_WORDS[row.trigger] if row.trigger else "不论事由",
            "group_in_words": _group(row.subject_group, "不论对象"),
            "counted": row.counted,
            "blocks": row.blocks,
            "warns": row.warns,
            "why": row.why,
            "revision": row.revision,
        }
        for row in visits.counting_rules(session)
    ]
