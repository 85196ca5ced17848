"""The whole number behind a mask: with a reason, audited, so many a day, answered once."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import IN_THE_FIELD, MANAGERS, OVERSEERS, Caller, Role
from backend.core.crypto import Keys
from backend.core.limits import TooManyTries, spend
from backend.core.records import audit, audit_refusal
from backend.subjects.problems import NothingKept, RevealQuota
from backend.subjects.register import SEALED
from backend.subjects.service import find

A_DAY = 20
# Who needs a number for the work, and who reads the work of others. The rest see that there is one.
MAY_REVEAL = (*IN_THE_FIELD, *MANAGERS, Role.REGISTER_ADMIN)
SEE_MASKED = (*IN_THE_FIELD, *OVERSEERS, Role.REGISTER_ADMIN)
HIDDEN = "已登记"


def spend_one(by: Caller, subject_id: uuid.UUID) -> None:
    """Before anything is opened, in a transaction of its own. Raises RevealQuota."""
    try:
        day = clock.today().isoformat()
        spend(f"reveal:{by.account_id}:{day}", most=A_DAY, per=timedelta(days=1))
    except TooManyTries as none_left:
        audit_refusal(by, "subject.reveal_refused", "subject", id=str(subject_id))
        raise RevealQuota(most=A_DAY) from none_left


def reveal(session: Session, *, by: Caller, subject_id: uuid.UUID, field: str, reason: str) -> str:
    """`field` is one of SEALED. Raises NotFound, NothingKept."""
    keys: Keys = current_app.extensions["keys"]
    sealed = getattr(find(session, subject_id), f"{field}_sealed")
    if not sealed:
        raise NothingKept(field=field)
    audit(session, by, "subject.reveal", "subject", subject_id, field=field, reason=reason)
    return keys.unseal(sealed)


def masked(by: Caller, field: str, sealed: str | None) -> str:
    """As the caller's role may see it; empty when there is none."""
    if not sealed:
        return ""
    if not by.has(*SEE_MASKED):
        return HIDDEN
    keys: Keys = current_app.extensions["keys"]
    return SEALED[field](keys.unseal(sealed))
