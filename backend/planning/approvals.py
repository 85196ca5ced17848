"""审批: the head of the agency approves each plan, and each start that no plan covers; in an
emergency afterwards (国办发〔2024〕54号, 待核). One decision wins, the other is told."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from backend import organization
from backend.core import clock, workdays
from backend.core.auth import Caller, Role
from backend.core.jobs import enqueue
from backend.core.records import audit
from backend.core.settings import Settings
from backend.planning import authority
from backend.planning.models import Approval, Delegation
from backend.planning.problems import (
    ApprovalMissing,
    ApprovalOwn,
    ApprovalSettled,
    RemarksMissing,
)
from backend.planning.rules import (
    APPROVAL_IN_WORDS,
    KIND_IN_WORDS,
    MODE_IN_WORDS,
    ApprovalState,
    Kind,
    Mode,
    Trigger,
    What,
)

# What a wish says in words that a start is compared with.
MODE = "方式"
TEAM = "人员"
SEPARATOR = "、"
MOST_WISHES = 20  # for one start, looked through for one that is good
DECISIONS = (ApprovalState.APPROVED, ApprovalState.REJECTED, ApprovalState.RETURNED)


def ask_for_start(
    session: Session,
    *,
    by: Caller,
    agency_id: uuid.UUID,
    title: str,
    subject_id: uuid.UUID,
    checklist_id: uuid.UUID,
    kind: Kind,
    trigger: Trigger,
    reason: str,
    wish: Mapping[str, Any],
    approval_id: uuid.UUID | None = None,
    emergency_task: uuid.UUID | None = None,
) -> Approval:
    """A wish for the head of the agency in whose name it is done; `emergency_task` has begun
    already, and its approval is made up.

    The same wish of the same officer that still waits is not asked for twice.
    """
    waiting = session.scalars(
        select(Approval).where(
            Approval.agency_id == agency_id,
            Approval.subject_id == subject_id,
            Approval.checklist_id == checklist_id,
            Approval.kind == kind,
            Approval.trigger == trigger,
            Approval.asked_by == by.account_id,
            Approval.state == ApprovalState.PENDING,
            Approval.task_id.is_(None)
            if emergency_task is None
            else Approval.task_id == emergency_task,
        )
    )
    if same := next((row for row in waiting if row.wish.get(MODE) == wish.get(MODE)), None):
        return same
    settings: Settings = current_app.extensions["settings"]
    today = clock.today()
    made = Approval(
        id=approval_id or clock.uuid7(),
        agency_id=agency_id,
        what=What.START,
        title=title,
        subject_id=subject_id,
        checklist_id=checklist_id,
        kind=kind,
        trigger=trigger,
        wish=dict(wish),
        asked_by=by.account_id,
        asked_by_name=by.name,
        reason=reason,
        emergency=emergency_task is not None,
        due=make_up_by(today, settings.emergency_workdays) if emergency_task else None,
        valid_until=None
        if emergency_task
        else workdays.add_working_days(today, settings.approval_workdays).date,
        task_id=emergency_task,
    )
    return _asked(session, by, made)


def ask_for_plan(
    session: Session, *, by: Caller, plan_id: uuid.UUID, title: str, wish: Mapping[str, Any]
) -> Approval:
    made = Approval(
        agency_id=by.agency_id,
        what=What.PLAN,
        title=title,
        plan_id=plan_id,
        wish=dict(wish),
        asked_by=by.account_id,
        asked_by_name=by.name,
        reason="",
        emergency=False,
    )
    return _asked(session, by, made)


def _asked(session: Session, by: Caller, made: Approval) -> Approval:
    session.add(made)
    session.flush()
    audit(session, by, "approval.ask", "approval", made.id, title=made.title)
    enqueue(session, "message.approval_asked", approval_id=str(made.id))
    return made


def make_up_by(today: date, days: int) -> datetime:
    """The end of the last working day on which an emergency's approval can be made up."""
    last = workdays.add_working_days(today, days).date
    return datetime.combine(last, time(23, 59, 59), clock.CHINA)


def decide(
    session: Session,
    *,
    by: Caller,
    approval_id: uuid.UUID,
    decision: ApprovalState,
    remarks: str = "",
) -> tuple[Approval, bool]:
    """One statement decides, so that of two at the same moment one wins; False when the same was
    decided before.

    Raises ApprovalMissing, ApprovalOwn, RemarksMissing, ApprovalSettled.
    """
    found = session.get(Approval, approval_id)
    if found is None:
        raise ApprovalMissing(id=str(approval_id))
    in_place_of = authority.in_place_of(session, by, found.agency_id)
    if found.asked_by == by.account_id or _goes_along(session, by, found):
        raise ApprovalOwn(id=str(approval_id))
    if decision is not ApprovalState.APPROVED and not remarks:
        raise RemarksMissing(id=str(approval_id))
    won = session.scalar(
        update(Approval)
        .where(Approval.id == approval_id, Approval.state == ApprovalState.PENDING)
        .values(
            state=decision,
            remarks=remarks,
            decided_by=by.account_id,
            decided_by_name=by.name,
            delegated_from=in_place_of,
            decided_at=clock.now(),
        )
        .returning(Approval.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(found)
    if won is None:
        if (found.state, found.decided_by) == (decision, by.account_id):
            return found, False
        raise ApprovalSettled(
            by=found.decided_by_name, state_in_words=APPROVAL_IN_WORDS[found.state]
        )
    facts = {"decision": decision, "reason": remarks, "delegated_from": in_place_of}
    audit(session, by, "approval.decide", "approval", approval_id, **facts)
    enqueue(session, "message.approval_decided", approval_id=str(approval_id))
    return found, True


def _goes_along(session: Session, by: Caller, approval: Approval) -> bool:
    """Whether the caller is one of those whom the wish names."""
    if by.officer_id is None:
        return False
    name = organization.names(session, [by.officer_id]).get(by.officer_id)
    return name in approval.wish.get(TEAM, "").split(SEPARATOR)


def for_start(
    session: Session,
    *,
    agency_id: uuid.UUID,
    subject_ids: list[uuid.UUID],
    checklist_id: uuid.UUID,
    kind: Kind,
    mode: Mode,
    trigger: Trigger,
) -> Approval | None:
    """The wish for this start that is good, else the newest, which says why not. Used ones are
    gone; what was asked for in another way or for another reason was not decided for this."""
    found = session.scalars(
        select(Approval)
        .where(
            Approval.agency_id == agency_id,
            Approval.subject_id.in_(subject_ids),
            Approval.checklist_id == checklist_id,
            Approval.kind == kind,
            Approval.trigger == trigger,
            Approval.task_id.is_(None),
        )
        .order_by(Approval.id.desc())
        .limit(MOST_WISHES)
    )
    rows = [row for row in found if row.wish.get(MODE) == MODE_IN_WORDS[mode]]
    today = clock.today()
    return next((row for row in rows if is_good(row, today)), rows[0] if rows else None)


def is_good(approval: Approval | None, today: date) -> bool:
    return (
        approval is not None
        and approval.state is ApprovalState.APPROVED
        and (approval.valid_until is None or approval.valid_until >= today)
    )


def use(session: Session, approval: Approval, task_id: uuid.UUID) -> bool:
    """Once: of two starts at the same moment one gets it."""
    won = session.scalar(
        update(Approval)
        .where(Approval.id == approval.id, Approval.task_id.is_(None))
        .values(task_id=task_id)
        .returning(Approval.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(approval)
    return won is not None or approval.task_id == task_id


def of_tasks(session: Session, task_ids: list[uuid.UUID]) -> dict[uuid.UUID, Approval]:
    rows = session.scalars(select(Approval).where(Approval.task_id.in_(task_ids)))
    return {row.task_id: row for row in rows if row.task_id}


def overdue(session: Session) -> list[Approval]:
    """Of emergencies, still to be made up although the term is over; the oldest first."""
    rows = session.scalars(
        select(Approval)
        .where(
            Approval.task_id.is_not(None),
            Approval.state == ApprovalState.PENDING,
            Approval.due < clock.now(),
        )
        .order_by(Approval.id)
    )
    return list(rows)


def listed(
    session: Session,
    *,
    by: Caller,
    state: ApprovalState | None = None,
    mine: bool = False,
    deciding: bool = False,
    q: str = "",
    emergency: bool = False,
    before: uuid.UUID | None = None,
    limit: int = 20,
) -> dict[str, Any]:
    """{counts, items, next}. `mine` are those that the caller asked for, `deciding` those of the
    agency whose head the caller is or stands in for; else what an overseer may look at too.

    Emergencies come first, then the newest.
    """
    scope = _decided_by(by) if deciding else _seen(session, by)
    where: list[ColumnElement[bool]] = [Approval.asked_by == by.account_id if mine else scope]
    if q:
        where.append(Approval.title.contains(q, autoescape=True))
    if emergency:
        where.append(Approval.emergency.is_(True))
    counts = dict.fromkeys((each.value for each in ApprovalState), 0)
    for found, count in session.execute(
        select(Approval.state, func.count()).where(*where).group_by(Approval.state)
    ):
        counts[found] = count
    if state is not None:
        where.append(Approval.state == state)
    if before is not None:
        where.append(_below(before, state))
    order = (_urgent(Approval, state).desc(), Approval.id.desc())
    rows = session.scalars(select(Approval).where(*where).order_by(*order).limit(limit + 1)).all()
    return {
        "counts": counts | {"all": sum(counts.values())},
        "items": [shown(row) for row in rows[:limit]],
        "next": rows[limit - 1].id if len(rows) > limit else None,
    }


def _urgent(row: type[Approval], state: ApprovalState | None) -> ColumnElement[bool]:
    """Among those that wait alone, being decided meanwhile does not move the place in the list."""
    emergency: ColumnElement[bool] = row.emergency.is_(True)
    return emergency if state else and_(row.state == ApprovalState.PENDING, emergency)


def _below(approval_id: uuid.UUID, state: ApprovalState | None) -> ColumnElement[bool]:
    """What stands below that one: emergencies first, then the newest."""
    last = aliased(Approval)
    urgent = select(_urgent(last, state)).where(last.id == approval_id).scalar_subquery()
    here = _urgent(Approval, state)
    return or_(and_(urgent, not_(here)), and_(urgent == here, Approval.id < approval_id))


def _decided_by(by: Caller) -> ColumnElement[bool]:
    delegated = select(Delegation.agency_id).where(*authority.delegated_to(by.account_id))
    if by.has(Role.AGENCY_HEAD):
        return or_(Approval.agency_id == by.agency_id, Approval.agency_id.in_(delegated))
    return Approval.agency_id.in_(delegated)


def _seen(session: Session, by: Caller) -> ColumnElement[bool]:
    if by.has(Role.AGENCY_HEAD, Role.SECTION_HEAD, Role.LEGAL_REVIEW, Role.INSPECTORATE):
        return Approval.agency_id.in_(organization.agencies_of(by))
    return and_(
        Approval.agency_id == by.agency_id,
        select(Delegation.id).where(*authority.delegated_to(by.account_id)).exists(),
    )


def find(session: Session, *, by: Caller, approval_id: uuid.UUID) -> Approval:
    """For who asked, who decides, and the overseers. Raises ApprovalMissing."""
    found = session.scalar(
        select(Approval).where(
            Approval.id == approval_id,
            or_(Approval.asked_by == by.account_id, _seen(session, by)),
        )
    )
    if found is None:
        raise ApprovalMissing(id=str(approval_id))
    return found


def may_decide(session: Session, by: Caller, approval: Approval) -> bool:
    if approval.state is not ApprovalState.PENDING or approval.asked_by == by.account_id:
        return False
    try:
        authority.in_place_of(session, by, approval.agency_id)
    except ApprovalMissing:
        return False
    return not _goes_along(session, by, approval)


def shown(row: Approval) -> dict[str, Any]:
    now = clock.now()
    waits = row.state is ApprovalState.PENDING
    return {
        "id": row.id,
        "what": row.what,
        "title": row.title,
        "state": row.state,
        "state_in_words": "待补批" if waits and row.emergency else APPROVAL_IN_WORDS[row.state],
        "kind_in_words": KIND_IN_WORDS[row.kind] if row.kind else "检查计划",
        "emergency": row.emergency,
        "due": row.due,
        "late": bool(waits and row.due and row.due < now),
        "minutes_left": int((row.due - now).total_seconds() // 60) if waits and row.due else None,
        "valid_until": row.valid_until,
        "reason": row.reason,
        "wish": [{"name": name, "words": words} for name, words in row.wish.items()],
        "asked_by": row.asked_by_name,
        "asked_at": row.created_at,
        "decided_by": row.decided_by_name,
        "delegated_from": row.delegated_from,
        "decided_at": row.decided_at,
        "remarks": row.remarks,
        "subject_id": row.subject_id,
        "plan_id": row.plan_id,
        "task_id": row.task_id,
    }
