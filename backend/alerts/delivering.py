"""What the rules look at in the daily snapshots of a register."""

from __future__ import annotations

import uuid

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import subjects
from backend.alerts import rules
from backend.alerts.found import Found
from backend.alerts.rules import Target
from backend.core import clock
from backend.core.auth import Role
from backend.organization import Account


def silent_sources(session: Session, agency_id: uuid.UUID, hours: int) -> list[Found]:
    """Sources that delivered before and do no more. Of training nobody waits for anything."""
    if current_app.extensions["settings"].environment == "training":
        return []
    now, found = clock.now(), []
    for source, last in subjects.arrivals.newest(session, agency_id).items():
        if seen := rules.undelivered(last, now, hours):
            about = f"snapshot:{source}:{last:%Y%m%d%H%M%S}"  # the next silence is another
            found.append(Found(about, seen, source, Target.SNAPSHOT, None))
    keepers = _keepers(session, agency_id) if found else []
    return [Found(each.about, each.seen, each.title, each.target, None, keepers) for each in found]


def _keepers(session: Session, agency_id: uuid.UUID) -> list[uuid.UUID]:
    """Who may confirm a snapshot, and is an officer besides: the others see it at the console."""
    rows = session.execute(
        select(Account.officer_id, Account.roles)
        .where(Account.agency_id == agency_id, Account.active, Account.officer_id.is_not(None))
        .order_by(Account.officer_id)
    )
    return [row.officer_id for row in rows if Role.REGISTER_ADMIN in row.roles]
