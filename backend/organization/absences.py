"""When an officer cannot go: leave, and ties to a subject (回避, L4)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Uuid, bindparam, or_, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.problems import NotFound
from backend.core.records import audit
from backend.organization import rules
from backend.organization.models import Avoidance, Leave, Officer
from backend.organization.officers import at_work, find
from backend.organization.problems import LeaveUnfit


def take_leave(
    session: Session,
    *,
    by: Caller,
    officer_id: uuid.UUID,
    from_day: date,
    to_day: date,
    reason: str,
) -> Leave:
    """The same again changes nothing. Raises NotFound, OfficerLeft, LeaveUnfit."""
    at_work(session, by=by, officer_id=officer_id)
    if to_day < from_day:
        raise LeaveUnfit(why="请假的止日早于起日")
    for other in leaves(session, [officer_id]):
        if (other.from_day, other.to_day, other.reason) == (from_day, to_day, reason):
            return other
        if rules.overlaps(other, from_day, to_day):
            raise LeaveUnfit(why=f"和 {other.from_day} 至 {other.to_day} 的请假重叠，先取消那一条")
    made = Leave(officer_id=officer_id, from_day=from_day, to_day=to_day, reason=reason)
    session.add(made)
    session.flush()
    days = {"from_day": from_day.isoformat(), "to_day": to_day.isoformat()}
    audit(session, by, "officer.leave", "officer", officer_id, **days)
    return made


def cancel_leave(
    session: Session, *, by: Caller, officer_id: uuid.UUID, leave_id: uuid.UUID
) -> None:
    """Cancelled before, nothing happens. Raises NotFound."""
    find(session, by=by, officer_id=officer_id)
    found = session.get(Leave, leave_id)
    if found is None or found.officer_id != officer_id:
        raise NotFound(id=str(leave_id))
    if session.scalar(
        update(Leave)
        .where(Leave.id == leave_id, Leave.cancelled_at.is_(None))
        .values(cancelled_at=clock.now())
        .returning(Leave.id)
    ):
        audit(session, by, "officer.cancel_leave", "officer", officer_id)


def leaves(session: Session, officer_ids: Collection[uuid.UUID]) -> list[Leave]:
    """Those that are not over yet, the next one first."""
    rows = session.scalars(
        select(Leave)
        .where(
            Leave.officer_id.in_(list(officer_ids)),
            Leave.cancelled_at.is_(None),
            Leave.to_day >= clock.today(),
        )
        .order_by(Leave.from_day)
    )
    return list(rows)


def declare(
    session: Session, *, by: Caller, officer_id: uuid.UUID, subject_id: uuid.UUID, reason: str
) -> Avoidance:
    """A tie to a subject that was declared already stays as it is. Raises NotFound, OfficerLeft."""
    at_work(session, by=by, officer_id=officer_id)
    session.execute(select(Officer.id).where(Officer.id == officer_id).with_for_update())
    known = session.scalar(
        select(Avoidance).where(
            Avoidance.officer_id == officer_id,
            Avoidance.subject_id == subject_id,
            Avoidance.ended_on.is_(None),
        )
    )
    if known is not None:
        return known
    made = Avoidance(
        officer_id=officer_id, subject_id=subject_id, reason=reason, by_name=by.name, ended_on=None
    )
    session.add(made)
    session.flush()
    about = {"about": str(subject_id)}
    audit(session, by, "officer.declare_avoidance", "officer", officer_id, **about)
    return made


def end_avoidance(
    session: Session,
    *,
    by: Caller,
    officer_id: uuid.UUID,
    avoidance_id: uuid.UUID,
    reason: str,
) -> None:
    """The tie is no more. Ended before, nothing happens. Raises NotFound."""
    find(session, by=by, officer_id=officer_id)
    found = session.get(Avoidance, avoidance_id)
    if found is None or found.officer_id != officer_id:
        raise NotFound(id=str(avoidance_id))
    if session.scalar(
        update(Avoidance)
        .where(Avoidance.id == avoidance_id, Avoidance.ended_on.is_(None))
        .values(ended_on=clock.today(), ended_reason=reason)
        .returning(Avoidance.id)
    ):
        audit(session, by, "officer.end_avoidance", "officer", officer_id, reason=reason)


def avoidances(session: Session, officer_ids: Collection[uuid.UUID]) -> list[Avoidance]:
    """Those that still hold, the newest first."""
    rows = session.scalars(
        select(Avoidance)
        .where(
            Avoidance.officer_id.in_(list(officer_ids)),
            or_(Avoidance.ended_on.is_(None), Avoidance.ended_on > clock.today()),
        )
        .order_by(Avoidance.id.desc())
    )
    return list(rows)


_AWAY = (
    select(Leave.officer_id, Leave.from_day, Leave.to_day)
    .where(
        Leave.officer_id.in_(bindparam("officer_ids", expanding=True)),
        Leave.cancelled_at.is_(None),
        Leave.to_day >= bindparam("first"),
    )
    .order_by(Leave.from_day)
)
_TIED = (
    select(Avoidance.officer_id, Avoidance.subject_id, Avoidance.reason)
    .where(
        Avoidance.officer_id.in_(bindparam("officer_ids", expanding=True)),
        # the table of subjects stands above this slice and is not known yet
        Avoidance.subject_id.in_(bindparam("subject_ids", expanding=True, type_=Uuid)),
        or_(Avoidance.ended_on.is_(None), Avoidance.ended_on > bindparam("first")),
    )
    .order_by(Avoidance.id.desc())
)


def kept_away(
    session: Session,
    officer_ids: Collection[uuid.UUID],
    *,
    subject_ids: Collection[uuid.UUID],
    first: date,
    last: date,
) -> dict[uuid.UUID, tuple[str, str]]:
    """{officer: (rule, why)} of who cannot go to the subject on any day from first to last."""
    found: dict[uuid.UUID, tuple[str, str]] = {}
    leave: dict[uuid.UUID, list[Any]] = {}
    ids = list(officer_ids)
    for each in session.execute(_AWAY, {"officer_ids": ids, "first": first}):
        leave.setdefault(each.officer_id, []).append(each)
    for officer_id, spans in leave.items():
        span = rules.away(spans, first, last)
        if span is not None:
            found[officer_id] = ("L1", f"{span.from_day} 至 {span.to_day} 请假，期限前回不来")
    asked = {"officer_ids": ids, "subject_ids": list(subject_ids), "first": first}
    declared = [rules.Declared(*row) for row in session.execute(_TIED, asked)]
    tied = rules.conflicted(declared, officer_ids, subject_ids)
    return found | {each: ("L4", f"已申报回避：{why}") for each, why in tied.items()}
