"""Keeps points and cells what the register says: reads the feed, a batch in one transaction.

The row of the cursor is held meanwhile, so that of two workers one counts and the other goes on
with something else. Killed in the middle, nothing of the batch remains, nor has the cursor moved.
Each batch brings its subjects from what is counted to what they are now, so one that comes twice
changes nothing the second time.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from backend import subjects
from backend.checkmap.models import MapCursor, MapPoint
from backend.checkmap.rules import Key, Place, millionths, tags_in_text, tally, tile
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.inspections import Inspection
from backend.subjects import PastInspection, Subject
from backend.tasks import Task

AT_ONCE = 2000  # subjects
NAME = "map"
START = uuid.UUID(int=0)
FIELDS = Place._fields
POINT = [getattr(MapPoint, name) for name in FIELDS]
KEY = ", ".join(Key._fields)
ADD = (
    f"INSERT INTO map_cell ({KEY}, n, east, north) VALUES ({', '.join('?' * 12)})"
    f" ON CONFLICT ({KEY}) DO UPDATE SET n = map_cell.n + excluded.n,"
    " east = map_cell.east + excluded.east, north = map_cell.north + excluded.north"
)
DROP_EMPTY = (
    f"DELETE FROM map_cell WHERE {' AND '.join(f'{name} = ?' for name in Key._fields)} AND n = 0"
)


def keep_up() -> bool:
    """Take one batch in, if there is any; whether there was."""
    with unit_of_work(writes=False) as session:
        unnumbered = subjects.feed.waiting(session)
        cursor = session.get_one(MapCursor, NAME)
        due = cursor.walked is not None or subjects.feed.bounds(session)[1] > cursor.position
    if unnumbered:
        perform(subjects.feed.sequence)
    return (unnumbered or due) and perform(step)


def start_over(session: Session) -> None:
    """Walk through the whole register again; what is right already stays as it is."""
    session.execute(update(MapCursor).values(walked=START))


def step(session: Session) -> bool:
    cursor = session.scalar(
        select(MapCursor).where(MapCursor.name == NAME).with_for_update(skip_locked=True)
    )
    if cursor is None:  # another worker is at it
        return False
    oldest, _ = subjects.feed.bounds(session)
    if oldest > cursor.position + 1:  # part of the feed went before it was read
        cursor.position, cursor.walked = oldest - 1, START
    changed: set[uuid.UUID] = set()
    for position, ids in subjects.feed.after(
        session, cursor.position, limit=AT_ONCE // subjects.feed.ROW
    ):
        changed.update(map(uuid.UUID, ids))
        cursor.position = position
    if not changed and cursor.walked is not None:
        further = select(Subject.id).where(Subject.id > cursor.walked).order_by(Subject.id)
        walked = session.scalars(further.limit(AT_ONCE)).all()
        changed.update(walked)
        cursor.walked = walked[-1] if walked else None
    take_in(session, changed)
    return bool(changed)


def take_in(session: Session, subject_ids: Collection[uuid.UUID]) -> None:
    """Old points out, new ones in, and the difference into the cells."""
    before = _counted(session, subject_ids)
    now = _present(session, subject_ids)
    gone = {each: place for each, place in before.items() if now.get(each) != place}
    come = {each: place for each, place in now.items() if before.get(each) != place}
    if gone:
        session.execute(delete(MapPoint).where(MapPoint.subject_id.in_(gone)))
    if come:
        rows = [{"subject_id": each, **place._asdict()} for each, place in come.items()]
        session.execute(insert(MapPoint), rows)
    cells = tally(gone.values(), come.values())
    _many(session, ADD, [(*key, *cell) for key, cell in sorted(cells.items())])
    _many(session, DROP_EMPTY, [tuple(key) for key, cell in cells.items() if cell[0] < 0])


def _many(session: Session, statement: str, rows: list[tuple[object, ...]]) -> None:
    """Straight to the driver: a batch changes some ten thousand cells, and the way through
    SQLAlchemy's parameters took twice as long as the database itself."""
    connection = session.connection()
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    if rows:
        connection.exec_driver_sql(statement.replace("?", mark), rows)


def _counted(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Place]:
    rows = session.execute(select(MapPoint.subject_id, *POINT).where(MapPoint.subject_id.in_(ids)))
    return {each: Place(*rest) for each, *rest in rows}


def _present(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Place]:
    """Those that are found and have a position."""
    checked = _checked(session, ids)
    rows = session.execute(
        select(
            Subject.id,
            Subject.longitude,
            Subject.latitude,
            Subject.region_code,
            Subject.credit,
            Subject.risk,
            Subject.industry_code,
            Subject.state,
            Subject.tags,
        ).where(
            Subject.id.in_(ids),
            Subject.longitude.is_not(None),
            Subject.latitude.is_not(None),
            Subject.merged_into.is_(None),
            Subject.removed_at.is_(None),
        )
    )
    return {row.id: _place(row, checked.get(row.id)) for row in rows}


def _place(row: Any, checked_on: Any) -> Place:
    y, x = tile(row.longitude, row.latitude)
    return Place(
        y=y,
        x=x,
        east=millionths(row.longitude),
        north=millionths(row.latitude),
        region=row.region_code,
        credit=row.credit,
        risk=row.risk,
        industry=row.industry_code[:1],
        state=row.state,
        tags=tags_in_text(row.tags),
        checked_on=checked_on,
    )


def _checked(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """The day of the last check, here or before this system."""
    past = session.execute(
        select(PastInspection.subject_id, func.max(PastInspection.day))
        .where(PastInspection.subject_id.in_(ids))
        .group_by(PastInspection.subject_id)
    )
    found = {subject_id: day for subject_id, day in past}
    own = session.execute(
        select(Task.subject_id, func.max(Inspection.submitted_at))
        .join(Inspection, Inspection.task_id == Task.id)
        .where(Task.subject_id.in_(ids), Inspection.submitted_at.is_not(None))
        .group_by(Task.subject_id)
    )
    for subject_id, moment in own:
        assert moment is not None
        day = moment.astimezone(clock.CHINA).date()
        found[subject_id] = max(day, found.get(subject_id, day))
    return found
