"""Hand-overs as phone and console list and show them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from backend import evidence, organization, subjects
from backend.core import clock
from backend.core.auth import Caller
from backend.handovers import access, rules
from backend.handovers.models import Handover, HandoverItem, HandoverMaterial, HandoverStep
from backend.handovers.rules import ACT_IN_WORDS, IN_WORDS, WAY_IN_WORDS, State, Way

SIDES = ("in", "out")


def listed(
    session: Session,
    *,
    by: Caller,
    side: str,
    state: State | None = None,
    before: uuid.UUID | None = None,
    limit: int = 20,
    **asked: Any,
) -> dict[str, Any]:
    """{counts: {side: open ones}, states: {state…, all}, items, next}, the newest first."""
    where = [_of_side(by, side), *narrowed(**asked)]
    states = _states(session, where)
    if state is not None:
        where.append(Handover.state == state)
    if before is not None:
        where.append(Handover.id < before)
    rows = _rows(session, where, limit + 1)
    items = rows[:limit]
    return {
        "counts": {each: open_count(session, by, each) for each in SIDES},
        "states": states,
        "items": items,
        "next": items[-1]["id"] if len(rows) > limit else None,
    }


def everything(
    session: Session, *, by: Caller, side: str, state: State | None, most: int, **asked: Any
) -> list[dict[str, Any]]:
    """The list in one piece, for the sheet."""
    where = [_of_side(by, side), *narrowed(**asked)]
    if state is not None:
        where.append(Handover.state == state)
    return _rows(session, where, most)


def narrowed(
    *,
    q: str = "",
    way: Way | None = None,
    agency_id: uuid.UUID | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
) -> list[ColumnElement[bool]]:
    """`q` is a fragment of a subject's name, of who sent or is to get it; the agency is on either
    side; days are those in China on which it was begun."""
    where: list[ColumnElement[bool]] = []
    if q:
        picked = (
            select(HandoverItem.handover_id)
            .join(subjects.Subject, subjects.Subject.id == HandoverItem.subject_id)
            .where(subjects.Subject.name.contains(q, autoescape=True))
        )
        where.append(
            or_(
                Handover.id.in_(picked),
                Handover.receiver_name.contains(q, autoescape=True),
                Handover.sent_by_name.contains(q, autoescape=True),
            )
        )
    if way is not None:
        where.append(Handover.way == way)
    if agency_id is not None:
        where.append(or_(Handover.sender_id == agency_id, Handover.receiver_id == agency_id))
    if from_day is not None:
        where.append(Handover.created_at >= _midnight(from_day))
    if to_day is not None:
        where.append(Handover.created_at < _midnight(to_day + timedelta(days=1)))
    return where


def open_count(session: Session, by: Caller, side: str) -> int:
    """How many still wait for somebody."""
    waiting = (State.SENT,) if side == "in" else tuple(rules.OPEN)
    return (
        session.scalar(
            select(func.count())
            .select_from(Handover)
            .where(_of_side(by, side), Handover.state.in_(waiting))
        )
        or 0
    )


def shown(session: Session, *, by: Caller, handover: Handover) -> dict[str, Any]:
    """One with all that belongs to it, and what the caller may do."""
    steps = session.scalars(
        select(HandoverStep)
        .where(HandoverStep.handover_id == handover.id)
        .order_by(HandoverStep.id)
    )
    readable = access.may_read(session, by, handover)
    crew = [uuid.UUID(each) for each in handover.crew]
    names = organization.names(session, crew)
    return row(session, handover) | {
        "things": _things(session, [handover.id])[handover.id],
        "material": _material(session, handover.id) if readable else [],
        "readable": readable,
        "steps": [_step(step) for step in steps],
        "acts": [str(each) for each in access.acts(session, by, handover)],
        "crew": [names[each] for each in crew if each in names],
        "lacking": [
            {"title": rules.PART_IN_WORDS[part], "reason": handover.lacking[part]}
            for part in rules.Part
            if handover.lacking.get(part)
        ],
        "basis": [f"《{law.law}》{law.article}" for law in rules.BASIS[handover.way]],
        "outside": access.is_outside(handover),
        "needs_team": handover.way is Way.UNIT,
        "parts": parts() if handover.way is Way.POLICE else [],
    }


def row(session: Session, handover: Handover) -> dict[str, Any]:
    [found] = _rows(session, [Handover.id == handover.id], 1)
    return found


def subjects_of(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The name of the first subject of each."""
    return {each: things[0]["subject"] for each, things in _things(session, ids).items()}


def parts() -> list[dict[str, Any]]:
    return [
        {"part": part, "title": title, "needed": part in rules.NEEDED}
        for part, title in rules.PART_IN_WORDS.items()
    ]


def _of_side(by: Caller, side: str) -> ColumnElement[bool]:
    return access.came(by) if side == "in" else access.sent(by)


def _states(session: Session, where: list[ColumnElement[bool]]) -> dict[str, int]:
    rows = session.execute(
        select(Handover.state, func.count()).where(*where).group_by(Handover.state)
    ).all()
    counts = {state.value: 0 for state in State} | {"all": 0}
    for state, count in rows:
        counts[state] += count
        counts["all"] += count
    return counts


def _rows(
    session: Session, where: Sequence[ColumnElement[bool]], limit: int
) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Handover, organization.Agency.short_name)
        .join(organization.Agency, organization.Agency.id == Handover.sender_id)
        .where(*where)
        .order_by(Handover.id.desc())
        .limit(limit)
    ).all()
    things = _things(session, [row.id for row, _ in rows])
    return [_row(handover, sender, things[handover.id]) for handover, sender in rows]


def _row(handover: Handover, sender: str, things: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": handover.id,
        "way": handover.way,
        "way_in_words": WAY_IN_WORDS[handover.way],
        "state": handover.state,
        "state_in_words": IN_WORDS[handover.state],
        "sender": sender,
        "sent_by": handover.sent_by_name,
        "receiver": handover.receiver_name,
        "reason": handover.reason,
        "subject": things[0]["subject"] if things else "",
        "subject_id": things[0]["subject_id"] if things else None,
        "title": things[0]["title"] if things else "",
        "count": len(things),
        "created_at": handover.created_at,
        "sent_at": handover.sent_at,
        "changed_at": handover.changed_at,
        **_due(handover),
    }


def _due(handover: Handover) -> dict[str, Any]:
    """What it waits for, until when, and whether that has passed."""
    waits: tuple[str, date | datetime | None] = ("", None)
    if handover.state is State.REPORTED:
        waits = ("负责人审批", handover.decide_by)
    elif handover.state is State.APPROVED:
        waits = ("送达公安机关", handover.transfer_by)
    elif handover.state is State.SENT:
        waits = ("签收", handover.answer_by)
    words, until = waits
    if isinstance(until, datetime):
        local = until.astimezone(clock.CHINA)
        late = until < clock.now()
        said = f"{local.month}月{local.day}日 {local:%H:%M}"
    else:
        late = until is not None and until < clock.today()
        said = f"{until.month}月{until.day}日" if until else ""
    return {"waits_for": words, "due": said, "late": late}


def _things(
    session: Session, ids: Iterable[uuid.UUID]
) -> defaultdict[uuid.UUID, list[dict[str, Any]]]:
    rows = session.execute(
        select(HandoverItem, subjects.Subject.name)
        .join(subjects.Subject, subjects.Subject.id == HandoverItem.subject_id)
        .where(HandoverItem.handover_id.in_(list(ids)))
        .order_by(HandoverItem.handover_id, HandoverItem.place)
    )
    found: defaultdict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for each, name in rows:
        found[each.handover_id].append(
            {
                "kind": each.kind,
                "subject_id": each.subject_id,
                "subject": name,
                "task_id": each.task_id,
                "inspection_id": each.inspection_id,
                "title": each.title,
                "said": each.said,
            }
        )
    return found


def _material(session: Session, handover_id: uuid.UUID) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(HandoverMaterial)
        .where(HandoverMaterial.handover_id == handover_id)
        .order_by(HandoverMaterial.id)
    )
    return [
        {
            "id": row.id,
            "title": row.title,
            "part": row.part,
            "part_in_words": rules.PART_IN_WORDS[row.part] if row.part else "",
            "kind": "photo" if row.sha256 else "document" if row.document_id else "paper",
            "sha256": row.sha256,
            "media_type": evidence.media_type(session, row.sha256) if row.sha256 else "",
        }
        for row in rows
    ]


def _step(step: HandoverStep) -> dict[str, Any]:
    return {
        "act": step.act,
        "act_in_words": ACT_IN_WORDS[step.act],
        "at": step.at,
        "name": step.name,
        "reason": step.reason,
        "signed_by": step.signed_by,
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.CHINA)
