"""The use cases of 挑选移交. Each act is one guarded update: of two people one wins, the other is
told how it stands now."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend import tasks
from backend.core import clock
from backend.core.auth import Caller
from backend.core.jobs import enqueue
from backend.core.receipts import digest
from backend.core.records import audit
from backend.core.settings import Settings
from backend.handovers import access, picking, rules
from backend.handovers.models import Handover, HandoverItem, HandoverMaterial, HandoverStep
from backend.handovers.problems import (
    HandoverSettled,
    HandoverTaken,
    HandoverUnfit,
    MaterialMissing,
    TeamNeeded,
)
from backend.handovers.rules import IN_WORDS, Act, Part, Picked, State, Way


def send(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    handover_id: uuid.UUID,
    way: Way,
    reason: str,
    items: Sequence[Mapping[str, Any]],
    material: Sequence[Mapping[str, Any]] = (),
    receiver_id: uuid.UUID | None = None,
    receiver_officer: uuid.UUID | None = None,
    receiver_unit: str = "",
    receiver_name: str = "",
    crew: Sequence[uuid.UUID] = (),
) -> Handover:
    """Hand over what was picked (浙江省综合行政执法条例 第十八条); a suspected crime is reported to
    the head of the agency first.

    Raises HandoverUnfit, HandoverTaken, AlreadyHanded, MaterialUnknown, NotYoursToAnswer, and what
    says that something picked is not there or not the caller's.
    """
    to: dict[str, Any] = {
        "receiver_id": receiver_id,
        "receiver_officer": receiver_officer,
        "receiver_unit": receiver_unit,
        "receiver_name": receiver_name,
    }
    told = digest(_plain({"way": way, "reason": reason, "items": items, "material": material} | to))
    known = session.get(Handover, handover_id)
    if known:
        if (known.sent_by, known.digest) != (by.account_id, told):
            raise HandoverTaken(id=str(handover_id))
        return known
    picked = picking.items(session, by, items)
    picking.check_way(session, by, way, picked)
    receiver = picking.receiver(session, by, way, **to)
    picking.not_already(session, by, way, receiver, picked)
    if way is Way.OFFICER:
        _may_take(session, by, picked, receiver["receiver_officer"])
    state = rules.begins(way)
    handover = Handover(
        id=handover_id,
        way=way,
        state=state,
        sender_id=by.agency_id,
        sent_by=by.account_id,
        sent_by_name=by.name,
        sent_by_officer=by.officer_id,
        reason=reason,
        crew=picking.crew(session, by, crew) if way is Way.POLICE else [],
        lacking={},
        digest=told,
        changed_at=clock.now(),
        **receiver,
        **_terms(way, state),
    )
    session.add(handover)
    session.flush()
    for each in picked:
        each.handover_id = handover.id
    session.add_all([*picked, *picking.material(session, by, handover.id, material)])
    _note(session, handover, Act.SEND, by=by, at=at, reason=reason)
    return handover


def approve(session: Session, *, by: Caller, at: datetime, handover_id: uuid.UUID) -> Handover:
    """The head of the agency lets it go to the police, within 24 hours from now (第五条).

    Raises HandoverMissing, NotYoursToAnswer, HandoverSettled.
    """
    handover = access.find(session, by=by, handover_id=handover_id)
    access.head_only(by, handover)
    until = rules.transfer_by(clock.now())
    return _act(session, handover, Act.APPROVE, by=by, at=at, transfer_by=until)


def refuse(
    session: Session, *, by: Caller, at: datetime, handover_id: uuid.UUID, reason: str
) -> Handover:
    """Not let it go, with the reason on record (第五条). Raises as approve does."""
    handover = access.find(session, by=by, handover_id=handover_id)
    access.head_only(by, handover)
    return _act(session, handover, Act.REFUSE, by=by, at=at, reason=reason)


def transfer(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    handover_id: uuid.UUID,
    material: Sequence[Mapping[str, Any]] = (),
    lacking: Mapping[str, str] | None = None,
) -> Handover:
    """It was brought to the police with its material; a part that is not there needs its reason.

    Raises HandoverMissing, NotYoursToAnswer, HandoverSettled, MaterialMissing, MaterialUnknown.
    """
    handover = access.find(session, by=by, handover_id=handover_id)
    access.sender_only(by, handover)
    if handover.state is State.APPROVED:
        added = picking.material(session, by, handover.id, material)
        _complete(session, handover, added, lacking or {})
        session.add_all(added)
    reasons = {Part(part): said for part, said in (lacking or {}).items() if said}
    return _act(session, handover, Act.TRANSFER, by=by, at=at, lacking=reasons, **_sent(handover))


def receive(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    handover_id: uuid.UUID,
    signed_by: str = "",
    officer_ids: Sequence[uuid.UUID] = (),
) -> Handover:
    """签收. Tasks that come with it are from now on the receiver's; `officer_ids` is the team that
    a unit sends. For a receiver outside the system the sender enters who signed.

    Raises HandoverMissing, NotYoursToAnswer, HandoverUnfit, HandoverSettled, TeamNeeded, and what
    tasks.pass_on and tasks.take_over raise.
    """
    handover = access.find(session, by=by, handover_id=handover_id)
    access.receiver_only(session, by, handover, signed_by)
    before = handover.state
    _act(session, handover, Act.RECEIVE, by=by, at=at, signed_by=signed_by)
    if before is State.SENT:
        _take(session, by, handover, list(officer_ids))
    return handover


def give_back(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    handover_id: uuid.UUID,
    reason: str,
    signed_by: str = "",
) -> Handover:
    """退回, with the reason. Raises HandoverMissing, NotYoursToAnswer, HandoverSettled."""
    handover = access.find(session, by=by, handover_id=handover_id)
    access.receiver_only(session, by, handover, signed_by)
    return _act(session, handover, Act.RETURN, by=by, at=at, reason=reason, signed_by=signed_by)


def resend(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    handover_id: uuid.UUID,
    reason: str,
    material: Sequence[Mapping[str, Any]] = (),
) -> Handover:
    """The same again after it was returned, completed by what was missing; what went along before
    stays. Raises HandoverMissing, NotYoursToAnswer, HandoverSettled, MaterialUnknown."""
    handover = access.find(session, by=by, handover_id=handover_id)
    access.sender_only(by, handover)
    if handover.state is State.RETURNED:
        session.add_all(picking.material(session, by, handover.id, material))
    return _act(session, handover, Act.RESEND, by=by, at=at, reason=reason, **_sent(handover))


def withdraw(
    session: Session, *, by: Caller, at: datetime, handover_id: uuid.UUID, reason: str
) -> Handover:
    """Take it back while nobody has signed for it. Raises as resend does."""
    handover = access.find(session, by=by, handover_id=handover_id)
    access.sender_only(by, handover)
    return _act(session, handover, Act.WITHDRAW, by=by, at=at, reason=reason)


def _act(
    session: Session,
    handover: Handover,
    act: Act,
    *,
    by: Caller,
    at: datetime,
    reason: str = "",
    signed_by: str = "",
    **values: Any,
) -> Handover:
    """One statement decides; the same act by the same person again changes nothing."""
    state, before = rules.LEADS[act]
    won = session.scalar(
        update(Handover)
        .where(Handover.id == handover.id, Handover.state.in_(before))
        .values(state=state, changed_at=clock.now(), **values)
        .returning(Handover.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(handover)
    if won:
        _note(session, handover, act, by=by, at=at, reason=reason, signed_by=signed_by)
        return handover
    last = session.scalars(
        select(HandoverStep)
        .where(HandoverStep.handover_id == handover.id)
        .order_by(HandoverStep.id.desc())
        .limit(1)
    ).one()
    if (last.act, last.account_id, last.reason) != (act, by.account_id, reason):
        raise HandoverSettled(state=handover.state, state_in_words=IN_WORDS[handover.state])
    return handover


def _note(
    session: Session,
    handover: Handover,
    act: Act,
    *,
    by: Caller,
    at: datetime,
    reason: str = "",
    signed_by: str = "",
) -> None:
    session.add(
        HandoverStep(
            handover_id=handover.id,
            act=act,
            at=at,
            account_id=by.account_id,
            agency_id=by.agency_id,
            name=by.name,
            reason=reason,
            signed_by=signed_by,
        )
    )
    session.flush()
    audit(session, by, f"handover.{act}", "handover", handover.id, reason=reason)
    enqueue(session, "message.handover", handover_id=str(handover.id), act=act, at=at.isoformat())


def _terms(way: Way, state: State) -> dict[str, Any]:
    if state is State.REPORTED:
        settings: Settings = current_app.extensions["settings"]
        until = rules.decide_by(clock.today(), police_workdays=settings.handover_police_workdays)
        return {"decide_by": until}
    return {"sent_at": clock.now(), "answer_by": _answer_by(way)}


def _sent(handover: Handover) -> dict[str, Any]:
    return {"sent_at": clock.now(), "answer_by": _answer_by(handover.way)}


def _answer_by(way: Way) -> Any:
    settings: Settings = current_app.extensions["settings"]
    return rules.answer_by(
        way,
        clock.today(),
        settings.handover_answer_days,
        police_workdays=settings.handover_police_workdays,
    )


def _complete(
    session: Session,
    handover: Handover,
    added: Sequence[HandoverMaterial],
    lacking: Mapping[str, str],
) -> None:
    """L20: each part that the law names is there, or it is written down why not."""
    there = set(
        session.scalars(
            select(HandoverMaterial.part).where(HandoverMaterial.handover_id == handover.id)
        )
    ) | {each.part for each in added}
    missing = rules.lacks(there, {Part(part): said for part, said in lacking.items()})
    if missing:
        named = "、".join(rules.PART_IN_WORDS[part] for part in missing)
        raise MaterialMissing(parts=named, rule="L20", missing=[*missing])


def _may_take(
    session: Session, by: Caller, picked: Sequence[HandoverItem], into: uuid.UUID
) -> None:
    """Told when it is sent, so that nobody waits for what cannot be."""
    if by.officer_id is None:
        raise HandoverUnfit(why="您不在检查组里，转派由组里的人发起")
    for each in picked:
        task = session.get_one(tasks.Task, each.task_id)
        tasks.may_pass(session, by=by, task=task, out=by.officer_id, into=into)


def _take(session: Session, by: Caller, handover: Handover, officer_ids: list[uuid.UUID]) -> None:
    if handover.way not in rules.TASKS_ONLY:
        return
    if handover.way is Way.UNIT and not officer_ids:
        raise TeamNeeded
    picked = session.scalars(
        select(HandoverItem.task_id)
        .where(HandoverItem.handover_id == handover.id, HandoverItem.kind == Picked.TASK)
        .order_by(HandoverItem.task_id)  # two who lock several do it in one order
    ).all()
    for task_id in picked:
        if task_id is None:
            continue
        if handover.way is Way.UNIT:
            tasks.take_over(
                session,
                by=by,
                task_id=task_id,
                officer_ids=officer_ids,
                sender_id=handover.sender_id,
            )
        elif handover.sent_by_officer:
            tasks.pass_on(
                session,
                by=by,
                task_id=task_id,
                out=handover.sent_by_officer,
                sender_id=handover.sender_id,
            )


def _plain(value: Any) -> Any:
    """As JSON holds it, for the digest."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
