from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.core import clock
from backend.core.database import Base, Recorded
from backend.planning import Kind, Mode, Notice, Trigger
from backend.tasks.rules import Answer, State


class Task(Recorded, Base):
    """检查任务: who checks which subject against which checklist, by when, and on what ground.

    `noted` are the rules that warned, with the reasons given: [{rule, words, reason}]; `flaws`
    those found broken when it could not be stopped any more: [{rule, words}].
    """

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
    mode: Mapped[Mode] = mapped_column(default=Mode.SITE)
    trigger: Mapped[Trigger] = mapped_column(default=Trigger.PLAN)
    trigger_note: Mapped[str] = mapped_column(default="")
    plan_item_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("plan_item.id"))
    emergency: Mapped[bool] = mapped_column(default=False)
    self_started: Mapped[bool] = mapped_column(default=False)
    counted: Mapped[bool] = mapped_column(default=True)  # towards the yearly cap
    off_site: Mapped[str] = mapped_column(default="")  # why somebody has to go there
    notice: Mapped[Notice] = mapped_column(default=Notice.ARRIVAL)
    notice_reason: Mapped[str] = mapped_column(default="")
    noted: Mapped[list[Any]] = mapped_column(default=list)
    flaws: Mapped[list[Any]] = mapped_column(default=list)
    joint_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("merge_proposal.id"))


class TaskMember(Base):
    """An officer of the team. `secret` makes this officer's presence codes (base64).

    `present_proof` is {how, position, statement}: "code" typed or "signed" by the own phone, where
    that was (null when it could not say), and the signed words themselves.
    """

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
    present_proof: Mapped[dict[str, Any] | None]


class FormerMember(Base):
    """Who was of the team, and may have gone before hearing that another was sent."""

    __tablename__ = "former_member"

    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    left_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
