"""Plans, caps and the published list: who moves them on, and what they come to."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend import planning
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.planning import Approval, Cap, CountingRule, Kind, Plan, PlanItem, PlanState, Trigger
from backend.planning.problems import (
    BodyUnfit,
    CapUnfit,
    DelegationUnfit,
    PlanMissing,
    PlanSettled,
    PlanUnfit,
    RuleChanged,
)
from backend.planning.rules import Group, Mode, counts_as, in_months, selects
from tests.cast import Cast, named
from tests.conftest import Phone
from tests.planning.conftest import caller
from tests.planning.test_gates import Given, gates, look
from tests.planning.test_start import rows


def does(app: Flask, account_id: uuid.UUID, use_case: Callable[..., Any], **given: Any) -> Any:
    def done(session: Session) -> Any:
        return use_case(session, by=caller(session, account_id), **given)

    with app.app_context():
        return perform(done)


def item(**changes: Any) -> dict[str, Any]:
    return {
        "field": "市场监管",
        "checklists": ["food-service"],
        "selection": {"tags": ["餐饮"]},
        "subject_ids": [],
        "months": [],
        "full_coverage": False,
    } | changes


def made(app: Flask, cast: Cast, *items: dict[str, Any], **changes: Any) -> Any:
    values: dict[str, Any] = {
        "year": 2026,
        "name": "餐饮年度检查",
        "kind": Kind.ROUTINE,
        "document": "",
        "ordered_by_superior": False,
        "items": items or [item()],
    }
    return does(app, cast.yu, planning.plans.create, **values | changes).id


@pytest.fixture
def unplanned(app: Flask, noon: object) -> None:
    """Without the plans of the cast."""
    with app.app_context(), unit_of_work() as session:
        session.execute(delete(PlanItem))
        session.execute(delete(Plan))


def test_a_plan_carries_checks_once_the_head_approved_it_and_it_is_published(
    app: Flask, unplanned: None, zhao: Phone, chen: Phone, cast: Cast, wish: Given
) -> None:
    plan = made(app, cast)
    assert gates(look(chen, wish)) == ["P3", "P4"]
    does(app, cast.yu, planning.plans.submit, plan_id=plan)
    [approval] = rows(app, Approval)
    zhao.do("approval.decide", approval_id=str(approval.id), decision="approved")
    assert gates(look(chen, wish)) == ["P3", "P4"]  # approved is not published
    does(app, cast.yu, planning.plans.publish, plan_id=plan, document="")
    assert look(chen, wish)["plan"] == "餐饮年度检查"
    does(app, cast.yu, planning.plans.withdraw, plan_id=plan, reason="并入专项")
    assert gates(look(chen, wish)) == ["P3", "P4"]


def test_a_plan_that_the_head_returns_is_a_draft_again(
    app: Flask, unplanned: None, zhao: Phone, cast: Cast
) -> None:
    plan = made(app, cast)
    does(app, cast.yu, planning.plans.submit, plan_id=plan)
    with pytest.raises(PlanSettled):
        does(app, cast.yu, planning.plans.submit, plan_id=plan)
    [approval] = rows(app, Approval)
    zhao.do(
        "approval.decide", approval_id=str(approval.id), decision="returned", remarks="写明月份"
    )
    [found] = rows(app, Plan)
    assert found.state is PlanState.DRAFT


def test_a_campaign_is_published_with_the_document_that_approved_it(
    app: Flask, unplanned: None, zhao: Phone, cast: Cast
) -> None:
    plan = made(app, cast, kind=Kind.CAMPAIGN)
    does(app, cast.yu, planning.plans.submit, plan_id=plan)
    [approval] = rows(app, Approval)
    zhao.do("approval.decide", approval_id=str(approval.id), decision="approved")
    with pytest.raises(PlanUnfit):
        does(app, cast.yu, planning.plans.publish, plan_id=plan, document="")
    published = does(
        app, cast.yu, planning.plans.publish, plan_id=plan, document="越政办〔2026〕9号"
    )
    assert published.document == "越政办〔2026〕9号"


def test_another_agencys_plan_is_not_moved(app: Flask, cast: Cast) -> None:
    plan = made(app, cast)
    with pytest.raises(PlanMissing):
        does(app, cast.sun, planning.plans.submit, plan_id=plan)


@pytest.mark.parametrize("items", [[], [item(selection={})]])
def test_a_plan_says_what_and_whom(app: Flask, cast: Cast, items: list[dict[str, Any]]) -> None:
    with pytest.raises(PlanUnfit):
        does(
            app,
            cast.yu,
            planning.plans.create,
            year=2026,
            name="空",
            kind=Kind.ROUTINE,
            document="",
            ordered_by_superior=False,
            items=items,
        )


def test_a_list_of_subjects_and_a_description_reach_whom_they_say(cast: Cast) -> None:
    shop = {"kind": "个体工商户", "tags": ["餐饮"], "industry_code": "H6210"}
    shop |= {"region_code": "330602002"}
    assert selects({"kinds": ["个体工商户"], "regions": ["330602"]}, shop)
    assert not selects({"kinds": ["个体工商户"], "regions": ["330603"]}, shop)
    assert selects({"regions": ["330600"]}, shop)
    assert not selects({}, shop)
    assert in_months([], date(2026, 1, 31), date(2026, 2, 1))
    assert in_months([3], date(2026, 1, 31), date(2026, 3, 1))
    assert not in_months([4], date(2026, 1, 31), date(2026, 3, 31))


def test_how_a_visit_counts_is_read_from_the_top_of_the_table(app: Flask) -> None:
    table = rows(app, CountingRule)
    table.sort(key=lambda row: row.place)

    def counts(kind: Kind, trigger: Trigger, mode: Mode = Mode.SITE) -> tuple[bool, ...]:
        return tuple(counts_as(table, kind, mode, trigger, Group.ENTERPRISE))

    assert counts(Kind.ROUTINE, Trigger.PLAN) == (True, True, True)
    assert counts(Kind.CAMPAIGN, Trigger.PLAN) == (True, True, True)
    assert counts(Kind.CAMPAIGN, Trigger.SUPERIOR) == (False, False, True)
    assert counts(Kind.CASE, Trigger.PATROL) == (True, False, True)
    assert counts(Kind.ROUTINE, Trigger.COVERAGE) == (True, False, True)
    assert counts(Kind.RECHECK, Trigger.ORDER) == (False, False, False)
    assert counts(Kind.ROUTINE, Trigger.PLAN, Mode.WRITTEN) == (False, False, False)


def test_of_two_who_change_a_counting_rule_the_second_looks_first(app: Flask, cast: Cast) -> None:
    rule = next(row for row in rows(app, CountingRule) if row.kind is Kind.RECHECK)
    change = {"rule_id": rule.id, "revision": 1, "blocks": False, "warns": True, "why": "本市算"}
    does(app, cast.yu, planning.caps.change_rule, counted=True, **change)
    with pytest.raises(RuleChanged):
        does(app, cast.yu, planning.caps.change_rule, counted=False, **change)


def test_caps_are_published_ended_and_not_doubled(app: Flask, noon: object, cast: Cast) -> None:
    values: dict[str, Any] = {
        "agency_id": cast.market,
        "field": "",
        "year": 2026,
        "subject_group": Group.ENTERPRISE,
        "number": 2,
        "document": "",
        "published_on": None,
    }
    cap = does(app, cast.yu, planning.caps.enter, **values)
    with pytest.raises(CapUnfit):
        does(app, cast.yu, planning.caps.enter, **values | {"number": 3})
    later = {"year": 2027, "published_on": clock.today()}
    with pytest.raises(CapUnfit):  # published by no document
        does(app, cast.yu, planning.caps.enter, **values | later)
    does(app, cast.yu, planning.caps.publish, cap_id=cap.id, document="越市监〔2026〕3号")
    does(app, cast.yu, planning.caps.end, cap_id=cap.id, reason="改为 3 次")
    [row] = rows(app, Cap)
    assert (row.published_on, row.ended_on) == (date(2026, 11, 24), date(2026, 11, 24))


def test_subjects_stand_against_their_cap_the_most_visited_first(
    app: Flask, cast: Cast, visited: Callable[..., None], capped: Callable[..., None]
) -> None:
    capped(2)
    visited("2026-03-05")
    assert not listed_against(app, cast)[0]["reached"]
    visited("2026-05-05")
    [row] = listed_against(app, cast)
    assert (row["count"], row["cap"], row["reached"]) == (2, 2, True)
    assert row["cap_in_words"] == "每年不超过 2 次"


def listed_against(app: Flask, cast: Cast) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = does(app, cast.yu, planning.caps.against, year=2026)
    return found


def test_who_is_published_already_is_not_published_again(
    app: Flask, noon: object, cast: Cast
) -> None:
    values: dict[str, Any] = {
        "agency_id": cast.market,
        "standing": planning.Standing.ORGAN,
        "published_from": date(2026, 1, 1),
        "published_to": None,
        "source": "公告",
    }
    with pytest.raises(BodyUnfit):
        does(app, cast.yu, planning.bodies.publish, **values)
    entrusted = {"standing": planning.Standing.ENTRUSTED}
    with pytest.raises(BodyUnfit):  # the register calls it an organ
        does(app, cast.yu, planning.bodies.publish, **values | entrusted)
    [body] = does(app, cast.yu, planning.bodies.listed)
    does(app, cast.yu, planning.bodies.end, body_id=body["id"], reason="机构改革")
    [ended] = does(app, cast.yu, planning.bodies.listed)
    assert (body["state"], ended["state"]) == ("now", "ended")
    does(app, cast.yu, planning.bodies.publish, **values | {"published_from": clock.today()})


def test_the_head_delegates_only_within_the_agency_and_takes_it_back(
    app: Flask, zhao: Phone, cast: Cast
) -> None:
    head, today = named("account zhao"), clock.today()
    days: dict[str, Any] = {"from_day": today, "to_day": today, "reason": "出差"}
    for wrong in (
        {"to_account": cast.sun},
        {"to_account": head},
        {"to_account": cast.yu, "to_day": date(2026, 11, 1)},
    ):
        with pytest.raises(DelegationUnfit):
            does(app, head, planning.authority.delegate, **days | wrong)
    given = does(app, head, planning.authority.delegate, to_account=cast.yu, **days)
    assert does_decide(app, cast)
    does(app, head, planning.authority.end_delegation, delegation_id=given.id)
    assert not does_decide(app, cast)


def does_decide(app: Flask, cast: Cast) -> bool:
    with app.app_context(), unit_of_work(writes=False) as session:
        return planning.authority.decides(session, caller(session, cast.yu))
