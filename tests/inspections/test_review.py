"""复核: who may, what stands in the way, and that a return opens the inspection again."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.auth import Role
from backend.core.problems import Problem
from backend.inspections import Decision, reviews
from backend.inspections.models import InspectionStep
from tests.cast import ITEMS, named
from tests.conftest import Phone
from tests.inspections.people import act, at_once, manager, now
from tests.inspections.walk import Walk
from tests.stages import begins


def approve(app: Flask, walk: Walk, *, key: str = "yu", remarks: str = "") -> Any:
    given = {"inspection_id": uuid.UUID(walk.inspection), "remarks": remarks} | now()
    return act(app, reviews.approve, manager(app, key), **given)


def send_back(app: Flask, walk: Walk, remarks: str = "第 1 项没写数量") -> Any:
    given = {"inspection_id": uuid.UUID(walk.inspection), "remarks": remarks} | now()
    return act(app, reviews.send_back, manager(app, "yu"), **given)


@begins("submitted")
def test_approved_by_the_section_head_it_is_done(app: Flask, walk: Walk) -> None:
    approve(app, walk, remarks="同意")
    page = walk.page()
    assert (page["state"], page["state_in_words"]) == ("done", "已办结")
    [review] = page["reviews"]
    assert (review["outcome_in_words"], review["remarks"]) == ("复核通过", "同意")
    assert walk.chen.get(f"/tasks/{walk.task}").get_json()["state"] == "done"


@begins("submitted")
def test_each_step_is_kept_with_its_rule_and_who_made_it(app: Flask, walk: Walk) -> None:
    send_back(app, walk)
    walk.submit()
    approve(app, walk)
    with Session(app.extensions["engine"]) as session:
        steps = session.scalars(select(InspectionStep).order_by(InspectionStep.id)).all()
    assert [(each.after, each.rule, each.name) for each in steps] == [
        ("on_site", "L1", "陈立群"),
        ("checking", "L3", "陈立群"),
        ("concluded", "L6", "陈立群"),
        ("signed", "L5", "陈立群"),
        ("review", "L5", "陈立群"),
        ("returned", None, "俞建国"),
        ("signed", "L5", "陈立群"),
        ("review", "L5", "陈立群"),
        ("done", None, "俞建国"),
    ]


@begins("submitted")
def test_returned_it_is_the_teams_again_with_new_numbers(app: Flask, walk: Walk) -> None:
    with pytest.raises(AssertionError, match="inspection-closed"):
        walk.answer(ITEMS[2], "na")
    send_back(app, walk)
    page = walk.page()
    assert (page["state_in_words"], page["returned"]["remarks"]) == ("退回修改", "第 1 项没写数量")
    task = walk.chen.get(f"/tasks/{walk.task}").get_json()
    assert task["state"] == "active"
    assert {"record", "rectification_order"} <= set(task["numbers"])
    walk.answer(ITEMS[2], "na")
    assert walk.submit()["state"] == "review"
    assert walk.page()["returned"] is None


def test_a_flaw_is_decided_before_it_is_approved(app: Flask, walk: Walk) -> None:
    walk.arrive()  # the second officer never confirmed
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    walk.sign_both()
    walk.submit()
    with pytest.raises(Problem) as undecided:
        approve(app, walk)
    assert undecided.value.code == "flaws-undecided"
    [flaw] = walk.page()["flaws"]
    told = {"flaw_id": uuid.UUID(flaw["id"]), "decision": Decision.VALID, "reason": "有监控佐证"}
    act(app, reviews.decide_flaw, manager(app, "yu"), **told)
    act(app, reviews.decide_flaw, manager(app, "yu"), **told)
    with pytest.raises(Problem) as decided:
        act(app, reviews.decide_flaw, manager(app, "yu"), **told | {"decision": Decision.REJECTED})
    assert decided.value.body()["title"] == "这项瑕疵已由俞建国处理为“有效”，请刷新后再看"
    approve(app, walk)
    [shown] = walk.page()["flaws"]
    assert (shown["decision_in_words"], shown["decision_reason"]) == ("有效", "有监控佐证")


@begins("submitted")
def test_the_leader_reviews_but_not_alone_what_only_they_wrote(app: Flask, walk: Walk) -> None:
    given = {"inspection_id": walk.inspection, "remarks": ""}
    [own] = walk.chen.send(walk.chen.command("inspection.approve", **given))
    assert own["problem"]["code"] == "review-own-work"
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, review_own_work=True)
    assert walk.chen.do("inspection.approve", **given)["state"] == "done"


def test_what_the_other_wrote_the_leader_approves(app: Flask, walk: Walk) -> None:
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    walk.chen, walk.shen = walk.shen, walk.chen
    walk.conclude()  # on the second officer's phone
    walk.chen, walk.shen = walk.shen, walk.chen
    walk.sign_both()
    walk.submit()
    given = {"inspection_id": walk.inspection, "remarks": ""}
    assert walk.chen.do("inspection.approve", **given)["state"] == "done"


@begins("submitted")
@pytest.mark.parametrize("key", ["shen", "fan", "sun"])
def test_nobody_else_reviews(app: Flask, walk: Walk, key: str) -> None:
    """Of the team without leading it, of the agency without a part in it, of another agency."""
    with pytest.raises(Problem) as refused:
        approve(app, walk, key=key)
    assert refused.value.code == "inspection-missing"
    assert walk.page()["may_review"]
    assert (
        not Phone(app, named("account shen"))
        .get(f"/inspections/{walk.inspection}")
        .get_json()["may_review"]
    )


@begins("submitted")
def test_the_same_again_is_no_matter_and_another_act_is_told(app: Flask, walk: Walk) -> None:
    for _ in range(2):
        approve(app, walk)
    with pytest.raises(Problem) as settled:
        send_back(app, walk)
    assert settled.value.body()["title"].startswith("这次检查现在是“已办结”")
    assert len(walk.page()["reviews"]) == 1


@begins("submitted")
def test_of_two_who_review_at_once_one_wins(app: Flask, walk: Walk) -> None:
    heads = manager(app, "yu"), manager(app, "fan", Role.AGENCY_HEAD)
    given = {"inspection_id": uuid.UUID(walk.inspection)} | now()
    outcomes = at_once(
        app,
        (reviews.approve, heads[0], given | {"remarks": ""}),
        (reviews.send_back, heads[1], given | {"remarks": "照片不清"}),
    )
    assert outcomes == ["review-settled", "won"]
    assert len(walk.page()["reviews"]) == 1


def test_of_two_who_decide_a_flaw_at_once_one_wins(app: Flask, walk: Walk) -> None:
    walk.arrive()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    walk.sign_both()
    walk.submit()
    [flaw] = walk.page()["flaws"]
    heads = manager(app, "yu"), manager(app, "fan", Role.AGENCY_HEAD)
    told = {"flaw_id": uuid.UUID(flaw["id"]), "reason": "看过监控"}
    outcomes = at_once(
        app,
        (reviews.decide_flaw, heads[0], told | {"decision": Decision.VALID}),
        (reviews.decide_flaw, heads[1], told | {"decision": Decision.REJECTED}),
    )
    assert outcomes == ["flaw-decided", "won"]
