"""Looking again: hourly at every agency, and at once where something has just happened."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import handovers
from backend.alerts import service
from backend.alerts.rules import Rule
from backend.core.database import perform, unit_of_work
from backend.core.jobs import Handler, enqueue
from backend.organization import Account

HOURLY = "alert.gather"


def gather() -> None:
    """One job for each agency that has anybody to warn, so that none takes long."""
    perform(_ask)


def _ask(session: Session) -> None:
    agencies = session.scalars(select(Account.agency_id).where(Account.active).distinct())
    for agency_id in agencies:
        enqueue(session, "alert.look", agency_id=str(agency_id))


def look(agency_id: str, rule: str | None = None) -> None:
    for each in [Rule(rule)] if rule else Rule:
        perform(service.look, uuid.UUID(agency_id), each)


def handover_moved(handover_id: uuid.UUID) -> None:
    """Both sides of a hand-over, right after a step of it."""
    with unit_of_work(writes=False) as session:
        row = session.get_one(handovers.Handover, handover_id)
        sides = {row.sender_id, row.receiver_id} - {None}
    for agency_id in sides:
        if agency_id is not None:
            perform(service.look, agency_id, Rule.HANDOVER)


JOBS: dict[str, Handler] = {HOURLY: gather, "alert.look": look}
