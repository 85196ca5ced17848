from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded
from backend.tasks.rules import Answer, Kind, State


class Task(Recorded, Base):
    """检查任务: who checks which subject against which checklist, by when."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_agency_id_state", "agency_id", "state"),)

    number: Mapped[str] = mapped_column(unique=True)  # also the 行政行为码
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), index=True)
    checklist_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("checklist.id"))
    kind: Mapped[Kind]
    state: Mapped[State] = mapped_column(default=State.PENDING)
    deadline: Mapped[date]
    note: Mapped[str]
    assigned_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    assigned_by_name: Mapped[str]
    decline_reason: Mapped[str | None]
    changed_at: Mapped[datetime]


class TaskMember(Base):
    """An officer of the team. `secret` makes this officer's presence codes (base64)."""

    __tablename__ = "task_member"

    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    officer_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("officer.id"), primary_key=True, index=True
    )
    lead: Mapped[bool]
    answer: Mapped[Answer] = mapped_column(default=Answer.NONE)
    answered_at: Mapped[datetime | None]
    secret: Mapped[str]
    present_at: Mapped[datetime | None]
