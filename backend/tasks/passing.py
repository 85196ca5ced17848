"""A task goes on to somebody else before anybody has gone there: a colleague takes one's place in
the team, or another unit takes it over with a team of its own."""

from __future__ import annotations

import uuid

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend import documents, matters, organization
from backend.core import clock
from backend.core.auth import Caller
from backend.core.jobs import enqueue
from backend.core.records import audit
from backend.tasks import service, teams
from backend.tasks.models import Task, TaskMember
from backend.tasks.problems import NotInTeam, TaskSettled
from backend.tasks.rules import IN_WORDS, State

NOT_BEGUN = frozenset({State.PENDING, State.ACCEPTED})


def may_pass(session: Session, *, by: Caller, task: Task, out: uuid.UUID, into: uuid.UUID) -> None:
    """That `into` may go in place of `out`. Raises TaskSettled, NotInTeam, TeamUnfit."""
    if task.state not in NOT_BEGUN:
        raise TaskSettled(state=task.state, state_in_words=IN_WORDS[task.state])
    members = [member.officer_id for member in service.team(session, task.id)]
    if out not in members or into in members:
        raise NotInTeam(id=str(task.id))
    crew = [into if each == out else each for each in members]
    checklist = matters.find(session, task.checklist_id)
    until = max(task.deadline, clock.today())
    teams.check(session, by, crew, until, checklist.field, task.subject_id)


def pass_on(session: Session, *, by: Caller, task_id: uuid.UUID, out: uuid.UUID) -> Task:
    """The caller takes that officer's place and has accepted. Raises as may_pass does."""
    task = session.get_one(Task, task_id)
    if by.officer_id is None:
        raise NotInTeam(id=str(task_id))
    may_pass(session, by=by, task=task, out=out, into=by.officer_id)
    _still_waits(session, task, agency_id=task.agency_id)
    lead = teams.leave(session, task_id, [out])
    if lead is None:
        raise NotInTeam(id=str(task_id))
    teams.add(session, task_id, [by.officer_id])
    member = session.get_one(TaskMember, (task_id, by.officer_id))
    member.lead = lead
    session.flush()
    audit(session, by, "task.pass_on", "task", task_id, out=str(out))
    return service.accept(session, by=by, task_id=task_id)


def take_over(
    session: Session, *, by: Caller, task_id: uuid.UUID, officer_ids: list[uuid.UUID]
) -> Task:
    """The caller's agency takes the task over with a team of its own, under numbers of its own.

    Raises TaskSettled, TeamUnfit, NotInspecting.
    """
    task = session.get_one(Task, task_id)
    checklist = matters.find(session, task.checklist_id)
    until = max(task.deadline, clock.today())
    organization.in_whose_name(session, by.agency_id, on=until, field=checklist.field)
    teams.check(session, by, officer_ids, until, checklist.field, task.subject_id)
    _still_waits(session, task, agency_id=by.agency_id, state=State.PENDING)
    documents.void_of_task(session, task_id, "任务转给另一单位")
    teams.leave(session, task_id, [each.officer_id for each in service.team(session, task_id)])
    teams.add(session, task_id, officer_ids)
    audit(session, by, "task.take_over", "task", task_id)
    session.refresh(task)
    enqueue(session, "message.task_assigned", task_id=str(task.id), at=task.changed_at.isoformat())
    return task


def _still_waits(session: Session, task: Task, **values: object) -> None:
    """One statement decides between going there and passing it on."""
    won = session.scalar(
        update(Task)
        .where(Task.id == task.id, Task.state.in_(NOT_BEGUN))
        .values(changed_at=clock.now(), **values)
        .returning(Task.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(task)
    if won is None:
        raise TaskSettled(state=task.state, state_in_words=IN_WORDS[task.state])
