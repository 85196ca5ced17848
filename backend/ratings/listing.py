"""企业评价 as who supervises reads it: of the agencies below the own one, never of the own, and
none of an inspection that the reader took part in.

Agencies stand by their names: nothing here is an order of merit (国办发〔2024〕54号, 待核).
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from backend import organization
from backend.core import clock
from backend.core.auth import Caller
from backend.core.records import audit
from backend.core.sheets import writing
from backend.inspections import Inspection
from backend.organization import Agency
from backend.ratings.models import Rating
from backend.ratings.problems import RatingMissing
from backend.ratings.rules import GRADE_IN_WORDS, QUESTIONS, Grade, against
from backend.ratings.service import ABOUT, words_of
from backend.subjects import Subject
from backend.tasks import Task, TaskMember

HEADERS = (
    *("评价日期", "单位", "监管对象", "任务编号", "评价"),
    *(each.title for each in QUESTIONS),
    "有没有留言",
)


def seen_by(by: Caller) -> ColumnElement[bool]:
    below = organization.agencies_of(by).where(Agency.id != by.agency_id)
    was_there = exists().where(
        Inspection.id == Rating.inspection_id,
        TaskMember.task_id == Inspection.task_id,
        TaskMember.officer_id == by.officer_id,
    )
    return and_(Rating.agency_id.in_(below), Rating.crew_agency_id != by.agency_id, ~was_there)


def agencies(session: Session, *, by: Caller) -> list[Agency]:
    """Those whose ratings the caller may read, by name."""
    below = organization.agencies_of(by).where(Agency.id != by.agency_id)
    return list(session.scalars(select(Agency).where(Agency.id.in_(below)).order_by(Agency.name)))


def months(session: Session, *, by: Caller) -> list[date]:
    """The first days of those from the first rating to the last, the newest first."""
    first, last = session.execute(
        select(func.min(Rating.created_at), func.max(Rating.created_at)).where(seen_by(by))
    ).one()
    if first is None:
        return []
    month, earliest = _month(last), _month(first)
    found = [month]
    while month > earliest:
        month = _before(month)
        found.append(month)
    return found


def listed(
    session: Session,
    *,
    by: Caller,
    grade: Grade | None = None,
    before: uuid.UUID | None = None,
    limit: int = 20,
    **asked: Any,
) -> dict[str, Any]:
    """{counts: {all, grade…}, agencies, items, next}, the newest first; `asked` as in
    `narrowed`."""
    where = [seen_by(by), *narrowed(**asked)]
    per_agency = _per_agency(session, where)
    counts = {each: sum(row[each] for row in per_agency) for each in ("all", *Grade)}
    if grade is not None:
        where.append(Rating.grade == grade)
    if before is not None:
        where.append(Rating.id < before)
    rows = session.execute(_found(where).limit(limit + 1)).all()
    items = [_row(*each) for each in rows[:limit]]
    return {
        "counts": counts,
        "agencies": per_agency,
        "items": items,
        "next": items[-1]["id"] if len(rows) > limit else None,
    }


def narrowed(
    *, agency_id: uuid.UUID | None = None, month: date | None = None
) -> list[ColumnElement[bool]]:
    """`month` is its first day."""
    where: list[ColumnElement[bool]] = []
    if agency_id is not None:
        where.append(Rating.agency_id == agency_id)
    if month is not None:
        where += [Rating.created_at >= _start(month), Rating.created_at < _start(_after(month))]
    return where


def opened(session: Session, *, by: Caller, rating_id: uuid.UUID) -> dict[str, Any]:
    """One with what was written; that it was read is kept. Raises RatingMissing."""
    found = session.execute(_found([seen_by(by), Rating.id == rating_id])).one_or_none()
    if found is None:
        raise RatingMissing(id=str(rating_id))
    rating: Rating = found[0]
    audit(session, by, "rating.read", ABOUT, rating.id)
    said = [(each, rating.answers[each.name]) for each in QUESTIONS]
    return _row(*found) | {
        "inspection_id": rating.inspection_id,
        "said": [
            {"title": each.title, "answer": each.said(answer)}
            | {"against": answer is (not each.lawful)}
            for each, answer in said
        ],
        "words": words_of(rating),
    }


def export(session: Session, /, *, by: Caller, grade: Grade | None = None, **asked: Any) -> bytes:
    """The list as it is filtered, without what was written; the act stands in the trail."""
    where = [seen_by(by), *narrowed(**asked)]
    if grade is not None:
        where.append(Rating.grade == grade)
    rows = [
        _cells(_row(*each))
        for each in session.execute(_found(where).limit(writing.MOST_LISTED + 1))
    ]
    audit(session, by, "rating.export", ABOUT, None, count=min(len(rows), writing.MOST_LISTED))
    return writing.workbook("企业评价", HEADERS, writing.told(rows))


def _cells(row: dict[str, Any]) -> list[str]:
    return [
        *(row["day"].isoformat(), row["agency"], row["subject"]),
        *(row["number"], row["grade_in_words"]),
        *(each.said(row["answers"][each.name]) for each in QUESTIONS),
        "有" if row["has_words"] else "",
    ]


def _found(where: list[ColumnElement[bool]]) -> Select[Rating, str, str, str]:
    return (
        select(Rating, Agency.short_name, Subject.name, Task.number)
        .join(Agency, Agency.id == Rating.agency_id)
        .join(Inspection, Inspection.id == Rating.inspection_id)
        .join(Task, Task.id == Inspection.task_id)
        .join(Subject, Subject.id == Task.subject_id)
        .where(*where)
        .order_by(Rating.id.desc())
    )


def _row(rating: Rating, agency: str, subject: str, number: str) -> dict[str, Any]:
    return {
        "id": rating.id,
        "at": rating.created_at,
        "day": rating.created_at.astimezone(clock.CHINA).date(),
        "agency": agency,
        "subject": subject,
        "number": number,
        "grade": rating.grade,
        "grade_in_words": GRADE_IN_WORDS[rating.grade],
        "answers": rating.answers,
        "against": against(rating.answers),
        "has_words": rating.words_sealed is not None,
    }


def _per_agency(session: Session, where: list[ColumnElement[bool]]) -> list[dict[str, Any]]:
    """{id, name, all, grade…, against}, by name; `against` are those that say that something was
    not as the law wants it."""
    wrong = or_(*(getattr(Rating, each.name).is_(not each.lawful) for each in QUESTIONS))
    rows = session.execute(
        select(
            *(Agency.id, Agency.short_name, func.count()),
            *(_count(Rating.grade == each) for each in Grade),
            _count(wrong),
        )
        .join(Agency, Agency.id == Rating.agency_id)
        .where(*where)
        .group_by(Agency.id, Agency.short_name)
        .order_by(Agency.short_name)
    )
    keys = ("id", "name", "all", *Grade, "against")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _month(moment: datetime) -> date:
    return moment.astimezone(clock.CHINA).date().replace(day=1)


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _after(month: date) -> date:
    return date(month.year + (month.month == 12), month.month % 12 + 1, 1)


def _start(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=clock.CHINA)
