from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded


class Batch(Recorded, Base):
    """The bytes as they came, whatever they turn out to be. Append-only."""

    __tablename__ = "command_batch"

    agency_id: Mapped[uuid.UUID]
    account_id: Mapped[uuid.UUID]
    body: Mapped[bytes]


class Command(Base):
    """A command and its answer. Its id is what makes a repetition harmless. Append-only."""

    __tablename__ = "command"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("command_batch.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(index=True)
    device: Mapped[str]
    seq: Mapped[int]
    kind: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[dict[str, Any]]
    answer: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
