"""Who sees a hand-over, who reads what goes along with it, and who may do what to it: here only."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from backend import organization
from backend.core.auth import MANAGERS, OVERSEERS, Caller, Role
from backend.handovers import rules
from backend.handovers.models import Handover
from backend.handovers.problems import HandoverMissing, HandoverUnfit, NotYoursToAnswer
from backend.handovers.rules import Act, State, Way

ANSWERING = (Role.LEADER, *MANAGERS)  # who signs for an agency


def find(session: Session, *, by: Caller, handover_id: uuid.UUID) -> Handover:
    """For its two sides and who oversees them. Raises HandoverMissing."""
    handover = session.scalar(
        select(Handover).where(Handover.id == handover_id, or_(sent(by), came(by)))
    )
    if handover is None:
        raise HandoverMissing(id=str(handover_id))
    return handover


def sent(by: Caller) -> ColumnElement[bool]:
    """What went out: one's own, and for who oversees an agency all of it."""
    if by.has(*OVERSEERS):
        seen = Handover.sender_id.in_(organization.agencies_of(by))
        return or_(Handover.sent_by == by.account_id, seen)
    return Handover.sent_by == by.account_id


def came(by: Caller) -> ColumnElement[bool]:
    """What came in, from the moment that it was sent: to oneself, to the agency that one signs
    for, and for who oversees an agency all of it."""
    to_me = Handover.receiver_officer == by.officer_id if by.officer_id else None
    ways = [] if to_me is None else [to_me]
    if by.has(*OVERSEERS):
        ways.append(Handover.receiver_id.in_(organization.agencies_of(by)))
    elif by.has(*ANSWERING):
        to_agency = and_(Handover.receiver_id == by.agency_id, Handover.way != Way.OFFICER)
        ways.append(to_agency)
    return and_(Handover.sent_at.is_not(None), or_(*ways)) if ways else Handover.id.is_(None)


def may_read(session: Session, by: Caller, handover: Handover) -> bool:
    """The originals that go along: the sender's side always, the receiver's from when it was sent
    until it is returned or withdrawn."""
    return is_ours(session, by, handover.id) or handover.state in (State.SENT, State.RECEIVED)


def is_ours(session: Session, by: Caller, handover_id: uuid.UUID) -> bool:
    """Whether the caller stands on the sender's side."""
    ours = select(Handover.id).where(Handover.id == handover_id, sent(by))
    return session.scalar(ours) is not None


def acts(session: Session, by: Caller, handover: Handover) -> list[Act]:
    """What the caller may do to it now."""
    found = []
    for act, (_, before) in rules.LEADS.items():
        if handover.state not in before:
            continue
        try:
            if act in (Act.APPROVE, Act.REFUSE):
                head_only(by, handover)
            elif act in (Act.RECEIVE, Act.RETURN):
                receiver_only(session, by, handover, "?" if is_outside(handover) else "")
            else:
                sender_only(by, handover)
        except NotYoursToAnswer:
            continue
        found.append(act)
    return found


def is_outside(handover: Handover) -> bool:
    return handover.receiver_id is None


def head_only(by: Caller, handover: Handover) -> None:
    if by.agency_id != handover.sender_id or not by.has(Role.AGENCY_HEAD):
        raise NotYoursToAnswer(why="移送公安机关由本机关负责人审批")


def sender_only(by: Caller, handover: Handover) -> None:
    manages = by.agency_id == handover.sender_id and by.has(*MANAGERS)
    if by.account_id != handover.sent_by and not manages:
        raise NotYoursToAnswer(why="只有移交的人和本单位负责人可以这样做")


def receiver_only(session: Session, by: Caller, handover: Handover, signed_by: str) -> None:
    if is_outside(handover):
        sender_only(by, handover)
        if not signed_by:
            raise HandoverUnfit(why="请写明对方谁签的收，或谁退的")
        return
    if handover.receiver_officer is not None:
        mine = handover.receiver_officer == by.officer_id
    elif handover.way is Way.UNIT:
        mine = handover.receiver_id == by.agency_id and by.has(Role.SECTION_HEAD)
    else:
        mine = handover.receiver_id == by.agency_id and by.has(*ANSWERING)
        mine = mine and _of_unit(session, by, handover)
    if not mine or handover.sent_by == by.account_id:
        raise NotYoursToAnswer(why="只有接收的一方可以签收或退回")


def _of_unit(session: Session, by: Caller, handover: Handover) -> bool:
    if not handover.receiver_unit or by.has(Role.AGENCY_HEAD):
        return True
    officer = by.officer_id and session.get(organization.Officer, by.officer_id)
    return bool(officer and officer.post == handover.receiver_unit)
