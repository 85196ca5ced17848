"""Counters without gaps: a number is given out inside the use case's transaction."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core.database import Base


class Series(Base):
    __tablename__ = "series"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


def following(session: Session, name: str) -> int:
    """The next number, from 1. It is taken only if the transaction commits.

    Two transactions at once wait for each other on the row; on a new series one of them loses
    the race for the key and `perform` repeats it.
    """
    taken = session.scalar(
        update(Series)
        .where(Series.name == name)
        .values(last=Series.last + 1)
        .returning(Series.last)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        session.add(Series(name=name, last=1))
        session.flush()
        return 1
    return taken
