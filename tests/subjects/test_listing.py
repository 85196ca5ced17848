"""The register as its keepers list it, page by page."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from backend import subjects
from backend.core.database import perform, unit_of_work
from tests.subjects.searching import keep, place, put

TOWNS = ("330602002", "330602", "330110001")  # one only known by its county


@pytest.fixture
def register(app: Flask) -> Flask:
    """Thirty beside the cast's one, by turns in two towns of one county and one of another."""
    with app.app_context():
        perform(place)
    for number in range(30):
        values: dict[str, Any] = {"region_code": TOWNS[number % 3], "importance": number % 7}
        put(app, f"店{number:02}", credit="D" if number % 5 == 0 else "B", **values)
    return app


def pages(app: Flask, **asked: Any) -> list[str]:
    """The names of these thirty, gone through by fours."""
    names: list[str] = []
    with app.app_context():
        after = ""
        while True:
            with unit_of_work(writes=False) as session:
                found = subjects.listed(session, limit=4, after=after, **asked)
            names += [each["name"] for each in found["items"] if each["name"].startswith("店")]
            after = found["next"]
            if not after:
                return names


def test_the_newest_of_a_county_come_in_order_from_all_its_towns(register: Flask) -> None:
    expected = [f"店{number:02}" for number in range(29, -1, -1) if number % 3 < 2]
    assert pages(register, region="330602") == expected


def test_the_newest_of_a_town_and_of_the_province(register: Flask) -> None:
    assert pages(register, region="330110001") == [f"店{n:02}" for n in range(29, -1, -3)]
    assert pages(register, region="33") == [f"店{n:02}" for n in range(29, -1, -1)]
    assert pages(register, region="990000") == []


def test_what_is_narrowed_comes_by_importance_and_to_its_end(register: Flask) -> None:
    keep(register)
    found = pages(register, region="330602", credit="D")
    expected = {number: number % 7 for number in range(0, 30, 5) if number % 3 < 2}
    assert len(found) == len(expected)
    assert [int(each[1:]) % 7 for each in found] == sorted(expected.values(), reverse=True)


def test_a_kind_is_narrowed_by_and_searched_within(register: Flask) -> None:
    put(register, "店大的", kind="企业", uscc="91330602MA288Q3J3W")
    keep(register)
    assert pages(register, kind="企业") == ["店大的"]
    assert pages(register, q="店", kind="企业") == ["店大的"]
    assert "店大的" not in pages(register, q="店", kind="个体工商户")


def test_without_an_index_the_newest_are_looked_through_and_that_is_said(register: Flask) -> None:
    with register.app_context(), unit_of_work(writes=False) as session:
        found = subjects.listed(session, region="330602", credit="D", kind="个体工商户")
    assert [each["name"] for each in found["items"]] == ["店25", "店15", "店10", "店00"]
    assert "只在最近登记的 2,000 家里" in found["notice"]


@pytest.mark.parametrize("asked", [{}, {"credit": "D"}])
def test_a_place_of_another_list_begins_anew(register: Flask, asked: dict[str, Any]) -> None:
    keep(register)
    with register.app_context(), unit_of_work(writes=False) as session:
        found = subjects.listed(session, after="没有的地方", **asked)
        assert found == subjects.listed(session, **asked)
