"""The whole number behind a mask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core import clock
from backend.core.auth import Role
from backend.core.database import perform, unit_of_work
from backend.core.records import Audit
from backend.subjects.reveal import A_DAY
from tests.conftest import NOON, Phone, problem
from tests.subjects.conftest import entered

ASKED = {"field": "phone", "reason": "通知到场"}


def reveals(app: Flask) -> list[Audit]:
    with app.app_context(), unit_of_work(writes=False) as session:
        rows = select(Audit).where(Audit.action.like("subject.reveal%")).order_by(Audit.id)
        return list(session.scalars(rows))


def test_with_a_reason_and_a_trace(app: Flask, xu: Phone, chen: Phone) -> None:
    subject_id = entered(xu)
    answer = chen.post(f"/subjects/{subject_id}/reveal", json=ASKED)
    assert answer.get_json() == {"value": "13800001234"}
    assert answer.headers["Cache-Control"] == "no-store"
    [row] = reveals(app)
    assert (row.name, row.subject_id) == ("陈立群", subject_id)
    assert row.facts == {"field": "phone", "reason": "通知到场"}


@pytest.mark.parametrize(
    "body",
    [{"field": "phone"}, {"field": "phone", "reason": " "}, {"field": "name", "reason": "看"}],
)
def test_without_a_reason_nothing_is_told(xu: Phone, body: dict[str, Any]) -> None:
    subject_id = entered(xu)
    problem(xu.post(f"/subjects/{subject_id}/reveal", json=body), 422, "invalid-input")


def test_what_is_not_there_is_said_so(xu: Phone) -> None:
    subject_id = entered(xu)
    asked = {"field": "id_number", "reason": "核对身份"}
    problem(xu.post(f"/subjects/{subject_id}/reveal", json=asked), 404, "nothing-kept")


def test_twenty_a_day_and_the_refusal_leaves_its_trace(app: Flask, xu: Phone, chen: Phone) -> None:
    subject_id = entered(xu)
    for _ in range(A_DAY):
        assert chen.post(f"/subjects/{subject_id}/reveal", json=ASKED).status_code == 200
    refused = chen.post(f"/subjects/{subject_id}/reveal", json=ASKED)
    assert "20 次" in problem(refused, 429, "reveal-quota")["title"]
    assert reveals(app)[-1].action == "subject.reveal_refused"
    assert xu.post(f"/subjects/{subject_id}/reveal", json=ASKED).status_code == 200
    with clock.stopped(NOON + timedelta(days=1)):
        next_day = Phone(app, chen.account_id)
        assert next_day.post(f"/subjects/{subject_id}/reveal", json=ASKED).status_code == 200


def test_who_has_no_use_for_it_sees_only_that_there_is_one(app: Flask, xu: Phone) -> None:
    from tests.console.conftest import _give_roles

    subject_id = entered(xu)
    with app.app_context():
        perform(_give_roles, xu.account_id, (Role.DRAW_OPERATOR,))
    shown = xu.get(f"/subjects/{subject_id}/whole").get_json()["subject"]
    assert shown["phone_masked"] == "已登记"
    problem(xu.post(f"/subjects/{subject_id}/reveal", json=ASKED), 403, "not-allowed")
