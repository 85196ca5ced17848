from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded
from backend.inspections.rules import State


class Inspection(Base):
    """检查: what happened on site. `record` is what rules.apply made of the officers' commands.

    The phone chose the id. `version` guards every change: two at once, one wins and the other
    is applied to what the first left.
    """

    __tablename__ = "inspection"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), unique=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[State]
    record: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    result: Mapped[int | None]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]


class InspectionStep(Recorded, Base):
    """One change of state: by which rule, who, when. Append-only."""

    __tablename__ = "inspection_step"

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    before: Mapped[State | None]
    after: Mapped[State]
    rule: Mapped[str | None]
    at: Mapped[datetime]
    account_id: Mapped[uuid.UUID | None]
    name: Mapped[str]


class Decision(StrEnum):
    """What a flaw comes to: the evidence stands, has been mended, or is not used."""

    VALID = "valid"
    MENDED = "mended"
    REJECTED = "rejected"


DECISION_IN_WORDS = {
    Decision.VALID: "有效",
    Decision.MENDED: "已补正",
    Decision.REJECTED: "不采用",
}


class Flaw(Recorded, Base):
    """程序瑕疵·待处理: a rule found broken after the fact. It never rejects the evidence.

    A supervisor decides each once.
    """

    __tablename__ = "flaw"

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    rule: Mapped[str]
    title: Mapped[str]
    article: Mapped[str]
    facts: Mapped[dict[str, Any]]
    decision: Mapped[Decision | None]
    decision_reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[uuid.UUID | None]
    decided_by_name: Mapped[str | None]


class Outcome(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


OUTCOME_IN_WORDS = {Outcome.APPROVED: "复核通过", Outcome.RETURNED: "退回修改"}


class InspectionReview(Recorded, Base):
    """复核: approved, or returned with remarks. Append-only."""

    __tablename__ = "inspection_review"

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    outcome: Mapped[Outcome]
    remarks: Mapped[str]
    at: Mapped[datetime]
    account_id: Mapped[uuid.UUID]
    name: Mapped[str]


class PreservationState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    DECIDED = "decided"


PRESERVATION_IN_WORDS = {
    PreservationState.ASKED: "待批准",
    PreservationState.APPROVED: "已批准，待处理",
    PreservationState.REFUSED: "未批准",
    PreservationState.DECIDED: "已处理",
}


class Preservation(Base):
    """先行登记保存 (L11): which things, approved by the head, decided within seven working days.

    The phone chose the id. `phoned` is {who, at} where the head was asked by telephone first.
    """

    __tablename__ = "preservation"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[PreservationState]
    items: Mapped[list[Any]]
    things: Mapped[list[Any]]
    place: Mapped[str]
    reason: Mapped[str]
    phoned: Mapped[dict[str, Any] | None]
    asked_at: Mapped[datetime]
    asked_by: Mapped[uuid.UUID]
    asked_by_name: Mapped[str]
    due: Mapped[date]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[uuid.UUID | None]
    approved_by_name: Mapped[str | None]
    remarks: Mapped[str | None]
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_name: Mapped[str | None]
