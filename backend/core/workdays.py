"""The official working-day calendar. Pure: a data file and arithmetic, no clock, no database.

Saturdays and Sundays rest, State Council holidays rest, the weekend days that the same notice
names are worked (调休). The dates are in workdays.json, one entry for each year whose notice is
out. A later year is counted by weekends alone and marked as not confirmed, because a date that
goes onto paper must never pass for certain when the notice may still move it.

Counting (行政处罚法 art. 85; the day of the event does not count; a period of 日 that ends on a
day of rest ends on the next working day). miniapp/src/store/workdays.ts counts the same way and
both run tests/cases/workdays.json and tests/cases/workdays_counting.json.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).with_name("workdays.json")
ONE_DAY = timedelta(days=1)
LONGEST = 3660  # days; nothing in this field runs longer than ten years


class Due(NamedTuple):
    """Where a period ends, and whether every day of it is covered by an official notice."""

    date: date
    confirmed: bool


class Mark(StrEnum):
    START = "start"  # the day of the event, which does not count
    WORK = "work"
    REST = "rest"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the strip under a deadline; `count` is the n-th working day, None for others.

    `label` is what the cell says: 今天, the number, 休, or the name of the holiday.
    """

    date: date
    mark: Mark
    count: int | None
    label: str
    confirmed: bool


@cache
def _official() -> dict[int, tuple[dict[date, str], dict[date, str]]]:
    """Days of rest and weekend days worked, by year."""
    years: dict[str, Any] = json.loads(FILE.read_text("utf-8"))["years"]
    return {
        int(year): (_dates(entry["rest"]), _dates(entry["work"])) for year, entry in years.items()
    }


def _dates(days: dict[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in days.items()}


def confirmed(day: date) -> bool:
    """Whether a State Council notice covers the year of this day."""
    return day.year in _official()


def holiday(day: date) -> str | None:
    """The name of the holiday on which this day rests, None on others."""
    return _official()[day.year][0].get(day) if confirmed(day) else None


def is_working_day(day: date) -> bool:
    """By the notice of its year; by weekends alone where `confirmed` is False."""
    if confirmed(day):
        rest, work = _official()[day.year]
        if day in rest:
            return False
        if day in work:
            return True
    return day.weekday() < 5


def add_working_days(day: date, n: int) -> Due:
    """The n-th working day after `day` (before it, for n < 0); 0 rolls a day of rest forward.

    Raises ValueError beyond ten years.
    """
    _bound(n)
    if n == 0:
        return _due(day, _next_working_day(day))
    step, left, end = (ONE_DAY, n, day) if n > 0 else (-ONE_DAY, -n, day)
    while left:
        end += step
        left -= is_working_day(end)
    return _due(day, end)


def add_days(day: date, n: int, roll: bool = True) -> Due:
    """`n` calendar days after `day`; `roll` moves an end on a day of rest to the next working day.

    Raises ValueError beyond ten years.
    """
    _bound(n)
    end = day + timedelta(days=n)
    return _due(day, _next_working_day(end) if roll else end)


def working_days_between(a: date, b: date) -> int:
    """Working days after `a` up to and with `b`; the same with a minus sign where b is earlier.

    Raises ValueError beyond ten years.
    """
    _bound((b - a).days)
    first, last = (a, b) if a <= b else (b, a)
    span = (last - first).days
    found = sum(is_working_day(first + timedelta(days=i)) for i in range(1, span + 1))
    return found if a <= b else -found


def strip(day: date, due: date) -> list[StripDay]:
    """Every day from `day` to `due`: how a date came about. Raises ValueError if due < day."""
    if due < day:
        raise ValueError(f"{due} lies before {day}")
    _bound((due - day).days)
    days, count = [StripDay(day, Mark.START, None, "今天", confirmed(day))], 0
    for i in range(1, (due - day).days + 1):
        each = day + timedelta(days=i)
        worked = is_working_day(each)
        count += worked
        mark = Mark.DUE if each == due else Mark.WORK if worked else Mark.REST
        label = str(count) if worked else holiday(each) or "休"
        days.append(StripDay(each, mark, count if worked else None, label, confirmed(each)))
    return days


def calendar(year: int) -> dict[str, Any]:
    """{year, confirmed, rest_days, work_days}: ISO dates on which the weekday rule does not decide.

    Holidays that fall on a weekend are listed as well, as the notice does.
    """
    rest, work = _official().get(year, ({}, {}))
    return {
        "year": year,
        "confirmed": year in _official(),
        "rest_days": [day.isoformat() for day in rest],
        "work_days": [day.isoformat() for day in work],
    }


def _next_working_day(day: date) -> date:
    while not is_working_day(day):
        day += ONE_DAY
    return day


def _due(start: date, end: date) -> Due:
    years = range(min(start.year, end.year), max(start.year, end.year) + 1)
    return Due(end, all(year in _official() for year in years))


def _bound(days: int) -> None:
    if abs(days) > LONGEST:
        raise ValueError(f"a period of {days} days")
