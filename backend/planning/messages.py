"""Jobs that tell the head what waits, and the officer what was decided."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.database import unit_of_work
from backend.core.jobs import Handler, Outage
from backend.organization import PlatformIdentity
from backend.planning import authority
from backend.planning.models import Approval
from backend.planning.rules import APPROVAL_IN_WORDS
from backend.platforms import (
    Message,
    PlatformUnavailable,
    approval_asked,
    approval_decided,
    link_builder,
    messenger,
)


def asked(approval_id: str) -> None:
    """待审批: to the heads of the agency and whom they delegated."""
    links = link_builder(current_app.extensions["dingtalk"])
    with unit_of_work(writes=False) as session:
        row = session.get_one(Approval, uuid.UUID(approval_id))
        deciders = authority.deciders(session, row.agency_id) - {row.asked_by}
        message = approval_asked(
            user_ids=_users(session, deciders),
            title=row.title,
            asked_by=row.asked_by_name,
            asked_at=row.created_at,
            reason=row.reason,
            due=row.due,
            link=links.approvals(row.id),
        )
    _send(message)


def decided(approval_id: str) -> None:
    """To who asked."""
    links = link_builder(current_app.extensions["dingtalk"])
    with unit_of_work(writes=False) as session:
        row = session.get_one(Approval, uuid.UUID(approval_id))
        if row.decided_at is None:
            return
        message = approval_decided(
            user_ids=_users(session, [row.asked_by]),
            title=row.title,
            decision=APPROVAL_IN_WORDS[row.state],
            decided_by=row.decided_by_name,
            decided_at=row.decided_at,
            remarks=row.remarks,
            link=links.approvals(row.id),
        )
    _send(message)


def _users(session: Session, account_ids: Iterable[uuid.UUID]) -> list[str]:
    return list(
        session.scalars(
            select(PlatformIdentity.user_id)
            .where(
                PlatformIdentity.account_id.in_(list(account_ids)),
                PlatformIdentity.platform == "dingtalk",
            )
            .order_by(PlatformIdentity.user_id)
        )
    )


def _send(message: Message) -> None:
    if not message.user_ids:
        return
    try:
        messenger(current_app.extensions["dingtalk"]).send([message])
    except PlatformUnavailable as error:
        raise Outage(str(error)) from error


JOBS: dict[str, Handler] = {
    "message.approval_asked": asked,
    "message.approval_decided": decided,
}
