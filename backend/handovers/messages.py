"""Who is told of what was done to a hand-over, through the platform they work in."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import organization
from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.core.jobs import Handler, Outage
from backend.handovers import listing
from backend.handovers.models import Handover
from backend.handovers.rules import ACT_IN_WORDS, Act, Way
from backend.organization import Account, Officer
from backend.platforms import PlatformUnavailable, handover_moved, link_builder, messenger

MOST = 20  # people of one agency
TO_RECEIVER = frozenset({Act.SEND, Act.TRANSFER, Act.RESEND, Act.WITHDRAW})
TO_SENDER = frozenset({Act.APPROVE, Act.REFUSE, Act.RECEIVE, Act.RETURN})


def moved(handover_id: str, act: str, at: str) -> None:
    """To whoever has to act next, or waits to hear."""
    current_app.extensions["handover_moved"](uuid.UUID(handover_id))
    settings = current_app.extensions["dingtalk"]
    with unit_of_work(writes=False) as session:
        handover = session.get_one(Handover, uuid.UUID(handover_id))
        row = listing.row(session, handover)
        officers = _told(session, handover, Act(act))
        users = organization.platform_ids(session, officers, "dingtalk")
        message = handover_moved(
            user_ids=[users[each] for each in officers if each in users],
            way=row["way_in_words"],
            subject=row["subject"],
            act=ACT_IN_WORDS[Act(act)],
            sender=f"{row['sender']} {row['sent_by']}",
            reason=row["reason"],
            due=row["due"],
            at=datetime.fromisoformat(at),
            link=link_builder(settings).handover(handover.id),
        )
    if not message.user_ids:
        return
    try:
        messenger(settings).send([message])
    except PlatformUnavailable as error:
        raise Outage(str(error)) from error


def _told(session: Session, handover: Handover, act: Act) -> list[uuid.UUID]:
    if act in TO_SENDER:
        return [handover.sent_by_officer] if handover.sent_by_officer else []
    if handover.way is Way.POLICE:
        return _holding(session, handover.sender_id, Role.AGENCY_HEAD) if act is Act.SEND else []
    if handover.receiver_officer:
        return [handover.receiver_officer]
    if handover.receiver_id:
        return _holding(session, handover.receiver_id, Role.SECTION_HEAD, handover.receiver_unit)
    return []


def _holding(session: Session, agency_id: uuid.UUID, role: Role, unit: str = "") -> list[uuid.UUID]:
    """Who has the role there, of one unit where it is named and has anybody."""
    rows = session.execute(
        select(Account.officer_id, Account.roles, Officer.post)
        .join(Officer, Officer.id == Account.officer_id)
        .where(Account.agency_id == agency_id, Account.active)
        .order_by(Account.id)
    )
    found = [(row.officer_id, row.post) for row in rows if role in row.roles]
    own = [officer_id for officer_id, post in found if post == unit]
    return (own or [officer_id for officer_id, _ in found])[:MOST]


JOBS: dict[str, Handler] = {"message.handover": moved}
