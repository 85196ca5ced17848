"""Where a subject lies in the grid of the map, and what is counted there. Pure.

Tiles are those of web maps (x east, y south, a quarter of the side at each zoom). Degrees are
kept in millionths, as whole numbers, so that sums of them do not drift.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from math import asinh, cos, floor, log2, pi, radians, tan
from typing import NamedTuple

LEVELS = (6, 8, 10, 12, 14, 16)  # zooms at which is counted
FINEST = LEVELS[-1]
EXACT = 18  # the zoom of the tile that a point stands in: some 130 metres
FINEST_OF_ALL = 14  # beyond it nearly every subject would have a cell of its own for all classes
ALONG = 7  # cells along the longer side of what is shown
MILLIONTHS = 1_000_000
STEEPEST = 85.0  # degrees of latitude; the grid ends there
LIVE = "存续"  # what is counted; the others can be asked for

INDUSTRIES = {  # GB/T 4754-2017, 门类
    "A": "农、林、牧、渔业",
    "B": "采矿业",
    "C": "制造业",
    "D": "电力、热力、燃气及水生产和供应业",
    "E": "建筑业",
    "F": "批发和零售业",
    "G": "交通运输、仓储和邮政业",
    "H": "住宿和餐饮业",
    "I": "信息传输、软件和信息技术服务业",
    "J": "金融业",
    "K": "房地产业",
    "L": "租赁和商务服务业",
    "M": "科学研究和技术服务业",
    "N": "水利、环境和公共设施管理业",
    "O": "居民服务、修理和其他服务业",
    "P": "教育",
    "Q": "卫生和社会工作",
    "R": "文化、体育和娱乐业",
    "S": "公共管理、社会保障和社会组织",
    "T": "国际组织",
}


class Grain(StrEnum):
    """By what a cell counts: everything, one class alone, or the three classes together."""

    ALL = "all"
    CREDIT = "credit"
    RISK = "risk"
    INDUSTRY = "industry"
    TAG = "tag"
    FULL = "full"


class Place(NamedTuple):
    """A subject as the map knows it. `tags` is |餐饮|电梯|, so that one of them can be found."""

    y: int
    x: int
    east: int
    north: int
    region: str
    credit: str
    risk: str
    industry: str
    state: str
    tags: str
    checked_on: date | None

    @property
    def counted(self) -> bool:
        return self.state == LIVE


class Key(NamedTuple):
    """Of a cell. What its grain does not tell apart is empty."""

    grain: str
    z: int
    y: int
    x: int
    county: str
    credit: str
    risk: str
    industry: str
    tag: str


def millionths(degrees: float) -> int:
    return round(degrees * MILLIONTHS)


def tile(longitude: float, latitude: float) -> tuple[int, int]:
    """(y, x) of a point, at zoom 18; beyond the edge of the grid the last one."""
    side = 1 << EXACT
    north = max(-STEEPEST, min(STEEPEST, latitude))
    y = (1 - asinh(tan(radians(north))) / pi) / 2 * side
    x = (longitude + 180) / 360 * side
    return min(side - 1, floor(y)), max(0, min(side - 1, floor(x)))


def level(west: float, south: float, east: float, north: float) -> int:
    """The level with some seven cells along the longer side."""
    exact = log2(ALONG * 360 / max(east - west, north - south, 1e-6))
    return min(LEVELS, key=lambda each: abs(each - exact))


def rows(z: int, west: float, south: float, east: float, north: float) -> tuple[range, range]:
    """The ys and the xs of a zoom that the box touches."""
    shift = EXACT - z
    top, left = tile(west, north)
    bottom, right = tile(east, south)
    return range(top >> shift, (bottom >> shift) + 1), range(left >> shift, (right >> shift) + 1)


def share(z: int, west: float, south: float, east: float, north: float) -> float:
    """How much of the tiles that the box touches lies within the box."""
    ys, xs = rows(z, west, south, east, north)
    side = 360 / (1 << z)
    height = side * cos(radians((south + north) / 2))
    return min(1.0, (east - west) * (north - south) / (len(ys) * len(xs) * side * height))


def keys(place: Place) -> Iterator[Key]:
    """Every cell that counts this place."""
    county = place.region[:6]
    tags = [tag for tag in place.tags.split("|") if tag]
    credit, risk, industry = place.credit, place.risk, place.industry
    for z in LEVELS:
        at = (z, place.y >> EXACT - z, place.x >> EXACT - z, county)
        yield Key(Grain.ALL, *at, "", "", "", "")
        yield Key(Grain.CREDIT, *at, credit, "", "", "")
        yield Key(Grain.RISK, *at, "", risk, "", "")
        yield Key(Grain.INDUSTRY, *at, "", "", industry, "")
        for tag in tags:
            yield Key(Grain.TAG, *at, "", "", "", tag)
        if z <= FINEST_OF_ALL:
            yield Key(Grain.FULL, *at, credit, risk, industry, "")


def tally(gone: Iterable[Place], come: Iterable[Place]) -> dict[Key, list[int]]:
    """[how many, sum of east, sum of north] to be added to each cell that changes."""
    found: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for sign, places in ((-1, gone), (1, come)):
        for place in places:
            if not place.counted:
                continue
            east, north = sign * place.east, sign * place.north
            for key in keys(place):
                cell = found[key]
                cell[0] += sign
                cell[1] += east
                cell[2] += north
    return {key: cell for key, cell in found.items() if any(cell)}


def prefix(code: str) -> str:
    """What the codes of all places within a region begin with: 3306 for the city 330600."""
    if len(code) == 6:
        return code.removesuffix("00").removesuffix("00")
    return code


def tags_in_text(tags: Sequence[str]) -> str:
    kept = [tag for tag in tags if tag and "|" not in tag]
    return f"|{'|'.join(kept)}|" if kept else ""
