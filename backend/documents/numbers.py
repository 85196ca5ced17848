"""文号 without gaps: each number from 1 to the highest is issued, voided, or reserved for now.

The phone may be without a signal when it signs, so a task's numbers are reserved when the task is
accepted. What was not used by then is voided with its reason, and stays on the list.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.series import following
from backend.documents.models import DocumentNumber, NumberState

LIVE = timedelta(days=30)
LATE = "预留到期未使用"
# 文种, as it stands behind the 机关代字: 越市监检录〔2026〕1号.
WORDS = {"record": "检录", "rectification_order": "责改"}


def reserve(
    session: Session,
    *,
    agency_id: uuid.UUID,
    prefix: str,
    task_id: uuid.UUID,
    year: int,
    until: date,
) -> dict[str, DocumentNumber]:
    """A number of each kind for one task; the same ones unless they were voided.

    Numbers follow 〔年〕 + 顺序号 without leading zeros (GB/T 9704).
    """
    numbers = live(session, task_id)
    for kind, word in WORDS.items():
        if kind in numbers:
            continue
        serial = following(session, f"document:{agency_id}:{kind}:{year}")
        numbers[kind] = DocumentNumber(
            agency_id=agency_id,
            kind=kind,
            year=year,
            serial=serial,
            number=f"{prefix}{word}〔{year}〕{serial}号",
            state=NumberState.RESERVED,
            task_id=task_id,
            verify_code=secrets.token_urlsafe(16),
            reserved_until=_end_of(until) + LIVE,
        )
        session.add(numbers[kind])
    session.flush()
    return numbers


def live(session: Session, task_id: uuid.UUID) -> dict[str, DocumentNumber]:
    """The numbers of a task by kind, reserved or issued."""
    rows = session.scalars(
        select(DocumentNumber).where(
            DocumentNumber.task_id == task_id, DocumentNumber.state != NumberState.VOIDED
        )
    )
    return {row.kind: row for row in rows}


def issue(session: Session, number_id: uuid.UUID) -> bool:
    """From reserved, or from voided when the paper was signed out of reach; False if issued."""
    return bool(
        session.scalar(
            update(DocumentNumber)
            .where(DocumentNumber.id == number_id, DocumentNumber.state != NumberState.ISSUED)
            .values(state=NumberState.ISSUED, settled_at=clock.now(), void_reason=None)
            .returning(DocumentNumber.id)
        )
    )


def void_of_task(session: Session, task_id: uuid.UUID, reason: str) -> None:
    """What a task did not use."""
    session.execute(
        update(DocumentNumber)
        .where(DocumentNumber.task_id == task_id, DocumentNumber.state == NumberState.RESERVED)
        .values(state=NumberState.VOIDED, settled_at=clock.now(), void_reason=reason)
    )


def void_expired(session: Session) -> int:
    """Void every reservation that ran out; answers how many."""
    done = session.execute(
        update(DocumentNumber)
        .where(
            DocumentNumber.state == NumberState.RESERVED,
            DocumentNumber.reserved_until < clock.now(),
        )
        .values(state=NumberState.VOIDED, settled_at=clock.now(), void_reason=LATE)
        .returning(DocumentNumber.id)
    )
    return len(done.all())


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=clock.CHINA)
