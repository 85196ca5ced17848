"""文号: reserved, issued, voided, and never a gap, whoever asks at the same moment."""

from __future__ import annotations

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import perform
from backend.documents import numbers
from backend.documents.models import DocumentNumber, NumberState
from backend.tasks import Kind, Task
from tests.cast import Cast
from tests.conftest import NOON, Phone, problem


@pytest.fixture
def series(app: Flask, noon: datetime, task: str) -> numbers.Series:
    return numbers.Series(uuid.UUID(task), Cast.market, "越市监", date(2026, 11, 30))


def rows(app: Flask, kind: str) -> list[DocumentNumber]:
    with Session(app.extensions["engine"]) as session:
        found = select(DocumentNumber).where(DocumentNumber.kind == kind)
        return list(session.scalars(found.order_by(DocumentNumber.serial)))


def test_the_likely_kinds_are_reserved_and_another_when_it_is_asked_for(
    app: Flask, series: numbers.Series
) -> None:
    with app.app_context():
        first = perform(numbers.reserve, series)
        again = perform(numbers.reserve, series, ["on_spot_penalty"])
    assert first == {
        "record": "越市监检录〔2026〕1号",
        "rectification_order": "越市监责改〔2026〕1号",
    }
    assert again == first | {"on_spot_penalty": "越市监当罚〔2026〕1号"}
    with app.app_context():
        assert perform(numbers.reserve, series, ["on_spot_penalty"]) == again


def test_what_goes_with_the_record_has_its_number_and_a_code_of_its_own(
    app: Flask, series: numbers.Series
) -> None:
    with app.app_context():
        perform(numbers.reserve, series, ["photo_sheet"])
        with Session(app.extensions["engine"]) as session:
            found = numbers.offered(session, series.task_id)
    assert found["photo_sheet"][0] == "越市监检录〔2026〕1号（照）"
    codes = [code for _, code in found.values()]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 22 for code in codes)
    assert rows(app, "photo_sheet") == []


def test_a_code_that_does_not_come_from_the_record_attaches_nothing(
    app: Flask, series: numbers.Series
) -> None:
    with app.app_context():
        perform(numbers.reserve, series)
        with Session(app.extensions["engine"]) as session:
            number, code = numbers.offered(session, series.task_id)["photo_sheet"]
        known: dict[str, Any] = {"task_id": series.task_id, "kind": "photo_sheet", "nth": 1}
        for wrong in (
            {"number": number, "verify_code": "x" * 22},
            {"number": "越市监检录〔2026〕2号（照）", "verify_code": code},
            {"number": number, "verify_code": code, "kind": "scene_record"},
        ):
            assert perform(numbers.attach, **known | wrong) is None
        made = perform(numbers.attach, **known, number=number, verify_code=code)
    assert made is not None
    assert made.serial == 1


def test_the_end_of_the_year_voids_what_was_not_used(app: Flask, series: numbers.Series) -> None:
    late = numbers.Series(series.task_id, series.agency_id, series.prefix, date(2026, 12, 28))
    with app.app_context():
        perform(numbers.reserve, late, ["on_spot_penalty"])
        with clock.stopped(datetime(2026, 12, 31, 23, 59, tzinfo=clock.CHINA)):
            assert perform(numbers.void_expired) == 0
        with clock.stopped(datetime(2027, 1, 1, 0, 1, tzinfo=clock.CHINA)):
            fresh = perform(numbers.reserve, late)
            assert perform(numbers.void_expired) == 3
    assert fresh["record"] == "越市监检录〔2027〕1号"
    [penalty] = rows(app, "on_spot_penalty")
    assert (penalty.state, penalty.void_reason) == (NumberState.VOIDED, "年度终了未使用")


def test_an_expired_reservation_is_voided_with_its_reason(
    app: Flask, series: numbers.Series
) -> None:
    with app.app_context():
        perform(numbers.reserve, series)
        with clock.stopped(NOON + timedelta(days=37)):
            assert perform(numbers.void_expired) == 2
            assert perform(numbers.void_expired) == 0
    assert [row.void_reason for row in rows(app, "record")] == ["预留到期未使用"]


def test_twenty_at_once_leave_no_gap(app: Flask, noon: datetime, cast: Cast) -> None:
    with Session(app.extensions["engine"].execution_options(writes=True)) as session:
        session.add_all(tasks := [_task(cast, place) for place in range(20)])
        session.flush()
        ids = [task.id for task in tasks]
        session.commit()

    def reserve(task_id: uuid.UUID) -> str:
        series = numbers.Series(task_id, Cast.market, "越市监", date(2026, 11, 30))
        with app.app_context():
            return perform(numbers.reserve, series, ["on_spot_penalty"])["on_spot_penalty"]

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(reserve, ids))
    assert sorted(found) == sorted(f"越市监当罚〔2026〕{n}号" for n in range(1, 21))
    for kind in ("record", "rectification_order", "on_spot_penalty"):
        assert [row.serial for row in rows(app, kind)] == [*range(1, 21)]


def test_twenty_who_issue_and_void_at_once_leave_every_number_accounted_for(
    app: Flask, noon: datetime, cast: Cast
) -> None:
    with Session(app.extensions["engine"].execution_options(writes=True)) as session:
        session.add_all(tasks := [_task(cast, place) for place in range(20)])
        session.flush()
        ids = [task.id for task in tasks]
        session.commit()

    def work(place: int) -> None:
        """Every second one uses its numbers, every third one of the others gives them back."""
        series = numbers.Series(ids[place], Cast.market, "越市监", date(2026, 11, 30))
        with app.app_context():
            perform(numbers.reserve, series)
            if place % 2 == 0:
                with Session(app.extensions["engine"]) as session:
                    row = numbers.live(session, series.task_id)["record"]
                assert perform(numbers.issue, row.id)
                assert not perform(numbers.issue, row.id)
            elif place % 3 == 0:
                perform(numbers.void_of_task, series.task_id, "任务撤回")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, range(20)))
    made = rows(app, "record")
    assert [row.serial for row in made] == [*range(1, 21)]
    states = Counter(row.state for row in made)
    assert states == {
        NumberState.ISSUED: 10,
        NumberState.VOIDED: 3,
        NumberState.RESERVED: 7,
    }
    assert all(row.void_reason for row in made if row.state is NumberState.VOIDED)


def _task(cast: Cast, place: int) -> Task:
    return Task(
        number=f"越市监检〔2026〕{place:04d}",
        agency_id=cast.market,
        subject_id=cast.subject,
        checklist_id=cast.checklist,
        kind=Kind.ROUTINE,
        deadline=date(2026, 11, 30),
        note="",
        assigned_by=cast.yu,
        assigned_by_name="俞建国",
        changed_at=clock.now(),
    )


def test_the_team_takes_a_number_while_there_is_a_signal(
    noon: datetime, chen: Phone, sun: Phone, task: str
) -> None:
    path, asked = f"/tasks/{task}/numbers", {"kinds": ["on_spot_penalty"]}
    problem(chen.post(path, json=asked), 409, "task-settled")  # not accepted yet
    chen.do("task.accept", task_id=task)
    answer = chen.post(path, json=asked).get_json()["numbers"]
    assert answer["on_spot_penalty"]["number"] == "越市监当罚〔2026〕1号"
    assert answer == chen.get(f"/tasks/{task}").get_json()["numbers"]
    problem(sun.post(path, json=asked), 404, "task-missing")
    problem(chen.post(path, json={"kinds": ["nothing"]}), 422, "document-number-not-offered")
