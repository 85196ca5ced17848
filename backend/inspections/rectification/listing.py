"""Orders as lists: the officer's own on the phone, the agencies' on the console's board."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from backend import organization, subjects, tasks
from backend.core import clock
from backend.core.auth import Caller
from backend.inspections.rectification import rules
from backend.inspections.rectification.models import RectificationOrder, RectificationReport
from backend.inspections.rectification.rechecks import by_when
from backend.inspections.rectification.rules import State
from backend.inspections.rectification.service import of_teams, seen_by
from backend.inspections.rectification.shown import row
from backend.subjects import Subject

MOST_OPEN = 100
MOST_PRESSING = 5000
COUNTY = 6  # digits of a region's code that tell the county
LATE = "late"
SETTLED = "settled"
# Behind those that wait for something stand those that do not.
behind = case((RectificationOrder.state.in_(rules.SETTLED), 1), else_=0)
# What the tabs hold. Late ones stand in their own tab and in that of their state.
TABS: dict[str, tuple[State, ...]] = {
    "open": (State.OPEN,),
    LATE: (State.OPEN,),
    "reported": (State.REPORTED,),
    "recheck": (State.RECHECK,),
    "undecided": (State.PARTIAL, State.UNCORRECTED),
    "closed": (State.CLOSED,),
    "reordered": (State.REORDERED,),
    "case": (State.CASE,),
}
TAB_IN_WORDS = {
    "": "全部",
    "open": "整改中",
    LATE: "逾期没报告",
    "reported": "已报告",
    "recheck": "待复查",
    "undecided": "没改到位",
    "closed": "合格销号",
    "reordered": "已再责令",
    "case": "转立案",
}


def listed(
    session: Session,
    *,
    by: Caller,
    tab: str = "",
    mine: bool = False,
    before: uuid.UUID | None = None,
    limit: int = 20,
    **asked: Any,
) -> dict[str, Any]:
    """{counts: {tab…, all, settled}, items, next}: what is due first stands first, what has ended
    last. `mine` are those of the caller's own teams, `asked` as in `narrowed`."""
    where = [of_teams(by) if mine else seen_by(by), *narrowed(**asked)]
    counts = _counts(session, where)
    where += of_tab(tab)
    ended = tab == SETTLED or (set(TABS.get(tab, ())) <= rules.SETTLED and bool(tab))
    if before is not None:
        where.append(_behind(session, before, ended=ended))
    rows = session.execute(found(where, ended=ended).limit(limit + 1)).all()
    reports = _report_counts(session, [each[0].id for each in rows[:limit]])
    names = tasks.crews(session, [each[0].task_id for each in rows[:limit]])
    items = [
        row(order, subject)
        | {"agency": agency, "region_name": region or "", "reports": reports.get(order.id, 0)}
        | {"officers": names.get(order.task_id, [])}
        for order, subject, agency, region in rows[:limit]
    ]
    return {
        "counts": counts,
        "items": items,
        "next": items[-1]["id"] if len(rows) > limit else None,
    }


def found(
    where: list[ColumnElement[bool]], *, ended: bool = False
) -> Select[RectificationOrder, Subject, str, str]:
    """(order, subject, agency, region), in the order of a list."""
    order = (
        (RectificationOrder.id.desc(),)
        if ended
        else (behind, RectificationOrder.due, RectificationOrder.id)
    )
    return (
        select(
            *(RectificationOrder, Subject),
            *(organization.Agency.short_name, organization.Region.name),
        )
        .join(Subject, Subject.id == RectificationOrder.subject_id)
        .join(organization.Agency, organization.Agency.id == RectificationOrder.agency_id)
        .outerjoin(organization.Region, organization.Region.code == Subject.region_code)
        .where(*where)
        .order_by(*order)
    )


def narrowed(
    *,
    q: str = "",
    agency_id: uuid.UUID | None = None,
    region: str = "",
    field: str = "",
    due_from: date | None = None,
    due_to: date | None = None,
    subject_id: uuid.UUID | None = None,
) -> list[ColumnElement[bool]]:
    """`q` is a fragment of the subject's name or the notice's number, or begins its code; `region`
    begins the subject's."""
    where: list[ColumnElement[bool]] = []
    if q:
        where.append(
            or_(
                Subject.name.contains(q, autoescape=True),
                Subject.uscc.startswith(q.upper(), autoescape=True),
                RectificationOrder.number.contains(q, autoescape=True),
            )
        )
    if agency_id is not None:
        where.append(RectificationOrder.agency_id == agency_id)
    if region:
        where.append(Subject.region_code.startswith(region, autoescape=True))
    if field:
        where.append(RectificationOrder.field == field)
    if due_from is not None:
        where.append(RectificationOrder.due >= due_from)
    if due_to is not None:
        where.append(RectificationOrder.due <= due_to)
    if subject_id is not None:
        where.append(RectificationOrder.subject_id.in_(subjects.family(subject_id)))
    return where


def choices(session: Session, *, by: Caller) -> dict[str, list[Any]]:
    """{fields, regions: [(code, name)]}: what the orders that the caller sees can be narrowed by;
    counties, or the towns where all lie in one county."""
    fields = session.scalars(
        select(RectificationOrder.field).where(seen_by(by)).distinct().order_by("field")
    ).all()
    codes = session.scalars(
        select(Subject.region_code)
        .join(RectificationOrder, RectificationOrder.subject_id == Subject.id)
        .where(seen_by(by))
        .distinct()
    ).all()
    counties = {code[:COUNTY] for code in codes}
    wanted = counties if len(counties) > 1 else set(codes)
    regions = session.execute(
        select(organization.Region.code, organization.Region.name)
        .where(organization.Region.code.in_(wanted))
        .order_by(organization.Region.code)
    )
    return {"fields": list(fields), "regions": [(code, name) for code, name in regions]}


def open_of(session: Session, *, by: Caller, subject_id: uuid.UUID) -> list[dict[str, Any]]:
    """What is still to be put right at a subject, whichever agency ordered it; ids only where the
    caller may open the order."""
    seen = seen_by(by).label("seen")
    rows = session.execute(
        select(RectificationOrder, organization.Agency.name, seen)
        .join(organization.Agency, organization.Agency.id == RectificationOrder.agency_id)
        .where(
            RectificationOrder.subject_id.in_(subjects.family(subject_id)),
            RectificationOrder.state.in_(rules.UNSETTLED),
        )
        .order_by(RectificationOrder.due, RectificationOrder.id)
        .limit(MOST_OPEN)
    )
    return [
        {
            "agency": agency,
            "day": order.ordered_on,
            "due": order.due,
            "late": order.due < clock.today() and order.state is not State.REPORTED,
            "items": len(order.items),
            "state_in_words": rules.IN_WORDS[order.state],
            "order_id": order.id if visible else None,
            "inspection_id": order.inspection_id if visible else None,
            "task_id": order.task_id if visible else None,
        }
        for order, agency, visible in rows
    ]


def pressing(session: Session) -> list[dict[str, Any]]:
    """Of all agencies: what has passed its date, or is to be looked at by now. For alerts."""
    today = clock.today()
    rows = session.scalars(
        select(RectificationOrder)
        .where(RectificationOrder.state.in_(rules.UNSETTLED), RectificationOrder.due <= today)
        .order_by(RectificationOrder.due, RectificationOrder.id)
        .limit(MOST_PRESSING)
    )
    return [
        {
            "order_id": order.id,
            "number": order.number,
            "agency_id": order.agency_id,
            "subject_id": order.subject_id,
            "task_id": order.task_id,
            "state": order.state,
            "due": order.due,
            "recheck_by": by_when(order),
            "late": rules.is_late(order.state, order.due, today),
        }
        for order in rows
    ]


def of_tab(tab: str) -> list[ColumnElement[bool]]:
    if tab == SETTLED:
        return [RectificationOrder.state.in_(rules.SETTLED)]
    if tab not in TABS:
        return []
    where: list[ColumnElement[bool]] = [RectificationOrder.state.in_(TABS[tab])]
    if tab == LATE:
        where.append(RectificationOrder.due < clock.today())
    return where


def _behind(session: Session, last_id: uuid.UUID, *, ended: bool) -> ColumnElement[bool]:
    """What stands below that order in a list."""
    last = session.get(RectificationOrder, last_id)
    if ended or last is None:
        return RectificationOrder.id < last_id
    done = int(last.state in rules.SETTLED)
    later = or_(
        RectificationOrder.due > last.due,
        and_(RectificationOrder.due == last.due, RectificationOrder.id > last.id),
    )
    return or_(behind > done, and_(behind == done, later))


def _counts(session: Session, where: list[ColumnElement[bool]]) -> dict[str, int]:
    past = (RectificationOrder.due < clock.today()).label("past")
    rows = session.execute(
        select(RectificationOrder.state, past, func.count())
        .join(Subject, Subject.id == RectificationOrder.subject_id)
        .where(*where)
        .group_by(RectificationOrder.state, past)
    ).all()
    counts = {
        tab: sum(n for state, is_past, n in rows if state in states and (tab != LATE or is_past))
        for tab, states in TABS.items()
    }
    return counts | {
        SETTLED: sum(n for state, _, n in rows if state in rules.SETTLED),
        "all": sum(n for *_, n in rows),
    }


def _report_counts(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = session.execute(
        select(RectificationReport.order_id, func.count())
        .where(RectificationReport.order_id.in_(list(ids)))
        .group_by(RectificationReport.order_id)
    )
    return {each: count for each, count in rows}
