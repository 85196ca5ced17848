"""Two people at the same desk, the same plan, the same cap, the same start."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend import planning
from backend.core import clock
from backend.core.database import unit_of_work
from backend.core.records import Audit
from backend.planning import Approval, Cap, Plan, PlanState
from backend.tasks import Task
from tests.cast import Cast
from tests.conftest import Phone
from tests.handovers.test_at_once import both
from tests.inspections.people import act, at_once, manager
from tests.planning.test_gates import Given
from tests.planning.test_plans import made
from tests.planning.test_start import rows


def state_of(app: Flask, plan: uuid.UUID) -> PlanState:
    found: PlanState = next(each.state for each in rows(app, Plan) if each.id == plan)
    return found


@pytest.fixture
def plan(app: Flask, noon: object, cast: Cast) -> uuid.UUID:
    found: uuid.UUID = made(app, cast)
    return found


@pytest.fixture
def approved(app: Flask, zhao: Phone, cast: Cast, plan: uuid.UUID) -> uuid.UUID:
    act(app, planning.plans.submit, manager(app, "yu"), plan_id=plan)
    [approval] = rows(app, Approval)
    zhao.do("approval.decide", approval_id=str(approval.id), decision="approved")
    return plan


def test_a_plan_is_handed_in_for_approval_once(app: Flask, plan: uuid.UUID) -> None:
    submit = (planning.plans.submit, manager(app, "yu"), {"plan_id": plan})
    assert at_once(app, submit, submit) == ["plan-settled", "won"]
    assert len(rows(app, Approval)) == 1


def test_of_publishing_a_plan_and_withdrawing_it(app: Flask, approved: uuid.UUID) -> None:
    """Published first it is withdrawn only by who has seen that it was published."""
    yu = manager(app, "yu")
    outcomes = at_once(
        app,
        (planning.plans.publish, yu, {"plan_id": approved, "document": ""}),
        (planning.plans.withdraw, yu, {"plan_id": approved, "reason": "并入专项"}),
    )
    assert outcomes in (["plan-settled", "won"], ["won", "won"])
    if outcomes == ["won", "won"]:
        assert state_of(app, approved) is PlanState.WITHDRAWN


def test_a_cap_is_published_once(app: Flask, noon: object, cast: Cast) -> None:
    yu = manager(app, "yu")
    cap = act(
        app,
        planning.caps.enter,
        yu,
        agency_id=cast.market,
        field="",
        year=2026,
        subject_group=None,
        number=2,
        document="",
        published_on=None,
    )
    given = [{"cap_id": cap.id, "document": f"越市监〔2026〕{n}号"} for n in (3, 4)]
    assert at_once(app, *((planning.caps.publish, yu, each) for each in given)) == ["won", "won"]
    [kept] = rows(app, Cap)
    with app.app_context(), unit_of_work(writes=False) as session:
        [told] = session.scalars(select(Audit.facts).where(Audit.action == "cap.publish"))
    assert told["document"] == kept.document


def test_one_start_sent_from_two_places_begins_one_task(
    app: Flask, chen: Phone, cast: Cast, wish: Given
) -> None:
    """The same phone's outbox and a copy of it: the id is the phone's."""
    start = ("task.start", wish | {"task_id": str(clock.uuid7())})
    answers = both((chen, *start), (Phone(app, cast.chen), *start))
    assert [each["outcome"] for each in answers] == ["accepted", "accepted"]
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Task)) == 1
