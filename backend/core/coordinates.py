"""Coordinates and their systems. Pure.

WGS-84 (equal to CGCS2000 for this purpose) is what is stored; GCJ-02 and BD-09 are what maps are
drawn in and what is copied from them. Around Shaoxing WGS-84 and GCJ-02 lie 490 m apart, so every
point says which one it is. Outside mainland China there is no offset.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from math import asin, atan2, cos, pi, radians, sin, sqrt
from typing import NamedTuple

AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323  # Krasovsky 1940
EARTH = 6371008.8  # mean radius, metres
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
SYSTEMS = ("WGS84", "CGCS2000", "GCJ02", "BD09")
PLACES = Decimal("0.000001")


class Point(NamedTuple):
    """Degrees. Longitude first, as in the published formulas and in GeoJSON."""

    longitude: float
    latitude: float


def offset_applies(point: Point) -> bool:
    """Whether the public formula moves this point at all."""
    return WEST <= point.longitude <= EAST and SOUTH <= point.latitude <= NORTH


def wgs84_to_gcj02(point: Point) -> Point:
    """To the system of 高德, 腾讯 and the map component of 钉钉."""
    if not offset_applies(point):
        return point
    east, north = _offset(point)
    return Point(point.longitude + east, point.latitude + north)


def gcj02_to_wgs84(point: Point) -> Point:
    """By iteration; the error stays under a millionth of a degree."""
    if not offset_applies(point):
        return point
    guess = point
    for _ in range(10):
        east, north = _offset(guess)
        guess = Point(point.longitude - east, point.latitude - north)
    return guess


def gcj02_to_bd09(point: Point) -> Point:
    """To the system of 百度; outside mainland China unchanged."""
    if not offset_applies(point):
        return point
    x, y = point
    length = sqrt(x * x + y * y) + 0.00002 * sin(y * pi * 3000 / 180)
    angle = atan2(y, x) + 0.000003 * cos(x * pi * 3000 / 180)
    return Point(length * cos(angle) + 0.0065, length * sin(angle) + 0.006)


def bd09_to_gcj02(point: Point) -> Point:
    """By iteration, as far as gcj02_to_wgs84."""
    guess = point
    for _ in range(10):
        there = gcj02_to_bd09(guess)
        guess = Point(
            guess.longitude + point.longitude - there.longitude,
            guess.latitude + point.latitude - there.latitude,
        )
    return guess


def to_wgs84(point: Point, system: str) -> Point:
    """From one of SYSTEMS."""
    if system == "BD09":
        point = bd09_to_gcj02(point)
    return gcj02_to_wgs84(point) if system in ("GCJ02", "BD09") else point


def distance(a: Point, b: Point) -> float:
    """Metres on the sphere; good to half a per cent, both points in one system."""
    north, south = radians(a.latitude), radians(b.latitude)
    half = (
        sin((north - south) / 2) ** 2
        + cos(north) * cos(south) * sin(radians(a.longitude - b.longitude) / 2) ** 2
    )
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def as_text(degrees: float) -> str:
    """Six places, the form in which commands and answers carry a coordinate."""
    return str(Decimal(degrees).quantize(PLACES, ROUND_HALF_EVEN))


def _offset(point: Point) -> Point:
    """Degrees by which GCJ-02 lies east and north of WGS-84."""
    x, y = point.longitude - 105.0, point.latitude - 35.0
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    parallel = radians(point.latitude)
    magic = 1 - ECCENTRICITY * sin(parallel) ** 2
    return Point(
        east * 180 / (AXIS / sqrt(magic) * cos(parallel) * pi),
        north * 180 / (AXIS * (1 - ECCENTRICITY) / (magic * sqrt(magic)) * pi),
    )
