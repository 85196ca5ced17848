"""What a yearly cap counts, and which of several binds: the same on the board as at the start."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask

from backend import planning
from backend.core.database import perform, unit_of_work
from backend.planning import Cap, Group
from backend.planning.rules import tightest
from tests.cast import Cast, named
from tests.conftest import Phone
from tests.planning.conftest import caller
from tests.planning.test_gates import Given, gates, look
from tests.planning.test_last_place import merged

FOOD, STREETS = "市场监管", "城市管理"
Visited = Callable[..., None]


@dataclass
class Ceiling:
    number: int
    field: str = ""
    subject_group: Group | None = None
    agency_id: uuid.UUID | None = None


@pytest.mark.parametrize(
    ("times", "number", "used"),
    [
        ({}, 2, 0),
        ({FOOD: 1}, 2, 1),
        ({STREETS: 2}, 3, 2),  # the cap of the field is hardly used, that of all is nearly
        ({FOOD: 2, STREETS: 1}, 2, 2),
    ],
)
def test_of_several_caps_the_one_binds_that_leaves_the_least(
    times: dict[str, int], number: int, used: int
) -> None:
    caps = [Ceiling(3), Ceiling(2, FOOD), Ceiling(1, STREETS), Ceiling(0, "", Group.OTHER)]
    found = tightest(caps, Group.ENTERPRISE, times, FOOD)
    assert found
    assert (found[0].number, found[1]) == (number, used)


def test_where_no_field_is_named_that_of_any_field_may_bind() -> None:
    caps = [Ceiling(3), Ceiling(1, STREETS)]
    found = tightest(caps, Group.SOLE, {FOOD: 1})
    assert found
    assert found[0].number == 1
    assert tightest([], Group.SOLE, {FOOD: 1}) is None


@pytest.fixture
def both(app: Flask, noon: object, cast: Cast) -> None:
    """Two a year in food, three of whatever."""
    with app.app_context(), unit_of_work() as session:
        for field, number in ((FOOD, 2), ("", 3)):
            session.add(
                Cap(
                    agency_id=cast.market,
                    field=field,
                    year=2026,
                    subject_group=None,
                    number=number,
                    published_on=date(2026, 1, 5),
                    document="越市监〔2026〕3号",
                    by_name="俞建国",
                )
            )


def board(app: Flask, cast: Cast, **asked: Any) -> list[tuple[str, int, str, bool]]:
    with app.app_context(), unit_of_work(writes=False) as session:
        by = caller(session, cast.yu)
        rows = planning.caps.against(session, by=by, year=2026, **asked)
    return [(row["subject"], row["count"], row["cap_in_words"], row["reached"]) for row in rows]


NAME = "绍兴市越城区鑫源餐饮店"


@pytest.mark.parametrize(
    ("fields", "row", "open_gates"),
    [
        ([FOOD, STREETS], (NAME, 1, f"{FOOD}每年不超过 2 次", False), []),
        ([FOOD, FOOD], (NAME, 2, f"{FOOD}每年不超过 2 次", True), ["L22"]),
        ([STREETS] * 3, (NAME, 3, "每年不超过 3 次", True), ["L22"]),
    ],
)
def test_the_board_counts_as_the_gate_does(
    app: Flask,
    both: None,
    chen: Phone,
    cast: Cast,
    wish: Given,
    visited: Visited,
    fields: list[str],
    row: tuple[str, int, str, bool],
    open_gates: list[str],
) -> None:
    for month, field in enumerate(fields, 1):
        visited(f"2026-{month:02d}-05", field=field)
    assert board(app, cast) == [row]
    assert board(app, cast, reached=True) == [row] * row[3]
    assert gates(look(chen, wish)) == open_gates


def test_what_was_at_a_merged_subject_was_at_the_one_that_stays(
    app: Flask, both: None, cast: Cast, visited: Visited
) -> None:
    with app.app_context():
        perform(merged, named("twin"))
    visited("2026-01-05", subject_id=named("twin"))
    visited("2026-02-05")
    assert board(app, cast) == [(NAME, 2, f"{FOOD}每年不超过 2 次", True)]
