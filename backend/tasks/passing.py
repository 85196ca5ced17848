"""A task goes on to somebody else before anybody has gone there: a colleague takes one's place in
the team, or another unit takes it over with a team of its own."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend import documents, matters, organization, planning, subjects
from backend.core import clock
from backend.core.auth import Caller
from backend.core.jobs import enqueue
from backend.core.records import audit
from backend.planning import Trigger, Wish
from backend.tasks import looking, service, teams
from backend.tasks.models import Task, TaskMember
from backend.tasks.problems import NotInTeam, TaskElsewhere, TaskSettled
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
    teams.check(session, by, crew, until, matters.work(checklist), task.subject_id)


def pass_on(
    session: Session, *, by: Caller, task_id: uuid.UUID, out: uuid.UUID, sender_id: uuid.UUID
) -> Task:
    """The caller takes that officer's place and has accepted. Raises as may_pass does, and
    TaskElsewhere where it is not the sender's any more."""
    task = session.get_one(Task, task_id)
    if by.officer_id is None:
        raise NotInTeam(id=str(task_id))
    _still(session, task, sender_id)
    may_pass(session, by=by, task=task, out=out, into=by.officer_id)
    _still_waits(session, task, sender_id)
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
    session: Session,
    *,
    by: Caller,
    task_id: uuid.UUID,
    officer_ids: list[uuid.UUID],
    sender_id: uuid.UUID,
) -> Task:
    """The caller's agency takes the task over from the sender's with a team of its own, under
    numbers of its own. What of the ground is open for it stands on the task.

    Raises TaskElsewhere, TaskSettled, TeamUnfit, NotInspecting.
    """
    task = session.get_one(Task, task_id)
    _still(session, task, sender_id)
    checklist = matters.find(session, task.checklist_id)
    until = max(task.deadline, clock.today())
    organization.in_whose_name(session, by.agency_id, on=until, work=matters.work(checklist))
    teams.check(session, by, officer_ids, until, matters.work(checklist), task.subject_id)
    opened = _opened(session, by, task, until, officer_ids)
    _still_waits(session, task, sender_id, agency_id=by.agency_id, state=State.PENDING, **opened)
    documents.void_of_task(session, task_id, "任务转给另一单位")
    teams.leave(session, task_id, [each.officer_id for each in service.team(session, task_id)])
    teams.add(session, task_id, officer_ids)
    audit(session, by, "task.take_over", "task", task_id)
    session.refresh(task)
    enqueue(session, "message.task_assigned", task_id=str(task.id), at=task.changed_at.isoformat())
    return task


def _opened(
    session: Session, by: Caller, task: Task, until: date, officer_ids: list[uuid.UUID]
) -> dict[str, Any]:
    """The gates as they stand for the agency that takes it over: nobody is turned away by them,
    for it was assigned already."""
    wish = Wish(
        agency_id=by.agency_id,
        subject=subjects.survivor(session, task.subject_id),
        checklist=matters.find(session, task.checklist_id),
        kind=task.kind,
        mode=task.mode,
        trigger=Trigger.PLAN if task.plan_item_id else task.trigger,
        trigger_note=task.trigger_note,
        deadline=until,
        off_site=task.off_site,
        notice=task.notice,
        notice_reason=task.notice_reason,
        emergency=task.emergency,
    )
    planning.visits.take_turn(session, wish.subject.id)
    looked = looking.look(session, wish, officer_ids, but=task.id)
    found = [{"rule": gate["rule"], "words": gate["message"]} for gate in looked.blocked()]
    flaws = [flaw for flaw in found if flaw not in task.flaws]
    noted = [
        {"rule": gate["rule"], "words": gate["message"], "reason": ""} for gate in looked.warned
    ]
    return {"flaws": [*task.flaws, *flaws], "noted": [*task.noted, *noted]}


def _still(session: Session, task: Task, sender_id: uuid.UUID) -> None:
    if task.agency_id != sender_id:
        raise TaskElsewhere(agency=organization.agency(session, task.agency_id).short_name)


def _still_waits(session: Session, task: Task, sender_id: uuid.UUID, **values: object) -> None:
    """One statement decides between going there and passing it on, and between two who take it."""
    won = session.scalar(
        update(Task)
        .where(Task.id == task.id, Task.agency_id == sender_id, Task.state.in_(NOT_BEGUN))
        .values(changed_at=clock.now(), **values)
        .returning(Task.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(task)
    if won is None:
        _still(session, task, sender_id)
        raise TaskSettled(state=task.state, state_in_words=IN_WORDS[task.state])
