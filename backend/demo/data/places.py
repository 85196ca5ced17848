"""Towns of Shaoxing as discs, because no open outline of the towns was at hand.

A centre is the seat of the town, set by hand to two or three decimals (within a kilometre or two
of the truth). The radius is what keeps the discs apart: at most 1.5 km for a 街道 and 1.2 km for
other towns, and less than half the way to the next centre, so that a point in a disc lies nearer
to its own town than to any other. Streets are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, pi, radians, sin, sqrt

from backend.core.coordinates import Point, distance
from backend.demo.data.ids import Dice, table
from backend.organization.regions import regions

METRES_A_DEGREE = 111_195.0
# west, south, east, north of each county, a little generous
BOXES = {
    "330602": (120.43, 29.82, 120.86, 30.26),
    "330603": (120.26, 29.66, 120.78, 30.32),
    "330604": (120.60, 29.72, 121.11, 30.28),
    "330624": (120.68, 29.22, 121.23, 29.58),
    "330681": (119.88, 29.35, 120.54, 29.99),
    "330683": (120.45, 29.32, 121.12, 29.84),
}
STREETS_A_TOWN = 12


@dataclass(frozen=True, slots=True)
class Town:
    """`radius` in metres; `region` is the nine-digit code."""

    region: str
    name: str
    county: str
    centre: Point
    radius: float
    weight: float
    streets: tuple[str, ...]


@cache
def towns() -> tuple[Town, ...]:
    """Those that the demo uses, in the order of their codes."""
    rows = table("towns.csv")
    streets = [row["street"] for row in table("streets.csv")]
    names = {each["code"]: each["name"] for each in regions()}
    centres = [Point(float(row["longitude"]), float(row["latitude"])) for row in rows]
    found = []
    for place, (row, centre) in enumerate(zip(rows, centres, strict=True)):
        next_one = min(distance(centre, other) for other in centres if other is not centre)
        most = 1500.0 if names[row["code"]].endswith("街道") else 1200.0
        found.append(
            Town(
                region=row["code"],
                name=names[row["code"]],
                county=row["code"][:6],
                centre=centre,
                radius=min(most, 0.48 * next_one),
                weight=float(row["weight"]),
                streets=tuple(
                    streets[(place * 5 + step * 7) % len(streets)] for step in range(STREETS_A_TOWN)
                ),
            )
        )
    return tuple(found)


def somewhere(town: Town, dice: Dice) -> Point:
    """A point in the town's disc, evenly spread, to six decimals."""
    far = sqrt(dice.between(0.0, 1.0)) * town.radius * 0.97
    turn = dice.between(0.0, 2 * pi)
    north = far * sin(turn) / METRES_A_DEGREE
    east = far * cos(turn) / METRES_A_DEGREE / cos(radians(town.centre.latitude))
    return Point(round(town.centre.longitude + east, 6), round(town.centre.latitude + north, 6))
