"""Before an inspection begins: the gates in their order, who assigns it or starts it oneself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from backend import documents, gates, matters, organization, planning, subjects
from backend.core import clock, workdays
from backend.core.auth import Caller
from backend.core.jobs import enqueue
from backend.core.records import audit
from backend.gates import Severity
from backend.matters import Checklist
from backend.planning import ENTERED, Ground, Kind, Mode, Notice, Side, Trigger, Wish
from backend.tasks import service, teams
from backend.tasks.models import Task, TaskMember
from backend.tasks.problems import DeadlinePast, GatesOpen, NotInTeam, TaskTaken, TeamUnfit
from backend.tasks.rules import OPEN, STEPS, Answer, State

START_WORKDAYS = 3  # what an officer started is to be done by then
TEAM = "team"


@dataclass(frozen=True)
class Looked:
    """The gates as they stand: `open` in their order, each {step, rule, severity, …}."""

    ground: Ground
    open: list[dict[str, Any]]

    def blocked(self, *, but: Iterable[str] = ()) -> list[dict[str, Any]]:
        return [g for g in self.open if g["severity"] is Severity.BLOCK and g["rule"] not in but]

    @property
    def warned(self) -> list[dict[str, Any]]:
        return [gate for gate in self.open if gate["severity"] is Severity.WARN]


def look(session: Session, wish: Wish, officer_ids: list[uuid.UUID]) -> Looked:
    """Every gate of a wish, through the catalogue of rules."""
    family = subjects.family(wish.subject.id)
    ground = planning.look(
        session,
        wish,
        under_way=_under_way(session, wish.agency_id, family),
        others=_others(session, wish.agency_id, family),
    )
    found = [
        _gate(_step_of(each.rule), each.rule, each.severity, each.message, each.way_on)
        for each in gates.broken("ground", ground.facts)
    ]
    unfit = teams.wrong(
        session,
        wish.agency_id,
        officer_ids,
        wish.deadline,
        wish.checklist.field,
        wish.subject.id,
    )
    found += [_gate(TEAM, rule, Severity.BLOCK, why, "") for rule, why in unfit]
    order = {step: place for place, (step, _, _) in enumerate(STEPS)}
    return Looked(ground, sorted(found, key=lambda gate: order[gate["step"]]))


def _step_of(rule: str) -> str:
    return next(step for step, _, rules in STEPS if rule in rules)


def _gate(step: str, rule: str, severity: Severity, message: str, way_on: str) -> dict[str, Any]:
    known = gates.RULES[rule]
    return {
        "step": step,
        "title": next(title for name, title, _ in STEPS if name == step),
        "rule": rule,
        "severity": severity,
        "message": message,
        "article": known.basis,
        "way_on": way_on or known.way_on,
    }


def _under_way(session: Session, agency_id: uuid.UUID, family: Select[uuid.UUID]) -> int:
    """The agency's own tasks there that will count and have not begun: each is a visit to come."""
    found = session.scalar(
        select(func.count())
        .select_from(Task)
        .where(
            Task.subject_id.in_(family),
            Task.agency_id == agency_id,
            Task.counted,
            Task.state.in_((State.PENDING, State.ACCEPTED)),
        )
    )
    return found or 0


def _others(
    session: Session, agency_id: uuid.UUID, family: Select[uuid.UUID]
) -> list[tuple[Side, str]]:
    """What other agencies have under way there for days within the window."""
    rows = session.execute(
        select(Task, Checklist.title, organization.Agency.short_name)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .join(organization.Agency, organization.Agency.id == Task.agency_id)
        .where(
            Task.subject_id.in_(family),
            Task.agency_id != agency_id,
            Task.state.in_((State.PENDING, State.ACCEPTED)),
            Task.mode.in_(ENTERED),
            Task.kind != Kind.RECHECK,
            Task.deadline <= clock.today() + planning.merging.window(),
        )
        .order_by(Task.id)
    )
    return [
        (Side(task.agency_id, planning.merging.what(task.kind, title), task_id=task.id), agency)
        for task, title, agency in rows
    ]


def shown(looked: Looked) -> dict[str, Any]:
    """Every gate for who wants to begin, the open ones first."""
    open_steps = {gate["step"] for gate in looked.open}
    passed = [
        {"step": step, "title": title, "rule": rules[0], "severity": "ok"}
        | {"message": "", "article": gates.RULES[rules[0]].basis, "way_on": ""}
        for step, title, rules in STEPS
        if step not in open_steps
    ]
    approval = looked.ground.approval
    return {
        "gates": [*looked.open, *passed],
        "blocked": bool(looked.blocked()),
        "may_ask": bool(looked.blocked()) and not looked.blocked(but=("P4",)),
        "may_emergency": not looked.blocked(but=("P3", "P4", "L22")),
        "plan": looked.ground.plan_name,
        "approval": approval and planning.approvals.shown(approval),
        "counted": looked.ground.counts.counted,
    }


def check(session: Session, *, by: Caller, **given: Any) -> dict[str, Any]:
    """What would stand in the way; changes nothing. Raises NotFound."""
    team = _team(by, given.pop("officer_ids"))
    return shown(look(session, _wish(session, by, **given), team))


def _team(by: Caller, officer_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Who starts leads; who goes along stands behind. Raises NotInTeam for who is no officer."""
    if by.officer_id is None:
        raise NotInTeam
    return list(dict.fromkeys([by.officer_id, *officer_ids]))


def partners(
    session: Session, *, by: Caller, subject_id: uuid.UUID, checklist_id: uuid.UUID
) -> list[dict[str, Any]]:
    """Colleagues who could go along, those who may first, the own section before the others."""
    field = matters.find(session, checklist_id).field
    everybody = organization.officers_of(session, by.agency_id)
    until = _usual_deadline()
    wrong = teams.unfit(session, by.agency_id, until, field, subject_id)
    own = next((each["post"] for each in everybody if each["id"] == by.officer_id), None)
    found = [
        {"id": each["id"], "name": each["name"], "post": each["post"]}
        | {"reason": wrong.get(each["id"], "")}
        for each in everybody
        if each["id"] != by.officer_id
    ]
    return sorted(found, key=lambda o: (bool(o["reason"]), o["post"] != own, o["name"]))


def _usual_deadline() -> date:
    return workdays.add_working_days(clock.today(), START_WORKDAYS).date


def _wish(
    session: Session,
    by: Caller,
    *,
    subject_id: uuid.UUID,
    checklist_id: uuid.UUID,
    kind: Kind,
    mode: Mode,
    trigger: Trigger,
    trigger_note: str,
    off_site: str,
    notice: Notice,
    notice_reason: str,
    emergency: bool = False,
    deadline: date | None = None,
) -> Wish:
    return Wish(
        agency_id=by.agency_id,
        subject=subjects.survivor(session, subject_id),
        checklist=matters.find(session, checklist_id),
        kind=kind,
        mode=mode,
        trigger=Trigger.EMERGENCY if emergency else trigger,
        trigger_note=trigger_note,
        deadline=deadline or _usual_deadline(),
        off_site=off_site,
        notice=notice,
        notice_reason=notice_reason,
        emergency=emergency,
    )


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
    wish = _wish(
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
    organization.in_whose_name(session, by.agency_id, on=deadline, field=checklist.field)
    looked = look(session, wish, officer_ids)
    if blocked := looked.blocked():
        unfit = next((gate for gate in blocked if gate["step"] == TEAM), None)
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
    team = _team(by, officer_ids)
    wish = _wish(session, by, **given)
    looked = look(session, wish, team)
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
    team = _team(by, officer_ids)
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
    wish = _wish(session, by, **given)
    looked = look(session, wish, officer_ids)
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
    session: Session, wish: Wish, looked: Looked, officer_ids: list[uuid.UUID]
) -> dict[str, str]:
    names = organization.names(session, officer_ids)
    said = {
        "对象": wish.subject.name,
        "地址": wish.subject.address,
        "检查表": wish.checklist.title,
        "方式": planning.MODE_IN_WORDS[wish.mode],
        "事由": planning.TRIGGER_IN_WORDS[wish.trigger],
        "线索": wish.trigger_note,
        "为什么到现场": wish.off_site if wish.mode in ENTERED else "",
        "通知": planning.NOTICE_IN_WORDS[wish.notice],
        "人员": "、".join(names[each] for each in officer_ids if each in names),
        "要注意": "；".join(gate["message"] for gate in looked.warned),
    }
    return {name: words for name, words in said.items() if words}


def _noted(
    looked: Looked,
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
    looked: Looked,
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
        plan_item_id=ground.plan_item.id if ground.plan_item else None,
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
    looked: Looked,
    task: Task,
    officer_ids: list[uuid.UUID],
) -> None:
    """An approval is for one start. An emergency asks for its own afterwards."""
    ground = looked.ground
    if ground.facts["approved"]:
        if ground.approval and not planning.approvals.use(session, ground.approval, task.id):
            words = "负责人的批准刚被另一次检查用掉"
            raise _open([_gate("approval", "P4", Severity.BLOCK, words, "")])
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


def not_approved(session: Session, approval: planning.Approval) -> None:
    """The head did not approve what had begun as an emergency: a flaw for the supervisor."""
    task = session.get(Task, approval.task_id)
    if task is not None:
        words = f"紧急检查没有得到负责人批准：{approval.remarks}"
        task.flaws = [*task.flaws, {"rule": "P4", "words": words}]


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
