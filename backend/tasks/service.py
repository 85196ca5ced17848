"""Accepting, declining; the inbox."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from backend import documents, matters, organization, planning, subjects
from backend.core import clock
from backend.core.auth import OVERSEERS, Caller
from backend.core.jobs import enqueue
from backend.core.records import audit
from backend.core.series import following
from backend.matters import Checklist
from backend.subjects import Subject
from backend.tasks import avoiding, teams
from backend.tasks.models import Task, TaskMember
from backend.tasks.problems import NotInTeam, TaskMissing, TaskSettled
from backend.tasks.rules import (
    BEFORE,
    IN_WORDS,
    STATES_OF_TAB,
    Answer,
    State,
    Tab,
    is_late,
)


def reassign(
    session: Session, *, by: Caller, task_id: uuid.UUID, officer_ids: list[uuid.UUID]
) -> Task:
    """Give a declined task to another team. Raises TaskMissing, TaskSettled, TeamUnfit."""
    task = find_for_agency(session, by=by, task_id=task_id)
    checklist = matters.find(session, task.checklist_id)
    until = max(task.deadline, clock.today())
    teams.check(session, by, officer_ids, until, matters.work(checklist), task.subject_id)
    if not _move(session, task_id, State.PENDING, decline_reason=None):
        raise _settled(session, task_id)
    teams.leave(session, task_id, [each.officer_id for each in team(session, task_id)])
    teams.add(session, task_id, officer_ids)
    audit(session, by, "task.reassign", "task", task_id)
    session.refresh(task)
    enqueue(session, "message.task_assigned", task_id=str(task.id), at=task.changed_at.isoformat())
    return task


def withdraw(session: Session, *, by: Caller, task_id: uuid.UUID, reason: str) -> Task:
    """Take a task back before it begins. Raises TaskMissing, TaskSettled."""
    task = find_for_agency(session, by=by, task_id=task_id)
    if task.state is State.WITHDRAWN:
        return task
    if not _move(session, task_id, State.WITHDRAWN, decline_reason=reason):
        raise _settled(session, task_id)
    documents.void_of_task(session, task_id, "任务撤回：" + reason)
    audit(session, by, "task.withdraw", "task", task_id, reason=reason)
    session.refresh(task)
    return task


def accept(session: Session, *, by: Caller, task_id: uuid.UUID) -> Task:
    """Take a task on. The first to accept moves it on and reserves its document numbers.

    Raises TaskMissing, NotInTeam, TaskSettled.
    """
    task, member = mine(session, by, task_id)
    if member.answer is Answer.ACCEPTED:
        return task
    if not _move(session, task_id, State.ACCEPTED):
        session.refresh(task)  # the other officer may have accepted, or be on site already
        if task.state not in (State.ACCEPTED, State.ACTIVE):
            raise _settled(session, task_id)
    member.answer, member.answered_at = Answer.ACCEPTED, clock.now()
    documents.reserve(session, series_of(session, task))
    audit(session, by, "task.accept", "task", task_id)
    session.refresh(task)
    return task


def decline(session: Session, *, by: Caller, task_id: uuid.UUID, reason: str) -> Task:
    """Give it back to who assigned it, with the reason. Raises as accept does."""
    task, member = mine(session, by, task_id)
    if member.answer is Answer.DECLINED and task.decline_reason == reason:
        return task
    if not _move(session, task_id, State.DECLINED, decline_reason=reason):
        raise _settled(session, task_id)
    member.answer, member.answered_at = Answer.DECLINED, clock.now()
    documents.void_of_task(session, task_id, "任务退回：" + reason)
    audit(session, by, "task.decline", "task", task_id, reason=reason)
    enqueue(session, "message.task_declined", task_id=str(task_id))
    session.refresh(task)
    return task


def begin(
    session: Session,
    task: Task,
    *,
    at: datetime | None = None,
    inspection_id: uuid.UUID | None = None,
) -> bool:
    """The inspection has begun on site; False when the task was taken away in the meantime.

    It counts as a visit either way. What the ground lacks by now stands in `task.flaws`. Its
    numbers may have run out since it was accepted: then there are new ones.
    """
    day = (at or clock.now()).astimezone(clock.CHINA).date()
    checklist = matters.find(session, task.checklist_id)
    field, work = checklist.field, matters.work(checklist)
    name = organization.answers_for(session, task.agency_id, on=task.deadline, work=work)
    if task.counted and (words := _over_cap(session, task, name, field, day)):
        task.flaws = [*task.flaws, {"rule": "L22", "words": words}]
    task.flaws = [*task.flaws, *_tied(session, task, day)]
    planning.visits.record(
        session,
        agency_id=name.id,
        subject_id=task.subject_id,
        field=field,
        day=day,
        kind=task.kind,
        mode=task.mode,
        trigger=task.trigger,
        counted=task.counted,
        task_id=task.id,
        inspection_id=inspection_id,
        joint_id=task.joint_id,
    )
    begun = _move(session, task.id, State.ACTIVE) or task.state is State.ACTIVE
    if begun:
        documents.reserve(session, series_of(session, task))
    return begun


def _tied(session: Session, task: Task, day: date) -> list[dict[str, str]]:
    """Who goes there although they said since that they must keep away."""
    kept_away = avoiding.tied(session, task, day)
    names = organization.names(session, kept_away)
    return [
        {"rule": avoiding.RULE, "words": f"{names[officer]}{why}"}
        for officer, why in kept_away.items()
    ]


def _over_cap(
    session: Session, task: Task, agency: organization.Agency, field: str, day: date
) -> str:
    """Others may have been there since it was assigned."""
    subject = subjects.survivor(session, task.subject_id)
    planning.visits.take_turn(session, subject.id)
    counts = planning.visits.counting(
        session,
        kind=task.kind,
        mode=task.mode,
        trigger=task.trigger,
        subject_kind=subject.kind,
    )
    if not counts.blocks:
        return ""
    known = planning.caps.of_subject(
        session, agency=agency, subject=subject, today=day, field=field
    )
    if known["cap"] is None or known["counted"] < known["cap"]:
        return ""
    return f"到场时今年已查 {known['counted']} 次，公布的年度上限是 {known['cap']} 次"


def to_review(session: Session, task_id: uuid.UUID) -> None:
    _move(session, task_id, State.REVIEW)


def reopen(session: Session, task_id: uuid.UUID) -> None:
    """Returned by the reviewer; its unused numbers were voided when it was handed in."""
    if _move(session, task_id, State.ACTIVE):
        documents.reserve(session, series_of(session, session.get_one(Task, task_id)))


def done(session: Session, task_id: uuid.UUID) -> None:
    _move(session, task_id, State.DONE)


def find(session: Session, *, by: Caller, task_id: uuid.UUID) -> Task:
    """For one of its team or an overseer of its agency. Raises TaskMissing."""
    task = session.scalar(select(Task).where(Task.id == task_id, seen_by(by)))
    if task is None:
        raise TaskMissing(id=str(task_id))
    return task


def find_for_agency(session: Session, *, by: Caller, task_id: uuid.UUID) -> Task:
    """For who manages the agency that the task belongs to. Raises TaskMissing."""
    task = session.get(Task, task_id)
    if task is None or task.agency_id != by.agency_id:
        raise TaskMissing(id=str(task_id))
    return task


def team(session: Session, task_id: uuid.UUID) -> list[TaskMember]:
    """The leader first."""
    rows = session.scalars(
        select(TaskMember)
        .where(TaskMember.task_id == task_id)
        .order_by(TaskMember.lead.desc(), TaskMember.officer_id)
    )
    return list(rows)


def inbox(
    session: Session, *, by: Caller, tab: Tab, before: uuid.UUID | None, limit: int
) -> dict[str, Any]:
    """The caller's own tasks: counts of every tab, and a page of one.

    The nearest deadline comes first; of what was handed in, the newest.
    """
    today = clock.today()
    mine = Task.id.in_(select(TaskMember.task_id).where(TaskMember.officer_id == by.officer_id))
    rows = session.execute(
        select(Task.state, (Task.deadline < today).label("past"), func.count())
        .where(mine)
        .group_by(Task.state, "past")
    ).all()
    counts = {
        each.value: sum(
            count
            for state, past, count in rows
            if state in STATES_OF_TAB[each] and (each is not Tab.LATE or past)
        )
        for each in Tab
    }
    where: list[ColumnElement[bool]] = [mine, Task.state.in_(STATES_OF_TAB[tab])]
    if tab is Tab.LATE:
        where.append(Task.deadline < today)
    handed_in = tab in (Tab.REVIEW, Tab.DONE)
    if before is not None:
        where.append(Task.id < before if handed_in else _due_after(before))
    order = (Task.id.desc(),) if handed_in else (Task.deadline, Task.id)
    return {"counts": counts, **_page(session, where, order, limit)}


def _due_after(task_id: uuid.UUID) -> ColumnElement[bool]:
    """What stands below that task where the nearest deadline comes first."""
    last = aliased(Task)
    due = select(last.deadline).where(last.id == task_id).scalar_subquery()
    return or_(Task.deadline > due, (Task.deadline == due) & (Task.id > task_id))


def _page(
    session: Session,
    where: list[ColumnElement[bool]],
    order: tuple[Any, ...],
    limit: int,
) -> dict[str, Any]:
    """`next` is the id of the last row where there are more."""
    found = session.execute(
        select(Task, Subject, Checklist.title)
        .join(Subject, Subject.id == Task.subject_id)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .where(*where)
        .order_by(*order)
        .limit(limit + 1)
    ).all()
    approvals = made_up(session, [row[0] for row in found])
    items = [
        task_row(task, subject, title, approvals.get(task.id))
        for task, subject, title in found[:limit]
    ]
    return {"items": items, "next": found[limit - 1][0].id if len(found) > limit else None}


def task_row(
    task: Task,
    subject: Subject,
    checklist_title: str,
    approval: planning.Approval | None = None,
) -> dict[str, Any]:
    """`approval` is that of an emergency, which is made up after the start."""
    return {
        "id": task.id,
        "number": task.number,
        "state": task.state,
        "state_in_words": IN_WORDS[task.state],
        "kind": task.kind,
        "kind_in_words": planning.KIND_IN_WORDS[task.kind],
        "mode": task.mode,
        "mode_in_words": planning.MODE_IN_WORDS[task.mode],
        "trigger_in_words": planning.TRIGGER_IN_WORDS[task.trigger],
        "trigger_note": task.trigger_note,
        "off_site": task.off_site,
        "noted": task.noted,
        "emergency": task.emergency,
        "approval": approval and planning.approvals.shown(approval),
        "deadline": task.deadline,
        "late": is_late(task.state, task.deadline, clock.today()),
        "subject": subjects.row(subject),
        "checklist_title": checklist_title,
        "note": task.note,
        "assigned_by": task.assigned_by_name,
        "created_at": task.created_at,
        "decline_reason": task.decline_reason,
    }


def made_up(session: Session, found: Iterable[Task]) -> dict[uuid.UUID, planning.Approval]:
    """The approvals of those of the tasks that began as an emergency."""
    ids = [task.id for task in found if task.emergency]
    return planning.approvals.of_tasks(session, ids) if ids else {}


def seen_by(by: Caller) -> ColumnElement[bool]:
    """An officer sees the tasks of the own teams, an overseer those of the agencies below."""
    if by.has(*OVERSEERS):
        return Task.agency_id.in_(organization.agencies_of(by))
    return Task.id.in_(select(TaskMember.task_id).where(TaskMember.officer_id == by.officer_id))


def number_series(session: Session, by: Caller, task_id: uuid.UUID) -> documents.Series:
    """For a team that takes numbers. Raises TaskMissing, TaskSettled."""
    task = find(session, by=by, task_id=task_id)
    if task.state not in (State.ACCEPTED, State.ACTIVE):
        raise _settled(session, task_id)
    return series_of(session, task)


def series_of(session: Session, task: Task) -> documents.Series:
    """That of whoever answers for the inspection: an entrusted body has none itself."""
    name = _answers(session, task)
    return documents.Series(
        task_id=task.id,
        agency_id=name.id,
        prefix=name.document_prefix,
        until=max(task.deadline, clock.today()),
    )


def in_whose_name(session: Session, task: Task) -> organization.Agency:
    """Whose papers they are: what has taken its numbers stays in the name it took them in."""
    own = organization.agency(session, task.agency_id)
    if own.kind is not organization.AgencyKind.ENTRUSTED:
        return own
    numbered = documents.numbered_by(session, task.id)
    return organization.agency(session, numbered) if numbered else _answers(session, task)


def _answers(session: Session, task: Task) -> organization.Agency:
    work = matters.work(matters.find(session, task.checklist_id))
    return organization.answers_for(session, task.agency_id, on=task.deadline, work=work)


def mine(session: Session, by: Caller, task_id: uuid.UUID) -> tuple[Task, TaskMember]:
    task = session.get(Task, task_id)
    if task is None:
        raise TaskMissing(id=str(task_id))
    member = by.officer_id and session.get(TaskMember, (task_id, by.officer_id))
    if not member:
        raise NotInTeam(id=str(task_id))
    return task, member


def member_of(session: Session, by: Caller, task_id: uuid.UUID) -> Task:
    """Also who was of the team until another was sent: they may have been on their way without a
    signal, and what they saw is kept. Raises TaskMissing, NotInTeam."""
    if teams.was_in(session, by, task_id):
        return session.get_one(Task, task_id)
    return mine(session, by, task_id)[0]


def _move(session: Session, task_id: uuid.UUID, to: State, **values: Any) -> bool:
    """One statement decides, so that of two answers at the same moment one wins."""
    moved = session.scalar(
        update(Task)
        .where(Task.id == task_id, Task.state.in_(BEFORE[to]))
        .values(state=to, changed_at=clock.now(), **values)
        .returning(Task.id)
    )
    return moved is not None


def _settled(session: Session, task_id: uuid.UUID) -> TaskSettled:
    state = session.scalars(select(Task.state).where(Task.id == task_id)).one()
    return TaskSettled(state=state, state_in_words=IN_WORDS[state])


def new_number(session: Session, subject: Subject) -> str:
    """任务编号, at the same time 行政行为码: region, day, serial of the day.

    The national format of the code is not published: 待核.
    """
    head = f"{subject.region_code[:6]}{clock.today():%Y%m%d}"
    return f"{head}{following(session, f'task:{head}'):05d}"
