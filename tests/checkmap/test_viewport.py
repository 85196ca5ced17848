"""What a phone sees of a piece of the map, as it asks for it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from backend.core import clock
from tests.cast import Cast
from tests.checkmap import register
from tests.conftest import Phone, assignment, problem

TOWN = {"west": 120.50, "south": 29.95, "east": 120.66, "north": 30.05}
STREET = {"west": 120.5790, "south": 29.9990, "east": 120.5820, "north": 30.0010}


def look(phone: Phone, box: Any = TOWN, **filters: Any) -> dict[str, Any]:
    answer = phone.get("/map/viewport", **box, **filters)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def names(view: dict[str, Any]) -> set[str]:
    return {each["name"] for each in view["points"]}


def test_few_are_shown_as_points_with_what_is_known_of_them(
    app: Flask, chen: Phone, cast: Cast, task: str, noon: object
) -> None:
    register.caught_up(app)
    view = look(chen)
    assert (view["clusters"], view["count"], view["too_wide"], view["crs"]) == (
        [],
        1,
        False,
        "WGS84",
    )
    [point] = view["points"]
    assert point["id"] == str(cast.subject)
    assert (point["latitude"], point["longitude"]) == ("30.000000", "120.575000")
    assert point["open_task"]
    assert (point["task"]["id"], point["task"]["state_in_words"]) == (task, "待接收")
    assert (point["checked_days"], point["unsolved"]) == (230, False)


def test_a_task_of_others_is_no_mark_of_mine(app: Flask, sun: Phone, task: str) -> None:
    register.caught_up(app)
    [point] = look(sun)["points"]
    assert (point["open_task"], point["task"]) == (False, None)


def test_many_are_shown_as_clusters_and_as_points_from_near(app: Flask, chen: Phone) -> None:
    register.many(app, 300)
    register.caught_up(app)
    view = look(chen)
    assert view["points"] == []
    assert sum(each["count"] for each in view["clusters"]) == view["count"] == 301
    near = look(chen, STREET)
    assert near["clusters"] == []
    assert len(near["points"]) == 21


def test_a_crowd_in_one_street_falls_apart_into_clusters_within_it(app: Flask, chen: Phone) -> None:
    register.many(app, 300, latitude=30.0)
    register.caught_up(app)
    view = look(chen, {"west": 120.5795, "south": 29.996, "east": 120.59125, "north": 30.004})
    assert (view["count"], view["points"]) == (113, [])
    assert len(view["clusters"]) >= 5


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {"甲", "乙", "丙"}),
        ({"credit": "A"}, {"甲"}),
        ({"credit": "A,B"}, {"甲", "乙", "丙"}),
        ({"risk": "D"}, {"丙"}),
        ({"industry": "F"}, {"乙"}),
        ({"industry": "F,H", "risk": "C"}, {"甲", "乙"}),
        ({"tag": "餐饮"}, {"甲", "丙"}),
        ({"tag": "餐饮", "risk": "D"}, {"丙"}),
        ({"region": "330600"}, {"甲", "乙", "丙"}),
        ({"region": "330602"}, {"甲", "乙", "丙"}),
        ({"region": "330602002"}, {"甲", "丙"}),
        ({"region": "330681"}, set()),
        ({"state": "注销"}, {"丁"}),
        ({"state": "any"}, {"甲", "乙", "丙", "丁"}),
        ({"unchecked_days": 30}, {"甲", "乙", "丙"}),
    ],
)
def test_filters(app: Flask, sun: Phone, filters: dict[str, Any], found: set[str]) -> None:
    register.add(app, "甲", credit="A", tags=["餐饮", "冷链"])
    register.add(app, "乙", industry_code="F5211", region_code="330602", tags=["餐饮店"])
    register.add(app, "丙", risk="D", tags=["餐饮"])
    register.add(app, "丁", state="注销")
    register.caught_up(app)
    view = look(sun, {**TOWN, "west": 120.5795}, **filters)  # east of the cast's own shop
    assert names(view) == found
    assert view["count"] == len(found)


@pytest.mark.parametrize("filters", [{}, {"risk": "C"}, {"risk": "C", "industry": "H"}])
def test_clusters_count_what_is_asked(app: Flask, sun: Phone, filters: dict[str, str]) -> None:
    register.many(app, 150)
    register.many(app, 150, risk="D", industry_code="F52", latitude=30.02)
    register.caught_up(app)
    view = look(sun, **filters)
    assert view["points"] == []
    assert view["count"] == (151 if filters else 301)


def test_the_last_check_counts_from_the_day_it_was_handed_in(
    app: Flask, chen: Phone, noon: object
) -> None:
    register.caught_up(app)
    assert look(chen, unchecked_days=229)["count"] == 1
    assert look(chen, unchecked_days=230)["count"] == 0


def test_by_tasks(app: Flask, chen: Phone, yu: Phone, sun: Phone, cast: Cast, task: str) -> None:
    other = register.add(app, "别家")
    register.caught_up(app)
    assert names(look(chen, task="mine")) == {"绍兴市越城区鑫源餐饮店"}
    assert names(look(yu, task="open")) == {"绍兴市越城区鑫源餐饮店"}
    assert names(look(yu, task="mine")) == set()
    assert names(look(sun, task="open")) == set()
    assert yu.post("/tasks", json=assignment(cast, subject_id=str(other))).status_code == 201
    assert names(look(yu, task="open")) == {"绍兴市越城区鑫源餐饮店", "别家"}


def test_a_question_that_cells_cannot_answer_is_not_asked_of_the_whole_province(
    app: Flask, chen: Phone
) -> None:
    register.caught_up(app)
    province = {"west": 118.0, "south": 27.0, "east": 123.0, "north": 31.2}
    assert look(chen, province)["count"] == 1
    view = look(chen, province, unchecked_days=90)
    assert (view["too_wide"], view["points"], view["clusters"]) == (True, [], [])


def test_mine_come_by_deadline(
    app: Flask, chen: Phone, yu: Phone, sun: Phone, cast: Cast, task: str
) -> None:
    other = register.add(app, "先到期")
    soon = (clock.today() + timedelta(days=1)).isoformat()
    asked = assignment(cast, subject_id=str(other), deadline=soon)
    assert yu.post("/tasks", json=asked).status_code == 201
    register.caught_up(app)
    items = chen.get("/map/mine").get_json()["items"]
    assert [each["name"] for each in items] == ["先到期", "绍兴市越城区鑫源餐饮店"]
    assert sun.get("/map/mine").get_json()["items"] == []


def test_the_nearest_come_first_with_their_distance(app: Flask, chen: Phone) -> None:
    register.many(app, 30)
    register.add(app, "远处", latitude=30.2)
    register.caught_up(app)
    answer = chen.get("/map/nearest", longitude=120.58, latitude=30.0).get_json()
    assert [each["name"] for each in answer["items"]] == [f"店{place}" for place in range(20)]
    away = [each["distance"] for each in answer["items"]]
    assert away == sorted(away)
    assert (away[0], away[10]) == (0, 96)
    assert not answer["too_wide"]


def test_the_nearest_that_match_may_lie_far_away(app: Flask, chen: Phone) -> None:
    register.many(app, 30)
    register.add(app, "远处", latitude=30.2, risk="D")
    register.caught_up(app)
    answer = chen.get("/map/nearest", longitude=120.58, latitude=30.0, risk="D").get_json()
    assert [(each["name"], each["distance"]) for each in answer["items"]] == [("远处", 22239)]
    assert answer["too_wide"]  # beyond fifty kilometres nothing was looked for


def test_what_there_is_to_choose_from(app: Flask, chen: Phone) -> None:
    register.add(app, tags=["电梯"], industry_code="F52", credit="", risk="A")
    register.caught_up(app)
    base = chen.get("/map/base").get_json()
    assert (base["credit"], base["risk"]) == (["B"], ["A", "C"])
    assert base["industry"] == [
        {"code": "F", "name": "批发和零售业"},
        {"code": "H", "name": "住宿和餐饮业"},
    ]
    assert set(base["tag"]) == {"电梯", "餐饮"}
    assert (base["ground"], base["crs"], base["layers"]) == ("outline", "WGS84", [])


@pytest.mark.parametrize(
    "query",
    [
        {**TOWN, "east": 120.4},
        {**TOWN, "north": 91},
        {**TOWN, "west": "nan"},
        {**TOWN, "region": "33%"},
        {**TOWN, "credit": "A,,B"},
        {**TOWN, "state": "沉睡"},
        {**TOWN, "task": "theirs"},
        {**TOWN, "unchecked_days": 0},
        {**TOWN, "tag": "餐" * 33},
        {**TOWN, "something": "else"},
        {"west": 1, "south": 1, "east": 2},
    ],
)
def test_what_makes_no_sense_is_refused(chen: Phone, query: dict[str, Any]) -> None:
    problem(chen.get("/map/viewport", **query), 422, "invalid-input")


def test_a_subject_without_a_position_is_nowhere(app: Flask, chen: Phone) -> None:
    nowhere: uuid.UUID = register.add(app, latitude=None, longitude=None)
    register.caught_up(app)
    assert str(nowhere) not in {each["id"] for each in look(chen)["points"]}
