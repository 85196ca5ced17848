"""检查计划: written by a section, approved by the head, published; only then it carries a check."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.orm import Session

from backend import matters, organization
from backend.core import clock
from backend.core.auth import Caller
from backend.core.records import audit
from backend.organization import Agency
from backend.planning import approvals, merging
from backend.planning.models import Approval, Plan, PlanItem, PlanSubject
from backend.planning.problems import PlanMissing, PlanSettled, PlanUnfit, SubjectsUnknown
from backend.planning.rules import (
    KIND_IN_WORDS,
    PLAN_IN_WORDS,
    ApprovalState,
    Kind,
    PlanState,
)
from backend.subjects import Subject

MOST_SUBJECTS = 5_000
AT_ONCE = 400  # of a list, looked up in one query


def create(
    session: Session,
    *,
    by: Caller,
    year: int,
    name: str,
    kind: Kind,
    document: str,
    ordered_by_superior: bool,
    items: Sequence[Mapping[str, Any]],
) -> Plan:
    """A draft of the caller's agency. An item is {field, checklists, selection, subject_ids,
    months, full_coverage}. Raises PlanUnfit."""
    for place, item in enumerate(items, 1):
        _refuse_unfit(place, item)
    if not items:
        raise PlanUnfit(why="计划里至少要有一项检查内容")
    plan = Plan(
        agency_id=by.agency_id,
        year=year,
        name=name,
        kind=kind,
        document=document,
        ordered_by_superior=ordered_by_superior,
        by_name=by.name,
    )
    session.add(plan)
    session.flush()
    for item in items:
        _add_item(session, plan.id, item)
    audit(session, by, "plan.create", "plan", plan.id, name=name)
    return plan


def _refuse_unfit(place: int, item: Mapping[str, Any]) -> None:
    said = [key for key, value in item["selection"].items() if value]
    if not said and not item["subject_ids"]:
        raise PlanUnfit(why=f"第 {place} 项没有说明查哪些对象")
    if len(item["subject_ids"]) > MOST_SUBJECTS:
        raise PlanUnfit(why=f"第 {place} 项的对象超过 {MOST_SUBJECTS} 家，请改用条件选定")


def _add_item(session: Session, plan_id: uuid.UUID, item: Mapping[str, Any]) -> None:
    made = PlanItem(
        plan_id=plan_id,
        field=item["field"],
        checklists=list(item["checklists"]),
        selection=dict(item["selection"]),
        months=list(item["months"]),
        full_coverage=item["full_coverage"],
    )
    session.add(made)
    session.flush()
    listed_ids = list(dict.fromkeys(item["subject_ids"]))
    if listed_ids:
        session.execute(
            insert(PlanSubject),
            [{"plan_item_id": made.id, "subject_id": each} for each in listed_ids],
        )


def named(session: Session, text: str) -> list[uuid.UUID]:
    """The subjects of a written list, by code or whole name, in its order.

    Raises SubjectsUnknown.
    """
    wanted = list(dict.fromkeys(each.strip() for each in re.split(r"[\n,，、;；\t]+", text)))
    wanted = [each for each in wanted if each][: MOST_SUBJECTS + 1]
    found: dict[str, uuid.UUID] = {}
    for place in range(0, len(wanted), AT_ONCE):
        part = wanted[place : place + AT_ONCE]
        rows = session.execute(
            select(Subject.id, Subject.name, Subject.uscc).where(
                or_(Subject.name.in_(part), Subject.uscc.in_([each.upper() for each in part])),
                Subject.merged_into.is_(None),
            )
        )
        for subject_id, name, uscc in rows:
            found[name] = found[uscc or name] = subject_id
    missing = [each for each in wanted if each not in found and each.upper() not in found]
    if missing:
        more = f"等 {len(missing)} 家" if len(missing) > 5 else ""
        raise SubjectsUnknown(missing="、".join(missing[:5]) + more)
    return [found.get(each) or found[each.upper()] for each in wanted]


def submit(session: Session, *, by: Caller, plan_id: uuid.UUID) -> Plan:
    """To the head. Raises PlanMissing, PlanSettled."""
    plan = own(session, by, plan_id)
    _move(session, plan, PlanState.DRAFT, PlanState.PENDING)
    approvals.ask_for_plan(
        session, by=by, plan_id=plan_id, title=plan.name, wish=_in_words(session, plan)
    )
    audit(session, by, "plan.submit", "plan", plan_id)
    return plan


def _in_words(session: Session, plan: Plan) -> dict[str, str]:
    items = items_of(session, [plan.id])[plan.id]
    return {
        "种类": KIND_IN_WORDS[plan.kind],
        "年度": f"{plan.year} 年",
        "批准文号": plan.document or "没有",
        "检查内容": "；".join(each["words"] for each in items),
    }


def decided(session: Session, approval: Approval) -> None:
    """What the head's decision does to the plan that waited for it."""
    plan = session.get(Plan, approval.plan_id)
    if plan is None:
        return
    approved = approval.state is ApprovalState.APPROVED
    _move(session, plan, PlanState.PENDING, PlanState.APPROVED if approved else PlanState.DRAFT)


def publish(session: Session, *, by: Caller, plan_id: uuid.UUID, document: str) -> Plan:
    """公布: a campaign only with the document that a government approved it by (待核).

    Raises PlanMissing, PlanSettled, PlanUnfit.
    """
    plan = own(session, by, plan_id)
    if plan.state is PlanState.PUBLISHED:
        return plan
    said = document or plan.document
    if plan.kind is Kind.CAMPAIGN and not said:
        raise PlanUnfit(why="专项检查计划要有县级以上人民政府的批准文号才能公布")
    _move(
        session,
        plan,
        PlanState.APPROVED,
        PlanState.PUBLISHED,
        published_at=clock.now(),
        document=said,
    )
    merging.propose_for_plan(session, plan, _listed(session, plan_id))
    audit(session, by, "plan.publish", "plan", plan_id, document=said)
    return plan


def _listed(session: Session, plan_id: uuid.UUID) -> list[tuple[PlanItem, uuid.UUID]]:
    rows = session.execute(
        select(PlanItem, PlanSubject.subject_id)
        .join(PlanSubject, PlanSubject.plan_item_id == PlanItem.id)
        .where(PlanItem.plan_id == plan_id)
    )
    return [(row[0], row[1]) for row in rows]


def withdraw(session: Session, *, by: Caller, plan_id: uuid.UUID, reason: str) -> Plan:
    """No new check rests on it; those that do stay. Raises PlanMissing, PlanSettled."""
    plan = own(session, by, plan_id)
    if plan.state is PlanState.WITHDRAWN:
        return plan
    if plan.state is PlanState.PENDING:
        raise PlanSettled(state_in_words=PLAN_IN_WORDS[plan.state])
    _move(session, plan, plan.state, PlanState.WITHDRAWN)
    audit(session, by, "plan.withdraw", "plan", plan_id, reason=reason)
    return plan


def _move(session: Session, plan: Plan, before: PlanState, to: PlanState, **values: Any) -> None:
    moved = session.scalar(
        update(Plan)
        .where(Plan.id == plan.id, Plan.state == before)
        .values(state=to, revision=Plan.revision + 1, **values)
        .returning(Plan.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(plan)
    if moved is None:
        raise PlanSettled(state_in_words=PLAN_IN_WORDS[plan.state])


def own(session: Session, by: Caller, plan_id: uuid.UUID) -> Plan:
    """One of the caller's own agency. Raises PlanMissing."""
    plan = session.get(Plan, plan_id)
    if plan is None or plan.agency_id != by.agency_id:
        raise PlanMissing(id=str(plan_id))
    return plan


def seen(session: Session, by: Caller, plan_id: uuid.UUID) -> Plan:
    """One of the caller's agencies. Raises PlanMissing."""
    plan = session.scalar(
        select(Plan).where(Plan.id == plan_id, Plan.agency_id.in_(organization.agencies_of(by)))
    )
    if plan is None:
        raise PlanMissing(id=str(plan_id))
    return plan


def items_of(
    session: Session, plan_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """The items of each plan with what they select in words."""
    ids = list(plan_ids)
    found: dict[uuid.UUID, list[dict[str, Any]]] = {each: [] for each in ids}
    items = session.scalars(
        select(PlanItem).where(PlanItem.plan_id.in_(ids)).order_by(PlanItem.id)
    ).all()
    counts = _counts(session, [item.id for item in items])
    titles = {each.code: each.title for each in matters.published(session)}
    for item in items:
        what = "、".join(titles.get(code, code) for code in item.checklists)
        whom = _whom(item.selection, counts.get(item.id, 0))
        when = "、".join(f"{month} 月" for month in item.months) or "全年"
        what = what or f"{item.field}各检查表"
        found[item.plan_id].append(
            {
                "what": what,
                "whom": whom,
                "when": when,
                "full_coverage": item.full_coverage,
                "words": f"{what}，{whom}，{when}" + ("，法定全覆盖" if item.full_coverage else ""),
            }
        )
    return found


def _counts(session: Session, item_ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = session.execute(
        select(PlanSubject.plan_item_id, func.count())
        .where(PlanSubject.plan_item_id.in_(item_ids))
        .group_by(PlanSubject.plan_item_id)
    )
    return {item_id: count for item_id, count in rows}


def _whom(selection: Mapping[str, Any], count: int) -> str:
    said = ["、".join(selection["kinds"])] if selection.get("kinds") else []
    if selection.get("tags"):
        said.append("标签 " + "、".join(selection["tags"]))
    if selection.get("industries"):
        said.append("行业 " + "、".join(selection["industries"]))
    if selection.get("regions"):
        said.append("、".join(map(_place, selection["regions"])))
    return "；".join([*said, *([f"名单 {count} 家"] if count else [])])


def _place(code: str) -> str:
    """The name of a region; a beginning that is none stays as it was written."""
    known = any(each["code"] == code for each in organization.regions())
    return organization.full_name(code) if known else f"区划 {code}"


def listed(
    session: Session,
    *,
    by: Caller,
    year: int | None = None,
    state: PlanState | None = None,
    kind: Kind | None = None,
    q: str = "",
    agency_id: uuid.UUID | None = None,
) -> dict[str, Any]:
    """{counts, items}: of the caller's agencies, and what every agency has published."""
    where: list[ColumnElement[bool]] = [
        or_(
            Plan.agency_id.in_(organization.agencies_of(by)),
            Plan.state == PlanState.PUBLISHED,
        )
    ]
    if year:
        where.append(Plan.year == year)
    if kind:
        where.append(Plan.kind == kind)
    if q:
        where.append(Plan.name.contains(q, autoescape=True))
    if agency_id:
        where.append(Plan.agency_id == agency_id)
    counts = dict.fromkeys((each.value for each in PlanState), 0)
    for found, count in session.execute(
        select(Plan.state, func.count()).where(*where).group_by(Plan.state)
    ):
        counts[found] = count
    if state:
        where.append(Plan.state == state)
    rows = session.execute(
        select(Plan, Agency.short_name)
        .join(Agency, Agency.id == Plan.agency_id)
        .where(*where)
        .order_by(Plan.year.desc(), Plan.id.desc())
        .limit(200)
    ).all()
    items = items_of(session, [plan.id for plan, _ in rows])
    return {
        "counts": counts | {"all": sum(counts.values())},
        "items": [shown(plan, agency) | {"contents": items[plan.id]} for plan, agency in rows],
    }


def shown(plan: Plan, agency: str) -> dict[str, Any]:
    return {
        "id": plan.id,
        "agency": agency,
        "agency_id": plan.agency_id,
        "year": plan.year,
        "name": plan.name,
        "kind": plan.kind,
        "kind_in_words": KIND_IN_WORDS[plan.kind],
        "state": plan.state,
        "state_in_words": PLAN_IN_WORDS[plan.state],
        "document": plan.document,
        "ordered_by_superior": plan.ordered_by_superior,
        "published_at": plan.published_at,
        "by_name": plan.by_name,
        "created_at": plan.created_at,
    }
