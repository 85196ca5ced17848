from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, update

from backend.core import clock
from backend.core.database import unit_of_work
from backend.tasks import Task
from backend.tasks.rules import State
from tests.cast import Cast
from tests.conftest import Phone, assignment, problem


def test_an_assigned_task_waits_in_the_inbox_of_both_officers(
    chen: Phone, shen: Phone, sun: Phone, task: str
) -> None:
    for phone in (chen, shen):
        page = phone.get("/tasks", tab="pending").get_json()
        assert [each["id"] for each in page["items"]] == [task]
        assert page["counts"]["pending"] == 1
        assert page["items"][0]["subject"]["name"] == "绍兴市越城区鑫源餐饮店"
    assert sun.get("/tasks").get_json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"officer_ids": ["chen_officer", "chen_officer"]}, "L1"),
        ({"officer_ids": ["chen_officer", "helper"]}, "L1"),
        ({"officer_ids": ["chen_officer", "old_officer"]}, "L2"),
        ({"officer_ids": ["chen_officer", "fan_officer"]}, "L2"),
        ({"officer_ids": ["chen_officer", "fire"]}, "L2"),
    ],
)
def test_a_team_needs_two_officers_with_valid_certificates(
    yu: Phone, cast: Cast, changes: dict[str, list[str]], rule: str
) -> None:
    ids = [str(getattr(cast, name)) for name in changes["officer_ids"]]
    answer = yu.post("/tasks", json=assignment(cast, officer_ids=ids))
    assert problem(answer, 422, "task-team-unfit")["details"]["rule"] == rule


def test_a_deadline_lies_ahead(yu: Phone, cast: Cast) -> None:
    answer = yu.post("/tasks", json=assignment(cast, deadline="2020-01-01"))
    problem(answer, 422, "task-deadline-past")


def test_accepting_moves_the_task_on_and_reserves_its_numbers(
    chen: Phone, shen: Phone, task: str
) -> None:
    assert chen.do("task.accept", task_id=task) == {"task_id": task, "state": "accepted"}
    assert shen.do("task.accept", task_id=task)["state"] == "accepted"
    numbers = chen.get(f"/tasks/{task}").get_json()["numbers"]
    assert numbers["record"]["number"].startswith("越市监检录〔")
    assert numbers == shen.get(f"/tasks/{task}").get_json()["numbers"]


def test_a_declined_task_goes_back_with_its_reason(chen: Phone, yu: Phone, task: str) -> None:
    chen.do("task.decline", task_id=task, reason="与经营者是亲戚，申请回避")
    page = yu.get(f"/tasks/{task}").get_json()
    assert (page["state"], page["decline_reason"]) == ("declined", "与经营者是亲戚，申请回避")


def test_who_is_not_of_the_team_is_told_so(sun: Phone, task: str) -> None:
    [answer] = sun.send(sun.command("task.accept", task_id=task))
    assert answer["problem"]["code"] == "task-not-in-team"
    problem(sun.get(f"/tasks/{task}"), 404, "task-missing")


def test_of_an_accept_and_a_decline_at_once_the_task_has_one_state(
    app: Flask, cast: Cast, yu: Phone
) -> None:
    for _ in range(5):
        task = yu.post("/tasks", json=assignment(cast)).get_json()["task_id"]
        barrier = Barrier(2)

        def act(who: Any, kind: str, task: str = task, barrier: Barrier = barrier) -> str:
            phone = Phone(app, who)
            more = {"reason": "人手不够"} if kind == "task.decline" else {}
            command = phone.command(kind, task_id=task, **more)
            barrier.wait()
            outcome: str = phone.send(command)[0]["outcome"]
            return outcome

        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(act, cast.chen, "task.accept")
            second = pool.submit(act, cast.shen, "task.decline")
            outcomes = (first.result(), second.result())
        state = yu.get(f"/tasks/{task}").get_json()["state"]
        # A decline after the acceptance is lawful; an acceptance after the decline is not.
        assert state == "declined"
        assert outcomes in {("accepted", "accepted"), ("refused", "accepted")}


def test_the_inbox_costs_a_constant_number_of_queries(
    app: Flask, chen: Phone, yu: Phone, cast: Cast
) -> None:
    queries: list[str] = []
    event.listen(
        app.extensions["engine"], "before_cursor_execute", lambda *args: queries.append(args[2])
    )
    counts = []
    for _ in range(3):
        yu.post("/tasks", json=assignment(cast))
        queries.clear()
        chen.get("/tasks")
        counts.append(len([query for query in queries if query.startswith("SELECT")]))
    assert counts == [4, 4, 4]  # session, caller, counts, page


def test_the_inbox_shows_the_nearest_deadline_first_page_by_page(
    chen: Phone, yu: Phone, cast: Cast
) -> None:
    due = {}
    for days in (9, 2, 30, 2):
        deadline = (clock.today() + timedelta(days=days)).isoformat()
        given = yu.post("/tasks", json=assignment(cast, deadline=deadline)).get_json()
        due[given["task_id"]] = days
    seen, before = [], None
    while True:
        more: dict[str, Any] = {"before": before} if before else {}
        page = chen.get("/tasks", tab="pending", limit=1, **more).get_json()
        seen += [each["id"] for each in page["items"]]
        before = page["next"]
        if before is None:
            break
    assert [due[each] for each in seen] == [2, 2, 9, 30]
    assert len(set(seen)) == 4


def test_what_was_handed_in_stands_newest_first(
    app: Flask, chen: Phone, yu: Phone, cast: Cast
) -> None:
    tasks = []
    for days in (2, 30):
        deadline = (clock.today() + timedelta(days=days)).isoformat()
        given = yu.post("/tasks", json=assignment(cast, deadline=deadline)).get_json()
        tasks.append(given["task_id"])
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Task).values(state=State.REVIEW))
    page = chen.get("/tasks", tab="review").get_json()
    assert [each["id"] for each in page["items"]] == tasks[::-1]
