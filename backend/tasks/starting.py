"""An inspection begins: who assigns it, starts it oneself, or asks the head for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import documents, matters, organization, planning
from backend.core import clock
from backend.core.auth import Caller
from backend.core.jobs import enqueue
from backend.core.records import audit
from backend.gates import Severity
from backend.planning import ENTERED, ApprovalState, Kind, Mode, Notice, Side, Trigger, Wish
from backend.tasks import looking, service, teams
from backend.tasks.models import Task, TaskMember
from backend.tasks.problems import DeadlinePast, GatesOpen, TaskTaken, TeamUnfit
from backend.tasks.rules import OPEN, Answer, State


def assign(
    session: Session,
    *,
    by: Caller,
    subject_id: uuid.UUID,
    checklist_id: uuid.UUID,
    officer_ids: list[uuid.UUID],
    deadline: date,
    kind: Kind = Kind.ROUTINE,
    note: str = "",
    mode: Mode = Mode.SITE,
    trigger: Trigger | None = None,
    trigger_note: str = "",
    off_site: str = "",
    notice: Notice = Notice.ARRIVAL,
    notice_reason: str = "",
    emergency: bool = False,
    reasons: Mapping[str, str] | None = None,
) -> Task:
    """Give a subject to a team; the first officer leads it. The officers are told by message.

    A rule that warns wants its reason in `reasons`; without any (None) it is only noted: that is
    for callers that nobody can ask. A recheck needs no plan and no approval, its order is enough.

    Raises NotFound, TeamUnfit, DeadlinePast, NotInspecting, GatesOpen.
    """
    checklist = matters.usable(session, checklist_id)
    usual = Trigger.ORDER if kind is Kind.RECHECK else Trigger.PLAN
    wish = looking.wish_of(
        session,
        by,
        subject_id=subject_id,
        checklist_id=checklist_id,
        kind=kind,
        mode=mode,
        trigger=trigger or usual,
        trigger_note=trigger_note,
        off_site=off_site,
        notice=notice,
        notice_reason=notice_reason,
        emergency=emergency,
        deadline=deadline,
    )
    if deadline < clock.today():
        raise DeadlinePast(deadline=deadline.isoformat())
    organization.in_whose_name(session, by.agency_id, on=deadline, work=matters.work(checklist))
    planning.visits.take_turn(session, wish.subject.id)
    looked = looking.look(session, wish, officer_ids)
    if blocked := looked.blocked():
        unfit = next((gate for gate in blocked if gate["step"] == looking.TEAM), None)
        if unfit:
            raise TeamUnfit(why=unfit["message"], rule=unfit["rule"])
        raise _open(blocked)
    noted = _noted(looked, reasons)
    task = _kept(session, by, wish, looked, clock.uuid7(), officer_ids, noted, note=note)
    audit(session, by, "task.assign", "task", task.id, number=task.number)
    enqueue(session, "message.task_assigned", task_id=str(task.id), at=task.changed_at.isoformat())
    return task


def start(
    session: Session,
    *,
    by: Caller,
    task_id: uuid.UUID,
    officer_ids: list[uuid.UUID],
    reasons: Mapping[str, str],
    **given: Any,
) -> Task:
    """发起检查: an officer begins one on the own account and leads it; the phone chose the id.

    Only an emergency begins against a gate that blocks: it may have begun without a signal, so
    what was broken is kept as flaws and the approval is made up. Everything else is a wish until
    it is taken here, and nobody has left yet. Raises NotFound, NotInTeam, TaskTaken, GatesOpen.
    """
    known = session.get(Task, task_id)
    if known is not None:
        if known.assigned_by == by.account_id and known.self_started:
            return known
        raise TaskTaken(id=str(task_id))
    team = looking.team_of(by, officer_ids)
    wish = looking.wish_of(session, by, **given)
    planning.visits.take_turn(session, wish.subject.id)
    looked = looking.look(session, wish, team)
    blocked = looked.blocked()
    if blocked and not wish.emergency:
        raise _open(blocked)
    noted = _noted(looked, None if wish.emergency else reasons, reasons)
    known_team = {each["id"] for each in organization.officers_of(session, by.agency_id)}
    task = _kept(
        session,
        by,
        wish,
        looked,
        task_id,
        [each for each in team if each in known_team],
        noted,
        flaws=[{"rule": gate["rule"], "words": gate["message"]} for gate in blocked],
    )
    _accept(session, task, team[0])
    audit(session, by, "task.start", "task", task.id, number=task.number, emergency=task.emergency)
    enqueue(session, "message.task_assigned", task_id=str(task.id), at=task.changed_at.isoformat())
    return task


def _accept(session: Session, task: Task, officer_id: uuid.UUID) -> None:
    task.state, task.self_started = State.ACCEPTED, True
    member = session.get_one(TaskMember, (task.id, officer_id))
    member.answer, member.answered_at = Answer.ACCEPTED, clock.now()
    documents.reserve(session, service.series_of(session, task))


def ask(
    session: Session,
    *,
    by: Caller,
    approval_id: uuid.UUID,
    officer_ids: list[uuid.UUID],
    reason: str,
    **given: Any,
) -> planning.Approval:
    """报批: the head is asked for what no plan covers. Raises NotFound, GatesOpen where something
    else stands in the way that no approval would open."""
    team = looking.team_of(by, officer_ids)
    return ask_for_team(
        session, by=by, approval_id=approval_id, officer_ids=team, reason=reason, **given
    )


def ask_for_team(
    session: Session,
    /,
    *,
    by: Caller,
    approval_id: uuid.UUID,
    officer_ids: list[uuid.UUID],
    reason: str,
    **given: Any,
) -> planning.Approval:
    """The same for a team that somebody else puts together. Raises NotFound, GatesOpen."""
    wish = looking.wish_of(session, by, **given)
    looked = looking.look(session, wish, officer_ids)
    if others := looked.blocked(but=("P4",)):
        raise _open(others)
    return planning.approvals.ask_for_start(
        session,
        by=by,
        agency_id=looked.ground.name_id,
        approval_id=approval_id,
        title=_title(wish),
        subject_id=wish.subject.id,
        checklist_id=wish.checklist.id,
        kind=wish.kind,
        trigger=wish.trigger,
        reason=reason or wish.trigger_note,
        wish=_in_words(session, wish, looked, officer_ids),
    )


def _title(wish: Wish) -> str:
    return f"{wish.subject.name}：{planning.KIND_IN_WORDS[wish.kind]}"


def _in_words(
    session: Session, wish: Wish, looked: looking.Looked, officer_ids: list[uuid.UUID]
) -> dict[str, str]:
    names = organization.names(session, officer_ids)
    said = {
        "对象": wish.subject.name,
        "地址": wish.subject.address,
        "检查表": wish.checklist.title,
        planning.approvals.MODE: planning.MODE_IN_WORDS[wish.mode],
        "事由": planning.TRIGGER_IN_WORDS[wish.trigger],
        "线索": wish.trigger_note,
        "为什么到现场": wish.off_site if wish.mode in ENTERED else "",
        "通知": planning.NOTICE_IN_WORDS[wish.notice],
        planning.approvals.TEAM: looking.named(names, officer_ids),
        "要注意": "；".join(gate["message"] for gate in looked.warned),
    }
    return {name: words for name, words in said.items() if words}


def _noted(
    looked: looking.Looked,
    reasons: Mapping[str, str] | None,
    given: Mapping[str, str] | None = None,
) -> list[dict[str, str]]:
    """What warned, with its reason. Raises GatesOpen where one is wanted and not given."""
    known = reasons if reasons is not None else given or {}
    lacking = [gate for gate in looked.warned if not known.get(gate["rule"], "").strip()]
    if lacking and reasons is not None:
        raise _open(lacking)
    return [
        {"rule": gate["rule"], "words": gate["message"], "reason": known.get(gate["rule"], "")}
        for gate in looked.warned
    ]


def _open(found: list[dict[str, Any]]) -> GatesOpen:
    return GatesOpen(first=found[0]["message"], rule=found[0]["rule"], gates=found)


def _kept(
    session: Session,
    by: Caller,
    wish: Wish,
    looked: looking.Looked,
    task_id: uuid.UUID,
    officer_ids: list[uuid.UUID],
    noted: list[dict[str, str]],
    *,
    note: str = "",
    flaws: Iterable[dict[str, str]] = (),
) -> Task:
    ground = looked.ground
    task = Task(
        id=task_id,
        number=service.new_number(session, wish.subject),
        agency_id=by.agency_id,
        subject_id=wish.subject.id,
        checklist_id=wish.checklist.id,
        kind=wish.kind,
        deadline=wish.deadline,
        note=note,
        assigned_by=by.account_id,
        assigned_by_name=by.name,
        changed_at=clock.now(),
        mode=wish.mode,
        trigger=ground.trigger,
        trigger_note=wish.trigger_note,
        plan_item_id=ground.plan.item_id if ground.plan else None,
        emergency=wish.emergency,
        counted=ground.counts.counted,
        off_site=wish.off_site,
        notice=wish.notice,
        notice_reason=wish.notice_reason,
        noted=noted,
        flaws=list(flaws),
    )
    session.add(task)
    session.flush()
    teams.add(session, task.id, officer_ids)
    _spend_approval(session, by, wish, looked, task, officer_ids)
    if ground.others:
        own = Side(
            task.agency_id,
            planning.merging.what(task.kind, wish.checklist.title),
            task_id=task.id,
        )
        sides = [own, *(side for side, _ in ground.others)]
        if ground.proposal is None or ground.proposal.state is planning.MergeState.PROPOSED:
            planning.merging.propose(session, subject_id=wish.subject.id, sides=sides)
    return task


def _spend_approval(
    session: Session,
    by: Caller,
    wish: Wish,
    looked: looking.Looked,
    task: Task,
    officer_ids: list[uuid.UUID],
) -> None:
    """An approval is for one start. An emergency asks for its own afterwards."""
    ground = looked.ground
    if ground.facts["approved"]:
        if ground.approval and not planning.approvals.use(session, ground.approval, task.id):
            words = "负责人的批准刚被另一次检查用掉"
            raise _open([looking.gate("approval", "P4", Severity.BLOCK, words, "")])
        return
    planning.approvals.ask_for_start(
        session,
        by=by,
        agency_id=ground.name_id,
        title=_title(wish),
        subject_id=wish.subject.id,
        checklist_id=wish.checklist.id,
        kind=wish.kind,
        trigger=wish.trigger,
        reason=wish.trigger_note,
        wish=_in_words(session, wish, looked, officer_ids),
        emergency_task=task.id,
    )


def not_approved(session: Session, approval: planning.Approval) -> Task | None:
    """The head did not approve what had begun as an emergency, or not in time: a flaw for the
    supervisor, once in the same words."""
    task = session.get(Task, approval.task_id, with_for_update=True)
    if task is not None:
        refused = approval.state in (ApprovalState.REJECTED, ApprovalState.RETURNED)
        words = (
            f"紧急检查没有得到负责人批准：{approval.remarks}"
            if refused
            else "紧急检查没有在期限内补办负责人批准"
        )
        flaw = {"rule": "P4", "words": words}
        task.flaws = task.flaws if flaw in task.flaws else [*task.flaws, flaw]
    return task


def answer_merge(
    session: Session, *, by: Caller, proposal_id: uuid.UUID, accept: bool, reason: str
) -> planning.MergeProposal:
    """合并建议: once every agency agrees, their tasks become one joint visit.

    Raises MergeMissing, MergeSettled.
    """
    proposal = planning.merging.answer(
        session, by=by, proposal_id=proposal_id, accept=accept, reason=reason
    )
    if proposal.state is planning.MergeState.ACCEPTED:
        ids = [side.task_id for side in planning.merging.sides_of(session, proposal_id)]
        for task in session.scalars(
            select(Task).where(Task.id.in_([each for each in ids if each]), Task.state.in_(OPEN))
        ):
            task.mode, task.joint_id = Mode.JOINT, proposal.id
    return proposal
