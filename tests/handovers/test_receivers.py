"""Whom something can be handed to: the nearest are kept by the phone, the others found by name."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from backend.core.database import unit_of_work
from backend.handovers import receivers
from backend.organization import Agency, Region
from tests.cast import Cast, named
from tests.conftest import Phone, problem


def test_whom_one_may_choose_comes_in_one_answer(chen: Phone) -> None:
    found = chen.get("/handovers/receivers").get_json()
    named = {each["name"]: each for each in found["agencies"]}
    assert named.keys() == {"越城区市场监督管理局", "越城区消防救援大队"}
    assert [each["own"] for each in named.values()].count(True) == 1
    assert named["越城区消防救援大队"]["full_name"] == "绍兴市越城区消防救援大队"
    assert {each["name"] for each in found["officers"]} == {"沈雨薇", "俞建国", "老周", "范明"}
    assert found["units"] == ["协管员", "四级主任科员"]
    assert not found["more"]


NEAR = ("near", "越城区卫生健康局", "卫生健康", "330602", "/near/")
CITY = ("city", "绍兴市市场监督管理局", "市场监管", "330600", "/city/")
BESIDE = ("beside", "柯桥区市场监督管理局", "市场监管", "330603", f"/city/{named('beside')}/")
BELOW = ("below", "柯桥区市场监管中心", "市场监管", "330603", f"/city/{named('beside')}/x/")
FAR = ("far", "瑞安市消防救援大队", "消防救援", "330381", "/far/")


@pytest.fixture
def many(app: Flask) -> None:
    """Ours lies right below the city's; and there are more than the phone keeps."""
    places = [*map(agency, (NEAR, CITY, BESIDE, BELOW, FAR))]
    places += [
        agency((f"far {n}", f"第{n}综合执法队", "综合执法", "330381", f"/far/{n}/"))
        for n in range(receivers.KEPT)
    ]
    with app.app_context(), unit_of_work() as session:
        session.add_all(
            Region(code=code, name=code, level="county", parent="330000")
            for code in ("330600", "330603", "330381")
        )
        session.flush()
        session.add_all(places)
        market = session.get_one(Agency, Cast.market)
        market.path = f"/city/{Cast.market}/"


def agency(given: tuple[str, str, str, str, str]) -> Agency:
    key, name, field, region, path = given
    return Agency(
        id=named(key),
        uscc=None,
        name=name,
        short_name=name,
        field=field,
        document_prefix="",
        region_code=region,
        path=path,
        review_authority="",
        court="",
    )


def test_the_phone_keeps_the_nearest_and_says_that_there_are_others(
    chen: Phone, many: None
) -> None:
    found = chen.get("/handovers/receivers").get_json()
    names = [each["name"] for each in found["agencies"]]
    assert names[0] == "越城区市场监督管理局"
    assert {*names[1:3]} == {"绍兴市市场监督管理局", "柯桥区市场监督管理局"}
    assert {*names[3:5]} == {"越城区卫生健康局", "越城区消防救援大队"}
    assert names[5] == "柯桥区市场监管中心"
    assert (len(names), found["more"]) == (receivers.KEPT, True)


def test_any_agency_is_found_by_the_words_of_its_name_or_field(chen: Phone, many: None) -> None:
    def found(**asked: Any) -> tuple[list[str], bool]:
        answer = chen.get("/handovers/receivers/agencies", **asked).get_json()
        return [each["name"] for each in answer["items"]], answer["more"]

    assert found(q="消防 大队") == (["越城区消防救援大队", "瑞安市消防救援大队"], False)
    kin = found(q="市场监管", kin=True)[0]
    assert {*kin} == {"绍兴市市场监督管理局", "柯桥区市场监督管理局"}
    assert found(q="%") == ([], False)
    names, more = found(q="综合执法")
    assert (len(names), more) == (receivers.FOUND, True)
    problem(chen.get("/handovers/receivers/agencies"), 422, "invalid-input")
