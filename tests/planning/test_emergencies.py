"""紧急检查: begun first; without the head's approval it is a flaw, and no review passes it over."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from backend.core import clock
from backend.inspections import Decision, Flaw, emergencies, reviews
from backend.inspections.problems import EmergencyUnapproved, FlawsUndecided
from tests.cast import Cast
from tests.conftest import NOON, Phone
from tests.inspections.people import act, manager, now
from tests.inspections.walk import Walk
from tests.planning.test_gates import Given, begun
from tests.planning.test_start import arrive, rows


@pytest.fixture
def handed_in(zhao: Phone, chen: Phone, shen: Phone, cast: Cast, complaint: Given) -> Walk:
    """Checked, signed and handed in; the head has not answered."""
    walk = Walk(chen, shen, cast, begun(chen, complaint, emergency=True)["task_id"])
    walk.to_signed()
    walk.submit()
    return walk


def answer(zhao: Phone, decision: str) -> None:
    [waiting] = zhao.get("/approvals", state="pending").get_json()["items"]
    zhao.do("approval.decide", approval_id=waiting["id"], decision=decision, remarks="并不紧急")


def approve(app: Flask, walk: Walk) -> Any:
    given = {"inspection_id": uuid.UUID(walk.inspection)} | now()
    return act(app, reviews.approve, manager(app, "yu"), **given)


def flaws(app: Flask) -> list[tuple[str, str]]:
    return [(flaw.rule, flaw.title) for flaw in rows(app, Flaw)]


def settle(app: Flask) -> None:
    for flaw in rows(app, Flaw):
        given = {"decision": Decision.MENDED, "reason": "已补救"}
        act(app, reviews.decide_flaw, manager(app, "yu"), flaw_id=flaw.id, **given)


def test_what_the_head_refuses_after_it_was_handed_in_is_a_flaw_to_be_decided(
    app: Flask, zhao: Phone, handed_in: Walk
) -> None:
    answer(zhao, "rejected")
    assert flaws(app) == [("P4", "紧急检查没有得到负责人批准：并不紧急")]
    with pytest.raises(FlawsUndecided):
        approve(app, handed_in)
    settle(app)
    approve(app, handed_in)
    assert handed_in.page()["state"] == "done"


def test_nobody_reviews_it_before_the_head_has_answered(
    app: Flask, zhao: Phone, handed_in: Walk
) -> None:
    with pytest.raises(EmergencyUnapproved):
        approve(app, handed_in)
    answer(zhao, "approved")
    approve(app, handed_in)
    assert flaws(app) == []


def test_never_made_up_it_is_a_flaw_once_the_term_is_over(
    app: Flask, handed_in: Walk, zhao: Phone
) -> None:
    with app.app_context():
        emergencies.overdue()
    assert flaws(app) == []
    with clock.stopped(NOON + timedelta(days=2)):
        for _ in range(2):  # asked for every hour
            with app.app_context():
                emergencies.overdue()
    assert flaws(app) == [("P4", "紧急检查没有在期限内补办负责人批准")]
    with pytest.raises(FlawsUndecided):
        approve(app, handed_in)
    settle(app)
    approve(app, handed_in)


def test_made_up_too_late_it_is_a_flaw_all_the_same(
    app: Flask, handed_in: Walk, zhao: Phone
) -> None:
    with clock.stopped(NOON + timedelta(days=2)):
        answer(Phone(app, zhao.account_id), "approved")
    assert flaws(app) == [("P4", "紧急检查没有在期限内补办负责人批准")]


def test_overdue_before_anybody_went_there_it_stands_in_the_inspection(
    app: Flask, zhao: Phone, chen: Phone, complaint: Given
) -> None:
    task = begun(chen, complaint, emergency=True)["task_id"]
    with clock.stopped(NOON + timedelta(days=2)), app.app_context():
        emergencies.overdue()
    arrive(chen, task)
    assert flaws(app) == [("P4", "紧急检查没有在期限内补办负责人批准")]


def test_who_went_alone_in_an_emergency_is_kept_with_the_flaw(
    app: Flask, chen: Phone, complaint: Given
) -> None:
    begin = begun(chen, complaint, emergency=True, officer_ids=[])
    arrive(chen, begin["task_id"])
    assert flaws(app) == [("L1", "检查至少要两名执法人员，请再选一人")]
