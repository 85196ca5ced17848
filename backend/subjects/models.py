from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded


class Subject(Recorded, Base):
    """监管对象. Coordinates are WGS-84 degrees; GCJ-02 is made only for display."""

    __tablename__ = "subject"
    __table_args__ = (Index("ix_subject_latitude_longitude", "latitude", "longitude"),)

    uscc: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    state: Mapped[str]
    address: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    industry_code: Mapped[str]
    industry_name: Mapped[str]
    credit: Mapped[str]
    risk: Mapped[str]
    legal_rep: Mapped[str]
    phone_sealed: Mapped[str | None]
    phone_hash: Mapped[str | None] = mapped_column(index=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    tags: Mapped[list[Any]]
    fictitious: Mapped[bool] = mapped_column(default=False)


class PastInspection(Recorded, Base):
    """以往检查: a result from before this system, or of another agency's."""

    __tablename__ = "past_inspection"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), index=True)
    day: Mapped[date]
    agency_name: Mapped[str]
    result: Mapped[int]
    open: Mapped[bool]
