"""综合查一次: agencies that are about to check the same subject are proposed to go together
(浙江省综合行政执法条例 第十三条). Once all agree it is one visit."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from backend import organization
from backend.core import clock
from backend.core.auth import Caller
from backend.core.records import audit
from backend.core.settings import Settings
from backend.organization import Agency
from backend.planning.models import MergeProposal, MergeSide, Plan, PlanItem, PlanSubject
from backend.planning.problems import MergeMissing, MergeSettled
from backend.planning.rules import (
    KIND_IN_WORDS,
    MERGE_IN_WORDS,
    MergeAnswer,
    MergeState,
    PlanState,
    in_months,
    saved,
)
from backend.subjects import Subject

MOST = 500  # proposals that one plan makes


class Side(NamedTuple):
    agency_id: uuid.UUID
    what: str
    task_id: uuid.UUID | None = None
    plan_item_id: uuid.UUID | None = None


def window() -> timedelta:
    settings: Settings = current_app.extensions["settings"]
    return timedelta(days=settings.merge_days)


_PLANNED = (
    select(*(PlanItem.id, PlanItem.months, Plan.agency_id, Plan.name, Agency.short_name))
    .join(PlanSubject, PlanSubject.plan_item_id == PlanItem.id)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .join(Agency, Agency.id == Plan.agency_id)
    .where(
        PlanSubject.subject_id.in_(bindparam("subject_ids", expanding=True)),
        Plan.agency_id.not_in(bindparam("own_ids", expanding=True)),
        Plan.state == PlanState.PUBLISHED,
        Plan.year.in_(bindparam("years", expanding=True)),
    )
    .order_by(PlanItem.id)
)


def planned_by_others(
    session: Session,
    *,
    own_ids: Collection[uuid.UUID],
    subject_ids: Sequence[uuid.UUID],
    today: date,
) -> list[tuple[Side, str]]:
    """(side, agency's name) of every other agency whose published plan names the subject for days
    within the window."""
    last = today + window()
    asked = {
        "subject_ids": list(subject_ids),
        "own_ids": list(own_ids),
        "years": [today.year, last.year],
    }
    return [
        (Side(row.agency_id, row.name, plan_item_id=row.id), row.short_name)
        for row in session.execute(_PLANNED, asked)
        if in_months(row.months, today, last)
    ]


def propose(session: Session, *, subject_id: uuid.UUID, sides: Sequence[Side]) -> MergeProposal:
    """One proposal a subject while it is open: a further agency joins it, a task takes the place of
    the plan item that it came from."""
    known = session.scalar(
        select(MergeProposal).where(
            MergeProposal.subject_id == subject_id,
            MergeProposal.state == MergeState.PROPOSED,
            MergeProposal.window_to >= clock.today(),
        )
    )
    if known is None:
        known = MergeProposal(subject_id=subject_id, window_to=clock.today() + window())
        session.add(known)
        session.flush()
    there = {side.agency_id: side for side in sides_of(session, known.id)}
    for side in sides:
        row = there.get(side.agency_id)
        if row is None:
            row = MergeSide(proposal_id=known.id, **side._asdict())
            session.add(row)
            there[side.agency_id] = row
        elif side.task_id and row.task_id is None:
            row.task_id, row.what = side.task_id, side.what
    session.flush()
    return known


def propose_for_plan(
    session: Session, plan: Plan, listed: Sequence[tuple[PlanItem, uuid.UUID]]
) -> int:
    """For subjects that another agency's published plan names for the same months."""
    other_item, other_plan, name = aliased(PlanItem), aliased(Plan), PlanSubject
    by_subject = {subject_id: item for item, subject_id in listed}
    rows = session.execute(
        select(name.subject_id, other_item, other_plan)
        .join(other_item, other_item.id == name.plan_item_id)
        .join(other_plan, other_plan.id == other_item.plan_id)
        .join(
            mine := aliased(PlanSubject),
            mine.subject_id == name.subject_id,
        )
        .join(PlanItem, PlanItem.id == mine.plan_item_id)
        .where(
            PlanItem.plan_id == plan.id,
            other_plan.agency_id != plan.agency_id,
            other_plan.year == plan.year,
            other_plan.state == PlanState.PUBLISHED,
        )
        .limit(MOST)
    ).all()
    made = 0
    for subject_id, item, other in rows:
        own_item = by_subject[subject_id]
        both = set(own_item.months or range(1, 13)) & set(item.months or range(1, 13))
        if not both:
            continue
        propose(
            session,
            subject_id=subject_id,
            sides=[
                Side(plan.agency_id, plan.name, plan_item_id=own_item.id),
                Side(other.agency_id, other.name, plan_item_id=item.id),
            ],
        )
        made += 1
    return made


def answer(
    session: Session, *, by: Caller, proposal_id: uuid.UUID, accept: bool, reason: str
) -> MergeProposal:
    """The caller's agency agrees, or says why it must go on its own; that ends the proposal.

    Raises MergeMissing, MergeSettled.
    """
    proposal = session.get(MergeProposal, proposal_id, with_for_update=True)
    mine = session.scalar(
        select(MergeSide).where(
            MergeSide.proposal_id == proposal_id, MergeSide.agency_id == by.agency_id
        )
    )
    if proposal is None or mine is None:
        raise MergeMissing(id=str(proposal_id))
    wanted = MergeAnswer.ACCEPTED if accept else MergeAnswer.DECLINED
    if mine.answer is wanted:
        return proposal
    if proposal.state is not MergeState.PROPOSED:
        raise MergeSettled(state_in_words=MERGE_IN_WORDS[proposal.state])
    won = session.scalar(
        update(MergeSide)
        .where(MergeSide.id == mine.id, MergeSide.answer == mine.answer)
        .values(answer=wanted, reason=reason, by_name=by.name, answered_at=clock.now())
        .returning(MergeSide.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(mine)
    if won is None:
        raise MergeSettled(state_in_words=MERGE_IN_WORDS[proposal.state])
    _settle(session, proposal)
    audit(session, by, "merge.answer", "merge", proposal_id, accept=accept, reason=reason)
    return proposal


def _settle(session: Session, proposal: MergeProposal) -> None:
    sides = sides_of(session, proposal.id)
    answers = {side.answer for side in sides}
    if MergeAnswer.DECLINED in answers:
        state, count = MergeState.DECLINED, 0
    elif answers == {MergeAnswer.ACCEPTED}:
        state, count = MergeState.ACCEPTED, saved(len(sides))
    else:
        return
    session.execute(
        update(MergeProposal)
        .where(MergeProposal.id == proposal.id, MergeProposal.state == MergeState.PROPOSED)
        .values(state=state, saved=count, settled_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    session.refresh(proposal)


def sides_of(session: Session, proposal_id: uuid.UUID) -> list[MergeSide]:
    return list(
        session.scalars(
            select(MergeSide).where(MergeSide.proposal_id == proposal_id).order_by(MergeSide.id)
        )
    )


def latest(
    session: Session, *, agency_id: uuid.UUID, subject_id: uuid.UUID, today: date
) -> MergeProposal | None:
    """The newest proposal at a subject that the agency has a part in and whose time is not over."""
    return session.scalar(
        select(MergeProposal)
        .join(MergeSide, MergeSide.proposal_id == MergeProposal.id)
        .where(
            MergeProposal.subject_id == subject_id,
            MergeSide.agency_id == agency_id,
            MergeProposal.window_to >= today,
        )
        .order_by(MergeProposal.id.desc())
        .limit(1)
    )


def listed(
    session: Session,
    *,
    by: Caller,
    state: MergeState | None = None,
    q: str = "",
) -> dict[str, Any]:
    """{counts, items, saved}: those that one of the caller's agencies has a part in."""
    mine = select(MergeSide.proposal_id).where(
        MergeSide.agency_id.in_(organization.agencies_of(by))
    )
    where: list[ColumnElement[bool]] = [MergeProposal.id.in_(mine)]
    if q:
        where.append(Subject.name.contains(q, autoescape=True))
    counts = dict.fromkeys((each.value for each in MergeState), 0)
    spared = 0
    for found, count, total in session.execute(
        select(MergeProposal.state, func.count(), func.sum(MergeProposal.saved))
        .join(Subject, Subject.id == MergeProposal.subject_id)
        .where(*where)
        .group_by(MergeProposal.state)
    ):
        counts[found] = count
        spared += int(total or 0)
    if state:
        where.append(MergeProposal.state == state)
    rows = session.execute(
        select(MergeProposal, Subject.name, Subject.address)
        .join(Subject, Subject.id == MergeProposal.subject_id)
        .where(*where)
        .order_by(MergeProposal.id.desc())
        .limit(200)
    ).all()
    sides: dict[uuid.UUID, list[dict[str, Any]]] = {row[0].id: [] for row in rows}
    for side, agency in session.execute(
        select(MergeSide, Agency.short_name)
        .join(Agency, Agency.id == MergeSide.agency_id)
        .where(MergeSide.proposal_id.in_(list(sides)))
        .order_by(MergeSide.id)
    ):
        sides[side.proposal_id].append(
            {"agency": agency, "what": side.what, "answer": side.answer, "reason": side.reason}
            | {"by_name": side.by_name, "mine": side.agency_id == by.agency_id}
        )
    return {
        "counts": counts | {"all": sum(counts.values())},
        "saved": spared,
        "items": [
            {
                "id": proposal.id,
                "subject_id": proposal.subject_id,
                "subject": name,
                "address": address,
                "state": proposal.state,
                "state_in_words": MERGE_IN_WORDS[proposal.state],
                "window_to": proposal.window_to,
                "saved": proposal.saved,
                "sides": sides[proposal.id],
                "may_answer": proposal.state is MergeState.PROPOSED
                and any(
                    side["mine"] and side["answer"] is MergeAnswer.NONE
                    for side in sides[proposal.id]
                ),
            }
            for proposal, name, address in rows
        ],
    }


def what(kind: Any, checklist: str) -> str:
    return f"{KIND_IN_WORDS[kind]}：{checklist}"
