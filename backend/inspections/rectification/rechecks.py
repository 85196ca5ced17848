"""复查: a task of its own that asks only for what was ordered, gone to by two officers again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend import checklists, matters, tasks
from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.records import audit
from backend.inspections.models import Inspection
from backend.inspections.rectification import rules, service
from backend.inspections.rectification.models import Recheck, RectificationOrder
from backend.inspections.rectification.rules import Act, State
from backend.inspections.rectification.service import ABOUT

CORRECTED, NOT_CORRECTED = "corrected", "not"
PHOTO = "-P"  # behind an item's code: the question that asks for its photo
HOW_MOST = 200
REASON_MOST = 300  # as long as who assigns may write
TITLE = "（整改复查）"


def start(
    session: Session,
    *,
    by: Caller,
    order_id: uuid.UUID,
    officer_ids: list[uuid.UUID] | None = None,
    deadline: date | None = None,
) -> Recheck:
    """Give the recheck to a team, the one that ordered where no other is named. Started already by
    the same people it is the one that there is.

    Raises OrderMissing, NotOfTheOrder, OrderSettled, and what tasks.assign raises.
    """
    order = _startable(session, by, order_id)
    team = officer_ids or [m.officer_id for m in tasks.team(session, order.task_id)]
    release(session, order)
    if not service.move(session, order_id, Act.START):
        if known := _running(session, order_id, team):
            return known
        raise service.settled(session, order_id, "开始复查")
    task = tasks.assign(
        session,
        by=by,
        subject_id=order.subject_id,
        checklist_id=_form(session, order).id,
        officer_ids=team,
        deadline=deadline or max(by_when(order), clock.today()),
        kind=tasks.Kind.RECHECK,
        note=f"复查 {order.number} 责令改正的 {len(order.items)} 项",
        off_site=_off_site(order),
    )
    recheck = Recheck(
        order_id=order_id,
        task_id=task.id,
        started_by=by.name,
        outcome=None,
        found={},
        remarks="",
    )
    session.add(recheck)
    session.flush()
    audit(session, by, "rectification.recheck", ABOUT, order_id, number=task.number)
    session.refresh(order)
    return recheck


def _off_site(order: RectificationOrder) -> str:
    """Why somebody goes there: each item is looked at and photographed where it was found."""
    items = "、".join(f"“{each['text']}”" for each in order.items)
    said = f"要到现场看 {len(order.items)} 项改好了没有，在原处拍照对照：{items}"
    return said if len(said) <= REASON_MOST else said[: REASON_MOST - 1] + "…"


def by_when(order: RectificationOrder) -> date:
    days: int = current_app.extensions["settings"].recheck_workdays
    return rules.recheck_by(order.due, days)


def _startable(session: Session, by: Caller, order_id: uuid.UUID) -> RectificationOrder:
    if by.has(Role.SECTION_HEAD):
        order = session.get(RectificationOrder, order_id)
        if order is not None and order.agency_id == by.agency_id:
            return order
    return service.of_team(session, by, order_id)


def _running(session: Session, order_id: uuid.UUID, team: list[uuid.UUID]) -> Recheck | None:
    """The open one, if it was given to these same people."""
    recheck = last(session, order_id)
    if recheck is None or recheck.outcome is not None:
        return None
    members = {m.officer_id for m in tasks.team(session, recheck.task_id)}
    return recheck if members == set(team) else None


def last(session: Session, order_id: uuid.UUID) -> Recheck | None:
    return session.scalar(
        select(Recheck).where(Recheck.order_id == order_id).order_by(Recheck.id.desc()).limit(1)
    )


def release(session: Session, order: RectificationOrder) -> bool:
    """A recheck whose task was taken back holds the order no longer."""
    if order.state is not State.RECHECK:
        return False
    recheck = last(session, order.id)
    task = session.get(tasks.Task, recheck.task_id) if recheck else None
    if task is None or task.state is not tasks.State.WITHDRAWN:
        return False
    moved = service.move(session, order.id, Act.RELEASE)
    if moved and service.reports_of(session, order.id):
        service.move(session, order.id, Act.REPORT)
    session.refresh(order)
    return moved


def release_all(session: Session) -> None:
    """To be called now and then: tasks know nothing of orders."""
    withdrawn = (
        select(Recheck.order_id)
        .join(tasks.Task, tasks.Task.id == Recheck.task_id)
        .where(tasks.Task.state == tasks.State.WITHDRAWN)
    )
    rows = session.scalars(
        select(RectificationOrder).where(
            RectificationOrder.state == State.RECHECK, RectificationOrder.id.in_(withdrawn)
        )
    )
    for order in rows.all():
        release(session, order)


def _form(session: Session, order: RectificationOrder) -> matters.Checklist:
    """The items of the order as a form of their own: each 已整改 or 未整改, with a photo."""
    original = matters.find(session, session.get_one(tasks.Task, order.task_id).checklist_id)
    items = matters.items(original)
    asked = [_asked(each, items.get(each["code"], {})) for each in order.items]
    code = f"recheck-{order.id.hex}"
    version = session.scalar(
        select(func.count()).select_from(matters.Checklist).where(matters.Checklist.code == code)
    )
    form = matters.Checklist(
        code=code,
        version=(version or 0) + 1,
        title=original.title.removesuffix(TITLE) + TITLE,
        field=original.field,
        content={
            "sections": [
                {"title": f"第 {place} 项问题", "items": pair}
                for place, pair in enumerate(asked, 1)
            ]
        },
        item_count=sum(map(len, asked)),
        key_count=sum(item["key"] for pair in asked for item in pair),
        published_at=clock.now(),
        state=matters.State.RECHECK,
        object=original.object,
        source=f"由 {order.number} 的责令改正事项生成",
        agency_id=order.agency_id,
        matters=original.matters,
        based_on=original.id,
    )
    session.add(form)
    session.flush()
    return form


def _asked(each: Mapping[str, Any], item: Mapping[str, Any]) -> list[dict[str, Any]]:
    how = f"原来的问题：{each['facts']} 要求：{each['measure'] or '改正'}"
    typical = item.get("typical") or []
    return [
        {
            "code": each["code"],
            "text": each["text"],
            "how": how if len(how) <= HOW_MOST else how[: HOW_MOST - 1] + "…",
            "key": bool(item.get("key")),
            "basis": item.get("basis") or [],
            "answer": {
                "type": "single",
                "options": [
                    {"value": CORRECTED, "label": "已整改"},
                    {"value": NOT_CORRECTED, "label": "未整改"},
                ],
            },
            "fails": [NOT_CORRECTED],
            "typical": typical,
            "measure": each["measure"],
            "evidence": {"photos_on_fail": 0, "what": []},
            "dispositions": ["D1", "D2", "D4"],
            "deadline": item.get("deadline"),
        },
        checklists.filled(
            {
                "code": f"{each['code']}{PHOTO}",
                "text": f"拍下“{each['text'][:40]}”现在的样子",
                "how": "和当时拍问题的位置、角度一样，方便对照",
                "key": False,
                "basis": [],
                "answer": {"type": "photo", "min": 1},
            }
        ),
    ]


def of_task(session: Session, task_id: uuid.UUID) -> dict[str, Any] | None:
    """What a recheck's task is about, for the phone and for 整改复查意见书; None for others."""
    row = session.execute(
        select(Recheck, RectificationOrder)
        .join(RectificationOrder, RectificationOrder.id == Recheck.order_id)
        .where(Recheck.task_id == task_id)
    ).one_or_none()
    if row is None:
        return None
    recheck, order = row
    return {
        "order_id": order.id,
        "number": order.number,
        "ordered_on": order.ordered_on,
        "due": order.due,
        "items": [
            {key: each[key] for key in ("code", "facts", "measure", "photos")}
            for each in order.items
        ],
        "outcome": recheck.outcome,
        "outcome_in_words": rules.OUTCOME_IN_WORDS[recheck.outcome] if recheck.outcome else None,
    }


def concluded(session: Session, inspection: Inspection) -> None:
    """To be called when an inspection is handed in: what a recheck found decides its order, and
    anew when its review returned it and it is handed in again.

    Where the order has ended otherwise meanwhile it is kept with the recheck, and moves nothing.
    """
    recheck = session.scalar(select(Recheck).where(Recheck.task_id == inspection.task_id))
    if recheck is None:
        return
    before, now = recheck.concluded_at, clock.now()
    order = session.get_one(RectificationOrder, recheck.order_id)
    task = session.get_one(tasks.Task, inspection.task_id)
    form = matters.find(session, task.checklist_id).content
    found = findings(inspection.record, form, [each["code"] for each in order.items])
    corrected = [code for code, each in found.items() if each["corrected"]]
    outcome = rules.outcome([each["code"] for each in order.items], corrected)
    conclusion = inspection.record["conclusion"] or {"dispositions": [], "opinion": ""}
    kinds = {each["kind"] for each in conclusion["dispositions"]}
    unchanged = Recheck.concluded_at.is_(None) if before is None else Recheck.concluded_at == before
    won = session.scalar(
        update(Recheck)
        .where(Recheck.id == recheck.id, unchanged)
        .values(
            outcome=outcome,
            found=found,
            inspection_id=inspection.id,
            remarks=conclusion["opinion"],
            concluded_at=now,
        )
        .returning(Recheck.id)
    )
    if not won:
        return
    if before is not None and order.changed_at == before:  # nobody has decided since
        service.move(session, order.id, Act.REOPEN)
    _decide(session, order, inspection, outcome, now, to_case="D4" in kinds)


def _decide(
    session: Session,
    order: RectificationOrder,
    inspection: Inspection,
    outcome: rules.Outcome,
    now: datetime,
    *,
    to_case: bool,
) -> None:
    again = session.scalar(
        select(RectificationOrder.id).where(
            RectificationOrder.previous_id == order.id,
            RectificationOrder.inspection_id == inspection.id,
        )
    )
    act = rules.judged(outcome, ordered_again=again is not None, to_case=to_case)
    moved = service.move(session, order.id, act, changed_at=now)
    facts = {"outcome": rules.OUTCOME_IN_WORDS[outcome], "moved": moved}
    audit(session, None, "rectification.rechecked", ABOUT, order.id, **facts)


def findings(
    record: Mapping[str, Any], form: checklists.Form, codes: list[str]
) -> dict[str, dict[str, Any]]:
    """By item: whether it was corrected (on the spot counts), the photos of it, the facts."""
    answers = record["answers"]
    verdicts = checklists.evaluate(form, answers).verdicts
    conclusion = record["conclusion"] or {"dispositions": []}
    at_once = {
        code
        for each in conclusion["dispositions"]
        if each["kind"] == "D1"
        for code in each["items"]
    }
    found: dict[str, dict[str, Any]] = {}
    for code in codes:
        answer = answers.get(code) or {}
        finding = answer.get("finding") or {}
        photos = (answers.get(f"{code}{PHOTO}") or {}).get("value") or []
        found[code] = {
            "corrected": verdicts.get(code) == "pass" or code in at_once,
            "photos": [*photos, *(finding.get("photos") or [])],
            "facts": finding.get("facts", ""),
        }
    return found
