from __future__ import annotations

import pytest

from backend.organization.regions import full_name, lies_in, regions


def test_every_region_stands_after_its_parent() -> None:
    seen = {""}
    for each in regions():
        assert each["parent"] in seen, each
        assert each["code"] not in seen
        assert each["code"].startswith(each["parent"].rstrip("0") or "33")
        seen.add(each["code"])
    assert len(seen) == 1490


def test_shaoxing_has_six_counties_and_103_towns() -> None:
    shaoxing = [each for each in regions() if each["code"].startswith("3306")]
    assert sum(each["level"] == "county" for each in shaoxing) == 6
    assert sum(each["level"] == "town" for each in shaoxing) == 103


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("330600", "绍兴市"),
        ("330602", "绍兴市越城区"),
        ("330602002", "绍兴市越城区府山街道"),
        ("330681104", "绍兴市诸暨市店口镇"),
        ("330000", "浙江省"),
    ],
)
def test_full_names(code: str, name: str) -> None:
    assert full_name(code) == name


@pytest.mark.parametrize(
    ("place", "region", "inside"),
    [
        ("330602002", "330602", True),
        ("330602002", "330600", True),
        ("330602002", "330000", True),
        ("330624101", "330602", False),
        ("330113001", "330110", False),
        ("330200000", "330600", False),
    ],
)
def test_a_place_lies_in_its_county_city_and_province(
    place: str, region: str, inside: bool
) -> None:
    assert lies_in(place, region) is inside
