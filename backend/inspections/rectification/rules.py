"""What becomes of an order to correct, step by step. Pure: no database, no web.

The order's printed date never changes; an extension sets a later one beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from backend.core import workdays


class State(StrEnum):
    OPEN = "open"
    REPORTED = "reported"
    RECHECK = "recheck"
    PARTIAL = "partial"
    UNCORRECTED = "uncorrected"
    CLOSED = "closed"
    REORDERED = "reordered"
    CASE = "case"


IN_WORDS = {
    State.OPEN: "整改中",
    State.REPORTED: "已报告",
    State.RECHECK: "待复查",
    State.PARTIAL: "部分整改",
    State.UNCORRECTED: "未整改",
    State.CLOSED: "合格销号",
    State.REORDERED: "已再责令",
    State.CASE: "转立案",
}
SETTLED = frozenset({State.CLOSED, State.REORDERED, State.CASE})
UNSETTLED = frozenset(State) - SETTLED
# The party may still report; a recheck may be started, a date moved.
RUNNING = frozenset({State.OPEN, State.REPORTED})
UNDECIDED = frozenset({State.PARTIAL, State.UNCORRECTED})


class Act(StrEnum):
    REPORT = "report"
    START = "start"  # a recheck
    RELEASE = "release"  # its task was withdrawn
    CLOSE = "close"
    FALL_SHORT = "fall_short"
    FAIL = "fail"
    REORDER = "reorder"
    REOPEN = "reopen"  # what the recheck said was returned by its review, and is said anew
    TO_CASE = "to_case"  # as the officers who looked decided
    EXTEND = "extend"
    ESCALATE = "escalate"  # at the desk, while nobody is on the way


class Way(NamedTuple):
    before: frozenset[State]
    to: State


# What was found on site is taken in whatever the order had become meanwhile, unless it has ended.
WAYS: dict[Act, Way] = {
    Act.REPORT: Way(RUNNING, State.REPORTED),
    Act.START: Way(RUNNING | UNDECIDED, State.RECHECK),
    Act.RELEASE: Way(frozenset({State.RECHECK}), State.OPEN),
    Act.CLOSE: Way(UNSETTLED, State.CLOSED),
    Act.FALL_SHORT: Way(UNSETTLED, State.PARTIAL),
    Act.FAIL: Way(UNSETTLED, State.UNCORRECTED),
    Act.REORDER: Way(UNSETTLED, State.REORDERED),
    Act.REOPEN: Way(SETTLED | UNDECIDED, State.RECHECK),
    Act.TO_CASE: Way(UNSETTLED, State.CASE),
    Act.EXTEND: Way(RUNNING | UNDECIDED, State.OPEN),
    Act.ESCALATE: Way(RUNNING | UNDECIDED, State.CASE),
}


class Outcome(StrEnum):
    CORRECTED = "corrected"
    PARTLY = "partly"
    NOT = "not"


OUTCOME_IN_WORDS = {
    Outcome.CORRECTED: "已整改",
    Outcome.PARTLY: "部分整改",
    Outcome.NOT: "未整改",
}


def outcome(items: Iterable[str], corrected: Collection[str]) -> Outcome:
    """Of the items ordered, by those that were found corrected."""
    done = [code in corrected for code in items]
    if all(done):
        return Outcome.CORRECTED
    return Outcome.PARTLY if any(done) else Outcome.NOT


def judged(found: Outcome, *, ordered_again: bool, to_case: bool) -> Act:
    """What a recheck does to its order: a new order or a case takes the place of what is open."""
    if found is Outcome.CORRECTED:
        return Act.CLOSE
    if to_case:
        return Act.TO_CASE
    if ordered_again:
        return Act.REORDER
    return Act.FALL_SHORT if found is Outcome.PARTLY else Act.FAIL


def is_late(state: State, due: date, today: date) -> bool:
    """Past its date and nothing has been reported."""
    return state is State.OPEN and due < today


def recheck_by(due: date, days: int) -> date:
    """复查 within so many working days after the date that holds."""
    return workdays.add_working_days(due, days).date


class Reminder(StrEnum):
    SOON = "soon"
    TOMORROW = "tomorrow"
    LATE = "late"
    RECHECK = "recheck"


@dataclass(frozen=True)
class Call:
    """On which day of whom something is to be said."""

    day: date
    about: Reminder
    due: date


def calls(due: Iterable[date], *, recheck_days: int) -> list[Call]:
    """T-3, T-1 and T+1 working days of each date, and the day by which to go and look."""
    found = []
    for each in sorted(set(due)):
        for days, about in ((-3, Reminder.SOON), (-1, Reminder.TOMORROW), (1, Reminder.LATE)):
            found.append(Call(workdays.add_working_days(each, days).date, about, each))
        found.append(Call(recheck_by(each, recheck_days), Reminder.RECHECK, each))
    return sorted(found, key=lambda call: (call.day, call.due))


def due_call(all_calls: Iterable[Call], *, state: State, after: date, today: date) -> Call | None:
    """The latest that is due and was not passed yet. What was reported needs only the look."""
    if state not in RUNNING:
        return None
    ripe = [
        each
        for each in all_calls
        if after < each.day <= today and (state is State.OPEN or each.about is Reminder.RECHECK)
    ]
    return ripe[-1] if ripe else None


def ordered(
    record: Mapping[str, Any],
    items: Mapping[str, Mapping[str, Any]],
    problems: list[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """What an order names, in the order of the form: {code, text, facts, basis, measure, due,
    photos}. `problems` are those of the signed document, which decide the words."""
    dispositions = (record["conclusion"] or {"dispositions": []})["dispositions"]
    dated: dict[str, Mapping[str, Any]] = {}
    for each in dispositions:
        if each["kind"] == "D2" and each["deadline"]:
            for code in each["items"]:
                dated.setdefault(code, each)
    codes = [code for code in items if code in dated and code in record["answers"]]
    same = len(problems) == len(codes)
    found = []
    for place, code in enumerate(codes):
        said = problems[place] if same else {}
        finding = record["answers"][code]["finding"] or {}
        found.append(
            {
                "code": code,
                "text": items[code]["text"],
                "facts": said.get("facts") or finding.get("facts") or items[code]["text"],
                "basis": said.get("basis", ""),
                "measure": said.get("measure") or dated[code]["measure"] or "",
                "due": dated[code]["deadline"]["date"],
                "photos": list(finding.get("photos") or []),
            }
        )
    return found
