"""What the rules look at in orders to correct, in caps and in approvals that have to be made up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend import inspections, organization, planning, subjects
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
    """Subjects that are to be checked and have been checked this year almost as often as may be."""
    today = clock.today()
    field = organization.agency(session, agency_id).field
    caps = planning.caps.in_force(session, agency_id, field, today)
    if not caps:
        return []
    waiting = open_tasks(session, agency_id)
    counted = _counted(session, agency_id, {task.subject_id for task, _ in waiting}, today.year)
    teams = crews(session, [task.id for task, _ in waiting])
    found = []
    for task, subject in waiting:
        group = planning.rules.group_of(subject.kind)
        cap = planning.rules.strictest(caps, group, field)
        seen = cap and rules.near_cap(counted.get(subject.id, 0), cap.number, left)
        if seen:
            about = f"task:{task.id}"
            found.append(Found(about, seen, subject.name, Target.TASK, task.id, teams[task.id]))
    return found


def _counted(
    session: Session, agency_id: uuid.UUID, subject_ids: Iterable[uuid.UUID], year: int
) -> dict[uuid.UUID, int]:
    Visit = planning.Visit
    rows = session.execute(
        select(Visit.subject_id, func.count())
        .where(
            Visit.agency_id == agency_id,
            Visit.subject_id.in_(list(subject_ids)),
            Visit.year == year,
            Visit.counted,
        )
        .group_by(Visit.subject_id)
    )
    return {subject_id: count for subject_id, count in rows}


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
