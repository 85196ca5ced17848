"""The audit row that an operation writes beside its own, in the same transaction."""

from __future__ import annotations

import uuid
from typing import Any

from flask import g, has_request_context
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core.auth import Caller
from backend.core.database import Base, Recorded, perform


class Audit(Recorded, Base):
    """Who did what to which row, with the facts. Triggers refuse to change or remove it."""

    __tablename__ = "audit"

    account_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    agency_id: Mapped[uuid.UUID | None]
    name: Mapped[str]
    action: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]]
    request_id: Mapped[str]


def audit(
    session: Session,
    /,
    by: Caller | None,
    action: str,
    kind: str,
    subject_id: uuid.UUID | None,
    **facts: Any,
) -> None:
    """`facts` are plain JSON and hold no secret, ID number or phone."""
    session.add(
        Audit(
            account_id=by and by.account_id,
            agency_id=by and by.agency_id,
            name=by.name if by else "系统",
            action=action,
            kind=kind,
            subject_id=subject_id,
            facts=facts,
            request_id=g.get("request_id", "") if has_request_context() else "",
        )
    )


def audit_refusal(by: Caller | None, action: str, kind: str, **facts: Any) -> None:
    """In a transaction of its own: what was refused rolls back, its trace does not."""
    perform(audit, by, action, kind, None, **facts)
