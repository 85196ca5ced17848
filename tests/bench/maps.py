"""The map's points and cells of a whole register at once, as its keeper would count them one batch
after the other; and what phones ask of it."""

from __future__ import annotations

import math
import random

import polars as pl
from sqlalchemy import Connection, Engine, update
from sqlalchemy.orm import Session

from backend.checkmap import rules
from backend.checkmap.models import MapCursor
from backend.checkmap.rules import EXACT, FINEST_OF_ALL, LEVELS, LIVE, MILLIONTHS, Grain
from backend.subjects import feed
from tests.bench.load import User
from tests.bench.register import LOADED_AT_ONCE, append, ids

SHAOXING = (120.40, 120.75, 29.95, 30.15)  # west, east, south, north
GOAL = 25  # milliseconds at p99
CLASSES = ("credit", "risk", "industry")
TOLD_APART = {  # by each grain; nobody in the made-up register has a tag
    Grain.ALL: (),
    Grain.CREDIT: ("credit",),
    Grain.RISK: ("risk",),
    Grain.INDUSTRY: ("industry",),
    Grain.FULL: CLASSES,
}


def load(engine: Engine, frame: pl.DataFrame) -> None:
    """Of a register that was loaded in the same order."""
    points = _points(frame)
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        connection = session.connection()
        _append(connection, "map_point", points)
        counted = points.filter(pl.col("state") == LIVE)
        for grain, columns in TOLD_APART.items():
            for z in LEVELS:
                if grain is not Grain.FULL or z <= FINEST_OF_ALL:
                    _append(connection, "map_cell", _cells(counted, grain, z, columns))
        while feed.sequence(session) == feed.AT_ONCE:
            pass
        _, newest = feed.bounds(session)
        session.execute(update(MapCursor).values(position=newest, walked=None))


def _append(connection: Connection, table: str, rows: pl.DataFrame) -> None:
    for start in range(0, len(rows), LOADED_AT_ONCE):
        append(connection, table, rows[start : start + LOADED_AT_ONCE])


def _points(frame: pl.DataFrame) -> pl.DataFrame:
    """As rules.tile and keeper._place, a whole register at once, in the order of the table."""
    side = 1 << EXACT
    north = pl.col("latitude").radians().tan().arcsinh() / math.pi
    return frame.select(
        y=((1 - north) / 2 * side).floor().cast(pl.Int64),
        x=((pl.col("longitude") + 180) / 360 * side).floor().cast(pl.Int64),
        subject_id=pl.Series(ids(len(frame))),
        east=(pl.col("longitude") * MILLIONTHS).round().cast(pl.Int64),
        north=(pl.col("latitude") * MILLIONTHS).round().cast(pl.Int64),
        region="region",
        credit="credit",
        risk="risk",
        industry=pl.col("industry").str.head(1),
        state="state",
        tags=pl.lit(""),
        checked_on=pl.lit(None, pl.String),
    ).sort("y", "x", "subject_id")


def _cells(points: pl.DataFrame, grain: Grain, z: int, columns: tuple[str, ...]) -> pl.DataFrame:
    shift = EXACT - z
    told = [pl.col(each) if each in columns else pl.lit("").alias(each) for each in CLASSES]
    counted = points.select(
        pl.lit(grain.value).alias("grain"),
        pl.lit(z).alias("z"),
        pl.col("y") // (1 << shift),
        pl.col("x") // (1 << shift),
        pl.col("region").str.head(6).alias("county"),
        *told,
        pl.lit("").alias("tag"),
        "east",
        "north",
    )
    by = [*rules.Key._fields]
    return counted.group_by(by).agg(pl.len().alias("n"), pl.sum("east", "north")).sort(by)


class Looks:
    """A phone's looks at the map somewhere in a box (west, east, south, north)."""

    def __init__(self, west: float, east: float, south: float, north: float) -> None:
        self.box = west, east, south, north

    def clusters(self, user: User) -> bool:
        """At a town or at the whole city, often with a filter."""
        half = random.choice((0.04, 0.1, 0.3))
        filters = random.choice(("", "&risk=C,D", "&risk=C,D&industry=H"))
        return self._look(user, half, filters)

    def points(self, user: User) -> bool:
        """At some streets."""
        return self._look(user, 0.005)

    def nearest(self, user: User) -> bool:
        x, y = self._somewhere()
        here = f"longitude={x:.5f}&latitude={y:.5f}"
        return user.send("GET", f"/api/v1/map/nearest?{here}")[0] == 200

    def _somewhere(self) -> tuple[float, float]:
        west, east, south, north = self.box
        return random.uniform(west, east), random.uniform(south, north)

    def _look(self, user: User, half: float, filters: str = "") -> bool:
        x, y = self._somewhere()
        box = f"west={x - half:.4f}&east={x + half:.4f}"
        box += f"&south={y - 2 * half:.4f}&north={y + 2 * half:.4f}"
        return user.send("GET", f"/api/v1/map/viewport?{box}{filters}")[0] == 200
