"""The life of an order to correct. Every change of state is one guarded update."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from backend import documents, matters, organization, tasks
from backend.core import clock
from backend.core.auth import OVERSEERS, Caller
from backend.core.records import audit
from backend.core.series import following
from backend.inspections.models import Inspection
from backend.inspections.rectification import rules
from backend.inspections.rectification.models import (
    Extension,
    Recheck,
    RectificationOrder,
    RectificationReport,
)
from backend.inspections.rectification.problems import (
    DateNotLater,
    NotOfTheOrder,
    OrderMissing,
    OrderSettled,
    ReportsTooMany,
    ReportTaken,
)
from backend.inspections.rectification.rules import IN_WORDS, WAYS, Act, State

KIND = "rectification_order"
MOST_REPORTS = 30
ABOUT = "rectification"  # kind of the trail's rows


def arise(
    session: Session, *, inspection: Inspection, document: documents.Document
) -> RectificationOrder | None:
    """The order that a signed notice is; the same again changes nothing.

    It takes the place of one that it corrects (signed anew for the same inspection), or that the
    inspection rechecks. None for other documents.
    """
    if document.kind != KIND:
        return None
    known = session.scalar(
        select(RectificationOrder).where(RectificationOrder.document_id == document.id)
    )
    if known:
        return known
    task = session.get_one(tasks.Task, inspection.task_id)
    checklist = matters.find(session, task.checklist_id)
    problems = document.data.get("problems") or []
    items = rules.ordered(inspection.record, matters.items(checklist), problems)
    if not items:
        return None
    ordered_on = document.signed_at.astimezone(clock.CHINA).date()
    due = max(date.fromisoformat(each["due"]) for each in items)
    order = RectificationOrder(
        document_id=document.id,
        number=document.number,
        inspection_id=inspection.id,
        task_id=task.id,
        agency_id=inspection.agency_id,
        subject_id=task.subject_id,
        field=checklist.field,
        items=items,
        ordered_on=ordered_on,
        printed_due=due,
        due=due,
        changed_at=clock.now(),
        previous_id=_before(session, inspection),
        reminded_on=ordered_on,
    )
    session.add(order)
    session.flush()
    for earlier in _same_inspection(session, order):
        move(session, earlier, Act.REORDER)
    if reports_of(session, order.id):
        move(session, order.id, Act.REPORT)
    audit(session, None, "rectification.arise", ABOUT, order.id, number=order.number)
    return order


def _before(session: Session, inspection: Inspection) -> uuid.UUID | None:
    rechecked = select(Recheck.order_id).where(Recheck.task_id == inspection.task_id)
    earlier = (
        select(RectificationOrder.id)
        .where(RectificationOrder.inspection_id == inspection.id)
        .order_by(RectificationOrder.id.desc())
        .limit(1)
    )
    return session.scalar(earlier) or session.scalar(rechecked)


def _same_inspection(session: Session, order: RectificationOrder) -> Iterable[uuid.UUID]:
    return session.scalars(
        select(RectificationOrder.id).where(
            RectificationOrder.inspection_id == order.inspection_id,
            RectificationOrder.id != order.id,
            RectificationOrder.state.in_(rules.UNSETTLED),
        )
    ).all()


def report(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    report_id: uuid.UUID,
    order_id: uuid.UUID,
    text: str,
    photos: list[str],
) -> RectificationReport:
    """整改报告 that an officer writes down; what comes late is kept all the same.

    Raises OrderMissing, NotOfTheOrder, ReportTaken, ReportsTooMany.
    """
    order = of_team(session, by, order_id)
    made = keep_report(
        session,
        order,
        report_id,
        origin="officer",
        name=by.name,
        officer_id=by.officer_id,
        text=text,
        photos=photos,
        at=at,
    )
    audit(session, by, "rectification.report", ABOUT, order.id, receipt=made.receipt)
    return made


def keep_report(
    session: Session,
    order: RectificationOrder,
    report_id: uuid.UUID,
    *,
    origin: str,
    text: str,
    photos: list[str],
    **given: Any,
) -> RectificationReport:
    """The same again is the same report. Raises ReportTaken, ReportsTooMany."""
    known = session.get(RectificationReport, report_id)
    if known:
        told = (known.order_id, known.origin, known.text, known.photos)
        if told != (order.id, origin, text, photos):
            raise ReportTaken(id=str(report_id))
        return known
    count = len(reports_of(session, order.id))
    if count >= MOST_REPORTS:
        raise ReportsTooMany(count=count)
    day = f"{clock.today():%Y%m%d}"
    row = RectificationReport(
        id=report_id,
        order_id=order.id,
        origin=origin,
        text=text,
        photos=photos,
        receipt=f"ZG{day}{following(session, f'rectification:{day}'):04d}",
        **given,
    )
    session.add(row)
    session.flush()
    move(session, order.id, Act.REPORT)
    session.refresh(order)
    return row


def reports_of(session: Session, order_id: uuid.UUID) -> list[RectificationReport]:
    """Also those to an earlier version of the same notice: a correction takes no report away."""
    order = session.get_one(RectificationOrder, order_id)
    versions = select(RectificationOrder.id).where(
        RectificationOrder.inspection_id == order.inspection_id,
        RectificationOrder.number == order.number,
    )
    return list(
        session.scalars(
            select(RectificationReport)
            .where(RectificationReport.order_id.in_(versions))
            .order_by(RectificationReport.id)
        )
    )


def extend(
    session: Session, *, by: Caller, order_id: uuid.UUID, due: date, reason: str
) -> RectificationOrder:
    """延期 by who manages the agency; what is printed stays as it was.

    Raises OrderMissing, OrderSettled, DateNotLater.
    """
    order = of_agency(session, by, order_id)
    before = order.due
    if due == before and _extended_so(session, order.id, due, reason):
        return order
    if due <= max(before, clock.today()):
        raise DateNotLater(due=before.isoformat())
    moved = move(session, order_id, Act.EXTEND, was_due=before, due=due, reminded_on=clock.today())
    if not moved:
        raise settled(session, order_id, "延期")
    session.add(
        Extension(
            order_id=order_id,
            due_before=before,
            due_after=due,
            reason=reason,
            approved_by=by.account_id,
            approved_by_name=by.name,
        )
    )
    facts = {"due": due.isoformat(), "before": before.isoformat(), "reason": reason}
    audit(session, by, "rectification.extend", ABOUT, order_id, **facts)
    session.refresh(order)
    return order


def _extended_so(session: Session, order_id: uuid.UUID, due: date, reason: str) -> bool:
    last = next(iter(extensions_of(session, order_id)[-1:]), None)
    return last is not None and (last.due_after, last.reason) == (due, reason)


def extensions_of(session: Session, order_id: uuid.UUID) -> list[Extension]:
    return list(
        session.scalars(
            select(Extension).where(Extension.order_id == order_id).order_by(Extension.id)
        )
    )


def escalate(
    session: Session, *, by: Caller, order_id: uuid.UUID, reason: str
) -> RectificationOrder:
    """转立案: not corrected, so a case shall be opened. Raises OrderMissing, OrderSettled."""
    order = of_agency(session, by, order_id)
    if order.state is State.CASE:
        return order
    if not move(session, order_id, Act.ESCALATE):
        raise settled(session, order_id, "转立案")
    audit(session, by, "rectification.escalate", ABOUT, order_id, reason=reason)
    session.refresh(order)
    return order


def find(session: Session, *, by: Caller, order_id: uuid.UUID) -> RectificationOrder:
    """For the team, that of a recheck, and the overseers. Raises OrderMissing."""
    order = session.scalar(
        select(RectificationOrder).where(RectificationOrder.id == order_id, seen_by(by))
    )
    if order is None:
        raise OrderMissing(id=str(order_id))
    return order


def seen_by(by: Caller) -> ColumnElement[bool]:
    """An officer sees those of the own teams, an overseer those of the agencies below."""
    if by.has(*OVERSEERS):
        return RectificationOrder.agency_id.in_(organization.agencies_of(by))
    return of_teams(by)


def of_teams(by: Caller) -> ColumnElement[bool]:
    """Those that the caller's own teams ordered or recheck."""
    mine = select(tasks.TaskMember.task_id).where(tasks.TaskMember.officer_id == by.officer_id)
    rechecked = select(Recheck.order_id).where(Recheck.task_id.in_(mine))
    return or_(RectificationOrder.task_id.in_(mine), RectificationOrder.id.in_(rechecked))


def of_team(session: Session, by: Caller, order_id: uuid.UUID) -> RectificationOrder:
    """For one of those who ordered or recheck. Raises OrderMissing, NotOfTheOrder."""
    order = find(session, by=by, order_id=order_id)
    if not is_of_team(session, by, order):
        raise NotOfTheOrder(id=str(order_id))
    return order


def is_of_team(session: Session, by: Caller, order: RectificationOrder) -> bool:
    asked = select(RectificationOrder.id).where(RectificationOrder.id == order.id, of_teams(by))
    return by.officer_id is not None and session.scalar(asked) is not None


def concerns(session: Session, by: Caller, inspection_id: uuid.UUID) -> bool:
    """Whether the caller's teams made or recheck an order of that inspection."""
    asked = select(RectificationOrder.id).where(
        RectificationOrder.inspection_id == inspection_id, of_teams(by)
    )
    return by.officer_id is not None and session.scalar(asked.limit(1)) is not None


def of_agency(session: Session, by: Caller, order_id: uuid.UUID) -> RectificationOrder:
    """For who manages the agency that ordered. Raises OrderMissing."""
    order = session.get(RectificationOrder, order_id)
    if order is None or order.agency_id != by.agency_id:
        raise OrderMissing(id=str(order_id))
    return order


def move(
    session: Session,
    order_id: uuid.UUID,
    act: Act,
    *,
    was_due: date | None = None,
    **values: Any,
) -> bool:
    """One statement decides, so that of two at the same moment one wins."""
    way = WAYS[act]
    asked = update(RectificationOrder).where(
        RectificationOrder.id == order_id, RectificationOrder.state.in_(way.before)
    )
    if was_due is not None:
        asked = asked.where(RectificationOrder.due == was_due)
    moved = session.scalar(
        asked.values(state=way.to, **({"changed_at": clock.now()} | values)).returning(
            RectificationOrder.id
        )
    )
    return moved is not None


def settled(session: Session, order_id: uuid.UUID, act: str) -> OrderSettled:
    state = session.scalars(
        select(RectificationOrder.state).where(RectificationOrder.id == order_id)
    ).one()
    return OrderSettled(state=state, state_in_words=IN_WORDS[state], act=act)
