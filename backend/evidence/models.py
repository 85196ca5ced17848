from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded


class Evidence(Recorded, Base):
    """One original by its hash. It may arrive before the inspection that names it."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("inspection_id", "sha256"),)

    sha256: Mapped[str] = mapped_column(index=True)
    inspection_id: Mapped[uuid.UUID]
    officer_id: Mapped[uuid.UUID | None]
    agency_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    item: Mapped[str | None]
    origin: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    taken_at: Mapped[datetime]
    position: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
