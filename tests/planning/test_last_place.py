"""The last place under a yearly cap: of two who see it free at the same moment one gets it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaits
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from backend import tasks
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.core.series import following
from backend.subjects import Subject
from backend.tasks.problems import GatesOpen
from tests.cast import Cast, named
from tests.conftest import NOON, Phone
from tests.planning.conftest import caller
from tests.planning.test_gates import Given, begun, gates, look

Act = Callable[[Session], Any]


@contextmanager
def meanwhile(app: Flask, first: Act, second: Act) -> Iterator[Future[Any]]:
    """`second` is asked for while `first` is done and not committed yet: it has to wait."""

    def ask() -> Any:
        with app.app_context():
            return perform(second)

    with ThreadPoolExecutor(1) as pool:
        with app.app_context(), unit_of_work() as session:
            first(session)
            asked = pool.submit(ask)
            with pytest.raises(StillWaits):
                asked.result(0.3)
        yield asked


@pytest.fixture(autouse=True)
def numbered(app: Flask, noon: object) -> None:
    """Tasks had numbers that day before: the first one of a day waits for another reason."""
    with app.app_context(), unit_of_work() as session:
        following(session, "task:33060220261124")


def assigning(cast: Cast, subject_id: uuid.UUID = Cast.subject) -> Act:
    def assign(session: Session) -> tasks.Task:
        return tasks.assign(
            session,
            by=caller(session, cast.yu),
            subject_id=subject_id,
            checklist_id=cast.checklist,
            officer_ids=[cast.chen_officer, cast.shen_officer],
            deadline=clock.today(),
            off_site="后厨要到现场看",
        )

    return assign


def test_of_two_who_are_sent_there_one_is_stopped(
    app: Flask, noon: object, cast: Cast, capped: Callable[..., None]
) -> None:
    capped(1)
    with meanwhile(app, assigning(cast), assigning(cast)) as second, pytest.raises(GatesOpen) as no:
        second.result()
    assert "今年已查或已派 1 次" in str(no.value.details["first"])


def test_also_where_one_names_what_was_merged_into_the_other(
    app: Flask, noon: object, cast: Cast, capped: Callable[..., None]
) -> None:
    capped(1)
    twin = named("twin")
    with app.app_context():
        perform(merged, twin)
    one, other = assigning(cast), assigning(cast, twin)
    with meanwhile(app, one, other) as second, pytest.raises(GatesOpen):
        second.result()


def merged(session: Session, twin: uuid.UUID) -> None:
    kept = session.get_one(Subject, Cast.subject)
    values = {c.key: getattr(kept, c.key) for c in Subject.__mapper__.columns}
    values |= {"id": twin, "uscc": None, "merged_into": Cast.subject}
    session.add(Subject(**values))


def test_of_two_who_arrive_the_later_one_is_marked(
    app: Flask, chen: Phone, cast: Cast, wish: Given, capped: Callable[..., None]
) -> None:
    first, second = (begun(chen, wish)["task_id"] for _ in range(2))
    capped(1)
    with meanwhile(app, beginning(first), beginning(second)) as later:
        [flaw] = later.result()
    assert flaw["words"] == "到场时今年已查 1 次，公布的年度上限是 1 次"


def beginning(task_id: str) -> Act:
    def begin(session: Session) -> list[Any]:
        task = session.get_one(tasks.Task, uuid.UUID(task_id))
        tasks.begin(session, task, at=NOON)
        return task.flaws

    return begin


def test_a_task_given_back_keeps_its_place_until_it_is_withdrawn(
    app: Flask, chen: Phone, cast: Cast, wish: Given, task: str, capped: Callable[..., None]
) -> None:
    """For it goes to another team without asking for a place again."""
    capped(1)
    chen.do("task.decline", task_id=task, reason="去不了")
    assert gates(look(chen, wish)) == ["L22"]
    with app.app_context(), unit_of_work() as session:
        yu = caller(session, cast.yu)
        tasks.withdraw(session, by=yu, task_id=uuid.UUID(task), reason="不去了")
    assert gates(look(chen, wish)) == []


def test_who_arrives_where_two_were_merged_since_counts_the_visits_of_both(
    app: Flask,
    cast: Cast,
    task: str,
    visited: Callable[..., None],
    capped: Callable[..., None],
) -> None:
    capped(1)
    visited("2026-03-05")
    with app.app_context():
        perform(merged, named("twin"))
        perform(moved, named("twin"))
        [flaw] = perform(beginning(task))
    assert flaw["rule"] == "L22"


def moved(session: Session, twin: uuid.UUID) -> None:
    session.execute(update(tasks.Task).values(subject_id=twin))
