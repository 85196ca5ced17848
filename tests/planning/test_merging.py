"""综合查一次: the same subject, several agencies, one visit."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from backend import planning, tasks
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.planning import MergeProposal, Plan, PlanItem, PlanState, Visit
from backend.planning.problems import MergeMissing, MergeSettled
from backend.tasks import Task
from tests.cast import Cast, named
from tests.conftest import Phone, assignment
from tests.planning.conftest import caller
from tests.planning.test_gates import Given, begun, gates, look
from tests.planning.test_start import arrive, rows


@pytest.fixture
def theirs(app: Flask, fire: uuid.UUID, cast: Cast) -> uuid.UUID:
    """The fire rescue has a task at the subject, due in a week."""
    with app.app_context():
        return perform(_assigned, cast, fire)


def _assigned(session: Session, cast: Cast, form: uuid.UUID) -> uuid.UUID:
    task = tasks.assign(
        session,
        by=caller(session, cast.sun),
        subject_id=cast.subject,
        checklist_id=form,
        officer_ids=[named("officer sun"), named("officer qian")],
        deadline=date(2026, 12, 1),
    )
    return task.id


def answer(app: Flask, account_id: uuid.UUID, proposal_id: uuid.UUID, why: str = "") -> Given:
    """Agree, or with a reason go alone."""

    def answered(session: Session) -> Given:
        found = tasks.answer_merge(
            session,
            by=caller(session, account_id),
            proposal_id=proposal_id,
            accept=not why,
            reason=why,
        )
        return {"state": found.state, "saved": found.saved}

    with app.app_context():
        return perform(answered)


def test_the_same_subject_planned_by_two_agencies_is_proposed_as_one_visit(
    app: Flask, chen: Phone, cast: Cast, wish: Given, theirs: uuid.UUID
) -> None:
    found = look(chen, wish)
    assert gates(found, "warn") == ["P5"]
    assert "越城区消防救援大队也准备检查这家" in found["gates"][0]["message"]
    task = begun(chen, wish, reasons={"P5": "先约消防，约不上单独去"})["task_id"]
    [proposal] = rows(app, MergeProposal)
    assert answer(app, cast.yu, proposal.id)["state"] == "proposed"
    assert answer(app, cast.sun, proposal.id) == {"state": "accepted", "saved": 1}
    assert {row.mode for row in rows(app, Task)} == {"joint"}
    arrive(chen, task)
    [visit] = rows(app, Visit)
    assert visit.joint_id == proposal.id
    assert gates(look(chen, wish), "warn") == ["L22"]  # we were there today


def test_who_must_go_alone_says_why(
    app: Flask, chen: Phone, cast: Cast, wish: Given, theirs: uuid.UUID
) -> None:
    begun(chen, wish, reasons={"P5": "先约消防"})
    [proposal] = rows(app, MergeProposal)
    declined = answer(app, cast.sun, proposal.id, "夜间营业时才能查")
    assert declined == {"state": "declined", "saved": 0}
    with pytest.raises(MergeSettled):
        answer(app, cast.yu, proposal.id)
    assert {row.mode for row in rows(app, Task)} == {"site"}
    assert gates(look(chen, wish), "warn") == []  # talked over already


def test_a_stranger_has_no_part_in_it(
    app: Flask, chen: Phone, cast: Cast, wish: Given, theirs: uuid.UUID
) -> None:
    begun(chen, wish, reasons={"P5": "先约消防"})
    with pytest.raises(MergeMissing):
        answer(app, cast.sun, uuid.uuid4())


def test_both_agree_at_the_same_moment(
    app: Flask, chen: Phone, cast: Cast, wish: Given, theirs: uuid.UUID
) -> None:
    begun(chen, wish, reasons={"P5": "先约消防"})
    [proposal] = rows(app, MergeProposal)
    ready = Barrier(2)

    def agree(account_id: uuid.UUID) -> None:
        ready.wait()
        answer(app, account_id, proposal.id)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(agree, (cast.yu, cast.sun)))
    [settled] = rows(app, MergeProposal)
    assert (settled.state, settled.saved) == ("accepted", 1)


def test_two_plans_that_name_the_same_subject_for_the_same_months_are_proposed(
    app: Flask, cast: Cast, fire: uuid.UUID
) -> None:
    proposals = []
    for months in ([3], [11, 12]):
        with app.app_context():
            perform(_listed, cast, cast.fire, "消防救援", [12], PlanState.PUBLISHED)
            plan_id = perform(_listed, cast, cast.market, "市场监管", months, PlanState.APPROVED)
            perform(_publish, cast, plan_id)
        proposals.append(len(rows(app, MergeProposal)))
    assert proposals == [0, 1]


def _listed(
    session: Session,
    cast: Cast,
    agency_id: uuid.UUID,
    field: str,
    months: list[int],
    state: PlanState,
) -> uuid.UUID:
    plan = Plan(
        agency_id=agency_id,
        year=2026,
        name=f"{field}名单",
        kind=planning.Kind.ROUTINE,
        state=state,
        document="",
        ordered_by_superior=False,
        by_name="系统",
        published_at=clock.now(),
    )
    session.add(plan)
    session.flush()
    item = PlanItem(
        plan_id=plan.id,
        field=field,
        checklists=[],
        selection={},
        months=months,
        full_coverage=False,
    )
    session.add(item)
    session.flush()
    session.add(planning.PlanSubject(plan_item_id=item.id, subject_id=cast.subject))
    return plan.id


def _publish(session: Session, cast: Cast, plan_id: uuid.UUID) -> None:
    planning.plans.publish(session, by=caller(session, cast.yu), plan_id=plan_id, document="")


def test_assigning_from_the_desk_proposes_it_too(
    app: Flask, yu: Phone, cast: Cast, theirs: uuid.UUID
) -> None:
    given = assignment(cast, reasons={"P5": "先约消防"})
    assert yu.post("/tasks", json=given).status_code == 201
    with app.app_context(), unit_of_work(writes=False) as session:
        found = planning.merging.listed(session, by=caller(session, cast.yu))
    [proposal] = found["items"]
    assert [side["agency"] for side in proposal["sides"]] == [
        "越城区市场监督管理局",
        "越城区消防救援大队",
    ]
    assert proposal["may_answer"]
