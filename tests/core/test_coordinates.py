from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.core.coordinates import (
    Point,
    as_text,
    bd09_to_gcj02,
    distance,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_gcj02,
)

FILE = Path(__file__).parents[1] / "cases" / "coordinates.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
NEAR = 1e-6
FUSHAN = Point(120.58, 30.0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["wgs84"]))
def test_published_points(case: dict[str, Any]) -> None:
    wgs84, gcj02 = Point(*case["wgs84"]), Point(*case["gcj02"])
    assert wgs84_to_gcj02(wgs84) == pytest.approx(gcj02, abs=NEAR)
    assert gcj02_to_wgs84(gcj02) == pytest.approx(wgs84, abs=NEAR)
    if "bd09" in case:
        bd09 = Point(*case["bd09"])
        assert gcj02_to_bd09(wgs84_to_gcj02(wgs84)) == pytest.approx(bd09, abs=NEAR)
        assert bd09_to_gcj02(bd09) == pytest.approx(gcj02, abs=NEAR)
        assert to_wgs84(bd09, "BD09") == pytest.approx(wgs84, abs=NEAR)
    assert to_wgs84(gcj02, "GCJ02") == pytest.approx(wgs84, abs=NEAR)
    assert to_wgs84(wgs84, "CGCS2000") == wgs84


@pytest.mark.parametrize("place", [(118.1, 27.1), (123.0, 31.2), (119.97, 29.2), (87.6, 43.8)])
def test_there_and_back(place: tuple[float, float]) -> None:
    point = Point(*place)
    assert gcj02_to_wgs84(wgs84_to_gcj02(point)) == pytest.approx(point, abs=1e-9)


def test_the_wrong_system_breaks_a_fence_of_200_metres() -> None:
    assert 450 < distance(FUSHAN, wgs84_to_gcj02(FUSHAN)) < 530


def test_distance() -> None:
    assert distance(FUSHAN, FUSHAN) == 0
    assert distance(FUSHAN, Point(120.58, 30.01)) == pytest.approx(1112, abs=1)
    assert distance(FUSHAN, Point(120.59, 30.0)) == pytest.approx(963, abs=1)


def test_abroad_nothing_moves() -> None:
    tokyo = Point(139.6917, 35.6895)
    assert wgs84_to_gcj02(tokyo) == gcj02_to_wgs84(tokyo) == gcj02_to_bd09(tokyo) == tokyo


def test_six_places() -> None:
    assert [as_text(each) for each in (120.58, 30, 120.4927364)] == [
        *("120.580000", "30.000000", "120.492736")
    ]
