"""What the rules look at in orders to correct, in caps and in approvals that have to be made up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import inspections, matters, organization, planning, subjects, tasks
from backend.alerts import rules
from backend.alerts.found import MOST, Found, crews, open_tasks
from backend.alerts.rules import Target
from backend.core import clock
from backend.organization import Account


def due_orders(session: Session, agency_id: uuid.UUID, days: int) -> list[Found]:
    """责令改正 whose date comes or has passed, and 复查 that is due."""
    today = clock.today()
    rectification = inspections.rectification
    Order = rectification.RectificationOrder
    rows = session.execute(
        select(Order, subjects.Subject.name)
        .join(subjects.Subject, subjects.Subject.id == Order.subject_id)
        .where(
            Order.agency_id == agency_id,
            Order.state.in_(rectification.UNSETTLED),
            Order.due <= today + timedelta(days=2 * days + 10),
        )
        .order_by(Order.due, Order.id)
        .limit(MOST)
    ).all()
    teams = crews(session, [order.task_id for order, _ in rows])
    found = []
    for order, name in rows:
        until = rectification.by_when(order)
        if seen := rules.recheck(order.number, order.due, until, today, days):
            about, officers = f"order:{order.id}", teams[order.task_id]
            found.append(Found(about, seen, name, Target.ORDER, order.id, officers))
    return found


def near_caps(session: Session, agency_id: uuid.UUID, left: int) -> list[Found]:
    """Subjects that are to be checked and have been checked this year almost as often as may be,
    counted as the gate of the start counts."""
    today = clock.today()
    to_come = (tasks.Task.counted, tasks.Task.state != tasks.State.ACTIVE)
    waiting = open_tasks(session, agency_id, *to_come)
    forms = _fields(session, {task.checklist_id for task, _ in waiting})
    of_field = {field: _caps(session, agency_id, field, today) for field in set(forms.values())}
    counted = planning.visits.counted(session, {_kept(at) for _, at in waiting}, today.year)
    teams = crews(session, [task.id for task, _ in waiting])
    found = []
    for task, subject in waiting:
        field = forms[task.checklist_id]
        name_id, caps = of_field[field]
        times, group = counted[_kept(subject), name_id], planning.rules.group_of(subject.kind)
        binding = planning.rules.tightest(caps, group, times, field)
        seen = binding and rules.near_cap(binding[1], binding[0].number, left)
        if seen:
            about = f"task:{task.id}"
            found.append(Found(about, seen, subject.name, Target.TASK, task.id, teams[task.id]))
    return found


def _fields(session: Session, form_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    Checklist = matters.Checklist
    rows = session.execute(select(Checklist.id, Checklist.field).where(Checklist.id.in_(form_ids)))
    return {row.id: row.field for row in rows}


def _caps(
    session: Session, agency_id: uuid.UUID, field: str, today: date
) -> tuple[uuid.UUID, Sequence[planning.Cap]]:
    """In whose name it is checked, and what binds there."""
    name = organization.answers_for(session, agency_id, on=today, work=organization.Work(field))
    return name.id, planning.caps.in_force(session, name.id, [field], today)


def _kept(subject: subjects.Subject) -> uuid.UUID:
    return subject.merged_into or subject.id


def unmade_approvals(session: Session, agency_id: uuid.UUID, hours: int) -> list[Found]:
    """待补批: an emergency began first, and the head has so long to approve it afterwards."""
    Approval = planning.Approval
    rows = session.scalars(
        select(Approval)
        .where(
            Approval.agency_id == agency_id,
            Approval.state == planning.ApprovalState.PENDING,
            Approval.due.is_not(None),
        )
        .order_by(Approval.due)
        .limit(MOST)
    ).all()
    if not rows:
        return []
    deciding = planning.authority.deciders(session, agency_id)
    officers = _officers(session, {*deciding, *(row.asked_by for row in rows)})
    found = []
    for row in rows:
        seen = row.due and rules.unapproved(row.due, clock.now(), hours)
        if seen:
            told = {officers[each] for each in (*deciding, row.asked_by) if each in officers}
            about = f"approval:{row.id}"
            found.append(Found(about, seen, row.title, Target.APPROVAL, row.id, sorted(told)))
    return found


def _officers(session: Session, accounts: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    rows = session.execute(
        select(Account.id, Account.officer_id).where(
            Account.id.in_(list(accounts)), Account.officer_id.is_not(None)
        )
    )
    return {row.id: row.officer_id for row in rows if row.officer_id}
