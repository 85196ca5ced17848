"""Tasks as the console lists them: filtered, counted by state, a page at a time."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from backend import documents, organization, subjects
from backend.core import clock
from backend.core.auth import Caller
from backend.matters import Checklist
from backend.planning import Kind
from backend.subjects import Subject
from backend.tasks.models import Task, TaskMember
from backend.tasks.rules import IN_WORDS, OPEN, State, is_late
from backend.tasks.service import made_up, seen_by, task_row

LATE = "late"  # stands beside the states, as a tab of its own


def subject_names(session: Session, rows: Iterable[Task]) -> dict[uuid.UUID, str]:
    """Whom each of these tasks is about."""
    ids = {row.subject_id for row in rows}
    found = session.execute(select(Subject.id, Subject.name).where(Subject.id.in_(ids))).all()
    return {subject_id: name for subject_id, name in found}


def listed(
    session: Session,
    *,
    by: Caller,
    tab: State | None = None,
    late: bool = False,
    before: uuid.UUID | None = None,
    limit: int = 20,
    **asked: Any,
) -> dict[str, Any]:
    """{counts: {state…, late, all}, items, next}, the newest first. `asked` as in `narrowed`."""
    where = [seen_by(by), *narrowed(**asked)]
    counts = _counts(session, where)
    if tab is not None:
        where.append(Task.state == tab)
    if late:
        where += [Task.state.in_(OPEN), Task.deadline < clock.today()]
    if before is not None:
        where.append(Task.id < before)
    rows = session.execute(
        select(Task, Subject, Checklist, organization.Region.name, organization.Agency.short_name)
        .join(Subject, Subject.id == Task.subject_id)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .join(organization.Agency, organization.Agency.id == Task.agency_id)
        .outerjoin(organization.Region, organization.Region.code == Subject.region_code)
        .where(*where)
        .order_by(Task.id.desc())
        .limit(limit + 1)
    ).all()
    names = crews(session, [row[0].id for row in rows[:limit]])
    approvals = made_up(session, [row[0] for row in rows])
    items = [
        task_row(task, subject, checklist.title, approvals.get(task.id))
        | {"region_name": region or "", "agency": agency, "officers": names.get(task.id, [])}
        | {"item_count": checklist.item_count}
        for task, subject, checklist, region, agency in rows[:limit]
    ]
    return {
        "counts": counts,
        "items": items,
        "next": items[-1]["id"] if len(rows) > limit else None,
    }


def narrowed(
    *,
    q: str = "",
    kind: Kind | None = None,
    officer_id: uuid.UUID | None = None,
    agency_id: uuid.UUID | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
) -> list[ColumnElement[bool]]:
    """What Task rows must satisfy. `q` is a fragment of name, task number or document number,
    or the start of the subject's code."""
    where: list[ColumnElement[bool]] = []
    if q:
        where.append(_named(q))
    if kind is not None:
        where.append(Task.kind == kind)
    if officer_id is not None:
        of_officer = select(TaskMember.task_id).where(TaskMember.officer_id == officer_id)
        where.append(Task.id.in_(of_officer))
    if agency_id is not None:
        where.append(Task.agency_id == agency_id)
    if due_from is not None:
        where.append(Task.deadline >= due_from)
    if due_to is not None:
        where.append(Task.deadline <= due_to)
    return where


def crews(session: Session, task_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """The names of each team, the leader first."""
    rows = session.execute(
        select(TaskMember.task_id, organization.Officer.name)
        .join(organization.Officer, organization.Officer.id == TaskMember.officer_id)
        .where(TaskMember.task_id.in_(list(task_ids)))
        .order_by(TaskMember.lead.desc(), TaskMember.officer_id)
    )
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for task_id, name in rows:
        found[task_id].append(name)
    return dict(found)


def open_of(session: Session, *, by: Caller, subject_id: uuid.UUID) -> list[dict[str, Any]]:
    """What the caller's agencies have under way at a subject, so that nobody goes there twice."""
    rows = session.execute(
        select(Task, Checklist.title)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .where(Task.subject_id.in_(subjects.family(subject_id)), Task.state.in_(OPEN), seen_by(by))
        .order_by(Task.deadline)
        .limit(20)
    )
    return [
        {
            "id": task.id,
            "number": task.number,
            "state_in_words": IN_WORDS[task.state],
            "checklist_title": title,
            "deadline": task.deadline,
            "late": is_late(task.state, task.deadline, clock.today()),
        }
        for task, title in rows
    ]


def open_count(session: Session, officer_id: uuid.UUID) -> int:
    """How many tasks under way have this officer in their team."""
    found = session.scalar(
        select(func.count())
        .select_from(TaskMember)
        .join(Task, Task.id == TaskMember.task_id)
        .where(TaskMember.officer_id == officer_id, Task.state.in_(OPEN))
    )
    return found or 0


def _named(q: str) -> ColumnElement[bool]:
    numbered = select(documents.DocumentNumber.task_id).where(
        documents.DocumentNumber.number.contains(q, autoescape=True)
    )
    return or_(
        Subject.name.contains(q, autoescape=True),
        Subject.uscc.startswith(q.upper(), autoescape=True),
        Task.number.contains(q, autoescape=True),
        Task.id.in_(numbered),
    )


def _counts(session: Session, where: list[ColumnElement[bool]]) -> dict[str, int]:
    past = (Task.deadline < clock.today()).label("past")
    rows = session.execute(
        select(Task.state, past, func.count())
        .join(Subject, Subject.id == Task.subject_id)
        .where(*where)
        .group_by(Task.state, past)
    ).all()
    counts = {state.value: 0 for state in State} | {LATE: 0, "all": 0}
    for state, is_past, count in rows:
        counts[state.value] += count
        counts["all"] += count
        if is_past and state in OPEN:
            counts[LATE] += count
    return counts
