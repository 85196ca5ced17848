from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded
from backend.ratings.rules import QUESTIONS, Answers, Grade


class Rating(Recorded, Base):
    """企业评价: one for each inspection. Triggers refuse to change or remove it.

    `agency_id` is in whose name it was inspected, `crew_agency_id` whose officers went there:
    another one where a body acts by entrustment. `form_id` tells the same form sent twice.
    """

    __tablename__ = "rating"
    __table_args__ = (Index("ix_rating_agency_id_created_at", "agency_id", "created_at"),)

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), unique=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    crew_agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    form_id: Mapped[uuid.UUID]
    grade: Mapped[Grade]
    credentials_shown: Mapped[bool | None]
    purpose_told: Mapped[bool | None]
    favour_asked: Mapped[bool | None]
    words_sealed: Mapped[str | None]

    @property
    def answers(self) -> Answers:
        return {each.name: getattr(self, each.name) for each in QUESTIONS}
