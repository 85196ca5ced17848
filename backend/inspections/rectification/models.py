from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded
from backend.inspections.rectification.rules import Outcome, State


class RectificationOrder(Recorded, Base):
    """责令改正: one for each signed notice. `printed_due` is what stands on paper and stays."""

    __tablename__ = "rectification_order"
    __table_args__ = (Index("ix_rectification_order_agency_id_state", "agency_id", "state"),)

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), unique=True)
    number: Mapped[str]
    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), index=True)
    field: Mapped[str]
    items: Mapped[list[Any]]
    ordered_on: Mapped[date]
    printed_due: Mapped[date]
    due: Mapped[date] = mapped_column(index=True)  # later than printed once it was extended
    state: Mapped[State] = mapped_column(default=State.OPEN)
    changed_at: Mapped[datetime]
    previous_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("rectification_order.id"), index=True
    )  # the order that this one takes the place of
    reminded_on: Mapped[date]  # what was to be said up to this day has been said


class RectificationReport(Recorded, Base):
    """整改报告. Triggers refuse to change or remove it."""

    __tablename__ = "rectification_report"

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    origin: Mapped[str]  # officer, or party: through the page behind the notice's code
    name: Mapped[str]  # the officer's; empty where the party reported
    officer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("officer.id"))
    text: Mapped[str]
    photos: Mapped[list[Any]]
    at: Mapped[datetime]
    receipt: Mapped[str] = mapped_column(unique=True)


class Extension(Recorded, Base):
    """延期: who moved the date, from what to what, and why. Never changed."""

    __tablename__ = "rectification_extension"

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    due_before: Mapped[date]
    due_after: Mapped[date]
    reason: Mapped[str]
    approved_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    approved_by_name: Mapped[str]


class Recheck(Recorded, Base):
    """复查 of an order: the task, and once it was handed in, what came out."""

    __tablename__ = "rectification_recheck"

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), unique=True)
    started_by: Mapped[str]
    inspection_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inspection.id"))
    outcome: Mapped[Outcome | None]
    found: Mapped[dict[str, Any]]  # by item: {corrected, photos, facts}
    remarks: Mapped[str]
    concluded_at: Mapped[datetime | None]
