from __future__ import annotations

import uuid
from datetime import datetime
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


class Flaw(Recorded, Base):
    """程序瑕疵·待处理: a rule found broken after the fact. It never rejects the evidence."""

    __tablename__ = "flaw"

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    rule: Mapped[str]
    title: Mapped[str]
    article: Mapped[str]
    facts: Mapped[dict[str, Any]]
