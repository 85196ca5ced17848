"""Those who send and those who are sent act at the same moment: the task has one state."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask

from backend import tasks
from backend.core.auth import Caller
from tests.cast import Cast, named
from tests.conftest import Phone
from tests.handovers.test_at_once import both
from tests.inspections.people import at_once, manager


def taken_back(app: Flask, task: str, by: Caller) -> tuple[Any, Caller, dict[str, Any]]:
    return tasks.withdraw, by, {"task_id": uuid.UUID(task), "reason": "企业停业"}


def test_of_two_officers_who_accept_it_numbers_are_reserved_once(
    chen: Phone, shen: Phone, task: str
) -> None:
    answers = both(
        (chen, "task.accept", {"task_id": task}), (shen, "task.accept", {"task_id": task})
    )
    assert [each["outcome"] for each in answers] == ["accepted", "accepted"]
    numbers = [phone.get(f"/tasks/{task}").get_json()["numbers"] for phone in (chen, shen)]
    assert numbers[0] == numbers[1]
    assert numbers[0]["record"]["number"]


def test_of_a_withdrawal_and_an_acceptance(app: Flask, task: str) -> None:
    """Whoever accepts first has it taken back all the same; accepted after that it is not."""
    outcomes = at_once(
        app,
        taken_back(app, task, manager(app, "yu")),
        (accept, manager(app, "chen"), {"task_id": uuid.UUID(task)}),
    )
    assert outcomes in (["won", "won"], ["task-settled", "won"])


def accept(session: Any, *, by: Caller, task_id: uuid.UUID) -> object:
    from backend.tasks.commands import HANDLERS

    return HANDLERS["task.accept"].do(session, by=by, at=None, task_id=task_id)


@pytest.fixture
def given_back(chen: Phone, task: str) -> str:
    chen.do("task.decline", task_id=task, reason="去不了")
    return task


def test_of_a_withdrawal_and_another_team(app: Flask, cast: Cast, given_back: str) -> None:
    team = [cast.shen_officer, named("officer yu")]
    yu = manager(app, "yu")
    outcomes = at_once(
        app,
        taken_back(app, given_back, yu),
        (tasks.reassign, yu, {"task_id": uuid.UUID(given_back), "officer_ids": team}),
    )
    assert outcomes in (["won", "won"], ["task-settled", "won"])


def test_of_two_teams_for_what_was_given_back_one_goes(
    app: Flask, cast: Cast, chen: Phone, given_back: str
) -> None:
    yu = manager(app, "yu")
    teams = ([cast.shen_officer, named("officer yu")], [cast.chen_officer, named("officer yu")])
    given = [{"task_id": uuid.UUID(given_back), "officer_ids": team} for team in teams]
    outcomes = at_once(app, *((tasks.reassign, yu, each) for each in given))
    assert outcomes == ["task-settled", "won"]


def test_of_two_withdrawals_both_find_it_taken_back(app: Flask, task: str) -> None:
    yu = manager(app, "yu")
    assert at_once(app, *[taken_back(app, task, yu)] * 2) in (
        ["won", "won"],
        ["task-settled", "won"],
    )
