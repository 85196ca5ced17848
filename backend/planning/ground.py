"""What stands of the ground of an inspection before it begins: facts for the stage `ground` of
backend/gates, gathered in few queries. What they mean stands in the catalogue."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from backend import matters, organization
from backend.core import clock
from backend.core.settings import Settings
from backend.matters import Checklist, Implementation, Matter
from backend.organization import Agency, AgencyKind
from backend.planning import approvals, bodies, caps, merging, visits
from backend.planning.carrying import Carrying, carrying
from backend.planning.merging import Side
from backend.planning.models import Approval, MergeProposal
from backend.planning.rules import (
    APPROVAL_IN_WORDS,
    ENTERED,
    ApprovalState,
    CountsAs,
    Kind,
    MergeState,
    Mode,
    Notice,
    Trigger,
    group_of,
    tightest,
)
from backend.subjects import Subject


@dataclass(frozen=True)
class Wish:
    """What somebody is about to begin."""

    agency_id: uuid.UUID
    subject: Subject
    checklist: Checklist
    kind: Kind
    mode: Mode
    trigger: Trigger
    trigger_note: str
    deadline: date
    off_site: str = ""
    notice: Notice = Notice.ARRIVAL
    notice_reason: str = ""
    emergency: bool = False


@dataclass
class Ground:
    """`name_id` is the agency in whose name it is done: an entrusted body's is another."""

    facts: dict[str, Any]
    name_id: uuid.UUID
    subject_ids: list[uuid.UUID]
    trigger: Trigger  # with what the plan says of it
    counts: CountsAs
    plan: Carrying | None = None
    approval: Approval | None = None
    proposal: MergeProposal | None = None
    others: list[tuple[Side, str]] = field(default_factory=list)


def look(
    session: Session,
    wish: Wish,
    *,
    name: Agency,
    family: list[uuid.UUID],
    under_way: Mapping[str, int],
    others: Sequence[tuple[Side, str]] = (),
) -> Ground:
    """`name` is in whose name it is done, `family` the ids of the subject; `under_way` are the open
    tasks there in the same name that will count, by field; `others` the tasks of other agencies:
    both stand above this slice."""
    today = clock.today()
    agency = organization.agency(session, wish.agency_id)
    plan, trigger = _plan(session, wish, {agency.id, name.id}, family, today)
    counts = visits.counting(
        session, kind=wish.kind, mode=wish.mode, trigger=trigger, subject_kind=wish.subject.kind
    )
    unplanned = plan is None and wish.kind is not Kind.RECHECK
    approval = _approval(session, wish, name.id, family) if unplanned else None
    facts = _standing(session, wish, agency, name, today)
    facts |= {
        "on_site": wish.mode in ENTERED,
        "off_site": wish.off_site,
        "planned": plan is not None,
        "reasoned": _reasoned(wish),
        "emergency": wish.emergency,
    }
    facts |= _approved(wish, plan, approval, today)
    facts |= _frequency(session, wish, name.id, family, counts, under_way, today)
    ground = Ground(facts, name.id, family, trigger, counts, plan, approval)
    _merge(session, wish, ground, others, today)
    facts |= {
        "form_usable": wish.checklist.state in (matters.State.PUBLISHED, matters.State.RECHECK),
        "noticed": wish.notice is not Notice.EXEMPT or bool(wish.notice_reason),
    }
    return ground


_HANDLED = (
    select(Implementation.checklists, Implementation.published_on, Matter.published_on)
    .join(Matter, Matter.id == Implementation.matter_id)
    .where(Implementation.agency_id == bindparam("agency_id"), Implementation.active, Matter.active)
)


def _standing(
    session: Session, wish: Wish, agency: Agency, answers: Agency, today: date
) -> dict[str, Any]:
    """Whether who asks may inspect, and this matter: an entrusted body within its term and scope,
    in the name of who entrusted it (行政处罚法 第二十条)."""
    entrusted = agency.kind is not AgencyKind.ENTRUSTED or answers.id != agency.id
    published = bodies.is_published(session, answers.id, today)
    why = (
        f"{agency.short_name}没有{wish.checklist.field}方面管到期限的有效委托"
        if not entrusted
        else f"{answers.short_name}不在公布的行政检查主体名单里"
    )
    rows = session.execute(_HANDLED, {"agency_id": answers.id})
    code = _code(session, wish.checklist)
    matching = [row for row in rows if code in row[0]]
    public = any(impl and matter for _, impl, matter in matching)
    return {
        "body_published": entrusted and published and answers.standing,
        "body_words": why,
        "matter_published": public,
        "matter_words": f"“{wish.checklist.title}”对应的事项还没有公布"
        if matching
        else f"{answers.short_name}的实施清单里没有“{wish.checklist.title}”对应的事项",
    }


def _code(session: Session, form: Checklist) -> str:
    """A recheck's form is made of some items of another: its matter is that one's."""
    while form.state is matters.State.RECHECK and form.based_on:
        form = matters.find(session, form.based_on)
    return form.code


def _plan(
    session: Session,
    wish: Wish,
    agency_ids: Collection[uuid.UUID],
    ids: list[uuid.UUID],
    today: date,
) -> tuple[Carrying | None, Trigger]:
    """The plan item by which it is made, and the reason as it counts."""
    if wish.trigger is not Trigger.PLAN:
        return None, wish.trigger
    found = carrying(
        session,
        agency_ids=agency_ids,
        subject=wish.subject,
        subject_ids=ids,
        checklist_code=wish.checklist.code,
        field=wish.checklist.field,
        kind=wish.kind,
        first=today,
        last=max(wish.deadline, today),
    )
    if found is None:
        return None, wish.trigger
    if found.full_coverage:
        return found, Trigger.COVERAGE
    return found, Trigger.SUPERIOR if found.ordered_by_superior else Trigger.PLAN


def _reasoned(wish: Wish) -> bool:
    if wish.kind is Kind.RECHECK:
        return True
    return wish.trigger is not Trigger.PLAN and bool(wish.trigger_note)


def _approval(
    session: Session, wish: Wish, name_id: uuid.UUID, ids: list[uuid.UUID]
) -> Approval | None:
    return approvals.for_start(
        session,
        agency_id=name_id,
        subject_ids=ids,
        checklist_id=wish.checklist.id,
        kind=wish.kind,
        mode=wish.mode,
        trigger=wish.trigger,
    )


def _approved(
    wish: Wish, plan: Carrying | None, approval: Approval | None, today: date
) -> dict[str, Any]:
    """The head approved the plan, or this start; a recheck follows an order that is in force."""
    approved = plan is not None or wish.kind is Kind.RECHECK or approvals.is_good(approval, today)
    if approval is None:
        words = "还没有报机关负责人批准"
    elif approval.state is ApprovalState.PENDING:
        words = f"已报机关负责人，还没有批（{approval.asked_by_name}提的）"
    elif approval.state is ApprovalState.APPROVED:
        words = f"批准已经过期（{approval.valid_until}）"
    else:
        words = f"负责人{APPROVAL_IN_WORDS[approval.state]}：{approval.remarks}"
    return {"approved": approved, "approval_words": words}


def _frequency(
    session: Session,
    wish: Wish,
    agency: uuid.UUID,
    ids: list[uuid.UUID],
    counts: CountsAs,
    under_way: Mapping[str, int],
    today: date,
) -> dict[str, Any]:
    """Counted visits of this year against the cap, and who was there lately."""
    settings: Settings = current_app.extensions["settings"]
    facts: dict[str, Any] = {
        "cap": None,
        "times": 0,
        "cap_blocks": counts.blocks,
        "cap_warns": counts.warns,
        "lately": [],
    }
    if not (counts.counted or counts.warns):
        return facts
    seen = visits.recent(session, ids, today)
    times = Counter(under_way) + Counter(
        each["field"]
        for each in seen
        if each["agency_id"] == agency and each["counted"] and each["day"].year == today.year
    )
    binding = tightest(
        caps.in_force(session, agency, [wish.checklist.field], today),
        group_of(wish.subject.kind),
        times,
        wish.checklist.field,
    )
    near, far = (
        today - timedelta(days=days) for days in (settings.repeat_days, settings.frequent_days)
    )
    lately = [
        f"{each['agency']}{each['day']:%m-%d}"
        for each in seen
        if each["entered"] and each["day"] >= (far if each["agency_id"] == agency else near)
    ]
    return facts | {
        "cap": binding[0].number if binding and counts.counted else None,
        "times": binding[1] if binding else times.total(),
        "lately": lately[:5],
    }


def _merge(
    session: Session, wish: Wish, ground: Ground, others: Sequence[tuple[Side, str]], today: date
) -> None:
    """Other agencies, not the one that answers, that are about to go there, unless that was talked
    over already."""
    facts = ground.facts
    facts |= {"others": []}
    if wish.mode not in ENTERED or wish.kind is Kind.RECHECK:
        return
    planned = merging.planned_by_others(
        session,
        own_ids={wish.agency_id, ground.name_id},
        subject_ids=ground.subject_ids,
        today=today,
    )
    with_tasks = {side.agency_id for side, _ in others}
    found = [*others, *(each for each in planned if each[0].agency_id not in with_tasks)]
    if not found:
        return
    ground.others = found
    ground.proposal = merging.latest(
        session, agency_id=wish.agency_id, subject_id=wish.subject.id, today=today
    )
    settled = ground.proposal is not None and ground.proposal.state is not MergeState.PROPOSED
    if not settled:
        facts["others"] = list(dict.fromkeys(name for _, name in found))
