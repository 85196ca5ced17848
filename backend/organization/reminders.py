"""执法证快到期: the officer and the heads of the section are told once at each threshold."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Role
from backend.core.database import perform, unit_of_work
from backend.core.jobs import Handler, Outage, enqueue
from backend.organization import rules
from backend.organization.models import Account, Certificate, Officer
from backend.organization.service import held, platform_ids
from backend.platforms import (
    Message,
    PlatformUnavailable,
    certificate_ending,
    link_builder,
    messenger,
)

HOURLY = "certificate.remind"
AT_ONCE = 500  # certificates of one job, so that it ends well within its lease


def remind() -> None:
    """Asked for every hour; each threshold of a certificate is noted with its message."""
    perform(_remind)


def _remind(session: Session) -> None:
    today = clock.today()
    due = or_(
        *(
            Certificate.valid_to.between(today, today + timedelta(days=days))
            & or_(Certificate.reminded.is_(None), Certificate.reminded > days)
            for days in rules.THRESHOLDS
        )
    )
    rows = session.scalars(
        select(Certificate)
        .join(Officer, Officer.id == Certificate.officer_id)
        .where(due, Certificate.revoked_on.is_(None), Officer.left_on.is_(None))
        .order_by(Certificate.id)
        .limit(AT_ONCE)
    ).all()
    all_held = held(session, {row.officer_id for row in rows})
    for row in rows:
        stage = rules.stage(row.valid_to, today)
        moved = session.scalar(
            update(Certificate)
            .where(
                Certificate.id == row.id,
                or_(Certificate.reminded.is_(None), Certificate.reminded > stage),
            )
            .values(reminded=stage)
            .returning(Certificate.id)
            .execution_options(synchronize_session=False)
        )
        if moved and not rules.is_renewed(row, all_held[row.officer_id]):
            enqueue(session, "message.certificate_ending", certificate_id=str(row.id))
    if len(rows) == AT_ONCE:
        enqueue(session, HOURLY)


def certificate_is_ending(certificate_id: str) -> None:
    """One message to the officer, which opens 我的, and one to the heads, which opens the register.

    Written and sent on the same day: a job that waits for days says how many are left by then.
    """
    settings, today = current_app.extensions["dingtalk"], clock.today()
    links = link_builder(settings)
    with unit_of_work(writes=False) as session:
        row = session.get_one(Certificate, uuid.UUID(certificate_id))
        officer = session.get_one(Officer, row.officer_id)
        heads = _heads(session, officer)
        users = platform_ids(session, [officer.id, *heads], "dingtalk")
        to_officer = [users[officer.id]] if officer.id in users else []
        to_heads = [users[each] for each in heads if each in users]
        said: dict[str, Any] = {
            "name": officer.name,
            "number": row.number,
            "valid_to": row.valid_to,
            "left": (row.valid_to - today).days,
            "today": today,
        }
        messages = [
            certificate_ending(user_ids=to_officer, link=links.mine(), **said),
            certificate_ending(user_ids=to_heads, link=links.console_officer(officer.id), **said),
        ]
    if row.valid_to >= today and row.revoked_on is None:
        _send([each for each in messages if each.user_ids])


def _heads(session: Session, officer: Officer) -> list[uuid.UUID]:
    """The heads of the officer's own section; those of the agency where the section has none."""
    rows = session.execute(
        select(Account.officer_id, Account.roles, Officer.post)
        .join(Officer, Officer.id == Account.officer_id)
        .where(Account.agency_id == officer.agency_id, Account.active, Officer.id != officer.id)
        .order_by(Account.id)
    )
    heads = [(row.officer_id, row.post) for row in rows if Role.SECTION_HEAD in row.roles]
    own = [officer_id for officer_id, post in heads if post == officer.post]
    return own or [officer_id for officer_id, _ in heads]


def _send(messages: list[Message]) -> None:
    if not messages:
        return
    try:
        messenger(current_app.extensions["dingtalk"]).send(messages)
    except PlatformUnavailable as error:
        raise Outage(str(error)) from error


JOBS: dict[str, Handler] = {
    HOURLY: remind,
    "message.certificate_ending": certificate_is_ending,
}
