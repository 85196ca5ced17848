"""What lies in a piece of the map: single points when near, clusters when there are many."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from backend import subjects
from backend.core.auth import Caller
from backend.subjects import Subject
from backend.tasks import State, Task, seen_by

MOST_POINTS = 200
CELLS_ACROSS = 8
OPEN_STATES = (State.PENDING, State.ACCEPTED, State.ACTIVE)


def viewport(
    session: Session, *, by: Caller, west: float, south: float, east: float, north: float
) -> dict[str, Any]:
    """Points of at most 200 subjects, or a grid of clusters. Degrees WGS-84."""
    box = {"west": west, "south": south, "east": east, "north": north}
    found = subjects.near(session, **box, limit=MOST_POINTS + 1)
    if len(found) > MOST_POINTS:
        return {"clusters": _clusters(session, **box), "points": [], "crs": "WGS84"}
    busy = set(
        session.scalars(
            select(Task.subject_id).where(
                seen_by(by),
                Task.state.in_(OPEN_STATES),
                Task.subject_id.in_([each.id for each in found]),
            )
        )
    )
    points = [subjects.row(each) | {"open_task": each.id in busy} for each in found]
    return {"clusters": [], "points": points, "crs": "WGS84"}


def _clusters(
    session: Session, *, west: float, south: float, east: float, north: float
) -> list[dict[str, Any]]:
    side = max((east - west) / CELLS_ACROSS, 1e-6)
    # FLOOR is missing on older SQLite. SQLite truncates and PostgreSQL rounds: the grid may lie
    # half a cell apart, the clusters are as good.
    column = cast((Subject.longitude - west) / side, Integer)
    row = cast((Subject.latitude - south) / side, Integer)
    rows = session.execute(
        select(func.avg(Subject.latitude), func.avg(Subject.longitude), func.count(), column, row)
        .where(Subject.latitude.between(south, north), Subject.longitude.between(west, east))
        .group_by(column, row)
    )
    return [
        {"latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}", "count": count}
        for latitude, longitude, count, _, _ in rows
    ]
