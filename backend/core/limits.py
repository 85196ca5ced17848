"""Limited tries for every code, PIN and sign-in, counted apart: a refusal keeps the count."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import update
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core import clock
from backend.core.database import Base, perform
from backend.core.problems import Problem


class Tries(Base):
    """How often something was tried since the window began."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    count: Mapped[int]


class TooManyTries(Problem):
    code = "too-many-tries"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "试的次数太多，请 {minutes} 分钟后再试"


def spend(what: str, *, most: int, per: timedelta) -> None:
    """Count one try in a transaction of its own. Raises TooManyTries when none is left.

    `what` names the thing and who tries it; it is stored hashed, for it may hold a phone or code.
    """
    key = hashlib.sha256(what.encode()).hexdigest()
    left = perform(_spend, key, most, per)
    if left is not None:
        raise TooManyTries(minutes=max(1, -int(-left.total_seconds() // 60)))


def forget(session: Session, what: str) -> None:
    """After a success: the count begins anew."""
    key = hashlib.sha256(what.encode()).hexdigest()
    session.execute(update(Tries).where(Tries.key == key).values(count=0))


def _spend(session: Session, key: str, most: int, per: timedelta) -> timedelta | None:
    """How long to wait, or None. The row is looked for first: of two first ones at once the later
    finds no row, loses the race for it and is run again. What is found is counted by one guarded
    statement: two at once cannot both take the last try."""
    now = clock.now()
    row = session.get(Tries, key)
    if row is None:
        session.add(Tries(key=key, since=now, count=1))
        return None
    begun = update(Tries).where(Tries.key == key, Tries.since <= now - per)
    if session.scalar(begun.values(since=now, count=1).returning(Tries.key)):
        return None
    left = update(Tries).where(Tries.key == key, Tries.count < most)
    if session.scalar(left.values(count=Tries.count + 1).returning(Tries.key)):
        return None
    return row.since + per - now
