"""What search and map are fed from: ids of changed subjects, in an order that hides nothing.

A row is written beside the change, unnumbered. On PostgreSQL a row that was begun earlier may be
committed later, so readers cannot go by its id: `sequence` numbers what is committed, one at a
time, and readers go by that position.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import perform
from backend.core.jobs import Handler
from backend.core.series import Series, following
from backend.subjects.models import Feed

KEPT = timedelta(days=14)  # a reader that was away for longer begins anew
ROW = 500  # ids in one row, so that a million changes are two thousand rows
SERIES = "subject-feed"
AT_ONCE = 1000


def announce(session: Session, subject_ids: Iterable[uuid.UUID]) -> None:
    """In the transaction that changed them."""
    rest = iter(subject_ids)
    while ids := [str(each) for each in islice(rest, ROW)]:
        session.add(Feed(subject_ids=ids))


def sequence(session: Session) -> int:
    """Number committed rows that have no position yet, at most 1,000; how many there were.

    Whoever else does so waits at the series until this transaction has ended.
    """
    last = following(session, SERIES)
    waiting = session.scalars(
        select(Feed.id).where(Feed.position.is_(None)).order_by(Feed.id).limit(AT_ONCE)
    ).all()
    for position, feed_id in enumerate(waiting, last):
        session.execute(update(Feed).where(Feed.id == feed_id).values(position=position))
    taken = last + max(0, len(waiting) - 1)
    session.execute(update(Series).where(Series.name == SERIES).values(last=taken))
    return len(waiting)


def after(session: Session, position: int, limit: int = 100) -> Sequence[tuple[int, list[str]]]:
    """(position, subject ids) of what came after, oldest first. An id may come again."""
    rows = session.execute(
        select(Feed.position, Feed.subject_ids)
        .where(Feed.position > position)
        .order_by(Feed.position)
        .limit(limit)
    )
    return [(row.position, row.subject_ids) for row in rows if row.position is not None]


def bounds(session: Session) -> tuple[int, int]:
    """The oldest and the newest position that is still there; zeros when there is none."""
    oldest, newest = session.execute(select(func.min(Feed.position), func.max(Feed.position))).one()
    return oldest or 0, newest or 0


def waiting(session: Session) -> bool:
    """Whether anything has no position yet: looked at before `sequence` takes the series."""
    row = session.scalar(select(Feed.id).where(Feed.position.is_(None)).limit(1))
    return row is not None


def trim() -> None:
    """A job of every hour: what all have read, or should have."""
    perform(_trim)


def _trim(session: Session) -> None:
    """The newest stays, so that an empty feed is not taken for one that nobody ever wrote to."""
    _, newest = bounds(session)
    session.execute(
        delete(Feed).where(Feed.position < newest, Feed.created_at < clock.now() - KEPT)
    )


JOBS: dict[str, Handler] = {"subjects.trim_feed": trim}
