from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded
from backend.handovers.rules import Act, Part, Picked, State, Way


class Handover(Recorded, Base):
    """移交: what was picked, on its way to who is to deal with it. Whoever sends it chose the id.

    A receiver outside the system (公安机关, an agency that is not registered) has a name only; its
    answers are entered by the sender. `digest` tells the same hand-over sent again from another
    one under its id.
    """

    __tablename__ = "handover"
    __table_args__ = (
        Index("ix_handover_sender_id_state", "sender_id", "state"),
        Index("ix_handover_receiver_id_state", "receiver_id", "state"),
    )

    way: Mapped[Way]
    state: Mapped[State]
    sender_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    sent_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    sent_by_name: Mapped[str]
    sent_by_officer: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("officer.id"))
    receiver_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    receiver_officer: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("officer.id"), index=True)
    receiver_unit: Mapped[str]  # 部门 within the agency; empty for all of it
    receiver_name: Mapped[str]  # as it is shown and was written down
    reason: Mapped[str]
    crew: Mapped[list[Any]]  # 专案组: ids of the officers who look after a suspected crime
    lacking: Mapped[dict[str, Any]]  # why a part of the material is not there
    digest: Mapped[str]
    decide_by: Mapped[date | None]  # the head of the agency
    transfer_by: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]  # to the receiver, who sees nothing of it before
    answer_by: Mapped[date | None]
    changed_at: Mapped[datetime]


class HandoverItem(Base):
    """One picked task, finding or subject. `said` is what it was when it was handed over."""

    __tablename__ = "handover_item"

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Picked]
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), index=True)
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    inspection_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inspection.id"))
    item: Mapped[str]  # code in the checklist, of a finding
    title: Mapped[str]
    said: Mapped[str]


class HandoverMaterial(Recorded, Base):
    """A reference to an original, never a copy; or paper that goes along, by its name.

    Only grows: what is missing is added when a hand-over is sent again.
    """

    __tablename__ = "handover_material"

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    part: Mapped[Part | None]
    title: Mapped[str]
    inspection_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inspection.id"))
    sha256: Mapped[str | None]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"))


class HandoverStep(Recorded, Base):
    """Who did what, when and why. Append-only. `at` is when the phone says that it happened."""

    __tablename__ = "handover_step"

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    act: Mapped[Act]
    at: Mapped[datetime]
    account_id: Mapped[uuid.UUID | None]
    agency_id: Mapped[uuid.UUID | None]
    name: Mapped[str]
    reason: Mapped[str]
    signed_by: Mapped[str]  # who signed outside the system
