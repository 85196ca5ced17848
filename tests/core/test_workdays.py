from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.core import workdays

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
PUBLISHED: list[dict[str, Any]] = json.loads((CASES / "workdays.json").read_text("utf-8"))
COUNTING: dict[str, list[dict[str, Any]]] = json.loads(
    (CASES / "workdays_counting.json").read_text("utf-8")
)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case["from"])
def test_published_periods(case: dict[str, Any]) -> None:
    due = workdays.add_working_days(day(case["from"]), case["working_days"])
    assert due == (day(case["due"]), True)
    assert workdays.working_days_between(day(case["from"]), due.date) == case["working_days"]


@pytest.mark.parametrize("case", COUNTING["working"], ids=lambda case: case["day"])
def test_working_days(case: dict[str, Any]) -> None:
    found = workdays.is_working_day(day(case["day"])), workdays.confirmed(day(case["day"]))
    assert found == (case["working"], case["confirmed"])


@pytest.mark.parametrize("case", COUNTING["add_working_days"])
def test_add_working_days(case: dict[str, Any]) -> None:
    due = workdays.add_working_days(day(case["from"]), case["n"])
    assert due == (day(case["due"]), case["confirmed"])


@pytest.mark.parametrize("case", COUNTING["add_days"])
def test_add_days(case: dict[str, Any]) -> None:
    due = workdays.add_days(day(case["from"]), case["n"], roll=case["roll"])
    assert due == (day(case["due"]), case["confirmed"])


@pytest.mark.parametrize("case", COUNTING["between"])
def test_between(case: dict[str, Any]) -> None:
    assert workdays.working_days_between(day(case["a"]), day(case["b"])) == case["n"]


@pytest.mark.parametrize("case", COUNTING["strip"], ids=lambda case: case["from"])
def test_strip(case: dict[str, Any]) -> None:
    found = [
        {
            "date": each.date.isoformat(),
            "mark": each.mark.value,
            "count": each.count,
            "label": each.label,
            "confirmed": each.confirmed,
        }
        for each in workdays.strip(day(case["from"]), day(case["due"]))
    ]
    assert found == case["days"]


def test_a_strip_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="before"):
        workdays.strip(day("2026-11-24"), day("2026-11-23"))


def test_no_period_is_endless() -> None:
    with pytest.raises(ValueError, match="period"):
        workdays.add_working_days(day("2026-11-24"), 100_000)
    with pytest.raises(ValueError, match="period"):
        workdays.add_days(day("2026-11-24"), -100_000)
    with pytest.raises(ValueError, match="period"):
        workdays.working_days_between(date.min, date.max)


@pytest.mark.parametrize(
    ("year", "worked_weekends"),
    [
        (2025, ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]),
        (
            2026,
            ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
        ),
    ],
)
def test_calendar_of_a_published_year(year: int, worked_weekends: list[str]) -> None:
    found = workdays.calendar(year)
    assert found["confirmed"] is True
    assert found["work_days"] == worked_weekends
    assert all(day(each).weekday() >= 5 for each in found["work_days"])
    # Whoever has only this answer can tell every day of the year.
    first = date(year, 1, 1)
    for each in (first + timedelta(days=i) for i in range(365)):
        told = each.isoformat() in found["work_days"] or (
            each.weekday() < 5 and each.isoformat() not in found["rest_days"]
        )
        assert told == workdays.is_working_day(each)


def test_calendar_of_a_year_to_come() -> None:
    assert workdays.calendar(2027) == {
        "year": 2027,
        "confirmed": False,
        "rest_days": [],
        "work_days": [],
    }


def test_the_phone_carries_the_same_calendar() -> None:
    bundled = ROOT / "miniapp" / "src" / "store" / "workdays.json"
    assert bundled.read_bytes() == workdays.FILE.read_bytes()
