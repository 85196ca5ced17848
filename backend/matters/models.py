from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from backend.core.database import Base, Recorded


class Checklist(Recorded, Base):
    """检查表单: one published version, which never changes. Tasks keep the version they got."""

    __tablename__ = "checklist"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    field: Mapped[str]
    content: Mapped[dict[str, Any]]
    item_count: Mapped[int]
    key_count: Mapped[int]
    published_at: Mapped[datetime | None]
