"""What lies in a piece of the map: single points when near, clusters when there are many.

Clusters come from cells that are counted beforehand. What cells do not tell apart (another state,
a town, how long ago the last check was) is counted when asked for, and only where few enough lie.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, or_, select
from sqlalchemy.orm import Session

from backend.checkmap import rules
from backend.checkmap.models import MapCell, MapPoint
from backend.checkmap.rules import Grain, millionths
from backend.checkmap.shown import shown
from backend.core import clock
from backend.core.auth import Caller
from backend.core.coordinates import Point, distance
from backend.tasks import OPEN, Task, TaskMember, seen_by

MOST_POINTS = 100
MOST_LIVE = 10_000  # subjects that are looked at one by one to answer a question
MOST_ROWS = 1024  # of tiles, for the same reason
FEW_CELLS = 12  # clusters of so few would be coarser than what is shown
NEAREST = 20
FIRST_LOOK = 0.001  # degrees around, a hundred metres; four times as far each time
NEARBY = 0.064  # seven kilometres
FARTHEST = 0.5
ANY = "any"


class TaskFilter(StrEnum):
    MINE = "mine"
    OPEN = "open"  # any that the caller may see


Asked = Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class Box:
    """Degrees WGS-84."""

    west: float
    south: float
    east: float
    north: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        return self.west, self.south, self.east, self.north

    @property
    def side(self) -> float:
        return max(self.east - self.west, self.north - self.south)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Empty means any; `state` is 存续 unless told."""

    region: str = ""
    credit: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    tag: str = ""
    state: str = rules.LIVE
    task: TaskFilter | None = None
    unchecked_days: int | None = None

    @property
    def classes(self) -> int:
        return sum(bool(each) for each in (self.credit, self.risk, self.industry))

    @property
    def grain(self) -> Grain:
        """The cells that tell apart what is asked; with a tag, only that."""
        if self.tag:
            return Grain.TAG
        if self.classes > 1:
            return Grain.FULL
        single = (Grain.CREDIT, Grain.RISK, Grain.INDUSTRY)
        return next((grain for grain in single if getattr(self, grain)), Grain.ALL)

    @property
    def is_narrow(self) -> bool:
        """Whether cells cannot answer it."""
        return bool(
            self.state != rules.LIVE
            or self.unchecked_days is not None
            or len(self.region) > 6
            or (self.tag and self.classes)
        )


def viewport(session: Session, *, by: Caller, box: Box, filters: Filters) -> dict[str, Any]:
    """{clusters, points, count, too_wide, crs}; too wide when it would take too long to count.

    `count` is of the clusters: those at the edges lie partly outside.
    """
    query = _asked(by, box, filters)
    if filters.task is not None:
        return _live(session, by, query, box)
    found = _count(session, box, filters)
    if filters.is_narrow:
        return _live(session, by, query, box) if found.is_countable else _answer(too_wide=True)
    if found.is_coarse or (found.is_countable and found.about <= MOST_POINTS):
        return _live(session, by, query, box)
    return _clustered(found.cells)


def nearest(
    session: Session, *, by: Caller, longitude: float, latitude: float, filters: Filters
) -> dict[str, Any]:
    """The twenty nearest, with metres. Looks farther and farther, until it would look at too many.

    `too_wide` says that there may be more beyond.
    """
    here = Point(longitude, latitude)
    reach = _first_look(session, here, filters)
    while True:
        found = _by_distance(session, _asked(by, _around(here, reach), filters), here)
        metres = distance(here, Point(longitude, latitude + reach))
        inside = [(row, away) for row, away in found if away <= metres]
        last = len(inside) < NEAREST and not _may_look(session, _around(here, reach * 4), filters)
        if len(inside) >= NEAREST or last:
            points = shown(session, by, [row for row, _ in inside])
            for point, (_, away) in zip(points, inside, strict=True):
                point["distance"] = round(away)
            return {"items": points, "too_wide": last}
        reach *= 4


def _first_look(session: Session, here: Point, filters: Filters) -> float:
    """Degrees around in which, by the cells, four times as many lie as are wanted: most of the
    time one look is then enough."""
    if filters.task is not None or filters.is_narrow:
        return NEARBY if filters.task is not None else FIRST_LOOK
    about = _count(session, _around(here, NEARBY), filters).about
    return min(NEARBY, max(FIRST_LOOK, NEARBY * math.sqrt(4 * NEAREST / max(about, 1))))


def _may_look(session: Session, box: Box, filters: Filters) -> bool:
    if box.side > 2 * FARTHEST:
        return False
    return filters.task is not None or _count(session, box, filters).is_countable


def mine(session: Session, *, by: Caller) -> dict[str, Any]:
    """The caller's own open tasks that have a position, the nearest deadline first."""
    rows = session.execute(
        select(*_COLUMNS)
        .join(Task, Task.subject_id == MapPoint.subject_id)
        .where(_is_mine(by), Task.state.in_(OPEN))
        .group_by(*_COLUMNS)
        .order_by(func.min(Task.deadline), MapPoint.subject_id)
        .limit(MOST_POINTS)
    ).all()
    return {"items": shown(session, by, rows)}


def choices(session: Session) -> dict[str, list[str]]:
    """What there is to filter by, read off the coarsest cells."""
    found: dict[str, list[str]] = {}
    for grain in (Grain.CREDIT, Grain.RISK, Grain.INDUSTRY, Grain.TAG):
        column = getattr(MapCell, grain)
        rows = session.scalars(
            select(column)
            .where(MapCell.grain == grain, MapCell.z == rules.LEVELS[0], column != "")
            .group_by(column)
            .order_by(column if grain is not Grain.TAG else func.sum(MapCell.n).desc())
            .limit(40)
        )
        found[grain] = list(rows)
    return found


_COLUMNS = (MapPoint.subject_id, MapPoint.east, MapPoint.north, MapPoint.checked_on)


def _answer(**values: Any) -> dict[str, Any]:
    empty = {"clusters": [], "points": [], "count": 0, "too_wide": False, "crs": "WGS84"}
    return empty | values


@dataclass(frozen=True)
class Counted:
    """What cells say about a box, and about how many lie within it."""

    cells: Sequence[Any]
    about: float
    is_countable: bool
    is_coarse: bool


def _count(session: Session, box: Box, filters: Filters) -> Counted:
    grain = filters.grain
    wanted = rules.level(*box.edges)
    z = min(wanted, rules.FINEST_OF_ALL) if grain is Grain.FULL else wanted
    ys, xs = rules.rows(z, *box.edges)
    where: list[ColumnElement[bool]] = [
        MapCell.grain == grain,
        MapCell.z == z,
        MapCell.y.in_(ys),
        MapCell.x.between(xs.start, xs.stop - 1),
    ]
    if grain is Grain.TAG:
        where.append(MapCell.tag == filters.tag)
    else:
        where += _of_classes(MapCell, filters)
    if filters.region:
        where.append(MapCell.county.startswith(rules.prefix(filters.region)[:6]))
    cells = session.execute(
        select(
            func.sum(MapCell.n).label("n"),
            func.sum(MapCell.east).label("east"),
            func.sum(MapCell.north).label("north"),
        )
        .where(*where)
        .group_by(MapCell.y, MapCell.x)
    ).all()
    about = sum(cell.n for cell in cells) * rules.share(z, *box.edges)
    countable = about <= MOST_LIVE and len(rules.rows(rules.EXACT, *box.edges)[0]) <= MOST_ROWS
    coarse = z == rules.FINEST or grain is Grain.FULL
    return Counted(cells, about, countable, countable and coarse and len(ys) * len(xs) <= FEW_CELLS)


def _clustered(cells: Sequence[Any]) -> dict[str, Any]:
    found = [_cluster(cell) for cell in cells]
    return _answer(clusters=found, count=sum(each["count"] for each in found))


def _cluster(cell: Any) -> dict[str, Any]:
    return {
        "longitude": f"{int(cell.east) / int(cell.n) / rules.MILLIONTHS:.6f}",
        "latitude": f"{int(cell.north) / int(cell.n) / rules.MILLIONTHS:.6f}",
        "count": int(cell.n),
    }


def _live(session: Session, by: Caller, query: Asked, box: Box) -> dict[str, Any]:
    """Points, or where there are too many for that a grid of clusters over the box."""
    rows = session.execute(query.limit(MOST_POINTS + 1)).all()
    if len(rows) <= MOST_POINTS:
        return _answer(points=shown(session, by, rows), count=len(rows))
    side = max(1, millionths(box.side) // rules.ALONG)
    places = query.subquery()
    cells = session.execute(
        select(
            func.count().label("n"),
            func.sum(places.c.east).label("east"),
            func.sum(places.c.north).label("north"),
        ).group_by(places.c.north // side, places.c.east // side)
    ).all()
    return _clustered(cells)


def _asked(by: Caller, box: Box, filters: Filters) -> Asked:
    """By the tasks where these are asked for, for they are few; else by the tiles."""
    query = select(*_COLUMNS).where(*_matching(box, filters))
    if filters.task is not None:
        seen = _is_mine(by) if filters.task is TaskFilter.MINE else seen_by(by)
        busy = select(Task.subject_id).where(seen, Task.state.in_(OPEN))
        return query.where(MapPoint.subject_id.in_(busy))
    ys, xs = rules.rows(rules.EXACT, *box.edges)
    return query.where(
        MapPoint.y.in_(ys[: MOST_ROWS + 1]), MapPoint.x.between(xs.start, xs.stop - 1)
    )


def _is_mine(by: Caller) -> ColumnElement[bool]:
    return Task.id.in_(select(TaskMember.task_id).where(TaskMember.officer_id == by.officer_id))


def _matching(box: Box, filters: Filters) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [
        MapPoint.east.between(millionths(box.west), millionths(box.east)),
        MapPoint.north.between(millionths(box.south), millionths(box.north)),
    ]
    if filters.state != ANY:
        where.append(MapPoint.state == filters.state)
    where += _of_classes(MapPoint, filters)
    if filters.tag:
        where.append(MapPoint.tags.contains(f"|{filters.tag}|", autoescape=True))
    if filters.region:
        where.append(MapPoint.region.startswith(rules.prefix(filters.region)))
    if filters.unchecked_days is not None:
        since = clock.today() - timedelta(days=filters.unchecked_days)
        where.append(or_(MapPoint.checked_on.is_(None), MapPoint.checked_on < since))
    return where


def _of_classes(table: type[MapPoint | MapCell], filters: Filters) -> list[ColumnElement[bool]]:
    return [
        getattr(table, name).in_(wished)
        for name in ("credit", "risk", "industry")
        if (wished := getattr(filters, name))
    ]


def _around(here: Point, reach: float) -> Box:
    return Box(
        west=here.longitude - reach * 1.2,  # a degree east is shorter than one north
        south=here.latitude - reach,
        east=here.longitude + reach * 1.2,
        north=here.latitude + reach,
    )


def _by_distance(session: Session, query: Asked, here: Point) -> list[tuple[Any, float]]:
    """The nearest of the query; ordered by squares in the plane, which is good within a city."""
    east = cast(MapPoint.east, BigInteger) - millionths(here.longitude)
    north = cast(MapPoint.north, BigInteger) - millionths(here.latitude)
    rows = session.execute(
        query.order_by(east * east * 3 / 4 + north * north, MapPoint.subject_id).limit(NEAREST)
    ).all()
    return [
        (row, distance(here, Point(row.east / rules.MILLIONTHS, row.north / rules.MILLIONTHS)))
        for row in rows
    ]
